using System.Text.Json;

namespace Madoguchi.Kernel;

/// <summary>A unit on its way through a lane, with the reply its caller waits for.</summary>
internal abstract class Job(Work work)
{
    public Work Work { get; } = work;

    public bool HasPublished { get; protected set; }

    /// <summary>Runs the change in the open transaction.</summary>
    /// <returns>False when it was refused and must leave no trace.</returns>
    public abstract bool Run(WriterLane lane, SqlSession session, DateTimeOffset now);

    /// <summary>Replies, once what <see cref="Run"/> did is on disk or rolled back.</summary>
    public abstract void Complete();

    public abstract void Fail(Exception reason);
}

internal sealed class Job<T>(Work work, Func<Unit, Result<T>> change) : Job(work)
{
    private readonly TaskCompletionSource<Result<T>> reply = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Result<T> outcome;

    public Task<Result<T>> Reply => reply.Task;

    public override bool Run(WriterLane lane, SqlSession session, DateTimeOffset now)
    {
        HasPublished = false;
        if (session.Scalar("select result from kernel_change where key = @key", ("key", Work.Key)) is string stored)
        {
            outcome = JsonSerializer.Deserialize<T>(stored, JsonSerializerOptions.Web)!;
            return true;
        }

        var unit = new Unit(lane, session, Work, now);
        try
        {
            outcome = change(unit);
        }
        finally
        {
            unit.Close();
        }

        if (outcome.IsRefused)
        {
            return false;
        }

        session.Execute(
            """
            insert into kernel_change (key, aggregate, actor, purpose, at, result)
            values (@key, @aggregate, @actor, @purpose, @at, @result)
            """,
            ("key", Work.Key),
            ("aggregate", Work.Aggregate),
            ("actor", Work.Actor.Id),
            ("purpose", Work.Purpose.Code),
            ("at", now),
            ("result", JsonSerializer.Serialize(outcome.Value, JsonSerializerOptions.Web)));
        HasPublished = unit.HasPublished;
        return true;
    }

    public override void Complete() => reply.TrySetResult(outcome);

    public override void Fail(Exception reason) => reply.TrySetException(reason);
}
