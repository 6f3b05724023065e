using System.Diagnostics;

namespace Madoguchi.Feel.Tck;

/// <summary><c>dotnet run -c Release --project tests/Feel.Tck -- FOLDER</c>: every case of the DMN conformance kit in that folder.</summary>
internal static class Program
{
    public static int Main(string[] args)
    {
        if (args is not [var folder] || !Directory.Exists(folder))
        {
            Console.Error.WriteLine("Give the folder of the DMN conformance kit: the one with compliance-level-2 and compliance-level-3.");
            return 2;
        }

        var began = Stopwatch.GetTimestamp();
        var outcomes = Kit.Run(folder);
        foreach (var failure in outcomes.Where(outcome => !outcome.IsPassed))
        {
            Console.WriteLine($"FAILED {failure.Test} {failure.Case} {failure.Node}: {failure.Actual}, expected {failure.Expected}");
        }

        Console.WriteLine($"in {Stopwatch.GetElapsedTime(began).TotalSeconds:0.0} s");
        foreach (var level in Kit.Levels(outcomes))
        {
            Console.WriteLine(level);
        }

        return outcomes.All(outcome => outcome.IsPassed) ? 0 : 1;
    }
}
