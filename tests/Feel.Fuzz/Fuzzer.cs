using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Madoguchi.Feel.Fuzz;

public enum InputKind
{
    Expression,
    Tests,
    Model,
}

/// <summary>Something that is read and evaluated.</summary>
public sealed record Input(InputKind Kind, string Text)
{
    public string Extension => Kind switch { InputKind.Expression => ".feel", InputKind.Tests => ".tests", _ => ".dmn" };

    public static Input Read(string path) => new(Path.GetExtension(path) switch { ".feel" => InputKind.Expression, ".tests" => InputKind.Tests, _ => InputKind.Model }, File.ReadAllText(path).TrimEnd('\n'));
}

/// <summary>An input that did what none may do.</summary>
public sealed record Fault(string What, Input Input);

/// <summary>
/// Hostile expressions and models against the engine: reading, compiling, evaluating, explaining, checking and writing end within their
/// bounds, throw nothing but what they say, and say the same twice. The work is done in another process, so that one that dies says which
/// input it was.
/// </summary>
public static class Fuzzer
{
    private const int Died = 3;

    /// <summary>However slow the machine, and whatever else it does: bounds of steps end far earlier.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(90);

    /// <summary>The files that came with this program: seeds, and every input that once found a fault.</summary>
    public static IReadOnlyList<Input> Corpus() =>
        [.. Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "corpus")).Order(StringComparer.Ordinal).Select(Input.Read)];

    /// <summary>Runs for so long.</summary>
    /// <param name="time">How long.</param>
    /// <param name="seed">For the same inputs in the same order.</param>
    /// <param name="log">Gets a line now and then.</param>
    /// <returns>How many inputs were tried, and what went wrong.</returns>
    public static async Task<(long Tried, IReadOnlyList<Fault> Faults)> RunAsync(TimeSpan time, int seed, Action<string> log)
    {
        var (clock, tried, faults) = (Stopwatch.StartNew(), 0L, new List<Fault>());
        while (clock.Elapsed < time && faults.Count < 50)
        {
            var current = Path.GetTempFileName();
            var left = Math.Ceiling((time - clock.Elapsed).TotalSeconds).ToString(CultureInfo.InvariantCulture);
            using var child = Process.Start(new ProcessStartInfo("dotnet", [typeof(Fuzzer).Assembly.Location, "work", left, seed.ToString(CultureInfo.InvariantCulture), current]) { RedirectStandardOutput = true })!;
            var last = 0L;
            while (await child.StandardOutput.ReadLineAsync() is { } line)
            {
                var parts = line.Split('\t');
                switch (parts)
                {
                    case ["tried", var count]:
                        last = long.Parse(count, CultureInfo.InvariantCulture);
                        log($"{tried + last:N0} inputs, {faults.Count} faults");
                        break;
                    case ["fault", var what, var kind, var text]:
                        faults.Add(new(what, new(Enum.Parse<InputKind>(kind), Characters(Convert.FromBase64String(text)))));
                        break;
                }
            }

            await child.WaitForExitAsync();
            tried += last;
            if (child.ExitCode != 0)
            {
                var text = Characters(await File.ReadAllBytesAsync(current));
                faults.Add(new(child.ExitCode == Died ? "did not end" : $"the process died with {child.ExitCode}", new(Enum.Parse<InputKind>(text[..text.IndexOf('\n', StringComparison.Ordinal)]), text[(text.IndexOf('\n', StringComparison.Ordinal) + 1)..])));
            }

            File.Delete(current);
            seed++;
        }

        return (tried, faults);
    }

    /// <summary>Halves of surrogate pairs too, which no encoding of text keeps.</summary>
    private static string Characters(byte[] bytes) => new(MemoryMarshal.Cast<byte, char>(bytes));

    /// <summary>The other side: works until its time is over, and writes down what it is about to do.</summary>
    internal static int Work(TimeSpan time, int seed, string current)
    {
        var (clock, corpus) = (Stopwatch.StartNew(), Corpus());
        var hostile = new Hostile(new Random(seed), corpus);
        var (tried, began) = (0L, Stopwatch.GetTimestamp());
        using var watch = new Timer(
            _ =>
            {
                if (Stopwatch.GetElapsedTime(Interlocked.Read(ref began)) > Longest)
                {
                    Environment.Exit(Died);
                }
            },
            null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
        var said = Stopwatch.StartNew();
        while (clock.Elapsed < time)
        {
            var input = tried < corpus.Count ? corpus[(int)tried] : hostile.Next();
            File.WriteAllBytes(current, MemoryMarshal.AsBytes($"{input.Kind}\n{input.Text}".AsSpan()));
            Interlocked.Exchange(ref began, Stopwatch.GetTimestamp());
            if (Trial.Of(input) is { } what)
            {
                Console.WriteLine($"fault\t{what.ReplaceLineEndings(" ").Replace('\t', ' ')}\t{input.Kind}\t{Convert.ToBase64String(MemoryMarshal.AsBytes(input.Text.AsSpan()))}");
            }

            tried++;
            if (said.Elapsed > TimeSpan.FromSeconds(5))
            {
                Console.WriteLine($"tried\t{tried.ToString(CultureInfo.InvariantCulture)}");
                said.Restart();
            }
        }

        Console.WriteLine($"tried\t{tried.ToString(CultureInfo.InvariantCulture)}");
        return 0;
    }
}
