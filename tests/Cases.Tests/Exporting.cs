using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using CsvHelper;
using Madoguchi.Kernel;
using Madoguchi.Procedures;
using Madoguchi.Testing;

namespace Madoguchi.Cases.Tests;

/// <summary>What was decided goes to a core system, and what that took over is known.</summary>
public sealed class Exporting
{
    private static readonly string[] Grounds = ["eligible"];
    private static readonly string[] Columns = ["名", "値"];
    private static readonly SignedIn Core = SignedIn.Client("welfare-core", Scopes.All);

    [Fact]
    public async Task A_set_is_made_taken_in_three_formats_and_confirmed_line_by_line()
    {
        await using var city = await CasesHost.StartAsync();
        var (first, second) = (await DecidedAsync(city, "佐藤 誠"), await DecidedAsync(city, "𠮷田 髙志"));
        using var core = city.Host.SignIn(Core);

        var set = await JsonAsync(await PostAsync(core, "/exports", new { layout = "child-allowance-core" }, "set-1"), HttpStatusCode.Created);
        var id = set["id"]!.GetValue<Guid>();
        var jsonl = await core.Http.GetByteArrayAsync(To($"/exports/{id}/content?format=jsonl"));
        var again = await core.Http.GetByteArrayAsync(To($"/exports/{id}/content?format=jsonl"));
        var utf8 = await core.Http.GetByteArrayAsync(To($"/exports/{id}/content?format=csv-utf8"));
        using var sjis = await core.Http.GetAsync(To($"/exports/{id}/content?format=csv-sjis"));
        var confirmed = await JsonAsync(
            await PostAsync(core, $"/exports/{id}/receipt", new
            {
                contentHash = set["contentHash"]!.GetValue<string>(),
                lines = new[] { new { line = 2, accepted = false, reason = "口座の名義が違う" } },
                acceptsRest = true,
            }, "receipt-1"), HttpStatusCode.OK);

        set["lines"]!.GetValue<long>().ShouldBe(2);
        again.ShouldBe(jsonl);
        Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(jsonl)).ShouldBe(set["contentHash"]!.GetValue<string>());
        utf8[..3].ShouldBe([0xEF, 0xBB, 0xBF]);
        var rows = Read(Encoding.UTF8.GetString(utf8[3..]));
        rows[0][..3].ShouldBe(["行番号", "受付番号", "受付日"]);
        rows[1][1].ShouldBe(first.Reference);
        rows[1][Array.IndexOf(rows[0], "決定日")].ShouldBe("令和8年11月2日");
        rows[2][Array.IndexOf(rows[0], "請求者氏名")].ShouldBe("𠮷田 髙志");
        var shiftJis = Read(Windows31J.GetString(await sjis.Content.ReadAsByteArrayAsync()));
        shiftJis[2][Array.IndexOf(shiftJis[0], "請求者氏名")].ShouldBe("〓田 髙志");
        shiftJis[2][^1].ShouldBe("請求者氏名:1=U+20BB7");
        sjis.Headers.GetValues("Replaced-Characters").ShouldBe(["1"]);
        confirmed["lines"]!.GetValue<long>().ShouldBe(2);

