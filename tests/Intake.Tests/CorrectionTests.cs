using System.Net;
using System.Text.Json;
using Madoguchi.Intake.Contracts;
using Madoguchi.Kernel;
using Madoguchi.Procedures;
using Madoguchi.Testing;

namespace Madoguchi.Intake.Tests;

public sealed class CorrectionTests
{
    [Fact]
    public async Task A_correction_asks_only_for_its_answers_and_merges_them_in()
    {
        await using var counter = await Counter.OpenAsync();
        using var visitor = await counter.SignInAsync("takahashi-miho");
        var original = await SubmittedAsync(counter, visitor);
        var correction = await AskAsync(counter, original, "reason", "reason-date");

        var first = await visitor.OpenAsync($"/apply/{correction}");
        Counter.StepOf(first).ShouldBe("reason");
        first.Field("answer").Value.ShouldBe("birth");
        var second = await visitor.SubmitAsync(first, ("answer", "move-in"));
        Counter.StepOf(second).ShouldBe("reason-date");
        var check = await visitor.SubmitAsync(second);
        check.Path.ShouldEndWith("/check", customMessage: check.Text);
        var receipt = await Counter.SubmitAsync(visitor, check);

        receipt.Heading.ShouldBe("直した内容を受け付けました", receipt.Text);
        var merged = await counter.Host.Get<ISubmissions>().FindAsync(original, CancellationToken.None);
        merged!.Answers["reason"]!.Value.ShouldBe(new ChoiceValue("move-in"));
        merged.Original["reason"]!.Value.ShouldBe(new ChoiceValue("birth"));
        merged.Answers["higher-earner"].ShouldBe(merged.Original["higher-earner"]);
        var received = merged.Corrections.ShouldHaveSingleItem();
        received.CorrectionId.ShouldBe(correction);
        received.Paths.ShouldBe(["reason", "reason-date"], ignoreOrder: true);
        var published = (await counter.Host.ColumnAsync("select payload as value from kernel_outbox where type = 'SubmissionReceived.v1' order by seq"))
            .Select(payload => JsonSerializer.Deserialize<SubmissionReceived>(payload!, JsonSerializerOptions.Web)!).ToArray();
        published[1].InReplyTo.ShouldBe(correction);
        published[1].Reference.ShouldBe(published[0].Reference);
    }

    [Fact]
    public async Task A_correction_belongs_to_the_resident_and_cannot_be_erased_by_them()
    {
        await using var counter = await Counter.OpenAsync();
        using var visitor = await counter.SignInAsync("takahashi-miho");
        using var stranger = await counter.SignInAsync("nguyen-lan");
        var correction = await AskAsync(counter, await SubmittedAsync(counter, visitor), "reason");
        var miho = await counter.PersonAsync("takahashi-miho");

        var mine = await counter.Host.Get<IDrafts>().ForSubjectAsync(miho.Subject!.Value, CancellationToken.None);

        mine.ShouldHaveSingleItem().InReplyTo.ShouldBe(correction);
        (await stranger.OpenAsync($"/apply/{correction}")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await visitor.OpenAsync($"/apply/{correction}/erase")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData(nameof(SubmissionReceived), typeof(SubmissionReceived))]
    [InlineData(nameof(CorrectionAsked), typeof(CorrectionAsked))]
    public void A_stored_event_can_still_be_read(string name, Type type)
    {
        var sample = File.ReadAllText(Repository.PathTo("docs", "contracts", "events", $"{name}.v1.json"));

        var happened = (IEvent)JsonSerializer.Deserialize(sample, type, JsonSerializerOptions.Web)!;

        var again = JsonSerializer.SerializeToElement(happened, type, JsonSerializerOptions.Web);
        JsonElement.DeepEquals(again, JsonDocument.Parse(sample).RootElement).ShouldBeTrue(again.ToString());
    }

    private static async Task<Guid> SubmittedAsync(Counter counter, Visitor visitor)
    {
        var check = await Counter.AnswerAsync(visitor, await Counter.StartAsync(visitor, "child-allowance"), Counter.ChildAllowance());
        (await Counter.SubmitAsync(visitor, check)).Path.ShouldEndWith("/receipt");
        var ids = await counter.Host.Database.QueryAsync("select id from intake_submission", row => row.Guid("id"), CancellationToken.None);
        return ids.Single();
    }

    private static async Task<Guid> AskAsync(Counter counter, Guid submission, params string[] paths)
    {
        var now = counter.Host.Time.GetUtcNow();
        var correction = Guid.CreateVersion7(now);
        await counter.Host.PublishAsync(new CorrectionAsked(
            Guid.CreateVersion7(now), correction, Guid.CreateVersion7(now), submission, paths, now.DateInJapan().AddDays(14), now));
        await counter.Host.DrainOutboxAsync();
        return correction;
    }
}
