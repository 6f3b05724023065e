using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Madoguchi.Testing;

/// <summary>The real program in a process of its own: what a kill, a full disk or a cold start can be tried on.</summary>
public sealed partial class CityProcess : IAsyncDisposable
{
    private readonly Process process;
    private readonly ConcurrentQueue<string> printed;

    private CityProcess(Process process, ConcurrentQueue<string> printed, Uri address, TimeSpan toFirstAnswer)
    {
        this.process = process;
        this.printed = printed;
        Address = address;
        ToFirstAnswer = toFirstAnswer;
    }

    public Uri Address { get; }

    public int Id => process.Id;

    /// <summary>From the start of the process to the first page.</summary>
    public TimeSpan ToFirstAnswer { get; }

    /// <summary>What it printed so far, its log among it: why it did what a test did not expect.</summary>
    public string Printed => string.Join('\n', printed);

    /// <summary>Processor time of all threads since the start; what a noisy machine does not change.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            process.Refresh();
            return process.TotalProcessorTime;
        }
    }

    /// <summary>Resident memory in bytes, as the kernel counts it.</summary>
    public long ResidentBytes => long.Parse(
        File.ReadLines($"/proc/{Id}/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
        System.Globalization.CultureInfo.InvariantCulture) * 1024;

    /// <summary>Starts the program and waits for its first page.</summary>
    /// <param name="connectionString">The database.</param>
    /// <param name="dataFolder">Where files and keys lie; a restart uses the same.</param>
    /// <param name="program">The program and the arguments before its own; the one built beside this assembly by default.</param>
    public static async Task<CityProcess> StartAsync(string connectionString, string dataFolder, params IReadOnlyList<string> program)
    {
        string[] command = program.Count > 0 ? [.. program] : ["dotnet", Path.Combine(AppContext.BaseDirectory, "Madoguchi.Host.dll")];
        var start = new ProcessStartInfo(command[0])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = dataFolder,
        };
        foreach (var argument in (string[])
            [
                .. command[1..],
                "--environment=Development",
                "--urls=http://127.0.0.1:0",
                $"--ConnectionStrings:Madoguchi={connectionString}",
                $"--Madoguchi:Data={dataFolder}",
                $"--Madoguchi:City={Repository.PathTo("cities", "demo")}",
                "--Logging:LogLevel:Default=Warning",
                "--Logging:LogLevel:Microsoft.Hosting.Lifetime=Information",
            ])
        {
            start.ArgumentList.Add(argument);
        }

        var began = Stopwatch.GetTimestamp();
        var process = Process.Start(start)!;
        var printed = new ConcurrentQueue<string>();
        var listening = new TaskCompletionSource<Uri?>(TaskCreationOptions.RunContinuationsAsynchronously);
        process.ErrorDataReceived += (_, line) => printed.Enqueue(line.Data ?? "");
        process.OutputDataReceived += (_, line) =>
        {
            printed.Enqueue(line.Data ?? "");
            if (line.Data is null)
            {
                listening.TrySetResult(null);
            }
            else if (Listening().Match(line.Data) is { Success: true } match)
            {
                listening.TrySetResult(new Uri(match.Groups[1].Value));
            }
        };
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        if (await listening.Task is { } address)
        {
            using var http = new HttpClient();
            using var page = await http.GetAsync(address);
            page.EnsureSuccessStatusCode();
            return new CityProcess(process, printed, address, Stopwatch.GetElapsedTime(began));
        }

        await process.WaitForExitAsync();
        throw new InvalidOperationException($"The program ended with {process.ExitCode}:\n{string.Join('\n', printed)}");
    }

    /// <summary>SIGKILL: no handler runs, nothing is flushed.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            await KillAsync();
        }

        process.Dispose();
    }

    [GeneratedRegex("Now listening on: (http://[^ ]+)")]
    private static partial Regex Listening();
}
