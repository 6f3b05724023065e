using System.Runtime.CompilerServices;
using System.Text;

namespace Madoguchi.Testing;

/// <summary>
/// Compares a text with <c>NAME.approved.EXT</c> beside the test, and writes <c>NAME.received.EXT</c> when it differs.
/// <c>dotnet run eng/Approve.cs</c> turns received files into approved ones; nothing here ever does.
/// </summary>
public static class Snapshot
{
    /// <param name="name">The file's name with its extension: <c>my-access.html</c>.</param>
    /// <param name="text">What the program made.</param>
    /// <param name="testFile">Filled in by the compiler: the folder of the test.</param>
    public static void Match(string name, string text, [CallerFilePath] string testFile = "") =>
        MatchFile(Path.Combine(Path.GetDirectoryName(testFile)!, Insert(name, "approved")), text);

    /// <summary>Compares with a file of the repository that is itself the published promise (<c>docs/contracts/…</c>).</summary>
    public static void MatchFile(string approved, string text)
    {
        var actual = Normalise(text);
        var received = approved.Contains(".approved.", StringComparison.Ordinal)
            ? approved.Replace(".approved.", ".received.", StringComparison.Ordinal)
            : Insert(approved, "received");
        var expected = File.Exists(approved) ? Normalise(File.ReadAllText(approved)) : null;
        if (expected == actual)
        {
            File.Delete(received);
            return;
        }

        var isPipeline = Environment.GetEnvironmentVariable("CI") == "true";
        if (!isPipeline)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(received)!);
            File.WriteAllText(received, actual);
        }

        Assert.Fail(expected is null
            ? $"{Path.GetFileName(approved)} does not exist. Received:\n{actual}"
            : $"{Path.GetFileName(approved)} differs ({(isPipeline ? "nothing written in CI" : Path.GetFileName(received))}):\n{Difference(expected, actual)}");
    }

    private static string Insert(string name, string word)
    {
        var extension = Path.GetExtension(name);
        return $"{name[..^extension.Length]}.{word}{extension}";
    }

    private static string Normalise(string text) => text.Replace("\r", "", StringComparison.Ordinal).TrimEnd() + "\n";

    /// <summary>The lines around the first difference, with what was expected (-) and what came (+).</summary>
    private static string Difference(string expected, string actual)
    {
        const int Around = 3;
        const int Most = 12;
        var (old, now) = (expected.Split('\n'), actual.Split('\n'));
        var first = 0;
        while (first < old.Length && first < now.Length && old[first] == now[first])
        {
            first++;
        }

        var same = 0;
        while (same < old.Length - first && same < now.Length - first && old[^(same + 1)] == now[^(same + 1)])
        {
            same++;
        }

        var text = new StringBuilder($"line {first + 1}\n");
        Append("  ", old[Math.Max(0, first - Around)..first]);
        Append("- ", old[first..Math.Min(first + Most, old.Length - same)]);
        Append("+ ", now[first..Math.Min(first + Most, now.Length - same)]);
        return text.ToString();

        void Append(string sign, string[] lines)
        {
            foreach (var line in lines)
            {
                text.Append(sign).Append(line).Append('\n');
            }
        }
    }
}
