using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Madoguchi.Delivery;
using Madoguchi.Kernel;
using Madoguchi.Procedures;
using Madoguchi.Testing;

namespace Madoguchi.Cases.Tests;

/// <summary>The acts on a case by the API: the same as the pages', asked for in JSON.</summary>
public sealed class CasesByApi
{
    private static readonly string[] Unknown = ["none"];
    private static readonly string[] Both = ["eligible", "next-month"];
    private static readonly BankAccountValue Account = new("みやのわ銀行", "0001", "本店", "001", "ordinary", "1234567", "サトウ マコト");
    private static readonly SignedIn Core = SignedIn.Client("welfare-core", Scopes.All);
    private static readonly SignedIn Npo = SignedIn.Client("npo", Scopes.All, ClientReach.Own);

    [Fact]
    public async Task A_case_is_read_with_its_answers_and_the_person_sees_who_read_it()
    {
        await using var city = await CasesHost.StartAsync();
        var party = await city.PartyAsync("sato-makoto");
        var submission = await city.ReceiveAsync(party, answers: [("bank", Account), ("pension-kind", new ChoiceValue("national"))]);
        using var core = city.Host.SignIn(Core);

        var list = await GetAsync(core, "/cases?status=open");
        var id = list["items"]![0]!["id"]!.GetValue<Guid>();
        using var response = await core.Http.GetAsync(To($"/cases/{id}"));
        var detail = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;

        list["items"]!.AsArray().Count.ShouldBe(1);
        response.Headers.ETag!.Tag.ShouldBe("\"1\"");
        detail["case"]!["reference"]!.GetValue<string>().ShouldBe(submission.Reference);
        var bank = detail["answers"]!.AsArray().Single(answer => answer!["path"]!.GetValue<string>() == "bank")!;
        bank["value"]!["number"]!.GetValue<string>().ShouldBe("1234567");
        (await city.Host.ColumnAsync(
            "select what as value from registry_access where actor = 'client:welfare-core' and party_id = @party", ("party", party))).ShouldContain("case");
    }

