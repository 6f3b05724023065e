using System.Security.Cryptography;
using Madoguchi.Kernel;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Madoguchi.Delivery;

/// <summary>
/// Takes in mail that came back: an official notice then goes by letter, and an address where nobody is, is not used again. Who can name
/// the message had the mail: its id is in nobody else's hands.
/// </summary>
internal sealed class TakeBounces(IWriter writer, DeliverySettings settings)
{
    public const long LargestBounce = 1024 * 1024;
    private static readonly Actor MailServer = Actor.System("mail-server");

    /// <returns>False when it is no report about a message of ours.</returns>
    public async Task<bool> TakeAsync(byte[] content, CancellationToken cancellationToken)
    {
        using var stream = new MemoryStream(content, writable: false);
        if (await BounceReader.ReadAsync(stream, cancellationToken) is not { } bounce)
        {
            return false;
        }

        var key = Convert.ToHexStringLower(SHA256.HashData(content));
        var taken = await writer.WriteAsync<bool>(
            new Work($"bounce/{bounce.WireId}", $"bounce/{key}", MailServer, new Purpose("notify")),
            unit =>
            {
                if (unit.Query("select id from delivery_message where wire_id = @wire", row => row.Guid("id"), ("wire", bounce.WireId)) is not [var id])
                {
                    return false;
                }

                Happening back = bounce.IsForNow ? new Happening.CameBackForNow(bounce.Code) : new Happening.CameBack(bounce.Code);
                var after = MessageDesk.Let(unit, id, back, attempt => BackOff.After(attempt, settings.FirstWait, settings.LongestWait, 0.5));
                if (after?.State == MessageState.Returned && bounce.BlamesAddress)
                {
                    FailedAddresses.Add(unit, id, bounce.Code);
                }

                return after is not null;
            },
            cancellationToken);
        return taken.Value;
    }
}

/// <summary>Looks into the maildir of returned mail while the host runs.</summary>
internal sealed partial class WatchBounces(TakeBounces bounces, DeliverySettings settings, TimeProvider time, ILogger<WatchBounces> logger) : BackgroundService
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(10);

    /// <summary>Takes in what lies there and moves it on; what cannot be understood is kept too, for somebody to read.</summary>
    public async Task<int> TakeAllAsync(CancellationToken cancellationToken)
    {
        var taken = 0;
        var arrived = Path.Combine(settings.Bounces.Folder!, "new");
        if (!Directory.Exists(arrived))
        {
            // The mail server makes it with the first mail, with the owner it needs.
            return taken;
        }

        var seen = Directory.CreateDirectory(Path.Combine(settings.Bounces.Folder!, "cur")).FullName;
        foreach (var file in Directory.GetFiles(arrived))
        {
            var known = new FileInfo(file).Length <= TakeBounces.LargestBounce
                && await bounces.TakeAsync(await File.ReadAllBytesAsync(file, cancellationToken), cancellationToken);
            taken += known ? 1 : 0;
            if (!known)
            {
                LogUnknown();
            }

            File.Move(file, Path.Combine(seen, $"{Path.GetFileName(file)}:2,S"), overwrite: true);
        }

        return taken;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (settings.Bounces.Folder is null)
        {
            return;
        }

        using var timer = new PeriodicTimer(Pace, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await TakeAllAsync(stoppingToken);
            }
#pragma warning disable CA1031 // the folder or the database may be away for a while; the loop must outlive that
            catch (Exception fault) when (fault is not OperationCanceledException)
#pragma warning restore CA1031
            {
                LogFailed(fault);
            }
        }
    }

    [LoggerMessage(EventId = 6006, Level = LogLevel.Information, Message = "Returned mail that is no report about a message of ours was put aside")]
    private partial void LogUnknown();

    [LoggerMessage(EventId = 6007, Level = LogLevel.Error, Message = "Returned mail could not be read")]
    private partial void LogFailed(Exception fault);
}
