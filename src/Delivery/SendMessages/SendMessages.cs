using System.Collections.Concurrent;
using Madoguchi.Kernel;
using Microsoft.Extensions.Logging;

namespace Madoguchi.Delivery;

/// <summary>
/// Empties the queue of one channel over a few lines. Messages are claimed in batches for this host alone; each is marked as being sent,
/// durably, just before it leaves, in one unit with the outcome of the one before on that line. So at a kill no more messages are in
/// doubt than there are lines. An outcome that cannot be kept, because the disk is full or the database away, is kept by the next pass.
/// </summary>
internal sealed partial class SendMessages(
    IOutlet outlet, Database database, IWriter writer, DeliverySettings settings, TimeProvider time, ILogger<SendMessages> logger)
{
    private const int BatchSize = 128;
    private static readonly Purpose Notify = new("notify");
    private static readonly Actor Sender = Actor.System("delivery");

    /// <summary>How long a claim holds; whoever has not begun a message by then leaves it to the next.</summary>
    private static readonly TimeSpan ClaimHolds = TimeSpan.FromMinutes(2);

    /// <summary>Longer than the longest attempt.</summary>
    private static readonly TimeSpan AttemptHolds = TimeSpan.FromMinutes(5);

    private readonly Guid holder = Guid.CreateVersion7(time.GetUtcNow());
    private readonly List<ILine> idle = [];
    private readonly ConcurrentQueue<Outcome> unkept = new();
    private bool isFirstPass = true;

    private sealed record Outcome(Guid Id, Happening Happening);

    /// <summary>Sends what is due until nothing is, or nobody can be reached.</summary>
    /// <returns>How many attempts were made.</returns>
    public async Task<int> SendDueAsync(CancellationToken cancellationToken)
    {
        await KeepLateAsync();
        await TakeUpInterruptedAsync(cancellationToken);
        await EndExpiredAsync(cancellationToken);
        if (!outlet.IsReady || !await IsAnyDueAsync(cancellationToken))
        {
            return 0;
        }

        using var queue = new Queue(() => ClaimAsync(cancellationToken));
        var attempts = await Task.WhenAll(Enumerable.Range(0, outlet.Lines).Select(_ => WorkAsync(queue, cancellationToken)));
        await LetGoAsync();
        return attempts.Sum();
    }

    /// <summary>Closes the lines.</summary>
    public async Task CloseAsync()
    {
        foreach (var line in idle)
        {
            await line.DisposeAsync();
        }

        idle.Clear();
    }

    private async Task<int> WorkAsync(Queue queue, CancellationToken cancellationToken)
    {
        var line = TakeLine();
        var attempts = 0;
        Outcome? outcome = null;
        try
        {
            while (true)
            {
                var next = cancellationToken.IsCancellationRequested || !await line.OpenAsync(cancellationToken) ? null : await queue.NextAsync();
                if (outcome is null && next is null)
                {
                    return attempts;
                }

                var message = await StepAsync(outcome, next);
                outcome = null;
                if (message is not null)
                {
                    attempts++;
                    outcome = new(message.Id, await SendAsync(line, message));
                    DeliveryMetrics.Attempts.Add(1, new KeyValuePair<string, object?>("channel", outlet.Channel));
                }
            }
        }
        finally
        {
            if (outcome is not null)
            {
                unkept.Enqueue(outcome);
            }

            lock (idle)
            {
                idle.Add(line);
            }
        }
    }

    /// <summary>A message that is marked gets an answer, whatever happens: a line that throws may have sent it.</summary>
    private async Task<Happening> SendAsync(ILine line, OutgoingMessage message)
    {
        try
        {
            return await line.SendAsync(message);
        }
#pragma warning disable CA1031 // see above
        catch (Exception fault)
#pragma warning restore CA1031
        {
            LogLineFailed(fault.GetType().Name, message.Id);
            return new Happening.ReplyLost();
        }
    }

    /// <summary>Keeps what an earlier pass could not. Whose hold ended meanwhile was taken up, as uncertain, by somebody else.</summary>
    private async Task KeepLateAsync()
    {
        while (unkept.TryPeek(out var outcome))
        {
            await writer.WriteAsync<bool>(
                NewWork($"message/{outcome.Id}"),
                unit =>
                {
                    if (unit.Query(
                        "select 1 as one from delivery_message where id = @id and state = 'sending' and held_by = @holder",
                        row => row.Int64("one"),
                        ("id", outcome.Id),
                        ("holder", holder)).Count > 0)
                    {
                        Keep(unit, outcome);
                    }

                    return true;
                },
                CancellationToken.None);
            unkept.TryDequeue(out _);
        }
    }

    private void Keep(Unit unit, Outcome outcome) =>
        FlagAddress(unit, outcome, MessageDesk.Let(unit, outcome.Id, outcome.Happening, Wait));

    /// <summary>Keeps the outcome of the last message and marks the next: one unit. What the person wants now decides whether it goes.</summary>
    private async Task<OutgoingMessage?> StepAsync(Outcome? outcome, Guid? next)
    {
        OutgoingMessage? marked = null;
        await writer.WriteAsync<bool>(
            NewWork($"message/{next ?? outcome!.Id}"),
            unit =>
            {
                marked = null;
                if (outcome is not null)
                {
                    Keep(unit, outcome);
                }

                marked = next is { } id ? Mark(unit, id) : null;
                return true;
            },
            CancellationToken.None);
        return marked;
    }

    private OutgoingMessage? Mark(Unit unit, Guid id)
    {
        var found = unit.First(
            """
            select m.wire_id, m.kind, m.official, m.recipient, m.category, m.address, m.subject, m.body, m.created_at, p.quiet_from, p.quiet_until,
                (select count(*) from delivery_declined d where d.party = m.recipient and d.category = m.category) as declined
            from delivery_message m left join delivery_preference p on p.party = m.recipient
            where m.id = @id and m.held_by = @holder and m.held_until > @now and m.due_at <= @now
            """,
            row => (
                Message: new OutgoingMessage(
                    id, row.Text("wire_id"), row.Text("kind"), row.Bool("official"), row.Guid("recipient"), row.TextOrNull("category"),
                    row.Text("address"), row.Text("subject"), row.Text("body"), row.Instant("created_at")),
                Quiet: QuietHours.Read(row.TextOrNull("quiet_from") ?? settings.QuietFrom, row.TextOrNull("quiet_until") ?? settings.QuietUntil),
                Declined: row.Int64("declined") > 0).ToTuple(),
            ("id", id),
            ("holder", holder),
            ("now", unit.Now));
        if (found is not var (message, quiet, declined))
        {
            return null;
        }

        if (declined && !message.Official)
        {
            MessageDesk.Let(unit, id, new Happening.Unwanted(), Wait);
            return null;
        }

        // Who asked for it this moment, to confirm an address, waits for it now.
        if ((message.Official || message.Category is not null) && quiet?.EndOf(unit.Now) is { } end && end > unit.Now)
        {
            unit.Execute(
                "update delivery_message set due_at = @due, held_by = null, held_until = null where id = @id", ("due", end), ("id", id));
            return null;
        }

        if (MessageDesk.Let(unit, id, new Happening.Started(), Wait) is null)
        {
            return null;
        }

        unit.Execute("update delivery_message set held_until = @until where id = @id", ("until", unit.Now + AttemptHolds), ("id", id));
        return message;
    }

    /// <summary>An address that does not exist is not used again until the person names it anew.</summary>
    private static void FlagAddress(Unit unit, Outcome outcome, Standing? after)
    {
        if (outcome.Happening is Happening.RefusedForGood { BlamesAddress: true } refused && after is not null)
        {
            FailedAddresses.Add(unit, outcome.Id, refused.Code);
        }
    }

    private TimeSpan Wait(long attempt) => BackOff.After(attempt, settings.FirstWait, settings.LongestWait, Chance());

#pragma warning disable CA5394 // spreads attempts over time; nobody gains by guessing it
    private static double Chance() => Random.Shared.NextDouble();
#pragma warning restore CA5394

    private async Task<bool> IsAnyDueAsync(CancellationToken cancellationToken) =>
        (await database.QueryAsync(
            "select 1 as one from delivery_message where channel = @channel and due_at <= @now limit 1",
            row => row.Int64("one"),
            cancellationToken,
            ("channel", outlet.Channel),
            ("now", time.GetUtcNow()))).Count > 0;

    private async Task<IReadOnlyList<Guid>> ClaimAsync(CancellationToken cancellationToken)
    {
        List<Guid> claimed = [];
        if (cancellationToken.IsCancellationRequested)
        {
            return claimed;
        }

        await writer.WriteAsync<bool>(
            NewWork($"queue/{outlet.Channel}"),
            unit =>
            {
                claimed = unit.Query(
                    $"""
                    update delivery_message set held_by = @holder, held_until = @until where id in (
                        select id from delivery_message
                        where channel = @channel and due_at <= @now and (held_until is null or held_until <= @now)
                        order by due_at limit @size{(unit.IsPostgres ? " for update skip locked" : "")})
                    returning id
                    """,
                    row => row.Guid("id"),
                    ("holder", holder),
                    ("until", unit.Now + ClaimHolds),
                    ("channel", outlet.Channel),
                    ("now", unit.Now),
                    ("size", (long)BatchSize));
                return true;
            },
            CancellationToken.None);
        return claimed;
    }

    /// <summary>
    /// What a host that died left in the middle: it may have arrived. A hold that ended is nobody's, also where it was this host's own:
    /// a mark was kept, and the news of that was lost.
    /// </summary>
    private async Task TakeUpInterruptedAsync(CancellationToken cancellationToken)
    {
        // An SQLite file has one host: what another one holds is held by nobody.
        var abandoned = isFirstPass && !database.IsPostgres ? DateTimeOffset.MaxValue.AddYears(-1) : time.GetUtcNow();
        isFirstPass = false;
        await EachAsync(
            """
            select id from delivery_message
            where channel = @channel and state = 'sending' and held_until <= @at order by id limit 1000
            """,
            abandoned,
            new Happening.Interrupted(),
            cancellationToken);
        if (abandoned > time.GetUtcNow())
        {
            await writer.WriteAsync<bool>(
                NewWork($"queue/{outlet.Channel}"),
                unit =>
                {
                    unit.Execute(
                        "update delivery_message set held_by = null, held_until = null where channel = @channel and due_at is not null and held_by is not null",
                        ("channel", outlet.Channel));
                    return true;
                },
                CancellationToken.None);
        }
    }

    private Task EndExpiredAsync(CancellationToken cancellationToken) => EachAsync(
        """
        select id from delivery_message
        where channel = @channel and due_at <= @at and give_up_at <= @at and (held_until is null or held_until <= @at) order by id limit 1000
        """,
        time.GetUtcNow(),
        new Happening.Expired(),
        cancellationToken);

    private async Task EachAsync(string sql, DateTimeOffset at, Happening happening, CancellationToken cancellationToken)
    {
        while (true)
        {
            var ids = await database.QueryAsync(
                sql, row => row.Guid("id"), cancellationToken, ("channel", outlet.Channel), ("at", at));
            var moved = 0;
            foreach (var some in ids.Chunk(BatchSize))
            {
                var result = await writer.WriteAsync<int>(
                    NewWork($"queue/{outlet.Channel}"), unit => some.Count(id => MessageDesk.Let(unit, id, happening, Wait) is not null), CancellationToken.None);
                moved += result.Value;
            }

            if (moved == 0)
            {
                return;
            }

            LogSettled(moved, happening.GetType().Name);
        }
    }

    /// <summary>What was claimed and not begun is anybody's again.</summary>
    private Task<Result<bool>> LetGoAsync() => writer.WriteAsync<bool>(
        NewWork($"queue/{outlet.Channel}"),
        unit =>
        {
            unit.Execute(
                "update delivery_message set held_by = null, held_until = null where channel = @channel and due_at is not null and held_by = @holder",
                ("channel", outlet.Channel),
                ("holder", holder));
            return true;
        },
        CancellationToken.None);

    private ILine TakeLine()
    {
        lock (idle)
        {
            if (idle.Count == 0)
            {
                return outlet.NewLine();
            }

            var line = idle[^1];
            idle.RemoveAt(idle.Count - 1);
            return line;
        }
    }

    // Doing a step again is harmless; a key of its own lets each be done.
    private Work NewWork(string aggregate) => new(aggregate, $"deliver/{Guid.CreateVersion7(time.GetUtcNow())}", Sender, Notify);

    [LoggerMessage(EventId = 6001, Level = LogLevel.Information, Message = "{Count} messages: {Happening}")]
    private partial void LogSettled(int count, string happening);

    // The type alone: what an exception says can hold an address.
    [LoggerMessage(EventId = 6009, Level = LogLevel.Error, Message = "A line failed with {Fault} while it sent message {MessageId}")]
    private partial void LogLineFailed(string fault, Guid messageId);

    /// <summary>Claimed messages, shared by the lines; whoever finds it empty claims the next batch for all.</summary>
    private sealed class Queue(Func<Task<IReadOnlyList<Guid>>> claimAsync) : IDisposable
    {
        private readonly SemaphoreSlim one = new(1);
        private readonly Queue<Guid> claimed = new();
        private bool isDry;

        public async Task<Guid?> NextAsync()
        {
            await one.WaitAsync();
            try
            {
                if (claimed.Count == 0 && !isDry)
                {
                    foreach (var id in await claimAsync())
                    {
                        claimed.Enqueue(id);
                    }

                    isDry = claimed.Count == 0;
                }

                return claimed.TryDequeue(out var next) ? next : null;
            }
            finally
            {
                one.Release();
            }
        }

        public void Dispose() => one.Dispose();
    }
}