    [Fact]
    public async Task A_client_for_its_own_sees_nothing_of_others()
    {
        await using var city = await CasesHost.StartAsync();
        await city.ReceiveAsync(await city.PartyAsync("sato-makoto"));
        using var core = city.Host.SignIn(Core);
        using var npo = city.Host.SignIn(Npo);
        var id = (await GetAsync(core, "/cases"))["items"]![0]!["id"]!.GetValue<Guid>();

        var list = await GetAsync(npo, "/cases");
        using var read = await npo.Http.GetAsync(To($"/cases/{id}"));
        using var decided = await PostAsync(npo, $"/cases/{id}/decision", Grant(), "\"1\"");

        list["items"]!.AsArray().ShouldBeEmpty();
        read.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        decided.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_change_rests_on_the_version_that_was_seen_and_counts_once()
    {
        await using var city = await CasesHost.StartAsync();
        var submission = await city.ReceiveAsync(await city.PartyAsync("sato-makoto"));
        var id = (await city.CaseAsync(submission)).Id;
        using var core = city.Host.SignIn(Core);

        using var blind = await PostAsync(core, $"/cases/{id}/notes", new { text = "電話で確認した" }, null);
        using var noted = await PostAsync(core, $"/cases/{id}/notes", new { text = "電話で確認した" }, "\"1\"", "note-1");
        using var again = await PostAsync(core, $"/cases/{id}/notes", new { text = "電話で確認した" }, "\"1\"", "note-1");
        using var stale = await PostAsync(core, $"/cases/{id}/notes", new { text = "もう一度" }, "\"1\"");

        ((int)blind.StatusCode).ShouldBe(428);
        noted.StatusCode.ShouldBe(HttpStatusCode.OK);
        noted.Headers.ETag!.Tag.ShouldBe("\"2\"");
        again.Headers.ETag!.Tag.ShouldBe("\"2\"");
        stale.StatusCode.ShouldBe(HttpStatusCode.PreconditionFailed);
        (await TypeOf(stale)).ShouldBe("urn:madoguchi:problem:version-changed");
        (await city.Host.CountAsync("cases_text")).ShouldBe(1);
    }

    [Fact]
    public async Task A_key_stands_for_one_content()
    {
        await using var city = await CasesHost.StartAsync();
        var submission = await city.ReceiveAsync(await city.PartyAsync("sato-makoto"));
        var id = (await city.CaseAsync(submission)).Id;
        using var core = city.Host.SignIn(Core);

        using var noted = await PostAsync(core, $"/cases/{id}/notes", new { text = "電話で確認した" }, "\"1\"", "note-1");
        using var other = await PostAsync(core, $"/cases/{id}/notes", new { text = "書類が届いた" }, "\"2\"", "note-1");
        using var again = await PostAsync(core, $"/cases/{id}/notes", new { text = "電話で確認した" }, "\"2\"", "note-1");

        noted.StatusCode.ShouldBe(HttpStatusCode.OK);
        ((int)other.StatusCode).ShouldBe(422);
        (await TypeOf(other)).ShouldBe("urn:madoguchi:problem:idempotency-key-reused");
        again.Headers.ETag!.Tag.ShouldBe("\"2\"", "whatever it has read meanwhile");
        (await city.Host.CountAsync("cases_text")).ShouldBe(1);
    }

    /// <summary>The applicant's own act, by the page and by the API: the same events.</summary>
    [Fact]
    public async Task A_withdrawal_by_the_page_and_one_by_the_api_leave_the_same_events()
    {
        await using var city = await CasesHost.StartAsync();
        var party = await city.PartyAsync("sato-makoto");
        var (byPage, byApi) = (await city.ReceiveAsync(party), await city.ReceiveAsync(party));
        using var resident = city.Host.SignIn(SignedIn.Resident(party));
        using var core = city.Host.SignIn(Core);
        using var npo = city.Host.SignIn(Npo);
        var address = $"/cases/{(await city.CaseAsync(byApi)).Id}/withdrawal";

        await resident.SubmitAsync(await resident.OpenAsync($"/my/cases/{byPage.Reference}/withdraw"), ("reason", "転出するため"));
        using var foreign = await PostAsync(npo, address, new { reason = "転出するため" }, "\"1\"");
        using var blind = await PostAsync(core, address, new { reason = "転出するため" }, null);
        using var withdrawn = await PostAsync(core, address, new { reason = "転出するため" }, "\"1\"", "w-1");
        using var repeated = await PostAsync(core, address, new { reason = "転出するため" }, "\"1\"", "w-1");
        using var late = await PostAsync(core, address, new { }, "\"2\"");

        (foreign.StatusCode, (int)blind.StatusCode).ShouldBe((HttpStatusCode.NotFound, 428));
        (withdrawn.StatusCode, repeated.StatusCode).ShouldBe((HttpStatusCode.OK, HttpStatusCode.OK));
        (await TypeOf(late)).ShouldBe("urn:madoguchi:problem:already-withdrawn");
        (await TraceAsync(city, byApi.Reference, "client:welfare-core")).ShouldBe(await TraceAsync(city, byPage.Reference, $"party:{party}"));
    }

    [Fact]
    public async Task A_client_takes_a_case_asks_for_a_correction_and_takes_it_back()
    {
        await using var city = await CasesHost.StartAsync();
        var submission = await city.ReceiveAsync(await city.PartyAsync("sato-makoto"), answers: [("bank", Account)]);
        var id = (await city.CaseAsync(submission)).Id;
        using var core = city.Host.SignIn(Core);

        using var taken = await SendAsync(core, HttpMethod.Put, $"/cases/{id}/assignee", new { assignee = "self" }, "\"1\"");
        using var unknown = await SendAsync(core, HttpMethod.Put, $"/cases/{id}/assignee", new { assignee = "staff:nobody" }, "\"2\"");
        var wish = new { fields = new[] { new { path = "bank", message = "口座番号が1けた足りません" } }, answerBy = "2026-11-20" };
        using var asked = await PostAsync(core, $"/cases/{id}/correction", wish, "\"2\"");
        var waiting = (await city.CaseAsync(submission)).Status;
        using var back = await SendAsync(core, HttpMethod.Delete, $"/cases/{id}/correction", null, "\"3\"");

        taken.StatusCode.ShouldBe(HttpStatusCode.OK);
        ((int)unknown.StatusCode).ShouldBe(422);
        asked.StatusCode.ShouldBe(HttpStatusCode.OK);
        waiting.ShouldBe(CaseStatus.Waiting);
        back.StatusCode.ShouldBe(HttpStatusCode.OK);
        var it = await city.CaseAsync(submission);
        (it.Status, it.Assignee).ShouldBe((CaseStatus.Open, "client:welfare-core"));
        city.Announced.Select(announcement => announcement.Type).ShouldBe([AnnouncementTypes.SubmissionReceived, AnnouncementTypes.CorrectionAsked]);
    }

    /// <summary>The contract of the whole API: whichever edge is used, what is announced and written is the same but for who did it.</summary>
    [Fact]
    public async Task A_decision_by_the_page_and_one_by_the_api_leave_the_same_events()
    {
        await using var city = await CasesHost.StartAsync();
        var party = await city.PartyAsync("sato-makoto");
        (string, AnswerValue)[] answers = [("bank", Account), ("pension-kind", new ChoiceValue("national"))];
        var byPage = await city.ReceiveAsync(party, answers: answers);
        var byApi = await city.ReceiveAsync(party, answers: answers);
        using var tanaka = city.Host.SignIn(CasesHost.Tanaka);
        using var core = city.Host.SignIn(Core);

        var preview = await tanaka.SubmitAsync(
            await tanaka.OpenAsync($"/staff/cases/{byPage.Reference}/decision"), "通知を確かめる",
            ("outcome", "granted"), ("ground.granted", Both), ("reason", "お子さんを育てていることを確かめました"));
        await tanaka.SubmitAsync(preview, "この内容で決定する");
        using var decided = await PostAsync(core, $"/cases/{(await city.CaseAsync(byApi)).Id}/decision", Grant(), "\"1\"");

        decided.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await TraceAsync(city, byApi.Reference, "client:welfare-core")).ShouldBe(await TraceAsync(city, byPage.Reference, "staff:tanaka"));
        city.Announced.Count(announcement => announcement.Type == AnnouncementTypes.CaseDecided).ShouldBe(2);
    }

