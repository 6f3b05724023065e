using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;

namespace Madoguchi.Kernel;

/// <summary>Chooses the lane by aggregate, so that what is changed together stays in order.</summary>
internal sealed class Writer : IWriter, IDisposable
{
    // PostgreSQL flushes for several connections at once; more lanes than this only wait for each other on two cores.
    private const int PostgresLanes = 2;

    private readonly WriterLane[] lanes;
    private readonly Database database;

    public Writer(
        Database database, IEnumerable<ContextFactory> contexts, EventCatalogue events, OutboxSignal signal, TimeProvider time,
        ILogger<Writer> logger)
    {
        this.database = database;
        IReadOnlyList<ContextFactory> factories = [.. contexts];
        lanes = [.. Enumerable.Range(0, database.IsPostgres ? PostgresLanes : 1)
            .Select(number => new WriterLane(number, database, factories, events, signal, time, logger))];
    }

    public Task<Result<T>> WriteAsync<T>(Work work, Func<Unit, Result<T>> change, CancellationToken cancellationToken)
    {
        var lane = lanes[(uint)work.Aggregate.GetHashCode(StringComparison.Ordinal) % (uint)lanes.Length];
        return lane.WriteAsync(new Job<T>(work, change), cancellationToken);
    }

    public async Task<Result<T>?> RecallAsync<T>(Work work, CancellationToken cancellationToken)
    {
        var found = await database.FirstAsync(
            "select result, content from kernel_change where key = @key",
            row => new StoredResult(row.Text("result"), row.TextOrNull("content")),
            cancellationToken,
            ("key", work.Key));
        return found?.For<T>(work);
    }

    public void Dispose()
    {
        foreach (var lane in lanes)
        {
            lane.Dispose();
        }
    }
}

internal static class WriterMetrics
{
    public static readonly Meter Meter = new("Madoguchi.Kernel");

    public static readonly Histogram<int> BatchSize = Meter.CreateHistogram<int>(
        "madoguchi.writer.batch", unit: "{unit}", description: "Units of work committed together");

    public static readonly Counter<long> Delivered = Meter.CreateCounter<long>(
        "madoguchi.outbox.delivered", unit: "{event}", description: "Events all of whose handlers have run");

    public static readonly Counter<long> HandlerFailures = Meter.CreateCounter<long>(
        "madoguchi.outbox.failed", unit: "{event}", description: "Attempts at an event that failed and will be repeated");
}
