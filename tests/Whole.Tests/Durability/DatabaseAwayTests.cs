using System.Net;
using Madoguchi.Identity;
using Madoguchi.Kernel;
using Madoguchi.Testing;

namespace Madoguchi.Whole.Tests.Durability;

/// <summary>PostgreSQL is stopped and started again, as for maintenance, under the running program.</summary>
[Collection(RealProcesses.Collection)]
public sealed class DatabaseAwayTests
{
    [Fact]
    public async Task While_the_database_is_away_every_page_says_so_and_then_the_program_goes_on_by_itself()
    {
        TestDatabase.RequirePostgres();
        await using var premises = await Premises.OpenAsync();
        await using var city = await CityProcess.StartAsync(premises.ConnectionString, premises.Folder);
        var ready = await ReadyDrafts.FillInAsync(city.Address, "resident-record");
        using var http = ReadyDrafts.NewClient(city.Address);

        await premises.Server!.StopAsync();
        (await AskAsync(http, "/health/ready", ready.Cookies)).Status.ShouldBe(HttpStatusCode.ServiceUnavailable, city.Printed);
        (await AskAsync(http, "/health/live", ready.Cookies)).Status.ShouldBe(HttpStatusCode.OK);
        await RefusesAsync(city, AskAsync(http, "/my", ready.Cookies));

        // Whom the program has not seen for a while it must ask the database for, and then say why it cannot.
        await RefusesAsync(city, AskAsync(http, "/my", $"madoguchi-session={SessionToken.New(Guid.CreateVersion7())}"));
        await RefusesAsync(city, AskAsync(http, $"/apply/{ready.First}/check", ready.Cookies));
        await RefusesAsync(city, SubmitAsync(http, ready));

        await premises.Server.StartAgainAsync();
        (await SubmitAsync(http, ready)).Status.ShouldBe(HttpStatusCode.Redirect);
        (await AskAsync(http, "/my", ready.Cookies)).Status.ShouldBe(HttpStatusCode.OK);
        (await AskAsync(http, "/health/ready", ready.Cookies)).Status.ShouldBe(HttpStatusCode.OK);
        await using var database = new Database(premises.ConnectionString);
        await SubmissionCount.DeliveredAsync(database);
        (await SubmissionCount.FaultsAsync(database, [ready.First])).ShouldBeEmpty();
    }

    private static async Task RefusesAsync(CityProcess city, Task<(HttpStatusCode Status, string Text)> asked)
    {
        var (status, text) = await asked;
        status.ShouldBe(HttpStatusCode.ServiceUnavailable, city.Printed);
        text.ShouldContain("失われていません");
    }

    private static async Task<(HttpStatusCode Status, string Text)> AskAsync(HttpClient http, string path, string cookies)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("Cookie", cookies);
        return await SendAsync(http, request);
    }

    private static async Task<(HttpStatusCode Status, string Text)> SubmitAsync(HttpClient http, ReadyDrafts ready)
    {
        using var request = ready.Submission(ready.First);
        return await SendAsync(http, request);
    }

    private static async Task<(HttpStatusCode Status, string Text)> SendAsync(HttpClient http, HttpRequestMessage request)
    {
        using var response = await http.SendAsync(request);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }
}
