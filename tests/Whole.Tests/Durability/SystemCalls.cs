using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Madoguchi.Whole.Tests.Durability;

/// <summary>A system call as strace saw it: the line where it began and the line where it was done, in the order of the trace.</summary>
internal sealed record SystemCall(string Name, string Text, int Began, int Done, bool Succeeded)
{
    /// <summary>The call touched the log that a commit lies in: SQLite's WAL file, or a segment of PostgreSQL's.</summary>
    public bool IsOnLog => Text.Contains("-wal>", StringComparison.Ordinal) || Text.Contains("/pg_wal/", StringComparison.Ordinal);

    public bool IsSync => Name is "fdatasync" or "fsync";

    public bool IsWrite => Name is "pwrite64" or "pwritev" or "write";

    public bool IsReceive => Name is "recvfrom" or "recvmsg" or "read";

    public bool IsSend => Name is "sendto" or "sendmsg" or "writev" or "write";
}

/// <summary>strace on running processes (Debian: strace), from its attachment until the calls are asked for.</summary>
internal sealed partial class SystemCalls : IAsyncDisposable
{
    private const string Program = "/usr/bin/strace";
    private const string Watched = "recvfrom,recvmsg,read,sendto,sendmsg,write,writev,pwrite64,pwritev,fdatasync,fsync";

    private readonly Process strace;
    private readonly string trace;

    private SystemCalls(Process strace, string trace)
    {
        this.strace = strace;
        this.trace = trace;
    }

    /// <summary>Attaches to all threads of the processes, and of those they start; skips the test where that is not possible.</summary>
    public static async Task<SystemCalls> WatchAsync(string folder, params IReadOnlyList<int> processes)
    {
        Assert.SkipUnless(File.Exists(Program), "strace is not installed (Debian: strace).");
        var trace = Path.Combine(folder, "trace");
        var start = new ProcessStartInfo(Program, ["-f", "-yy", "-s", "512", "-e", $"trace={Watched}", "-e", "signal=none", "-o", trace])
        {
            RedirectStandardError = true,
        };
        foreach (var process in processes)
        {
            start.ArgumentList.Add("-p");
            start.ArgumentList.Add(process.ToString(CultureInfo.InvariantCulture));
        }

        var strace = Process.Start(start)!;
        for (var attached = 0; attached < processes.Count;)
        {
            var line = await strace.StandardError.ReadLineAsync();
            if (line is null || line.Contains("Operation not permitted", StringComparison.Ordinal))
            {
                strace.Kill();
                Assert.Skip($"This machine does not let one process trace another: {line}");
            }

            attached += line.Contains(" attached", StringComparison.Ordinal) ? 1 : 0;
        }

        _ = strace.StandardError.BaseStream.CopyToAsync(Stream.Null);
        return new SystemCalls(strace, trace);
    }

    /// <summary>Lets go of the processes and returns what they did.</summary>
    public async Task<IReadOnlyList<SystemCall>> StopAsync()
    {
        using (var kill = Process.Start("kill", ["-INT", strace.Id.ToString(CultureInfo.InvariantCulture)]))
        {
            await kill.WaitForExitAsync();
        }

        await strace.WaitForExitAsync();
        return Read(await File.ReadAllLinesAsync(trace));
    }

    public async ValueTask DisposeAsync()
    {
        if (!strace.HasExited)
        {
            strace.Kill();
            await strace.WaitForExitAsync();
        }

        strace.Dispose();
    }

    private static List<SystemCall> Read(string[] lines)
    {
        var calls = new List<SystemCall>();
        var unfinished = new Dictionary<string, (int Line, string Text)>();
        for (var i = 0; i < lines.Length; i++)
        {
            if (Line().Match(lines[i]) is not { Success: true } line)
            {
                continue;
            }

            var (thread, text) = (line.Groups["thread"].Value, line.Groups["text"].Value);
            if (text.EndsWith("<unfinished ...>", StringComparison.Ordinal))
            {
                unfinished[thread] = (i, text);
            }
            else if (Resumed().Match(text) is { Success: true } resumed && unfinished.Remove(thread, out var first))
            {
                calls.Add(Call(first.Text + resumed.Groups["rest"].Value, first.Line, i));
            }
            else if (!text.StartsWith("<...", StringComparison.Ordinal))
            {
                calls.Add(Call(text, i, i));
            }
        }

        return calls;
    }

    private static SystemCall Call(string text, int began, int done) =>
        new(text[..Math.Max(0, text.IndexOf('(', StringComparison.Ordinal))], text, began, done, Success().IsMatch(text));

    [GeneratedRegex(@"^(?<thread>\d+) +(?<text>.*)$")]
    private static partial Regex Line();

    [GeneratedRegex(@"^<\.\.\. \w+ resumed>(?<rest>.*)$")]
    private static partial Regex Resumed();

    [GeneratedRegex(@"\) += \d+(<.*>)?$")]
    private static partial Regex Success();
}
