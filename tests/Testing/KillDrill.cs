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
    private const int MostBeforeKill = 60;

    /// <summary>Submissions go on while the kill is on its way.</summary>
    private const int MostPerRound = 3 * MostBeforeKill;
    private const int MostPresses = 5;

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
            var queue = new ConcurrentQueue<Guid>(await ready.CopyAsync(connectionString, rounds * MostPerRound));
            for (var number = 0; number < rounds; number++)
            {
                // The kill comes after a number of acknowledgements, not after a time: the drill is the same on a slow machine.
                var round = new Round(random.Next(5, MostBeforeKill));
                var clients = Enumerable.Range(0, Clients).Select(_ => Task.Run(() => SubmitAsync(city.Address, ready, queue, round))).ToList();
                await round.EnoughAsync(Task.WhenAll(clients));
                city = await KillAsync(city, number, round);
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
    private async Task<CityProcess> KillAsync(CityProcess city, int number, Round round)
    {
        kills++;
        if (postgres is not null && number % 2 == 1)
        {
            postgres.Kill();
            round.End();
            await postgres.StartAgainAsync();
            return city;
        }

        await city.DisposeAsync();
        round.End();
        return await CityProcess.StartAsync(connectionString, dataFolder);
    }

    /// <summary>One client's round: submits until the kill. A "not now" left over from the kill before is pressed again.</summary>
    private async Task SubmitAsync(Uri city, ReadyDrafts ready, ConcurrentQueue<Guid> queue, Round round)
    {
        using var http = ReadyDrafts.NewClient(city);
        while (!round.IsOver && queue.TryDequeue(out var draft))
        {
            sent[draft] = true;
            while (!await TrySubmitAsync(http, ready, draft))
            {
                // The same draft again: clients that hurried on to the next would spend them all on what the kill before left broken.
                if (round.IsEnough)
                {
                    return;
                }
            }

            round.Count();
        }
    }

    /// <summary>What a person does whose page did not come: press again, until it does. All is up again: a few presses must do.</summary>
    private async Task ResendAsync(Uri city, ReadyDrafts ready)
    {
        using var http = ReadyDrafts.NewClient(city);
        foreach (var draft in sent.Keys.Where(draft => !acknowledged.ContainsKey(draft)).ToList())
        {
            resent++;
            var presses = 1;
            while (!await TrySubmitAsync(http, ready, draft) && presses < MostPresses)
            {
                presses++;
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
        catch (TaskCanceledException)
        {
            oddAnswers.Add($"draft {draft} was not answered within {http.Timeout.TotalSeconds} s");
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

    /// <summary>From the first submission to the kill, which comes when enough was acknowledged.</summary>
    private sealed class Round(int enough)
    {
        private readonly TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int left = enough;
        private volatile bool over;

        public bool IsEnough => reached.Task.IsCompleted;

        /// <summary>A submission may wait through a kill and be acknowledged after it: not every client learns of the kill by itself.</summary>
        public bool IsOver => over;

        public void Count()
        {
            if (Interlocked.Decrement(ref left) == 0)
            {
                reached.SetResult();
            }
        }

        public void End() => over = true;

        /// <param name="clients">Those who count: when they have all gone home, nobody will.</param>
        public async Task EnoughAsync(Task clients)
        {
            await Task.WhenAny(reached.Task, clients);
            if (!IsEnough)
            {
                await clients;
                throw new InvalidOperationException("The clients submitted every draft before the kill: the drill needs more of them.");
            }
        }
    }
}
