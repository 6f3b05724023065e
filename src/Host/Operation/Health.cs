using Madoguchi.Kernel;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Madoguchi.Host;

internal sealed class DatabaseHealth(Database database) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        await database.QueryAsync("select 1 as one", row => row.Int64("one"), cancellationToken);
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
