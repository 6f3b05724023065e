using System.Text.Json;

namespace Madoguchi.Kernel;

/// <summary>A unit on its way through a lane, with the reply its caller waits for.</summary>
internal abstract class Job(Work work)
{
    public Work Work { get; } = work;

    /// <summary>Takes the result that an earlier unit of the same key stored; nothing is run.</summary>
    public abstract void Recall(StoredResult stored);

    /// <summary>Runs the change in the open transaction.</summary>
    /// <returns>False when it was refused and must leave no trace.</returns>
    public abstract bool Run(WriterLane lane, SqlSession session, KernelRows rows, DateTimeOffset now);

    /// <summary>Replies, once what <see cref="Run"/> did is on disk or rolled back.</summary>
    public abstract void Complete();

    public abstract void Fail(Exception reason);
}

/// <summary>What an accepted unit left beside its key.</summary>
internal sealed record StoredResult(string Result, string? Content)
{
    /// <summary>The same for a repeat; of another content it is no repeat. Units older than the column have none to compare.</summary>
    public Result<T> For<T>(Work work) => Content is not null && work.Content is not null && Content != work.Content
        ? new KeyReused()
        : JsonSerializer.Deserialize<T>(Result, JsonSerializerOptions.Web)!;
}

internal sealed class Job<T>(Work work, Func<Unit, Result<T>> change) : Job(work)
{
    private readonly TaskCompletionSource<Result<T>> reply = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Result<T> outcome;

    public Task<Result<T>> Reply => reply.Task;

    public override void Recall(StoredResult stored) => outcome = stored.For<T>(Work);

    public override bool Run(WriterLane lane, SqlSession session, KernelRows rows, DateTimeOffset now)
    {
        var unit = new Unit(lane, session, rows, Work, now);
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

        rows.Add(new ChangeRow(Work, now, JsonSerializer.Serialize(outcome.Value, JsonSerializerOptions.Web)));
        return true;
    }

    public override void Complete() => reply.TrySetResult(outcome);

    public override void Fail(Exception reason) => reply.TrySetException(reason);
}
