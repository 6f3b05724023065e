using System.Net;
using Madoguchi.Kernel;
using Madoguchi.Testing;

namespace Madoguchi.Whole.Tests.Durability;

/// <summary>
/// A killed process cannot show a missing fsync, because the page cache outlives it. The system calls can: from each submission's arrival
/// at the program to its acknowledgement there must lie a write to the database's log and then a sync of it that was done.
/// Tried by hand: with <c>pragma synchronous = off</c>, and with <c>synchronous_commit=off</c> on the server, this test fails.
/// </summary>
[Collection(RealProcesses.Collection)]
public sealed class FsyncTests
{
    private const int Submissions = 8;

    [Fact]
    public async Task What_is_acknowledged_was_synced_to_disk_before()
    {
        await using var premises = await Premises.OpenAsync();
        await using var city = await CityProcess.StartAsync(premises.ConnectionString, premises.Folder);
        var ready = await ReadyDrafts.FillInAsync(city.Address, "resident-record");
        var drafts = await ready.CopyAsync(premises.ConnectionString, Submissions + 1);
        await using var database = new Database(premises.ConnectionString);
        using var http = ReadyDrafts.NewClient(city.Address);

        await SubmitAsync(http, ready, database, drafts[0]);
        await using var calls = await SystemCalls.WatchAsync(premises.Folder, [city.Id, .. await ServersAsync(premises, database)]);
        foreach (var draft in drafts.Skip(1))
        {
            await SubmitAsync(http, ready, database, draft);
        }

        var seen = await calls.StopAsync();
        foreach (var draft in drafts.Skip(1))
        {
            var arrived = seen.First(call => call.IsReceive && call.Text.Contains($"POST /apply/{draft}/submit", StringComparison.Ordinal));
            var acknowledged = seen.First(call => call.IsSend && call.Text.Contains("302 Found", StringComparison.Ordinal)
                && call.Text.Contains($"/apply/{draft}/receipt", StringComparison.Ordinal));
            var written = seen.FirstOrDefault(call => call.IsWrite && call.IsOnLog && call.Began > arrived.Done);
            var synced = seen.FirstOrDefault(call => call.IsSync && call.IsOnLog && call.Succeeded && call.Began > written?.Done);
            synced.ShouldNotBeNull($"No sync of the log follows the arrival of {draft}");
            synced.Done.ShouldBeLessThan(acknowledged.Began, $"{draft} was acknowledged before the log was synced");
        }
    }

    /// <summary>Submits one and waits until nothing of it is under way any more, so that no other commit's sync can be taken for the next one's.</summary>
    private static async Task SubmitAsync(HttpClient http, ReadyDrafts ready, Database database, Guid draft)
    {
        using var request = ready.Submission(draft);
        using var response = await http.SendAsync(request);
        response.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        await SubmissionCount.SettledAsync(database);
    }

    /// <summary>PostgreSQL's processes: those that serve connections now, and the postmaster that begets others. SQLite writes in process.</summary>
    private static async Task<IReadOnlyList<int>> ServersAsync(Premises premises, Database database) => premises.Server is { } server
        ? [server.Id, .. await database.QueryAsync(
            "select pid::bigint as pid from pg_stat_activity where backend_type in ('client backend', 'walwriter')",
            row => (int)row.Int64("pid"),
            CancellationToken.None)]
        : [];
}
