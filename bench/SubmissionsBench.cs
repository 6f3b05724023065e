using System.Diagnostics;
using System.Globalization;
using Madoguchi.Bench.Load;
using Madoguchi.Kernel;
using Madoguchi.Testing;

namespace Madoguchi.Bench;

/// <summary>
/// Submissions end to end: the last press of the button by HTTP, checked, durable, acknowledged, and the case opened from the event.
/// Beside it, in the same run, the same rows written by hand. The search index follows later and is counted in neither.
/// </summary>
internal static class SubmissionsBench
{
    private const string Procedure = "child-allowance";
    private const int Connections = 64;
    private const int PerRound = 5000;
    private const int ToWarmUp = 20_000;
    private const int Rounds = 5;

    public static Task<Figure> MeasureAsync(string[] args) => BenchCity.MeasureAsync(args, MeasureAsync);

    private static async Task<Figure> MeasureAsync(BenchCity city)
    {
        await city.StartAsync();
        var ready = await ReadyDrafts.FillInAsync(city.Process!.Address, Procedure);
        var byHand = new HandWritten(city.ConnectionString);
        await WarmUpAsync(city, ready);
        var rows = await CaptureAsync(city, ready, byHand);
        Console.WriteLine($"{city.Engine}: one submission writes {rows.Count} rows: {string.Join(", ", rows.GroupBy(row => row.Table).Select(table => $"{table.Count()} {table.Key}"))}");
        await city.StopAsync();
        await WriteByHandAsync(byHand, rows, ready, ToWarmUp);

        var (ends, acknowledged, hands) = (new List<double>(), new List<double>(), new List<double>());
        for (var round = 0; round < Rounds; round++)
        {
            await city.StartAsync();
            await WarmUpAsync(city, ready);
            var before = city.Process.ProcessorTime;
            var (acked, end) = await SubmitAsync(city, ready, PerRound);
            var processor = (city.Process.ProcessorTime - before).TotalMilliseconds / PerRound;
            await city.StopAsync();
            var hand = await WriteByHandAsync(byHand, rows, ready, PerRound);
            ends.Add(end);
            acknowledged.Add(acked);
            hands.Add(hand);
            Console.WriteLine($"{city.Engine} round {round + 1}: acknowledged {acked:N0}/s, with their cases {end:N0}/s ({processor:N2} ms of processor each), by hand {hand:N0}/s");
        }

        return string.Create(CultureInfo.InvariantCulture,
            $"{city.Engine} {Driver.Median(ends):N0}/s, {Driver.Median(ends.Zip(hands, (end, hand) => end / hand)):N2} of hand-written SQL ({Driver.Median(hands):N0}/s)");
    }

    /// <summary>As long as the compiler still finds something to do better: what is measured is a city that has run for a while.</summary>
    private static async Task WarmUpAsync(BenchCity city, ReadyDrafts ready)
    {
        await SubmitAsync(city, ready, ToWarmUp / 20);
        await city.AnalyseAsync();
        await SubmitAsync(city, ready, ToWarmUp);
    }

    private static async Task<double> WriteByHandAsync(HandWritten byHand, IReadOnlyList<CapturedRow> rows, ReadyDrafts ready, int count)
    {
        var request = RawClient.Post($"/apply/{ready.First}/submit", ready.Cookies, ready.Form);
        var load = await byHand.ServeAsync(rows, count, server => Driver.RunAsync(
            server, Connections, n => n < count ? (ReadOnlyMemory<byte>?)request : null, answer => answer.Status == 302, TimeSpan.FromMinutes(5)));
        return load.Failed == 0 ? load.PerSecond : throw new InvalidOperationException($"{load.Failed} of {count} were not written by hand.");
    }

    private static async Task<List<CapturedRow>> CaptureAsync(BenchCity city, ReadyDrafts ready, HandWritten byHand)
    {
        var copy = await ready.CopyAsync(city.ConnectionString, 1);
        await using var database = city.Open();
        await SubmissionCount.DeliveredAsync(database);
        var before = await byHand.SnapshotAsync();
        await SubmitAsync(city, ready, copy);
        var rows = await byHand.SinceAsync(before);

        // The index goes on beside it: its rows, and its units of work, are other cases'.
        return [.. rows.Where(row => row.Table is not ("cases_token" or "cases_unindexed")
            && !row.Values.OfType<string>().Any(text => text.StartsWith("index-case/", StringComparison.Ordinal)))];
    }

    private static async Task<(double Acknowledged, double EndToEnd)> SubmitAsync(BenchCity city, ReadyDrafts ready, int count) =>
        await SubmitAsync(city, ready, await ready.CopyAsync(city.ConnectionString, count));

    private static async Task<(double Acknowledged, double EndToEnd)> SubmitAsync(BenchCity city, ReadyDrafts ready, IReadOnlyList<Guid> drafts)
    {
        await using var database = city.Open();
        var casesBefore = await CountAsync(database, "cases_case");
        var requests = drafts.Select(draft => RawClient.Post($"/apply/{draft}/submit", ready.Cookies, ready.Form)).ToList();
        var began = Stopwatch.GetTimestamp();
        var load = await Driver.RunAsync(
            city.Endpoint, Connections, n => n < requests.Count ? (ReadOnlyMemory<byte>?)requests[n] : null, answer => answer.Status is 302 or 303, TimeSpan.FromMinutes(5));
        if (load.Failed > 0)
        {
            throw new InvalidOperationException($"{load.Failed} of {drafts.Count} submissions were not acknowledged.");
        }

        await BenchCity.UntilAsync(async () => await CountAsync(database, "cases_case") - casesBefore >= drafts.Count, TimeSpan.FromMinutes(5));
        return (load.PerSecond, drafts.Count / Stopwatch.GetElapsedTime(began).TotalSeconds);
    }

    private static async Task<long> CountAsync(Database database, string from) =>
        (await database.QueryAsync($"select count(*) as rows from {from}", row => row.Int64("rows"), CancellationToken.None))[0];
}
