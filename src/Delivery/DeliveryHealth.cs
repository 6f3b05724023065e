using Madoguchi.Kernel;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Madoguchi.Delivery;

/// <summary>Says when there is no mail server, and when messages or notices wait for somebody to look at them.</summary>
internal sealed class DeliveryHealth(Database database, IEnumerable<IOutlet> outlets, TimeProvider time) : IHealthCheck
{
    private static readonly TimeSpan Late = TimeSpan.FromHours(1);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (!outlets.First(outlet => outlet.Channel == Channels.Email).IsReady)
        {
            return HealthCheckResult.Degraded("There is no mail server (Delivery:Mail:Host): official notices go by letter, plain messages are on the site only");
        }

        var stuck = await database.QueryAsync(
            """
            select (select count(*) from delivery_notice where status = 'issued' and attempts >= 5)
                + (select count(*) from delivery_message where channel = 'email' and due_at <= @late and state = 'created') as waiting
            """,
            row => row.Int64("waiting"),
            cancellationToken,
            ("late", time.GetUtcNow() - Late));
        return stuck[0] == 0 ? HealthCheckResult.Healthy() : HealthCheckResult.Degraded($"{stuck[0]} notices or messages are stuck");
    }
}
