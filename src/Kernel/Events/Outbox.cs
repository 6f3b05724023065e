using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Madoguchi.Kernel;

/// <summary>Wakes the dispatcher when a batch with events was committed.</summary>
internal sealed class OutboxSignal
{
    private readonly Channel<bool> pulse = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public void Raise() => pulse.Writer.TryWrite(true);

    public async Task WaitAsync(TimeSpan atMost, TimeProvider time, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(atMost, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            await pulse.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Nobody called: look anyway, another host may have published or a repeat may be due.
        }
    }
}

/// <summary>
/// Delivers events to their handlers: in order per aggregate, aggregates side by side, each handler as one unit whose key makes it happen once.
/// Rows are found by status, so a late commit is never skipped; two hosts that meet at one event are parted by the unit's key.
/// </summary>
public sealed partial class Outbox : IDisposable
{
    private const int PageSize = 512;
    private const int AttemptsBeforeParking = 12;
    private static readonly Purpose Deliver = new("deliver");
    private static readonly Actor Dispatcher = Actor.System("outbox");

    private readonly SemaphoreSlim onePass = new(1);
    private readonly Database database;
    private readonly IWriter writer;
    private readonly EventCatalogue events;
    private readonly IServiceProvider provider;
    private readonly TimeProvider time;
    private readonly ILogger<Outbox> logger;

    internal Outbox(
        Database database, IWriter writer, EventCatalogue events, IServiceProvider provider, TimeProvider time, ILogger<Outbox> logger)
    {
        this.database = database;
        this.writer = writer;
        this.events = events;
        this.provider = provider;
        this.time = time;
        this.logger = logger;
    }

    private sealed record Pending(long Seq, string Aggregate, string Type, string Payload, long Attempts);

    /// <summary>Delivers what is due until nothing is; events published meanwhile included.</summary>
    /// <returns>Events all of whose handlers have run.</returns>
    public async Task<int> DeliverAsync(CancellationToken cancellationToken)
    {
        await onePass.WaitAsync(cancellationToken);
        try
        {
            var delivered = 0;
            while (true)
            {
                var page = await PageAsync(cancellationToken);
                if (page.Count == 0)
                {
                    return delivered;
                }

                var outcomes = await Task.WhenAll(page
                    .GroupBy(row => row.Aggregate, StringComparer.Ordinal)
                    .Select(group => DeliverInOrderAsync([.. group], cancellationToken)));
                delivered += outcomes.Sum();
            }
        }
        finally
        {
            onePass.Release();
        }
    }

    /// <summary>Lets events whose handlers failed too often be tried again, when what stopped them is mended.</summary>
    /// <returns>How many.</returns>
    public async Task<int> RetryParkedAsync(CancellationToken cancellationToken)
    {
        // They go on counting: the attempts before are keys that were used.
        var retried = await writer.WriteAsync<int>(
            new Work("outbox", $"retry-parked/{Guid.CreateVersion7(time.GetUtcNow())}", Dispatcher, Purpose.Maintain),
            unit => unit.Execute("update kernel_outbox set status = 'pending', due_at = @now where status = 'parked'", ("now", unit.Now)),
            cancellationToken);
        return retried.Value;
    }

    public void Dispose() => onePass.Dispose();

    private Task<List<Pending>> PageAsync(CancellationToken cancellationToken) => database.QueryAsync(
        """
        select seq, aggregate, type, payload, attempts from kernel_outbox
        where status = 'pending' and aggregate not in
            (select aggregate from kernel_outbox where status = 'pending' and due_at > @now)
        order by seq limit @limit
        """,
        row => new Pending(row.Int64("seq"), row.Text("aggregate"), row.Text("type"), row.Text("payload"), row.Int64("attempts")),
        cancellationToken,
        ("now", time.GetUtcNow()),
        ("limit", (long)PageSize));

