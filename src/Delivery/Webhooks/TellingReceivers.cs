using Madoguchi.Kernel;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Madoguchi.Delivery;

/// <summary>Tells receivers while the host runs, one host at a time.</summary>
internal sealed partial class TellingReceivers(
    SendWebhooks webhooks, Database database, Leases leases, TimeProvider time, ILogger<TellingReceivers> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                if (await AnyDueAsync(stoppingToken))
                {
                    await TellAsync(stoppingToken);
                }
            }
#pragma warning disable CA1031 // the database may be away for a while; this must outlive that
            catch (Exception fault) when (fault is not OperationCanceledException)
#pragma warning restore CA1031
            {
                LogPassFailed(fault);
            }
        }
    }

    private async Task TellAsync(CancellationToken cancellationToken)
    {
        while (await leases.HoldAsync("webhooks", Lease, cancellationToken) && await webhooks.SendAsync(cancellationToken) > 0)
        {
            // The lease is renewed with each pass, which ends well before it.
        }
    }

    /// <summary>A city without receivers writes no lease every two seconds.</summary>
    private async Task<bool> AnyDueAsync(CancellationToken cancellationToken) => (await database.QueryAsync(
        """
        select 1 as one from delivery_webhook_message m join delivery_webhook w on w.id = m.webhook_id
        where m.status = 'pending' and m.due_at <= @now and w.status = 'active' limit 1
        """,
        row => row.Int64("one"),
        cancellationToken,
        ("now", time.GetUtcNow()))).Count > 0;

    [LoggerMessage(EventId = 1602, Level = LogLevel.Error, Message = "A pass over the webhooks failed; the next one goes on")]
    private partial void LogPassFailed(Exception fault);
}
