using System.Globalization;
using Madoguchi.Bench.Load;
using Madoguchi.Testing;

namespace Madoguchi.Bench;

/// <summary><c>start [PROGRAM]</c>: from the start of the process to the first page, on a database that exists, and memory after it.</summary>
internal static class StartBench
{
    private const int Runs = 5;

    public static async Task<Figure> MeasureAsync(string[] args)
    {
        var folder = Directory.CreateTempSubdirectory("madoguchi-start-").FullName;
        var connection = $"Data Source={Path.Combine(folder, "city.db")}";
        var (seconds, megabytes) = (new List<double>(), new List<double>());
        for (var run = 0; run <= Runs; run++)
        {
            await using var city = await CityProcess.StartAsync(connection, folder, args);
            if (run == 0)
            {
                Console.WriteLine($"first start, database made: {city.ToFirstAnswer.TotalSeconds:N2} s");
                continue;
            }

            seconds.Add(city.ToFirstAnswer.TotalSeconds);
            megabytes.Add(city.ResidentBytes / 1024.0 / 1024.0);
            Console.WriteLine($"run {run}: {seconds[^1]:N2} s, {megabytes[^1]:N0} MB");
        }

        Directory.Delete(folder, recursive: true);
        return string.Create(CultureInfo.InvariantCulture,
            $"{Driver.Median(seconds):N2} s to the first page, {Driver.Median(megabytes):N0} MB resident ({Driver.Median(seconds) / seconds.Min():N2} of the fastest)");
    }
}
