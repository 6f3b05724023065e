using System.Net;
using System.Text.Json;
using Madoguchi.Intake.Contracts;
using Madoguchi.Kernel;
using Madoguchi.Procedures;
using Madoguchi.Testing;
using Microsoft.Extensions.DependencyInjection;

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

        // Not delivered yet; what was delivered has no words any more.
        var payload = (await counter.Host.ColumnAsync("select payload as value from kernel_outbox where type = 'SubmissionReceived.v1' order by seq"))[^1];
        var published = JsonSerializer.Deserialize<SubmissionReceived>(payload!, JsonSerializerOptions.Web)!;
        published.InReplyTo.ShouldBe(correction);
        published.Reference.ShouldBe(merged.Reference);
    }

    [Fact]
    public async Task A_child_removed_in_a_correction_leaves_nothing_behind()
    {
        await using var counter = await Counter.OpenAsync();
        using var visitor = await counter.SignInAsync("sato-makoto");
        var plan = SafetyTests.SatoMakoto();
        plan["children/1/together"] = [("answer", "no")];
        plan["address"] =
        [
            ("answer.postcode", "3299902"), ("answer.prefecture", "栃木県"), ("answer.city", "みやのわ市"), ("answer.town", "風見台1番"), ("answer.building", ""),
        ];
        plan["apart-reason"] = [("answer", "school")];
        plan["contact"] = [("answer", "毎週電話で話す")];
        plan["money-sent"] = [("answer", "30000")];
        plan["insurance"] = plan["child-residence"] =
            [("answer", new ChosenFile("書類.png", "image/png", [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]))];
        var original = await SubmittedAsync(counter, visitor, plan);
        var correction = await AskAsync(counter, original, "children");

        var list = await visitor.OpenAsync($"/apply/{correction}");
        Counter.StepOf(list).ShouldBe("children");
        var removed = await visitor.SubmitAsync(list, "remove.1");
        removed = await visitor.SubmitAsync(removed, "remove.2");
        var check = await visitor.SubmitAsync(removed, "continue");
        check.Path.ShouldEndWith("/check", customMessage: check.Text);
        check.Says("陽翔").ShouldBeFalse(check.Text);
        await Counter.SubmitAsync(visitor, check);

        // Of three the second is left, and what was asked only about the first is not hers.
        var merged = (await counter.Host.Get<ISubmissions>().FindAsync(original, CancellationToken.None))!;
        merged.Answers["children/1/name"]!.Value.ShouldBe(merged.Original["children/2/name"]!.Value);
        merged.Answers.All.Select(answer => answer.Key).Where(path => path.StartsWith("children/", StringComparison.Ordinal))
            .ShouldBe(merged.Original.All.Select(answer => answer.Key).Where(path => path.StartsWith("children/2/", StringComparison.Ordinal))
                .Select(path => path.Replace("/2/", "/1/", StringComparison.Ordinal)));
        merged.Original["children/1/money-sent"].ShouldNotBeNull();

        // A later correction that only looks at the list changes nothing.
        var again = await visitor.OpenAsync($"/apply/{await AskAsync(counter, original, "children")}");
        await Counter.SubmitAsync(visitor, await visitor.SubmitAsync(again, "continue"));
        var later = (await counter.Host.Get<ISubmissions>().FindAsync(original, CancellationToken.None))!;
        later.Corrections.Count.ShouldBe(2);
        later.Answers.All.Select(answer => (answer.Key, answer.Value.Value)).Where(answer => answer.Key != "children")
            .ShouldBe(merged.Answers.All.Select(answer => (answer.Key, answer.Value.Value)).Where(answer => answer.Key != "children"));
    }

    [Fact]
    public async Task A_reply_that_makes_a_question_unnecessary_takes_its_answer_back_and_the_first_one_is_kept()
    {
        await using var counter = await Counter.OpenAsync();
        using var visitor = await counter.SignInAsync("takahashi-miho");
        var plan = Counter.ChildAllowance();
        plan["reason"] = [("answer", "other")];
        plan["reason-text"] = [("answer", "里親になりました")];
        var original = await SubmittedAsync(counter, visitor, plan);
        var correction = await AskAsync(counter, original, "reason");

        var check = await visitor.SubmitAsync(await visitor.OpenAsync($"/apply/{correction}"), ("answer", "birth"));
        check.Path.ShouldEndWith("/check", customMessage: check.Text);
        check.Text.ShouldNotContain("里親になりました");
        await Counter.SubmitAsync(visitor, check);

        var merged = (await counter.Host.Get<ISubmissions>().FindAsync(original, CancellationToken.None))!;
        merged.Original["reason-text"]!.Value.ShouldBe(new TextValue("里親になりました"));
        merged.Answers["reason-text"].ShouldBeNull();
        merged.Answers["reason"]!.Value.ShouldBe(new ChoiceValue("birth"));
        merged.Answers.Count.ShouldBe(merged.Original.Count - 1);
        merged.Corrections.ShouldHaveSingleItem().Paths.ShouldBe(["reason"]);
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

    [Fact]
    public async Task A_correction_says_its_last_day_on_each_page_and_nothing_of_erasing()
    {
        await using var counter = await Counter.OpenAsync();
        using var visitor = await counter.SignInAsync("takahashi-miho");
        var correction = await AskAsync(counter, await SubmittedAsync(counter, visitor), "reason");
        var last = counter.Host.Time.GetUtcNow().DateInJapan().AddDays(14);

        var step = await visitor.OpenAsync($"/apply/{correction}");
        var check = await visitor.SubmitAsync(step);

        check.Path.ShouldEndWith("/check", customMessage: check.Text);
        foreach (var page in new[] { step, check })
        {
            page.Text.ShouldContain($"{last.Month}月{last.Day}日");
            page.Text.ShouldContain("までに送ってください");
            page.Html.ShouldNotContain("/erase");
        }
    }

    [Fact]
    public async Task What_the_clerk_wrote_stands_above_the_question_it_is_about_and_nowhere_else()
    {
        await using var counter = await Counter.OpenAsync(others: services => services.AddSingleton<ICorrectionMessages, Messages>());
        using var visitor = await counter.SignInAsync("takahashi-miho");
        var correction = await AskAsync(counter, await SubmittedAsync(counter, visitor), "reason", "reason-date");

        var reason = await visitor.OpenAsync($"/apply/{correction}");
        var refused = await visitor.SubmitAsync(reason, ("answer", "no-such-reason"));
        var date = await visitor.SubmitAsync(reason, ("answer", "move-in"));

        reason.Says("転入のように見えます").ShouldBeTrue(reason.Text);
        refused.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        refused.Says("転入のように見えます").ShouldBeTrue(refused.Text);
        Counter.StepOf(date).ShouldBe("reason-date");
        date.Says("担当の職員から").ShouldBeFalse(date.Text);
    }

    [Fact]
    public async Task A_correction_taken_back_closes_its_draft_and_an_answer_already_sent_stays()
    {
        await using var counter = await Counter.OpenAsync();
        using var visitor = await counter.SignInAsync("takahashi-miho");
        var original = await SubmittedAsync(counter, visitor);
        var answered = await AskAsync(counter, original, "reason");
        await Counter.SubmitAsync(visitor, await visitor.SubmitAsync(await visitor.OpenAsync($"/apply/{answered}"), ("answer", "move-in")));
        var open = await AskAsync(counter, original, "reason-date");
        var question = await visitor.OpenAsync($"/apply/{open}");

        await WithdrawAsync(counter, original, answered);
        await WithdrawAsync(counter, original, open);
        var late = await visitor.SubmitAsync(question);

        late.Status.ShouldBe(HttpStatusCode.Gone);
        late.Heading.ShouldBe("直していただく受付は終わりました", late.Text);
        (await visitor.OpenAsync($"/apply/{answered}")).Heading.ShouldBe("直した内容を受け付けました");
        var miho = await counter.PersonAsync("takahashi-miho");
        (await counter.Host.Get<IDrafts>().ForSubjectAsync(miho.Subject!.Value, CancellationToken.None)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(nameof(SubmissionReceived), typeof(SubmissionReceived))]
    [InlineData(nameof(CorrectionAsked), typeof(CorrectionAsked))]
    [InlineData(nameof(CorrectionWithdrawn), typeof(CorrectionWithdrawn))]
    public void A_stored_event_can_still_be_read(string name, Type type)
    {
        var sample = File.ReadAllText(Repository.PathTo("docs", "contracts", "events", $"{name}.v1.json"));

        var happened = (IEvent)JsonSerializer.Deserialize(sample, type, JsonSerializerOptions.Web)!;

        var again = JsonSerializer.SerializeToElement(happened, type, JsonSerializerOptions.Web);
        JsonElement.DeepEquals(again, JsonDocument.Parse(sample).RootElement).ShouldBeTrue(again.ToString());
    }

    private static async Task<Guid> SubmittedAsync(Counter counter, Visitor visitor, IReadOnlyDictionary<string, (string, object?)[]>? plan = null)
    {
        var check = await Counter.AnswerAsync(visitor, await Counter.StartAsync(visitor, "child-allowance"), plan ?? Counter.ChildAllowance());
        (await Counter.SubmitAsync(visitor, check)).Path.ShouldEndWith("/receipt");
        var ids = await counter.Host.Database.QueryAsync("select id from intake_submission", row => row.Guid("id"), CancellationToken.None);
        return ids.Single();
    }

    private static async Task WithdrawAsync(Counter counter, Guid submission, Guid correction)
    {
        var now = counter.Host.Time.GetUtcNow();
        await counter.Host.PublishAsync(new CorrectionWithdrawn(Guid.CreateVersion7(now), correction, Guid.CreateVersion7(now), submission, now));
        await counter.Host.DrainOutboxAsync();
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

    private sealed class Messages : ICorrectionMessages
    {
        public Task<IReadOnlyDictionary<string, string>> ForAsync(Guid correctionId, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyDictionary<string, string>>(new Dictionary<string, string> { ["reason"] = "転入のように見えます。" });
    }
}
