using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Madoguchi.Intake.Contracts;
using Madoguchi.Kernel;
using Madoguchi.Procedures;
using Madoguchi.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Madoguchi.Intake.Tests;

/// <summary>What an applicant does by the API: apply, and answer what is asked again.</summary>
public sealed class ApplyingByApi
{
    private static readonly SignedIn Core = SignedIn.Client("core", Scopes.All);
    private static readonly SignedIn Npo = SignedIn.Client("npo", Scopes.All, ClientReach.Own);
    private static readonly string[] Relation = ["relation"];

    /// <summary>The answer was lost and the city changed the procedure meanwhile: the receipt is the receipt.</summary>
    [Fact]
    public async Task A_repeat_gets_its_receipt_whatever_changed_since_and_another_content_none()
    {
        var folder = CopyOfTheCity();
        await using var counter = await Counter.OpenAsync(folder);
        var subject = await PartyAsync(counter, "takahashi-miho");
        using var core = counter.Host.SignIn(Core);
        using var officer = counter.Host.SignIn(SignedIn.Staff("ito", Roles.Officer));
        var version = counter.Host.Get<IProcedureCatalogue>().Find("resident-record")!.Hash;
        var received = await SendAsync(core, "/submissions", Record(subject, version), "a", HttpStatusCode.Created);

        var yaml = Path.Combine(folder, "procedures", "resident-record", "procedure.yaml");
        await File.WriteAllTextAsync(yaml, (await File.ReadAllTextAsync(yaml)).Replace("3開庁日ほど", "4開庁日ほど", StringComparison.Ordinal));
        await officer.SubmitAsync(await officer.OpenAsync("/staff/procedures"), "フォルダーを読み直す");
        counter.Host.Get<IProcedureCatalogue>().Find("resident-record")!.Hash.ShouldNotBe(version);
        var again = await SendAsync(core, "/submissions", Record(subject, version), "a", HttpStatusCode.Created);
        var other = await SendAsync(core, "/submissions", Record(subject, version, copies: 3), "a", HttpStatusCode.UnprocessableEntity);
        var late = await SendAsync(core, "/submissions", Record(subject, version), "b", HttpStatusCode.Conflict);

        again["reference"]!.GetValue<string>().ShouldBe(received["reference"]!.GetValue<string>());
        TypeOf(other).ShouldBe("idempotency-key-reused");
        TypeOf(late).ShouldBe("procedure-changed");
        (await counter.Host.CountAsync("intake_submission")).ShouldBe(1);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_correction_is_read_and_answered_once_and_ends_where_the_page_ends()
    {
        await using var counter = await Counter.OpenAsync(others: services => services.AddSingleton<ICorrectionMessages, Messages>());
        var subject = await PartyAsync(counter, "takahashi-miho");
        using var core = counter.Host.SignIn(Core);
        using var npo = counter.Host.SignIn(Npo);
        var received = await SendAsync(core, "/submissions", Record(subject), "a", HttpStatusCode.Created);
        var original = received["submissionId"]!.GetValue<Guid>();
        counter.Host.Time.Advance(TimeSpan.FromDays(1));
        var correction = await AskAsync(counter, original, "copies");
        var address = $"/corrections/{correction}";

        var asked = JsonNode.Parse(await core.Http.GetStringAsync(To(address)))!;
        using var hidden = await npo.Http.GetAsync(To(address));
        var wrong = await SendAsync(core, $"{address}/answer", Answers(("copies", "たくさん")), "c", HttpStatusCode.UnprocessableEntity);
        var more = await SendAsync(core, $"{address}/answer", Answers(("copies", 3), ("purpose", "school")), "d", HttpStatusCode.UnprocessableEntity);
        var receipt = await SendAsync(core, $"{address}/answer", Answers(("copies", 3)), "e", HttpStatusCode.Created);
        var again = await SendAsync(core, $"{address}/answer", Answers(("copies", 3)), "e", HttpStatusCode.Created);
        var other = await SendAsync(core, $"{address}/answer", Answers(("copies", 4)), "e", HttpStatusCode.UnprocessableEntity);
        var second = await SendAsync(core, $"{address}/answer", Answers(("copies", 4)), "f", HttpStatusCode.Conflict);

        asked["asked"]!.AsArray().ShouldHaveSingleItem()!["path"]!.GetValue<string>().ShouldBe("copies");
        asked["asked"]![0]!["message"]!.GetValue<string>().ShouldBe("通数を確かめてください。");
        hidden.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (TypeOf(wrong), TypeOf(more)).ShouldBe(("not-complete", "not-complete"));
        more["errors"]![0]!["path"]!.GetValue<string>().ShouldBe("purpose", "what nobody asked for is not forgotten");
        (receipt["submissionId"]!.GetValue<Guid>() == original, receipt["reference"]!.GetValue<string>()).ShouldBe((false, received["reference"]!.GetValue<string>()));
        receipt["receivedAt"]!.GetValue<DateTimeOffset>().ShouldBe(counter.Host.Time.GetUtcNow(), "the answer has its own moment");
        again["submissionId"]!.GetValue<Guid>().ShouldBe(receipt["submissionId"]!.GetValue<Guid>());
        (TypeOf(other), TypeOf(second)).ShouldBe(("idempotency-key-reused", "correction-answered"));
        var merged = (await counter.Host.Get<ISubmissions>().FindAsync(original, CancellationToken.None))!;
        merged.Answers["copies"]!.Value.ShouldNotBe(merged.Original["copies"]!.Value);
        merged.Answers["purpose"].ShouldBe(merged.Original["purpose"]);
        merged.Corrections.ShouldHaveSingleItem().Paths.ShouldBe(["copies"]);
        var told = JsonSerializer.Deserialize<SubmissionReceived>(
            (await counter.Host.ColumnAsync("select payload as value from kernel_outbox where type = 'SubmissionReceived.v1' order by seq"))[^1]!,
            JsonSerializerOptions.Web)!;
        (told.InReplyTo, told.Fee!.Yen).ShouldBe((correction, 900));
    }

    private static object Record(Guid subject, string? version = null, int copies = 2) => new
    {
        procedure = "resident-record",
        version,
        subject,
        confirmsKnown = true,
        answers = new { target = "household", items = Relation, purpose = "school", copies, method = "post" },
    };

    private static object Answers(params (string Path, object Value)[] answers) => new { answers = answers.ToDictionary(answer => answer.Path, answer => answer.Value) };

    private static async Task<Guid> PartyAsync(Counter counter, string key) => (await counter.PersonAsync(key)).Party!.Value;

    private static async Task<Guid> AskAsync(Counter counter, Guid submission, params string[] paths)
    {
        var now = counter.Host.Time.GetUtcNow();
        var correction = Guid.CreateVersion7(now);
        await counter.Host.PublishAsync(new CorrectionAsked(
            Guid.CreateVersion7(now), correction, Guid.CreateVersion7(now), submission, paths, now.DateInJapan().AddDays(14), now));
        await counter.Host.DrainOutboxAsync();
        return correction;
    }

    private static string CopyOfTheCity()
    {
        var (from, to) = (Repository.PathTo("cities", "demo"), Directory.CreateTempSubdirectory("madoguchi-city-").FullName);
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        return to;
    }

    private static Uri To(string path) => new($"{ApiRoutes.Prefix}{path}", UriKind.Relative);

    private static async Task<JsonNode> SendAsync(Visitor client, string path, object body, string key, HttpStatusCode expected)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, To(path)) { Content = JsonContent.Create(body) };
        request.Headers.Add(IdempotencyKeys.Header, key);
        using var response = await client.Http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(expected, text);
        return JsonNode.Parse(text)!;
    }

    private static string TypeOf(JsonNode problem) => problem["type"]!.GetValue<string>()["urn:madoguchi:problem:".Length..];

    private sealed class Messages : ICorrectionMessages
    {
        public Task<IReadOnlyDictionary<string, string>> ForAsync(Guid correctionId, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyDictionary<string, string>>(new Dictionary<string, string> { ["copies"] = "通数を確かめてください。" });
    }
}
