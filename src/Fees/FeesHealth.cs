using Madoguchi.Kernel;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Madoguchi.Fees;

/// <summary>Says when money was taken that nobody asked for, and a head must say what becomes of it.</summary>
internal sealed class FeesHealth(Database database) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var open = await database.QueryAsync(
            "select count(*) as waiting from fees_payment where state = 'mismatch' and given_back is null", row => row.Int64("waiting"), cancellationToken);
        return open[0] == 0
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Degraded($"{open[0]} payments are not what was ordered and wait for a head (収納の一覧)");
    }
}
