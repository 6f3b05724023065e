using System.Globalization;
using Madoguchi.Feel.Fuzz;

namespace Madoguchi.Bench;

/// <summary><c>fuzz</c>: hostile expressions and models, for as long as wanted. What went wrong is written into a folder, an input a file.</summary>
internal static class FuzzBench
{
    public static async Task<Figure> MeasureAsync(string[] args)
    {
        var seconds = args.Length > 0 ? double.Parse(args[0], CultureInfo.InvariantCulture) : 60;
        var seed = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : Environment.TickCount & int.MaxValue;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"seed {seed}"));
        var (tried, faults) = await Fuzzer.RunAsync(TimeSpan.FromSeconds(seconds), seed, Console.WriteLine);
        var folder = Path.Combine(Path.GetTempPath(), "feel-faults");
        foreach (var (number, fault) in faults.Index())
        {
            Directory.CreateDirectory(folder);
            var path = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{seed}-{number}{fault.Input.Extension}"));
            await File.WriteAllTextAsync(path, fault.Input.Text);
            Console.WriteLine($"{fault.What}\n  {path}");
        }

        return new Figure(string.Create(CultureInfo.InvariantCulture, $"{tried:N0} inputs in {seconds:N0} s, {faults.Count} faults, seed {seed}"), faults.Count);
    }
}
