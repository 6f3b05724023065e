using System.Net;
using Madoguchi.Intake.Contracts;
using Madoguchi.Procedures;

namespace Madoguchi.Intake.Tests;

public sealed class JourneyTests
{
    [Fact]
    public async Task A_mother_applies_for_child_allowance_and_gets_a_number_she_can_read_out()
    {
        await using var counter = await Counter.OpenAsync();
        using var visitor = await counter.SignInAsync("takahashi-miho");

        var check = await Counter.AnswerAsync(visitor, await Counter.StartAsync(visitor, "child-allowance"), Counter.ChildAllowance());
        check.Path.ShouldEndWith("/check");
        check.Says("高橋 さくら").ShouldBeTrue(check.Text);
        var receipt = await Counter.SubmitAsync(visitor, check);

        receipt.Path.ShouldEndWith("/receipt", customMessage: receipt.Text);
        receipt.Heading.ShouldBe("申請を受け付けました");
        receipt.Says("電話では").ShouldBeTrue();
        var reference = (await counter.Host.ColumnAsync("select reference as value from intake_submission")).ShouldHaveSingleItem();
        var submission = await counter.Host.Get<ISubmissions>().ByReferenceAsync(reference!, CancellationToken.None);
        submission.ShouldNotBeNull();
        submission.Channel.ShouldBe(Channels.Web);
        submission.Answers["higher-earner"]!.Value.ShouldBe(new ChoiceValue("single"));
        submission.Answers["higher-earner"]!.By.ShouldBe(submission.ActorId);
        submission.Answers["children/1/name"]!.How.ShouldBe(How.Confirmed);
        (await counter.Host.ColumnAsync("select answers as value from intake_draft")).ShouldHaveSingleItem().ShouldBe("{}");
        (await counter.Host.ColumnAsync("select payload as value from kernel_outbox where type = 'SubmissionReceived.v1'"))
            .ShouldHaveSingleItem()!.ShouldNotContain("高橋");
    }

    [Fact]
    public async Task The_receipt_says_what_it_costs_and_how_to_pay()
    {
        await using var counter = await Counter.OpenAsync();
        using var visitor = await counter.SignInAsync("sato-makoto");
        var check = await Counter.AnswerAsync(visitor, await Counter.StartAsync(visitor, "resident-record"), Counter.ResidentRecord());

        var receipt = await Counter.SubmitAsync(visitor, check);

        receipt.Path.ShouldEndWith("/receipt", customMessage: receipt.Text);
        receipt.Term("手数料").ShouldContain("600");
        receipt.Term("支払い").ShouldBe("お支払いを確認してから、お渡しします");
        receipt.Link("手数料の支払いへ進む").ShouldStartWith("/my/fees/");
    }