    private async Task<int> DeliverInOrderAsync(IReadOnlyList<Pending> rows, CancellationToken cancellationToken)
    {
        for (var i = 0; i < rows.Count; i++)
        {
            try
            {
                await DeliverAsync(rows[i], cancellationToken);
                WriterMetrics.Delivered.Add(1);
            }
#pragma warning disable CA1031 // a handler's bug is recorded with the event and repeated later; the other aggregates go on
            catch (Exception fault) when (fault is not OperationCanceledException and not WriteFailedException)
#pragma warning restore CA1031
            {
                await PostponeAsync(rows[i], fault, cancellationToken);
                return i;
            }
        }

        return rows.Count;
    }

    private async Task DeliverAsync(Pending row, CancellationToken cancellationToken)
    {
        var happened = events.Read(row.Type, row.Payload);
        var handlers = events.HandlersOf(happened);
        var marked = false;
        for (var i = 0; i < handlers.Count; i++)
        {
            var handler = handlers[i];
            var isLast = i == handlers.Count - 1;
            await writer.WriteAsync<bool>(
                new Work(row.Aggregate, $"{handler.Name}/{happened.EventId}", Dispatcher, Deliver),
                unit =>
                {
                    handler.Handle(provider, happened, unit);
                    if (isLast)
                    {
                        unit.MarkDelivered(row.Seq);
                        marked = true;
                    }

                    return true;
                },
                cancellationToken);
        }

        if (!marked)
        {
            // Nobody listens, or the last handler had run before: in another host, or in an earlier version with other handlers.
            await writer.WriteAsync<bool>(
                new Work(row.Aggregate, $"delivered/{happened.EventId}", Dispatcher, Deliver),
                unit =>
                {
                    unit.MarkDelivered(row.Seq);
                    return true;
                },
                cancellationToken);
        }
    }

    private async Task PostponeAsync(Pending row, Exception fault, CancellationToken cancellationToken)
    {
        WriterMetrics.HandlerFailures.Add(1);
        var attempts = row.Attempts + 1;
        var parked = attempts % AttemptsBeforeParking == 0;
        var sinceParked = ((attempts - 1) % AttemptsBeforeParking) + 1;
        LogDeliveryFailed(fault, row.Type, row.Seq, attempts);

        // The message of an exception can hold personal data; its type cannot.
        await writer.WriteAsync<bool>(
            new Work(row.Aggregate, $"postpone/{row.Seq}/{attempts}", Dispatcher, Deliver),
            unit =>
            {
                unit.Execute(
                    "update kernel_outbox set attempts = @attempts, due_at = @due_at, status = @status, last_error = @error where seq = @seq",
                    ("attempts", attempts),
                    ("due_at", unit.Now + TimeSpan.FromSeconds(Math.Min(Math.Pow(2, sinceParked), 3600))),
                    ("status", parked ? "parked" : "pending"),
                    ("error", fault.GetType().Name),
                    ("seq", row.Seq));
                return true;
            },
            cancellationToken);
    }

    [LoggerMessage(EventId = 1010, Level = LogLevel.Error, Message = "Event {Type} number {Seq} failed at attempt {Attempts}")]
    private partial void LogDeliveryFailed(Exception fault, string type, long seq, long attempts);
}

/// <summary>Runs the outbox while the host runs.</summary>
internal sealed partial class OutboxDispatcher(Outbox outbox, OutboxSignal signal, TimeProvider time, ILogger<OutboxDispatcher> logger) : BackgroundService
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await outbox.DeliverAsync(stoppingToken);
            }
#pragma warning disable CA1031 // the database may be away for a while; the dispatcher must outlive that
            catch (Exception fault) when (fault is not OperationCanceledException)
#pragma warning restore CA1031
            {
                LogPassFailed(fault);
                await Task.Delay(Patience, time, stoppingToken);
            }

            await signal.WaitAsync(Patience, time, stoppingToken);
        }
    }

    [LoggerMessage(EventId = 1011, Level = LogLevel.Error, Message = "A pass over the outbox failed")]
    private partial void LogPassFailed(Exception fault);
}
