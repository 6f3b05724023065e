using System.Net;
using Madoguchi.Kernel;
using Madoguchi.Testing;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;

namespace Madoguchi.Cases.Tests;

public sealed class WhoMayDoWhat
{
    private static readonly string[] Readers = [Roles.Clerk, Roles.Head, Roles.Auditor];
    private static readonly string[] Changers = [Roles.Clerk, Roles.Head];
    private static readonly string[] Heads = [Roles.Head];
    private static readonly string[] Auditors = [Roles.Auditor];
    private static readonly string[] Residents = [Roles.Resident];

    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["GET /staff/cases"] = Readers,
        ["POST /staff/cases/search"] = Readers,
        ["GET /staff/cases/{reference}"] = Readers,
        ["GET /staff/cases/{reference}/files/{fileId:guid}"] = Readers,
        ["POST /staff/cases/{reference}/assignee"] = Changers,
        ["GET /staff/cases/{reference}/correction"] = Changers,
        ["POST /staff/cases/{reference}/correction"] = Changers,
        ["POST /staff/cases/{reference}/correction/withdraw"] = Changers,
        ["POST /staff/cases/{reference}/notes"] = Changers,
        ["GET /staff/cases/{reference}/decision"] = Changers,
        ["POST /staff/cases/{reference}/decision"] = Changers,
        ["POST /staff/cases/{reference}/hold"] = Heads,
        ["GET /staff/exports/"] = Changers,
        ["POST /staff/exports/"] = Changers,
        ["GET /staff/exports/{exportId:guid}"] = Changers,
        ["GET /staff/exports/{exportId:guid}/content"] = Changers,
        ["POST /staff/exports/{exportId:guid}/receipt"] = Changers,
        ["POST /staff/exports/{exportId:guid}/lines/{line:long}/again"] = Changers,
        ["GET /staff/audit"] = Auditors,
        ["GET /my"] = Residents,
        ["GET /my/cases/{reference}"] = Residents,
        ["GET /my/cases/{reference}/withdraw"] = Residents,
        ["POST /my/cases/{reference}/withdraw"] = Residents,
    };

    [Fact]
    public async Task Every_route_of_the_module_lets_in_exactly_the_roles_of_the_table()
    {
        await using var city = await CasesHost.StartAsync();
        var party = await city.PartyAsync("sato-makoto");
        var submission = await city.ReceiveAsync(party);
        var routes = city.Host.Get<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.RoutePattern.RawText is { } path && (path.StartsWith("/staff", StringComparison.Ordinal) || path.StartsWith("/my", StringComparison.Ordinal)))
            .Select(endpoint => (
                Endpoint: endpoint,
                Name: $"{endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods[0]} {endpoint.RoutePattern.RawText}"))
            .ToArray();

        routes.Select(route => route.Name).ShouldBe(Allowed.Keys, ignoreOrder: true);
        foreach (var (endpoint, name) in routes)
        {
            endpoint.Metadata.GetMetadata<IAuthorizeData>()?.Policy.ShouldNotBeNull(name);
            var path = endpoint.RoutePattern.RawText!
                .Replace("{reference}", submission.Reference, StringComparison.Ordinal)
                .Replace("{fileId:guid}", party.ToString(), StringComparison.Ordinal)
                .Replace("{exportId:guid}", party.ToString(), StringComparison.Ordinal)
                .Replace("{line:long}", "1", StringComparison.Ordinal);
            foreach (var role in (string[])[Roles.Resident, .. Roles.Staff])
            {
                using var visitor = city.Host.SignIn(role == Roles.Resident ? SignedIn.Resident(party) : SignedIn.Staff("somebody", role));
                var status = await StatusAsync(visitor, name, path);
                (status == HttpStatusCode.Forbidden).ShouldBe(!Allowed[name].Contains(role), $"{role}: {name} answered {status}");
            }

            using var nobody = city.Host.Visit();
            (await StatusAsync(nobody, name, path)).ShouldBe(HttpStatusCode.Unauthorized, name);
        }
    }

    [Fact]
    public async Task An_auditor_reads_the_case_and_both_trails_and_finds_nothing_to_press()
    {
        await using var city = await CasesHost.StartAsync();
        var submission = await city.ReceiveAsync(await city.PartyAsync("sato-makoto"));
        using var tanaka = city.Host.SignIn(CasesHost.Tanaka);
        await tanaka.SubmitAsync(await tanaka.OpenAsync($"/staff/cases/{submission.Reference}"), "自分が担当する");
        using var kato = city.Host.SignIn(CasesHost.Kato);

        var it = await kato.OpenAsync($"/staff/cases/{submission.Reference}");
        var trail = await kato.OpenAsync($"/staff/audit?case={ReferenceNumber.Show(submission.Reference)}&actor=staff:tanaka&from=2026-11-02&until=令和8年11月2日");
        var changes = await kato.OpenAsync("/staff/audit?trail=changes&actor=staff:tanaka");
        var before = await kato.OpenAsync("/staff/audit?until=2026-11-01");
        var wrong = await kato.OpenAsync("/staff/audit?from=2月30日");

        it.Buttons.ShouldBeEmpty();
        trail.Rows().ShouldHaveSingleItem().ShouldContain("担当を決めた");
        changes.Rows().ShouldNotBeEmpty();
        changes.Rows().ShouldAllBe(row => row[1].StartsWith("田中 美咲"));
        changes.Field("操作した人").Value.ShouldBe("staff:tanaka");
        before.Text.ShouldContain("あてはまる記録はありません");
        wrong.Errors.Count.ShouldBe(1);
        trail.Main.QuerySelectorAll("form[method=post]").ShouldBeEmpty();
    }

    [Fact]
    public async Task An_auditor_reads_who_looked_at_whom_and_that_is_recorded_too()
    {
        await using var city = await CasesHost.StartAsync();
        var makoto = await city.PartyAsync("sato-makoto");
        var submission = await city.ReceiveAsync(makoto);
        await city.ReceiveAsync(await city.PartyAsync("takahashi-miho"));
        using var tanaka = city.Host.SignIn(CasesHost.Tanaka);
        await tanaka.OpenAsync($"/staff/cases/{submission.Reference}");
        using var kato = city.Host.SignIn(CasesHost.Kato);

        var looks = await kato.OpenAsync("/staff/audit?trail=looks");
        var again = await kato.OpenAsync($"/staff/audit?trail=looks&case={submission.Reference}&actor=staff:tanaka&from=2026-11-02&until=2026-11-02");
        var others = await kato.OpenAsync("/staff/audit?trail=looks&until=2026-11-01");

        looks.Rows().ShouldBe([["2026年11月2日（月） 10:00", "田中 美咲（こども給付課） staff:tanaka", "申請の審査のため", "申請の内容と経過", "佐藤 誠"]]);
        again.Rows().ShouldBe(looks.Rows());
        others.Rows().ShouldBeEmpty();
        (await city.Host.ColumnAsync(
            "select what as value from registry_access where actor = 'staff:kato' and party_id = @party", ("party", makoto))).ShouldBe(["access-log", "access-log"]);
    }

    private static async Task<HttpStatusCode> StatusAsync(Visitor visitor, string name, string path)
    {
        using var request = new HttpRequestMessage(name.StartsWith("GET", StringComparison.Ordinal) ? HttpMethod.Get : HttpMethod.Post, new Uri(path, UriKind.Relative));
        if (request.Method == HttpMethod.Post)
        {
            request.Content = new FormUrlEncodedContent([]);
        }

        using var response = await visitor.Http.SendAsync(request);
        return response.StatusCode;
    }
}
