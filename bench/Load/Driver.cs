using System.Diagnostics;
using System.Net;

namespace Madoguchi.Bench.Load;

/// <summary>What a run of requests showed.</summary>
/// <param name="PerSecond">Answers a second.</param>
/// <param name="P50">Milliseconds; under a paced load counted from when the request was due, so that waiting is not hidden.</param>
/// <param name="P99">Milliseconds, likewise.</param>
/// <param name="Failed">Answers that the caller did not accept.</param>
internal sealed record LoadResult(double PerSecond, double P50, double P99, int Failed);

/// <summary>Many connections at once, as fast as they go or at a given pace.</summary>
internal static class Driver
{
    /// <param name="server">Where.</param>
    /// <param name="connections">How many at once.</param>
    /// <param name="next">The n-th request; null ends the connection's work.</param>
    /// <param name="accept">Whether the answer is right.</param>
    /// <param name="duration">How long.</param>
    /// <param name="perSecond">The pace of all connections together; null: as fast as they go.</param>
    public static async Task<LoadResult> RunAsync(
        IPEndPoint server, int connections, Func<int, ReadOnlyMemory<byte>?> next, Func<RawClient.Answer, bool> accept, TimeSpan duration,
        double? perSecond = null)
    {
        var number = -1;
        var failed = 0;
        var began = Stopwatch.GetTimestamp();
        var latencies = await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Run(async () =>
        {
            var mine = new List<double>();
            using var client = await RawClient.ConnectAsync(server);
            while (Stopwatch.GetElapsedTime(began) < duration)
            {
                var mineIs = Interlocked.Increment(ref number);
                if (next(mineIs) is not { } request)
                {
                    break;
                }

                var due = Stopwatch.GetElapsedTime(began);
                if (perSecond is { } pace)
                {
                    due = TimeSpan.FromSeconds(mineIs / pace);
                    if (due >= duration)
                    {
                        break;
                    }

                    var early = due - Stopwatch.GetElapsedTime(began);
                    if (early > TimeSpan.FromMilliseconds(1))
                    {
                        await Task.Delay(early);
                    }
                }

                if (!accept(await client.SendAsync(request)))
                {
                    Interlocked.Increment(ref failed);
                }

                mine.Add((Stopwatch.GetElapsedTime(began) - due).TotalMilliseconds);
            }

            return mine;
        })));
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        double[] all = [.. latencies.SelectMany(mine => mine).Order()];
        return new LoadResult(all.Length / seconds, At(all, 0.5), At(all, 0.99), failed);
    }

    public static double Median(IEnumerable<double> figures)
    {
        double[] sorted = [.. figures.Order()];
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[sorted.Length / 2 - 1] + sorted[sorted.Length / 2]) / 2;
    }

    private static double At(double[] sorted, double quantile) =>
        sorted.Length == 0 ? 0 : sorted[Math.Min(sorted.Length - 1, (int)(sorted.Length * quantile))];
}