        using var tanaka = city.Host.SignIn(CasesHost.Tanaka);
        (await tanaka.OpenAsync($"/staff/cases/{first.Reference}")).Text.ShouldContain("基幹システムに取り込み済み");
        (await tanaka.OpenAsync($"/staff/cases/{second.Reference}")).Text.ShouldContain("口座の名義が違う");
        (await city.Host.ColumnAsync("select distinct what as value from registry_access where actor = 'client:welfare-core'")).ShouldBe(["export"]);
    }

    [Fact]
    public async Task A_case_goes_once_and_again_only_when_it_was_rejected_and_a_clerk_says_so()
    {
        await using var city = await CasesHost.StartAsync();
        await DecidedAsync(city, "佐藤 誠");
        using var core = city.Host.SignIn(Core);
        var set = await JsonAsync(await PostAsync(core, "/exports", new { layout = "child-allowance-core" }, "set-1"), HttpStatusCode.Created);
        var repeated = await JsonAsync(await PostAsync(core, "/exports", new { layout = "child-allowance-core" }, "set-1"), HttpStatusCode.Created);
        using var nothing = await PostAsync(core, "/exports", new { layout = "child-allowance-core" }, "set-2");
        await PostAsync(core, $"/exports/{set["id"]}/receipt", new
        {
            contentHash = set["contentHash"]!.GetValue<string>(),
            lines = new[] { new { line = 1, accepted = false, reason = "宛名がない" } },
        }, "receipt-1");

        using var tanaka = city.Host.SignIn(CasesHost.Tanaka);
        var work = await tanaka.OpenAsync("/staff/exports");
        await tanaka.SubmitAsync(work, "もう一度渡す");
        var next = await JsonAsync(await PostAsync(core, "/exports", new { layout = "child-allowance-core" }, "set-3"), HttpStatusCode.Created);

        repeated["id"]!.ToString().ShouldBe(set["id"]!.ToString());
        nothing.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        work.Text.ShouldContain("宛名がない");
        (next["number"]!.GetValue<long>(), next["lines"]!.GetValue<long>()).ShouldBe((2, 1));
        (await tanaka.OpenAsync("/staff/exports")).Text.ShouldNotContain("宛名がない");
    }

    /// <summary>A core system that sends a second receipt under the key of the first would take it for kept.</summary>
    [Fact]
    public async Task A_key_stands_for_one_content_and_a_repeat_looks_at_nobody()
    {
        await using var city = await CasesHost.StartAsync();
        await DecidedAsync(city, "佐藤 誠");
        await DecidedAsync(city, "𠮷田 髙志");
        using var core = city.Host.SignIn(Core);
        var set = await JsonAsync(await PostAsync(core, "/exports", new { layout = "child-allowance-core" }, "set-1"), HttpStatusCode.Created);
        var hash = set["contentHash"]!.GetValue<string>();
        var first = new { contentHash = hash, lines = new[] { new { line = 1, accepted = true } } };
        var second = new { contentHash = hash, lines = new[] { new { line = 2, accepted = true } } };
        await DecidedAsync(city, "高橋 美穂");
        var looks = await city.Host.CountAsync("registry_access");

        await JsonAsync(await PostAsync(core, "/exports", new { layout = "child-allowance-core" }, "set-1"), HttpStatusCode.Created);
        await JsonAsync(await PostAsync(core, $"/exports/{set["id"]}/receipt", first, "receipt-1"), HttpStatusCode.OK);
        await JsonAsync(await PostAsync(core, $"/exports/{set["id"]}/receipt", first, "receipt-1"), HttpStatusCode.OK);
        var refused = await JsonAsync(await PostAsync(core, $"/exports/{set["id"]}/receipt", second, "receipt-1"), HttpStatusCode.UnprocessableEntity);

        refused["type"]!.GetValue<string>().ShouldBe("urn:madoguchi:problem:idempotency-key-reused");
        (await city.Host.CountAsync("registry_access")).ShouldBe(looks, "the repeat handed over nobody");
        (await JsonAsync(await core.Http.GetAsync(To($"/exports/{set["id"]}")), HttpStatusCode.OK))["accepted"]!.GetValue<long>().ShouldBe(1);
        await JsonAsync(await PostAsync(core, $"/exports/{set["id"]}/receipt", second, "receipt-2"), HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_receipt_for_another_content_or_without_a_reason_is_refused()
    {
        await using var city = await CasesHost.StartAsync();
        await DecidedAsync(city, "佐藤 誠");
        using var core = city.Host.SignIn(Core);
        var set = await JsonAsync(await PostAsync(core, "/exports", new { layout = "child-allowance-core" }, "set-1"), HttpStatusCode.Created);
        var hash = set["contentHash"]!.GetValue<string>();

        (await StatusAsync(new { contentHash = new string('0', 64), acceptsRest = true }, "a")).ShouldBe(409);
        (await StatusAsync(new { contentHash = hash, lines = new[] { new { line = 1, accepted = false } } }, "b")).ShouldBe(422);
        (await StatusAsync(new { contentHash = hash, lines = new[] { new { line = 9, accepted = true } } }, "c")).ShouldBe(422);
        (await StatusAsync(new { contentHash = hash, acceptsRest = true }, null)).ShouldBe(400);
        (await StatusAsync(new { contentHash = hash, lines = new[] { new { line = 1, accepted = true } } }, "d")).ShouldBe(200);
        (await StatusAsync(new { contentHash = hash, lines = new[] { new { line = 1, accepted = true } } }, "e")).ShouldBe(409);

        async Task<int> StatusAsync(object receipt, string? key)
        {
            using var response = await PostAsync(core, $"/exports/{set["id"]}/receipt", receipt, key);
            return (int)response.StatusCode;
        }
    }

    [Fact]
    public async Task A_clerk_makes_a_set_takes_it_and_writes_down_what_was_taken_over()
    {
        await using var city = await CasesHost.StartAsync();
        var decided = await DecidedAsync(city, "=HYPERLINK(\"x\")");
        using var tanaka = city.Host.SignIn(CasesHost.Tanaka);

        var set = await tanaka.SubmitAsync(await tanaka.OpenAsync("/staff/exports"), "連携データを作る");
        using var file = await tanaka.Http.GetAsync(new Uri(set.Link("CSV（UTF-8）"), UriKind.Relative));
        var refused = await tanaka.SubmitAsync(set, "取込結果を残す", ("取り込まれなかった行", "9 ない行"));
        var kept = await tanaka.SubmitAsync(set, "取込結果を残す", ("取り込まれなかった行", "１　名前が式になっている"));

        (await file.Content.ReadAsStringAsync()).ShouldContain("'=HYPERLINK");
        refused.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        refused.Errors.ShouldBe(["9行目はありません。"]);
        kept.Text.ShouldContain("名前が式になっている");
        (await tanaka.OpenAsync($"/staff/cases/{decided.Reference}")).Text.ShouldContain("取り込まれなかった");
    }

    [Fact]
    public async Task A_client_for_its_own_takes_no_sets()
    {
        await using var city = await CasesHost.StartAsync();
        await DecidedAsync(city, "佐藤 誠");
        using var npo = city.Host.SignIn(SignedIn.Client("npo", Scopes.All, ClientReach.Own));

        using var made = await PostAsync(npo, "/exports", new { layout = "child-allowance-core" }, "set-1");
        var layouts = JsonNode.Parse(await npo.Http.GetStringAsync(To("/export-layouts")))!;

        made.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        layouts["items"]!.AsArray().ShouldBeEmpty();
    }

    /// <summary>Whatever stands in a value, another program's reader gets it back.</summary>
    [Fact]
    public void Every_value_comes_back_from_the_csv() => Gen.String.Array[2].List[1, 5].Sample(values =>
    {
        ExportLine[] lines = [.. values.Select((value, index) => new ExportLine(index + 1, Guid.Empty, [.. value.Select(Clean)]))];

        var file = ExportFormats.Write(ExportFormats.Utf8, Columns, lines, forSpreadsheet: false);
        var rows = Read(Encoding.UTF8.GetString(file.Bytes.AsSpan(3)));

        rows.Count.ShouldBe(lines.Length + 1);
        for (var i = 0; i < lines.Length; i++)
        {
            rows[i + 1][1..].ShouldBe(lines[i].Values);
        }
    });

    /// <summary>In Shift_JIS each character comes back, or its code stands beside the line.</summary>
    [Fact]
    public void What_Shift_JIS_cannot_carry_is_kept_beside_the_line() => Gen.String.Sample(text =>
    {
        var value = Clean(text);
        var lost = new List<LostCharacter>();

        var written = Windows31J.Fit("名", value, lost);
        var read = Windows31J.GetString(Windows31J.GetBytes(written));

        read.ShouldBe(written);
        (lost.Count > 0 || read.Normalize() == value.Normalize()).ShouldBeTrue();
    });

    [Theory]
    [InlineData("佐藤", "佐藤", "")]
    [InlineData("𠮷田", "〓田", "U+20BB7")]
    [InlineData("葛󠄀城", "葛城", "U+845B U+E0100")]
    [InlineData("髙﨑", "髙﨑", "")]
    [InlineData("1〜2", "1～2", "U+301C")]
    [InlineData("é", "〓", "U+00E9")]
    [InlineData("👨‍👩‍👧", "〓", "U+1F468 U+200D U+1F469 U+200D U+1F467")]
    public void A_name_in_Shift_JIS_is_itself_or_says_what_it_gave_up(string name, string written, string codes)
    {
        var lost = new List<LostCharacter>();

        Windows31J.Fit("氏名", name, lost).ShouldBe(written);
        string.Join(';', lost.Select(character => character.Codes)).ShouldBe(codes);
    }

    [Theory]
    [InlineData("columns: [{name: 氏名, from: answer.nonsense}]", "「answer.nonsense」という値はありません")]
    [InlineData("columns: [{name: 氏名, from: subject.name}, {name: 氏名, from: subject.kana}]", "列の名前が重なっています")]
    [InlineData("columns: []", "columns は 1 から")]
    public async Task A_layout_that_is_wrong_stops_the_start_with_its_line(string columns, string fault)
    {
        await using var city = await CasesHost.StartAsync();
        var text = $"code: x\nname: 試し\nprocedure: child-allowance\n{columns}\n";

        var thrown = Should.Throw<Registry.ContentException>(() => ExportLayouts.Read([("x.yaml", text)], city.Host.Get<IProcedureCatalogue>()));

        thrown.Message.ShouldContain(fault);
    }

    private static async Task<Intake.Contracts.Submission> DecidedAsync(CasesHost city, string name)
    {
        var submission = await city.ReceiveAsync(await city.PartyAsync("sato-makoto"), answers: [("name", new TextValue(name))]);
        using var core = city.Host.SignIn(Core);
        using var request = new HttpRequestMessage(HttpMethod.Post, To($"/cases/{(await city.CaseAsync(submission)).Id}/decision"))
        {
            Content = JsonContent.Create(new { outcome = "granted", grounds = Grounds, reason = "確かめました" }),
        };
        request.Headers.TryAddWithoutValidation("If-Match", "\"1\"");
        using var response = await core.Http.SendAsync(request);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        await city.Host.ChangeAsync(unit => unit.Execute("delete from registry_access"));
        city.Host.Time.Advance(TimeSpan.FromMinutes(1));
        return submission;
    }

    /// <summary>What text of people and programs is: no lone surrogates, no NUL.</summary>
    private static string Clean(string text) =>
        new([.. Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)).Where(character => character is not '\0')]);

    private static List<string[]> Read(string csv)
    {
        using var reader = CsvReader.FromText(csv, new CsvReaderOptions { HasHeader = false });
        var rows = new List<string[]>();
        while (reader.Read())
        {
            rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetString)]);
        }

        return rows;
    }

    private static Uri To(string path) => new($"/api/v1{path}", UriKind.Relative);

    private static async Task<HttpResponseMessage> PostAsync(Visitor client, string path, object body, string? key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, To(path)) { Content = JsonContent.Create(body) };
        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        return await client.Http.SendAsync(request);
    }

    private static async Task<JsonNode> JsonAsync(HttpResponseMessage response, HttpStatusCode expected)
    {
        var text = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(expected, text);
        return JsonNode.Parse(text)!;
    }
}
