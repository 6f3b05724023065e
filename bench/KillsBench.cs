using System.Globalization;
using Madoguchi.Testing;

namespace Madoguchi.Bench;

/// <summary><c>kills [MINUTES]</c>: kills the program and the database server in the middle of submissions for as long as asked.</summary>
internal static class KillsBench
{
    private const int PerDrill = 20;

    public static async Task<Figure> MeasureAsync(string[] args)
    {
        var minutes = args.Select(arg => double.TryParse(arg, CultureInfo.InvariantCulture, out var given) ? given : 0).FirstOrDefault(given => given > 0);
        var until = DateTime.UtcNow.AddMinutes(minutes);
        var seed = Environment.TickCount;
        var (figures, found) = (new List<string>(), 0);
        foreach (var engine in BenchCity.Engines(args))
        {
            var (kills, acknowledged, resent, wrong) = (0, 0, 0, new List<string>());
            string name;
            do
            {
                await using var city = await engine();
                name = city.Engine;
                Console.WriteLine($"{name}: drill with seed {seed}");
                var drill = new KillDrill(city.ConnectionString, city.DataFolder, city.Postgres, new Random(seed++));
                var result = await drill.RunAsync(PerDrill);
                kills += result.Kills;
                acknowledged += result.Acknowledged;
                resent += result.Resent;
                wrong.AddRange(result.Wrong);
            }
            while (DateTime.UtcNow < until);
            foreach (var finding in wrong)
            {
                Console.WriteLine($"  {finding}");
            }

            found += wrong.Count;
            figures.Add($"{name} {kills} kills, {acknowledged:N0} acknowledged, {resent} sent again, {wrong.Count} lost or doubled");
        }

        return new(string.Join("; ", figures), found);
    }
}