    [Fact]
    public async Task What_cannot_be_decided_is_a_problem_with_a_stable_type()
    {
        await using var city = await CasesHost.StartAsync();
        var submission = await city.ReceiveAsync(await city.PartyAsync("sato-makoto"));
        var id = (await city.CaseAsync(submission)).Id;
        using var core = city.Host.SignIn(Core);

        using var empty = await PostAsync(core, $"/cases/{id}/decision", new { }, "\"1\"");
        using var foreign = await PostAsync(core, $"/cases/{id}/decision", new { outcome = "granted", grounds = Unknown, reason = "理由" }, "\"1\"");
        using var first = await PostAsync(core, $"/cases/{id}/decision", Grant(), "\"1\"");
        using var second = await PostAsync(core, $"/cases/{id}/decision", Grant(), "\"2\"");
        using var nowhere = await core.Http.GetAsync(To("/cases/nonsense"));

        empty.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await TypeOf(foreign)).ShouldBe("urn:madoguchi:problem:ground-not-of-this-procedure");
        first.StatusCode.ShouldBe(HttpStatusCode.OK);
        second.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await TypeOf(second)).ShouldBe("urn:madoguchi:problem:already-decided");
        nowhere.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Cases_come_in_pages_that_miss_none()
    {
        await using var city = await CasesHost.StartAsync();
        var party = await city.PartyAsync("sato-makoto");
        for (var i = 0; i < 5; i++)
        {
            await city.ReceiveAsync(party);
        }

        using var core = city.Host.SignIn(Core);
        var seen = new List<string>();
        var address = "/cases?limit=2";
        for (string? next = ""; next is not null;)
        {
            var page = await GetAsync(core, address);
            seen.AddRange(page["items"]!.AsArray().Select(item => item!["reference"]!.GetValue<string>()));
            next = page["next"]?.GetValue<string>();
            address = $"/cases?limit=2&after={next}";
        }

        seen.Count.ShouldBe(5);
        seen.Distinct().Count().ShouldBe(5);
        using var greedy = await core.Http.GetAsync(To("/cases?limit=1000"));
        greedy.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    private static object Grant() => new { outcome = "granted", grounds = Both, reason = "お子さんを育てていることを確かめました" };

    /// <summary>What a decision leaves behind, without what must differ: ids, numbers, moments, and the one who decided.</summary>
    private static async Task<string> TraceAsync(CasesHost city, string reference, string actor)
    {
        var events = await city.Host.ColumnAsync(
            "select e.type || ' ' || e.payload as value from cases_event e join cases_case c on c.id = e.case_id where c.reference = @reference and e.version > 1",
            ("reference", reference));
        var it = (await city.Host.ColumnAsync("select cast(id as text) as value from cases_case where reference = @reference", ("reference", reference)))[0]!;
        var published = await city.Host.ColumnAsync(
            "select type || ' ' || payload as value from kernel_outbox where lower(payload) like @case or payload like @reference order by seq",
            ("case", $"%{it.ToLowerInvariant()}%"), ("reference", $"%{reference}%"));
        return string.Join('\n', [.. events, .. published.Where(line => !line!.StartsWith("SubmissionReceived", StringComparison.Ordinal))])
            .Replace(actor, "ACTOR", StringComparison.Ordinal).Replace(reference, "REFERENCE", StringComparison.Ordinal)
            .Replace(ReferenceNumber.Show(reference), "REFERENCE", StringComparison.Ordinal)
            .Without("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F-]{22}").Without("\"serial\":[0-9]+").Without("\"at\":\"[^\"]+\"");
    }

    private static Uri To(string path) => new($"/api/v1{path}", UriKind.Relative);

    private static async Task<JsonNode> GetAsync(Visitor client, string path) => JsonNode.Parse(await client.Http.GetStringAsync(To(path)))!;

    private static Task<HttpResponseMessage> PostAsync(Visitor client, string path, object body, string? ifMatch, string? key = null) =>
        SendAsync(client, HttpMethod.Post, path, body, ifMatch, key);

    private static async Task<HttpResponseMessage> SendAsync(
        Visitor client, HttpMethod method, string path, object? body, string? ifMatch, string? key = null)
    {
        using var request = new HttpRequestMessage(method, To(path)) { Content = body is null ? null : JsonContent.Create(body) };
        if (ifMatch is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        }

        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        return await client.Http.SendAsync(request);
    }

    private static async Task<string> TypeOf(HttpResponseMessage response) =>
        JsonNode.Parse(await response.Content.ReadAsStringAsync())!["type"]!.GetValue<string>();
}

internal static class TraceText
{
    public static string Without(this string text, string pattern) =>
        System.Text.RegularExpressions.Regex.Replace(text, pattern, "*", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1));
}