    [Fact]
    public async Task A_double_click_a_reload_and_the_back_button_all_lead_to_the_same_receipt()
    {
        await using var counter = await Counter.OpenAsync();
        using var visitor = await counter.SignInAsync("takahashi-miho");
        var check = await Counter.AnswerAsync(visitor, await Counter.StartAsync(visitor, "child-allowance"), Counter.ChildAllowance());

        var receipts = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Counter.SubmitAsync(visitor, check)));
        var again = await Counter.SubmitAsync(visitor, check);
        var back = await visitor.OpenAsync($"/apply/{Counter.DraftOf(check)}/higher-earner");

        receipts.Append(again).Append(back).Select(page => page.Path).Distinct().ShouldHaveSingleItem().ShouldEndWith("/receipt");
        receipts.Append(again).Append(back).Select(page => page.Main.QuerySelector(".mg-reference")!.TextContent).Distinct().ShouldHaveSingleItem();
        (await counter.Host.CountAsync("intake_submission")).ShouldBe(1);
        (await counter.Host.CountAsync("kernel_outbox")).ShouldBe(1);
    }

    [Theory]
    [InlineData("ogawa-sho", 0)]
    [InlineData("takahashi-miho", 2)]
    public async Task Somebody_outside_the_household_can_be_named(string key, int choices)
    {
        await using var counter = await Counter.OpenAsync();
        using var visitor = await counter.SignInAsync(key);
        var plan = Counter.ChildAllowance();
        plan["higher-earner"] = [("answer", "self")];
        plan["spouse-together"] = [("answer", "yes")];
        var question = await Counter.AnswerAsync(visitor, await Counter.StartAsync(visitor, "child-allowance"), plan, "spouse-member");

        // The applicant is not offered as their own spouse.
        question.Controls("answer").Count.ShouldBe(choices, question.Text);
        var empty = await visitor.SubmitAsync(question);
        empty.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        empty.Errors.ShouldBe(["どなたかを答えてください"]);
        var next = await visitor.SubmitAsync(empty, ("answer.name", "山田　花子"));

        Counter.StepOf(next).ShouldNotBe("spouse-member", next.Text);
        var again = await visitor.OpenAsync(question.Path);
        again.Field("answer.name").Value.ShouldBe("山田 花子");
    }

    [Fact]
    public async Task An_answer_can_be_changed_from_the_check_page_which_comes_back_to_it()
    {
        await using var counter = await Counter.OpenAsync();
        using var visitor = await counter.SignInAsync("takahashi-miho");
        var check = await Counter.AnswerAsync(visitor, await Counter.StartAsync(visitor, "child-allowance"), Counter.ChildAllowance());
        var draft = Counter.DraftOf(check);

        var question = await visitor.OpenAsync($"/apply/{draft}/reason?back=check");
        question.Field("answer").Value.ShouldBe("birth");
        var changed = await visitor.SubmitAsync(question, ("answer", "move-in"));

        changed.Path.ShouldEndWith("/check");
        changed.Says("みやのわ市に引っ越してきた").ShouldBeTrue();
    }

    [Fact]
    public async Task Saving_and_going_on_at_another_device_goes_on_at_the_open_step()
    {
        await using var counter = await Counter.OpenAsync();
        using var phone = await counter.SignInAsync("takahashi-miho");
        var stopped = await Counter.AnswerAsync(phone, await Counter.StartAsync(phone, "child-allowance"), Counter.ChildAllowance(), "reason-date");
        var miho = await counter.PersonAsync("takahashi-miho");

        var drafts = await counter.Host.Get<IDrafts>().ForSubjectAsync(miho.Subject!.Value, CancellationToken.None);
        using var tablet = await counter.SignInAsync("takahashi-miho");
        var going = await tablet.OpenAsync(drafts.ShouldHaveSingleItem().Address);

        going.Path.ShouldBe(stopped.Path);
    }

    [Fact]
    public async Task Who_pauses_keeps_what_was_just_typed_and_need_not_answer()
    {
        await using var counter = await Counter.OpenAsync();
        using var visitor = await counter.SignInAsync("takahashi-miho");
        var question = await Counter.AnswerAsync(visitor, await Counter.StartAsync(visitor, "child-allowance"), Counter.ChildAllowance(), "reason");

        (await visitor.SubmitAsync(question, "保存して中断する")).Path.ShouldBe("/my");
        Counter.StepOf(await visitor.OpenAsync($"/apply/{Counter.DraftOf(question)}")).ShouldBe("reason");
        (await visitor.SubmitAsync(question, "保存して中断する", ("answer", "move-in"))).Path.ShouldBe("/my");

        (await visitor.OpenAsync(question.Path)).Field("answer").Value.ShouldBe("move-in");
    }

    [Fact]
    public async Task Who_pauses_where_a_file_is_asked_needs_no_file_yet()
    {
        await using var counter = await Counter.OpenAsync();
        using var visitor = await counter.SignInAsync("sato-makoto");
        var question = await Counter.AnswerAsync(visitor, await Counter.StartAsync(visitor, "child-allowance"), SafetyTests.SatoMakoto(), "insurance");
        Counter.StepOf(question).ShouldBe("insurance");

        (await visitor.SubmitAsync(question, "保存して中断する")).Path.ShouldBe("/my");

        Counter.StepOf(await visitor.OpenAsync($"/apply/{Counter.DraftOf(question)}")).ShouldBe("insurance");
    }

    [Fact]
    public async Task A_child_added_by_mistake_is_taken_away_again()
    {
        await using var counter = await Counter.OpenAsync();
        using var visitor = await counter.SignInAsync("takahashi-miho");
        var list = await Counter.AnswerAsync(visitor, await Counter.StartAsync(visitor, "child-allowance"), Counter.ChildAllowance(), "children");
        var added = await visitor.SubmitAsync(list, "お子さんを追加する");
        Counter.StepOf(added).ShouldEndWith("/name");

        var back = await visitor.OpenAsync(added.Link("お子さんの一覧に戻る"));
        Counter.StepOf(back).ShouldBe("children");
        back.Html.Split("一覧から外す").Length.ShouldBe(list.Html.Split("一覧から外す").Length + 1);
        var item = Counter.StepOf(added).Split('/')[1];
        var removed = await visitor.SubmitAsync(back, $"remove.{item}");

        Counter.StepOf(removed).ShouldBe("children");
        removed.Html.Split("一覧から外す").Length.ShouldBe(list.Html.Split("一覧から外す").Length);
        Counter.StepOf(await visitor.SubmitAsync(removed, "この内容で次へ進む")).ShouldNotBe("children");
    }

    [Fact]
    public async Task A_child_of_the_household_taken_off_the_list_by_mistake_comes_back()
    {
        await using var counter = await Counter.OpenAsync();
        using var visitor = await counter.SignInAsync("takahashi-miho");
        var list = await Counter.AnswerAsync(visitor, await Counter.StartAsync(visitor, "child-allowance"), Counter.ChildAllowance(), "children");
        list.Text.ShouldNotContain("一覧に戻す");

        var removed = await visitor.SubmitAsync(list, "remove.1");
        removed.Text.ShouldContain("一覧に戻す");
        removed.Text.ShouldContain("高橋 さくら");
        var restored = await visitor.SubmitAsync(removed, "一覧に戻す");

        Counter.StepOf(restored).ShouldBe("children");
        restored.Text.ShouldNotContain("一覧に戻す");
        restored.Html.Split("一覧から外す").Length.ShouldBe(list.Html.Split("一覧から外す").Length);
        Counter.StepOf(await visitor.SubmitAsync(restored, "この内容で次へ進む")).ShouldStartWith("children/1/");
    }

    [Fact]
    public async Task A_step_that_cannot_be_visited_yet_leads_to_the_open_one()
    {
        await using var counter = await Counter.OpenAsync();
        using var visitor = await counter.SignInAsync("takahashi-miho");
        var first = await Counter.StartAsync(visitor, "child-allowance");
        var draft = Counter.DraftOf(first);

        (await visitor.OpenAsync($"/apply/{draft}/bank")).Path.ShouldBe(first.Path);
        (await visitor.OpenAsync($"/apply/{draft}/no-such-step")).Path.ShouldBe(first.Path);
        (await visitor.OpenAsync($"/apply/{draft}/check")).Path.ShouldBe(first.Path);
        (await visitor.OpenAsync($"/apply/{draft}/receipt")).Path.ShouldBe(first.Path);
        (await visitor.OpenAsync($"/apply/{draft}/end")).Path.ShouldBe(first.Path);
    }

    [Fact]
    public async Task An_early_end_says_why_and_going_back_changes_it()
    {
        await using var counter = await Counter.OpenAsync();
        using var visitor = await counter.SignInAsync("takahashi-miho");
        var question = await Counter.AnswerAsync(visitor, await Counter.StartAsync(visitor, "child-allowance"), Counter.ChildAllowance(), "higher-earner");

        var end = await visitor.SubmitAsync(question, ("answer", "spouse"));
        end.Path.ShouldEndWith("/end");
        end.Says("配偶者の方の名前で請求してください").ShouldBeTrue(end.Text);
        var back = await visitor.OpenAsync(end.Link("戻る"));
        var on = await visitor.SubmitAsync(back, ("answer", "single"));

        Counter.StepOf(on).ShouldBe("reason");
    }

    [Fact]
    public async Task A_wrong_answer_is_said_first_beside_its_field_and_what_was_typed_stays()
    {
        await using var counter = await Counter.OpenAsync();
        using var visitor = await counter.SignInAsync("takahashi-miho");
        var question = await Counter.AnswerAsync(visitor, await Counter.StartAsync(visitor, "child-allowance"), Counter.ChildAllowance(), "reason-date");

        var refused = await visitor.SubmitAsync(question, ("answer.era", "reiwa"), ("answer.year", "8"), ("answer.month", "2"), ("answer.day", "30"));

        refused.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        refused.Errors.ShouldHaveSingleItem();
        refused.Document.QuerySelector("#error-summary a")!.GetAttribute("href").ShouldBe("#answer.day");
        refused.Field("answer.day").Value.ShouldBe("30");
        refused.Title.ShouldStartWith("エラー");
    }

    [Fact]
    public async Task The_declaration_must_be_ticked()
    {
        await using var counter = await Counter.OpenAsync();
        using var visitor = await counter.SignInAsync("takahashi-miho");
        var check = await Counter.AnswerAsync(visitor, await Counter.StartAsync(visitor, "child-allowance"), Counter.ChildAllowance());

        var refused = await visitor.SubmitAsync(check);

        refused.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        refused.Errors.ShouldHaveSingleItem();
        (await counter.Host.CountAsync("intake_submission")).ShouldBe(0);
    }

    [Fact]
    public async Task Starting_twice_offers_to_go_on_or_to_start_anew()
    {
        await using var counter = await Counter.OpenAsync();
        using var visitor = await counter.SignInAsync("takahashi-miho");
        var first = await Counter.AnswerAsync(visitor, await Counter.StartAsync(visitor, "child-allowance"), Counter.ChildAllowance(), "reason");

        var offer = await visitor.OpenAsync("/apply/start/child-allowance");
        offer.Says("書きかけの申請があります").ShouldBeTrue(offer.Text);
        var anew = await visitor.SubmitAsync(offer, "yes");

        Counter.DraftOf(anew).ShouldNotBe(Counter.DraftOf(first));
        (await counter.Host.CountAsync("intake_draft")).ShouldBe(2);
    }

    [Fact]
    public async Task The_pages_speak_easy_japanese_and_english()
    {
        await using var counter = await Counter.OpenAsync();
        using var visitor = await counter.SignInAsync("takahashi-miho");
        var question = await Counter.AnswerAsync(visitor, await Counter.StartAsync(visitor, "child-allowance"), Counter.ChildAllowance(), "reason");

        using var request = new HttpRequestMessage(HttpMethod.Get, question.Path);
        request.Headers.Add("Cookie", "lang=en");
        using var response = await visitor.Http.SendAsync(request);
        var html = await response.Content.ReadAsStringAsync();

        html.ShouldContain("Why are you applying?");
        html.ShouldContain("Save and come back later");
    }
}
