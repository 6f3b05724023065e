using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Madoguchi.Kernel;

/// <summary>Sweeps at start and a few times a day.</summary>
internal sealed partial class FileSweeper(FileStore files, FileFolder folder, TimeProvider time, ILogger<FileSweeper> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(6);

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        // A key ring that cannot be read or made must stop the start, not the first resident's upload.
        _ = folder.Keys;
        return base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            try
            {
                await files.SweepAsync(stoppingToken);
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or System.Data.Common.DbException)
            {
                LogSweepFailed(fault);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(EventId = 1021, Level = LogLevel.Warning, Message = "Files without a row could not be swept; the next sweep tries again")]
    private partial void LogSweepFailed(Exception fault);
}

internal static class FileRegistration
{
    public static IServiceCollection AddFiles(this IServiceCollection services)
    {
        services.AddSettings<FileSettings>("Files");
        services.AddSingleton<FileFolder>();
        services.AddSingleton<FileStore>();
        services.AddSingleton<IFileStore>(provider => provider.GetRequiredService<FileStore>());
        services.AddSingleton(provider => new Backup(
            provider.GetRequiredService<Database>(), provider.GetRequiredService<FileFolder>(), provider.GetRequiredService<TimeProvider>()));
        return services.AddHostedService<FileSweeper>();
    }
}
