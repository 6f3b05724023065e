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
                    + (select count(*) from delivery_message where channel = 'email' and due_at <= @late and state = 'created')
                    + (select count(*) from delivery_message where state = 'sending' and held_until <= @now) as waiting,
                (select count(*) from delivery_message where state = 'temporary' and code in ('sender-refused', 'our-fault')) as refused
            """,
            row => (Waiting: row.Int64("waiting"), Refused: row.Int64("refused")),
            cancellationToken,
            ("late", time.GetUtcNow() - Late),
            ("now", time.GetUtcNow()));
        return stuck[0] switch
        {
            (0, 0) => HealthCheckResult.Healthy(),
            (0, var refused) => HealthCheckResult.Degraded($"{refused} messages are refused because of who sends them or how: see Delivery:Mail and the log"),
            var (waiting, _) => HealthCheckResult.Degraded($"{waiting} notices or messages are stuck"),
        };
    }
}
