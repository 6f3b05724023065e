using System.Collections.Concurrent;
using System.Net;
using Madoguchi.Kernel;

namespace Madoguchi.Testing;

/// <summary>What a drill found.</summary>
/// <param name="Kills">How often a process was killed.</param>
/// <param name="Acknowledged">Submissions whose receipt reached the client.</param>
/// <param name="Resent">Submissions whose reply was lost and which the client sent again.</param>
/// <param name="Wrong">What should not be, in words; empty when all is well.</param>
public sealed record DrillResult(int Kills, int Acknowledged, int Resent, IReadOnlyList<string> Wrong);

/// <summary>
/// Kills the real program, or the database server under it, in the middle of submissions, and counts afterwards: every acknowledged
/// submission is there exactly once with exactly one case, and a lost reply that was repeated too.
/// </summary>
public sealed class KillDrill(string connectionString, string dataFolder, PostgresServer? postgres, Random random)
{
    private const string Procedure = "resident-record";
    private const int Clients = 16;
    private const int MostPerRound = 60;
    private const int MostPresses = 40;
    private static readonly TimeSpan BetweenPresses = TimeSpan.FromMilliseconds(250);

    private readonly ConcurrentDictionary<Guid, bool> acknowledged = new();
    private readonly ConcurrentDictionary<Guid, bool> sent = new();
    private readonly ConcurrentBag<string> oddAnswers = [];
    private int kills;
    private int resent;

    public async Task<DrillResult> RunAsync(int rounds)
    {
        var city = await CityProcess.StartAsync(connectionString, dataFolder);
        try
        {
            var ready = await ReadyDrafts.FillInAsync(city.Address, Procedure);
            var queue = new ConcurrentQueue<Guid>(await ready.CopyAsync(connectionString, rounds * (MostPerRound + Clients)));
            for (var round = 0; round < rounds; round++)
            {
                // The kill comes after a number of acknowledgements, not after a time: the drill is the same on a slow machine.
                using var kill = new Countdown(random.Next(5, MostPerRound));
                var clients = Enumerable.Range(0, Clients).Select(_ => Task.Run(() => SubmitAsync(city.Address, ready, queue, kill))).ToList();
                await kill.ReachedAsync();
                city = await KillAsync(city, round);
                await Task.WhenAll(clients);
                await ResendAsync(city.Address, ready);
            }

            return new DrillResult(kills, acknowledged.Count, resent, await CountAsync());
        }
        finally
        {
            await city.DisposeAsync();
        }
    }

    /// <summary>Kills the program, or in turn the server, and brings it up again; returns the program that runs now.</summary>
    private async Task<CityProcess> KillAsync(CityProcess city, int round)
    {
        kills++;
        if (postgres is not null && round % 2 == 1)
        {
            await postgres.KillAsync();
            await postgres.StartAgainAsync();
            return city;
        }

        await city.DisposeAsync();
        return await CityProcess.StartAsync(connectionString, dataFolder);
    }

    /// <summary>One client's round: submits until the kill takes its reply. A "not now" from the kill before is pressed again later.</summary>
    private async Task SubmitAsync(Uri city, ReadyDrafts ready, ConcurrentQueue<Guid> queue, Countdown kill)
    {
        using var http = ReadyDrafts.NewClient(city);
        while (queue.TryDequeue(out var draft))
        {
            sent[draft] = true;
            if (await TrySubmitAsync(http, ready, draft))
            {
                kill.Count();
            }
            else if (kill.IsReached)
            {
                return;
            }
        }
    }

    /// <summary>What a person does whose page did not come: press again, until it does.</summary>
    private async Task ResendAsync(Uri city, ReadyDrafts ready)
    {
        using var http = ReadyDrafts.NewClient(city);
        foreach (var draft in sent.Keys.Where(draft => !acknowledged.ContainsKey(draft)).ToList())
        {
            resent++;
            for (var press = 0; press < MostPresses && !await TrySubmitAsync(http, ready, draft); press++)
            {
                await Task.Delay(BetweenPresses);
            }
        }
    }

    /// <summary>True when the receipt was shown. No answer and "not now" (503) are what a kill may do; anything else is a finding.</summary>
    private async Task<bool> TrySubmitAsync(HttpClient http, ReadyDrafts ready, Guid draft)
    {
        try
        {
            using var request = ready.Submission(draft);
            using var response = await http.SendAsync(request);
            if (response.StatusCode == HttpStatusCode.Redirect && response.Headers.Location?.ToString() == $"/apply/{draft}/receipt")
            {
                acknowledged[draft] = true;
                return true;
            }

            if (response.StatusCode != HttpStatusCode.ServiceUnavailable)
            {
                oddAnswers.Add($"draft {draft} was answered with {(int)response.StatusCode} {response.Headers.Location}");
            }
        }
        catch (HttpRequestException)
        {
            // Killed before it could answer.
        }

        return false;
    }

    private async Task<IReadOnlyList<string>> CountAsync()
    {
        await using var database = new Database(connectionString);
        await SubmissionCount.DeliveredAsync(database);
        return
        [
            .. oddAnswers,
            .. sent.Keys.Except(acknowledged.Keys).Select(draft => $"draft {draft} was never acknowledged, not even when sent again"),
            .. await SubmissionCount.FaultsAsync(database, [.. acknowledged.Keys]),
        ];
    }

    /// <summary>Tells when enough was acknowledged.</summary>
    private sealed class Countdown(int from) : IDisposable
    {
        private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

        private readonly SemaphoreSlim reached = new(0);
        private int left = from;

        public bool IsReached => Volatile.Read(ref left) <= 0;

        public void Count()
        {
            if (Interlocked.Decrement(ref left) == 0)
            {
                reached.Release();
            }
        }

        public async Task ReachedAsync()
        {
            if (!await reached.WaitAsync(Longest))
            {
                throw new TimeoutException("The city did not acknowledge enough submissions to be killed.");
            }
        }

        public void Dispose() => reached.Dispose();
    }
}
