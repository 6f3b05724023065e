using Madoguchi.Kernel;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Madoguchi.Host;

/// <summary>
/// Writes, because a full disk and a server that became a replica still read. One write in a while answers for all who ask meanwhile.
/// </summary>
internal sealed class DatabaseHealth(IWriter writer, TimeProvider time) : IHealthCheck
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(10);
    private static readonly Actor Checker = Actor.System("health");
    private DateTimeOffset writtenAt;

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var now = time.GetUtcNow();
        if (now - writtenAt >= Fresh)
        {
            // The key of the last time makes room for this one: checking leaves one row, however long it goes on.
            var key = $"health/{Guid.CreateVersion7(now)}";
            await writer.WriteAsync<bool>(
                new Work("health", key, Checker, Purpose.Maintain),
                unit => unit.Execute("delete from kernel_change where key > 'health/' and key < @key", ("key", key)) >= 0,
                cancellationToken).WaitAsync(cancellationToken);
            writtenAt = now;
        }

        return HealthCheckResult.Healthy();
    }
}

/// <summary>An event whose handlers failed again and again is parked: somebody must look.</summary>
internal sealed class OutboxHealth(Database database) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var parked = await database.QueryAsync(
            "select count(*) as events from kernel_outbox where status = 'parked'", row => row.Int64("events"), cancellationToken);
        return parked[0] == 0 ? HealthCheckResult.Healthy() : HealthCheckResult.Degraded($"{parked[0]} events are parked");
    }
}

/// <summary>Deadlines are computed from holidays that are known; the list must reach well beyond today.</summary>
internal sealed class CalendarHealth(LegalCalendar calendar, TimeProvider time) : IHealthCheck
{
    private const int DaysOfWarning = 180;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var enough = calendar.CoversUntil >= time.TodayInJapan().AddDays(DaysOfWarning);
        return Task.FromResult(enough
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Degraded($"The list of holidays ends on {calendar.CoversUntil:yyyy-MM-dd}: bring the next year's"));
    }
}
