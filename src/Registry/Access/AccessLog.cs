using System.Threading.Channels;
using Madoguchi.Kernel;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Madoguchi.Registry;

/// <summary>A look at somebody's data.</summary>
internal sealed record Look(Guid Id, Actor Actor, Purpose Purpose, Guid Party, string What, DateTimeOffset At);

internal sealed class AccessLog(IWriter writer, Database database, TimeProvider time, AccessBuffer buffer) : IAccessLog
{
    public Task RecordAsync(Actor actor, Purpose purpose, Guid party, string what, CancellationToken cancellationToken) =>
        RecordAsync(actor, purpose, [party], what, cancellationToken);

    public async Task RecordAsync(
        Actor actor, Purpose purpose, IReadOnlyCollection<Guid> parties, string what, CancellationToken cancellationToken)
    {
        var looks = parties.Where(party => party != actor.Party).Distinct().Select(party => Of(actor, purpose, party, what)).ToList();
        if (looks.Count > 0)
        {
            await AccessStore.WriteAsync(writer, looks, new Work($"access/{looks[0].Party}", $"look/{looks[0].Id}", actor, purpose), cancellationToken);
        }
    }

    public void RecordLater(Actor actor, Purpose purpose, Guid party, string what)
    {
        if (party != actor.Party)
        {
            buffer.Add(Of(actor, purpose, party, what));
        }
    }

    public async Task<IReadOnlyList<RecordedLook>> ReadAsync(LooksAsked asked, CancellationToken cancellationToken)
    {
        (string Condition, string Name, object? Value)[] filters =
        [
            ("actor = @actor", "actor", asked.Actor),
            ("party_id = @party", "party", asked.Party),
            ("at >= @from", "from", asked.From),
            ("at < @until", "until", asked.Until),
            ($"not (actor = @reader and what = '{IAccessLog.OfThisLog}')", "reader", asked.Reader),
        ];
        var used = filters.Where(filter => filter.Value is not null).ToList();
        return await database.QueryAsync(
            $"""
            select at, actor, purpose, party_id, what from registry_access where {string.Join(" and ", used.Select(filter => filter.Condition))}
            order by at desc, id desc limit @take offset @skip
            """,
            row => new RecordedLook(row.Instant("at"), row.Text("actor"), row.Text("purpose"), row.Guid("party_id"), row.Text("what")),
            cancellationToken,
            [.. used.Select(filter => (filter.Name, filter.Value)), ("take", (long)asked.Take), ("skip", (long)asked.Skip)]);
    }

    private Look Of(Actor actor, Purpose purpose, Guid party, string what)
    {
        var now = time.GetUtcNow();
        return new Look(Guid.CreateVersion7(now), actor, purpose, party, what, now);
    }
}

internal static class AccessStore
{
    public static Task<Result<bool>> WriteAsync(IWriter writer, IReadOnlyList<Look> looks, Work work, CancellationToken cancellationToken) =>
        writer.WriteAsync<bool>(
            work,
            unit =>
            {
                foreach (var look in looks)
                {
                    Write(unit, look);
                }

                return true;
            },
            cancellationToken);

    private static void Write(Unit unit, Look look) => unit.Execute(
        """
        insert into registry_access (id, party_id, actor, role, department, purpose, what, at)
        values (@id, @party, @actor, @role, (select department from registry_staff where code = @staff), @purpose, @what, @at)
        on conflict (id) do nothing
        """,
        ("id", look.Id),
        ("party", look.Party),
        ("actor", look.Actor.Id),
        ("role", look.Actor.Role),
        ("staff", StaffDirectory.CodeOf(look.Actor.Id) ?? ""),
        ("purpose", look.Purpose.Code),
        ("what", look.What),
        ("at", look.At));
}

/// <summary>Looks that wait for the next batch. It has no bound: the writer takes far more than pages can bring, and a look must not be dropped.</summary>
internal sealed partial class AccessBuffer(IWriter writer, TimeProvider time, ILogger<AccessBuffer> logger) : BackgroundService
{
    private const int BatchSize = 256;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private readonly Channel<Look> waiting = Channel.CreateUnbounded<Look>(new UnboundedChannelOptions { SingleReader = true });

    public void Add(Look look) => waiting.Writer.TryWrite(look);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (await waiting.Reader.WaitToReadAsync(stoppingToken))
            {
                await FlushAsync(CancellationToken.None);
                await Task.Delay(Pause, time, stoppingToken);
            }
        }
        catch (OperationCanceledException)
        {
            // Stopping: what waits is written before the host is gone.
        }

        await FlushAsync(CancellationToken.None);
    }

    private async Task FlushAsync(CancellationToken cancellationToken)
    {
        var batch = new List<Look>(BatchSize);
        while (waiting.Reader.TryRead(out var look))
        {
            batch.Add(look);
            if (batch.Count == BatchSize || !waiting.Reader.TryPeek(out _))
            {
                await WriteAsync(batch, cancellationToken);
                batch = new List<Look>(BatchSize);
            }
        }
    }

    private async Task WriteAsync(List<Look> batch, CancellationToken cancellationToken)
    {
        try
        {
            var work = new Work("access", $"looks/{batch[0].Id}", Actor.System("access-log"), Purpose.Audit);
            await AccessStore.WriteAsync(writer, batch, work, cancellationToken);
        }
        catch (WriteFailedException fault)
        {
            // Kept and written with a later batch; a look has its own id, so it cannot be there twice.
            LogFailed(fault, batch.Count);
            batch.ForEach(Add);
            await Task.Delay(Pause, time, cancellationToken);
        }
    }

    [LoggerMessage(EventId = 2001, Level = LogLevel.Error, Message = "{Looks} looks at personal data could not be written yet")]
    private partial void LogFailed(Exception fault, int looks);
}
