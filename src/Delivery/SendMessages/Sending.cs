using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Madoguchi.Delivery;

/// <summary>The senders of all channels that a machine serves; letters are printed by people.</summary>
internal sealed class Senders(IEnumerable<IOutlet> outlets, IServiceProvider provider)
{
    public IReadOnlyList<SendMessages> All { get; } =
        [.. outlets.Select(outlet => ActivatorUtilities.CreateInstance<SendMessages>(provider, outlet))];

    /// <summary>One pass over every channel.</summary>
    public async Task<int> SendDueAsync(CancellationToken cancellationToken) =>
        (await Task.WhenAll(All.Select(sender => sender.SendDueAsync(cancellationToken)))).Sum();
}

/// <summary>Runs the senders while the host runs; at its end each line finishes the message it has begun.</summary>
internal sealed partial class Sending(Senders senders, TimeProvider time, ILogger<Sending> logger) : BackgroundService
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(senders.All.Select(sender => RunAsync(sender, stoppingToken)));

    private async Task RunAsync(SendMessages sender, CancellationToken stoppingToken)
    {
        try
        {
            using var timer = new PeriodicTimer(Pace, time);
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                try
                {
                    await sender.SendDueAsync(stoppingToken);
                }
#pragma warning disable CA1031 // the database may be away for a while; the loop must outlive that
                catch (Exception fault) when (fault is not OperationCanceledException)
#pragma warning restore CA1031
                {
                    LogFailed(fault);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            await sender.CloseAsync();
        }
    }

    [LoggerMessage(EventId = 6003, Level = LogLevel.Error, Message = "A pass of the sender failed")]
    private partial void LogFailed(Exception fault);
}
