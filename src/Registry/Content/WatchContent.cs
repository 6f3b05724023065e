using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Madoguchi.Registry;

/// <summary>What a module serves out of the city's folder.</summary>
public interface IServesContent
{
    /// <summary>Reads the folder again and serves what is good.</summary>
    Task ReloadAsync(CancellationToken cancellationToken);
}

/// <summary>Lets the modules load the city's folder before the first request, and again a moment after somebody saved in it.</summary>
public sealed partial class WatchContent(IEnumerable<IServesContent> served, CityContent content, TimeProvider time, ILogger<WatchContent> log)
    : IHostedService, IDisposable
{
    /// <summary>Editors write a file in several steps.</summary>
    public static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(300);

    private readonly IReadOnlyList<IServesContent> served = [.. served];
    private readonly CancellationTokenSource stopping = new();
    private FileSystemWatcher? watcher;
    private ITimer? timer;

    /// <summary>The reading that was begun last.</summary>
    public Task Reading { get; private set; } = Task.CompletedTask;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var module in served)
        {
            await module.ReloadAsync(cancellationToken);
        }

        if (served.Count == 0)
        {
            return;
        }

        timer = time.CreateTimer(_ => Reading = ReloadAsync(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        try
        {
            watcher = new FileSystemWatcher(content.Folder) { IncludeSubdirectories = true };
            watcher.Filters.Add("*.yaml");
            watcher.Filters.Add("*.dmn");
            watcher.Changed += Touched;
            watcher.Created += Touched;
            watcher.Deleted += Touched;
            watcher.Renamed += Touched;
            watcher.Error += (_, _) => Soon();
            watcher.EnableRaisingEvents = true;
        }
        catch (Exception refused) when (refused is IOException or ArgumentException)
        {
            // The machine has no watches left: officers reload by hand.
            LogUnwatched(refused);
        }
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        watcher?.Dispose();
        timer?.Dispose();
        await stopping.CancelAsync();
        await Reading;
    }

    public void Dispose()
    {
        watcher?.Dispose();
        timer?.Dispose();
        stopping.Dispose();
    }

    private void Touched(object sender, FileSystemEventArgs change) => Soon();

    private void Soon() => timer?.Change(Quiet, Timeout.InfiniteTimeSpan);

    private async Task ReloadAsync()
    {
        foreach (var module in served)
        {
            try
            {
                await module.ReloadAsync(stopping.Token);
            }
            catch (OperationCanceledException)
            {
                // The host stops.
            }
#pragma warning disable CA1031 // nobody waits for this task; what serves goes on serving
            catch (Exception failed)
#pragma warning restore CA1031
            {
                LogFailed(failed);
            }
        }
    }

    [LoggerMessage(EventId = 3, Level = LogLevel.Error, Message = "The city's files could not be read again; the former versions go on serving")]
    private partial void LogFailed(Exception failure);

    [LoggerMessage(EventId = 4, Level = LogLevel.Warning, Message = "The city's folder cannot be watched; changes show after a reload by hand")]
    private partial void LogUnwatched(Exception failure);
}
