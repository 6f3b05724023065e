using System.Net;
using Madoguchi.Intake.Contracts;
using Madoguchi.Kernel;
using Madoguchi.Procedures;
using Madoguchi.Registry;
using Madoguchi.Testing;

namespace Madoguchi.Cases.Tests;

public sealed class HandlingACase
{
    private static readonly string[] BothGrounds = ["eligible", "next-month"];
    private static readonly string[] Established = ["person.pension-kind", "person.bank-account"];
    private static readonly BankAccountValue Account = new("みやのわ銀行", "9999", "本店", "001", "ordinary", "1234567", "サトウ マコト");

    [Fact]
    public async Task A_submission_opens_a_case_with_its_deadline_in_the_one_queue()
    {
        await using var city = await CasesHost.StartAsync();
        var submission = await city.ReceiveAsync(await city.PartyAsync("sato-makoto"));

        var queue = await city.Host.SignIn(CasesHost.Tanaka).OpenAsync("/staff/cases");

        // Monday 2 November 2026 and fifteen working days, with holidays on the 3rd and the 23rd.
        (await city.CaseAsync(submission)).DueOn.ShouldBe(new(2026, 11, 25));
        var row = queue.Rows().ShouldHaveSingleItem();
        row.ShouldContain("佐藤 誠");
        row.ShouldContain("審査中");
        queue.Text.ShouldContain("2026年11月25日");
    }

    [Fact]
    public async Task An_event_delivered_again_opens_no_second_case()
    {
        await using var city = await CasesHost.StartAsync();
        var submission = await city.ReceiveAsync(await city.PartyAsync("sato-makoto"), open: false);
        var received = new SubmissionReceived(
            Guid.CreateVersion7(city.Host.Time.GetUtcNow()), submission.Id, submission.Reference, submission.ProcedureCode, submission.DefinitionHash,
            submission.Subject, submission.ActorId, submission.Channel, null, submission.ReceivedAt);

        await city.Host.PublishAsync(received, "submission/once");
        await city.Host.DrainOutboxAsync();

        (await city.Host.CountAsync("cases_case")).ShouldBe(1);
        (await city.Host.CountAsync("cases_event")).ShouldBe(1);
    }

    [Fact]
    public async Task A_clerk_sees_who_said_what_and_the_look_is_on_record()
    {
        await using var city = await CasesHost.StartAsync();
        var party = await city.PartyAsync("sato-makoto");
        var submission = await city.ReceiveAsync(party, answers: [("bank", Account), ("phone", new TextValue("090-0000-0101"))]);

        var page = await city.Host.SignIn(CasesHost.Tanaka).OpenAsync($"/staff/cases/{submission.Reference}");

        page.Status.ShouldBe(HttpStatusCode.OK);
        page.Text.ShouldContain("みやのわ銀行");
        page.Text.ShouldContain("佐藤 誠、2026年11月2日");
        (await city.Host.ColumnAsync("select actor as value from registry_access where party_id = @party", ("party", party))).ShouldContain("staff:tanaka");
    }

    [Fact]
    public async Task A_case_is_taken_given_by_the_head_and_noted()
    {
        await using var city = await CasesHost.StartAsync();
        var submission = await city.ReceiveAsync(await city.PartyAsync("sato-makoto"));
        using var tanaka = city.Host.SignIn(CasesHost.Tanaka);
        using var head = city.Host.SignIn(CasesHost.Nakamura);
        var address = $"/staff/cases/{submission.Reference}";

        await tanaka.SubmitAsync(await tanaka.OpenAsync(address), "自分が担当する");
        await head.SubmitAsync(await head.OpenAsync(address), "渡す", ("assignee", "kobayashi"));
        var noted = await tanaka.SubmitAsync(await tanaka.OpenAsync(address), "メモを残す", ("note", "電話で在学を確認した"));

        noted.Status.ShouldBe(HttpStatusCode.OK);
        noted.Text.ShouldContain("電話で在学を確認した");
        (await city.CaseAsync(submission)).Assignee.ShouldBe("staff:kobayashi");
    }

    [Fact]
    public async Task Two_clerks_never_overwrite_each_other_silently()
    {
        await using var city = await CasesHost.StartAsync();
        var submission = await city.ReceiveAsync(await city.PartyAsync("sato-makoto"), answers: [("bank", Account)]);
        using var tanaka = city.Host.SignIn(CasesHost.Tanaka);
        using var head = city.Host.SignIn(CasesHost.Nakamura);
        var form = await tanaka.OpenAsync($"/staff/cases/{submission.Reference}/decision");
        await head.SubmitAsync(await head.OpenAsync($"/staff/cases/{submission.Reference}"), "自分が担当する");

        var refused = await tanaka.SubmitAsync(
            form, "通知を確かめる", ("outcome", "granted"), ("ground.granted", "eligible"), ("reason", "要件をすべて満たしています"));

        refused.Status.ShouldBe(HttpStatusCode.Conflict);
        refused.Text.ShouldContain("ほかの人がこの案件を進めました");
        refused.Text.ShouldContain("担当: 中村 由美子");
        refused.Field("reason").Value.ShouldBe("要件をすべて満たしています");
        (await city.CaseAsync(submission)).Status.ShouldBe(CaseStatus.Open);
    }

    [Fact]
    public async Task A_form_sent_twice_counts_once()
    {
        await using var city = await CasesHost.StartAsync();
        var submission = await city.ReceiveAsync(await city.PartyAsync("sato-makoto"));
        using var tanaka = city.Host.SignIn(CasesHost.Tanaka);
        var page = await tanaka.OpenAsync($"/staff/cases/{submission.Reference}");

        await tanaka.SubmitAsync(page, "メモを残す", ("note", "二度押し"));
        await tanaka.SubmitAsync(page, "メモを残す", ("note", "二度押し"));

        (await city.Host.CountAsync("cases_text")).ShouldBe(1);
    }

    [Fact]
    public async Task A_correction_stops_the_clock_until_the_answer_comes_back()
    {
        await using var city = await CasesHost.StartAsync();
        var party = await city.PartyAsync("sato-makoto");
        var submission = await city.ReceiveAsync(party, answers: [("bank", Account)]);
        using var tanaka = city.Host.SignIn(CasesHost.Tanaka);
        using var resident = city.Host.SignIn(SignedIn.Resident(party));
        city.Host.Time.AdvanceTo(DateTimeOffset.Parse("2026-11-09T10:00+09:00", null));

        var asked = await tanaka.SubmitAsync(
            await tanaka.OpenAsync($"/staff/cases/{submission.Reference}/correction"),
            "補正を求める",
            ("ask", "bank"), ("message.bank", "口座番号が1けた足りません"), ("answerBy", "令和8年11月20日"));
        var waiting = await city.CaseAsync(submission);
        var mine = await resident.OpenAsync("/my");
        var told = await resident.OpenAsync($"/my/cases/{submission.Reference}");
        city.Host.Time.AdvanceTo(DateTimeOffset.Parse("2026-11-16T20:00+09:00", null));
        await city.AnswerAsync(submission, waiting.CorrectionId!.Value);
        var resumed = await city.CaseAsync(submission);

        asked.Status.ShouldBe(HttpStatusCode.OK);
        waiting.Status.ShouldBe(CaseStatus.Waiting);
        waiting.DaysLeft.ShouldBe(11);
        mine.Headings.ShouldContain("あなたの対応が必要です");
        told.Text.ShouldContain("口座番号が1けた足りません");
        told.Html.ShouldContain($"/apply/{waiting.CorrectionId}");
        resumed.Status.ShouldBe(CaseStatus.Open);
        resumed.DueOn.ShouldBe(new(2026, 12, 2));
        (await city.Host.ColumnAsync("select type as value from kernel_outbox where type like 'Correction%'")).ShouldBe(["CorrectionAsked.v1"]);
    }

    [Fact]
    public async Task What_stood_there_before_a_correction_is_shown_as_long_as_the_numbers_still_mean_the_same_people()
    {
        await using var city = await CasesHost.StartAsync();
        (string, AnswerValue)[] first =
        [
            ("siblings", new ItemsValue([null, null], [], true)), ("siblings/1/name", new TextValue("佐藤 一郎")), ("siblings/2/name", new TextValue("佐藤 二郎")),
        ];
        var submission = await city.ReceiveAsync(await city.PartyAsync("sato-makoto"), answers: first);
        using var tanaka = city.Host.SignIn(CasesHost.Tanaka);

        var renamed = await CorrectedAsync(("siblings/1/name", new TextValue("佐藤 壱郎")));
        renamed.Text.ShouldContain("補正の前: 佐藤 一郎");

        // The first was removed and another added: the second moved up, and nobody changed their name.
        var replaced = await CorrectedAsync(
            ("siblings", new ItemsValue([null, null], [], true)), ("siblings/1/name", new TextValue("佐藤 二郎")), ("siblings/2/name", new TextValue("佐藤 三郎")));
        replaced.Text.ShouldContain("佐藤 三郎");
        replaced.Text.ShouldNotContain("補正の前");

        async Task<PageView> CorrectedAsync(params (string Path, AnswerValue Value)[] reply)
        {
            var at = submission.ReceivedAt.AddDays(1);
            city.Change(submission with
            {
                Answers = submission.Original.With(reply.Select(answer => KeyValuePair.Create(
                    answer.Path, (Answer?)new Answer(answer.Value, submission.ActorId, at, How.Typed, 1)))),
            });
            return await tanaka.OpenAsync($"/staff/cases/{submission.Reference}");
        }
    }

    [Fact]
    public async Task A_correction_no_longer_waited_for_is_announced_whoever_ended_the_waiting()
    {
        await using var city = await CasesHost.StartAsync();
        var party = await city.PartyAsync("sato-makoto");
        var submission = await city.ReceiveAsync(party, answers: [("bank", Account)]);
        using var tanaka = city.Host.SignIn(CasesHost.Tanaka);
        using var resident = city.Host.SignIn(SignedIn.Resident(party));

        await AskForBankAsync("口座番号が1けた足りません");
        var first = (await city.CaseAsync(submission)).CorrectionId!.Value;
        await tanaka.SubmitAsync(await tanaka.OpenAsync($"/staff/cases/{submission.Reference}"), "補正の求めを取り下げて期間を進める");
        await AskForBankAsync("名義が違います");
        var second = (await city.CaseAsync(submission)).CorrectionId!.Value;
        await resident.SubmitAsync(await resident.OpenAsync($"/my/cases/{submission.Reference}/withdraw"), "取り下げる");

        (await city.CaseAsync(submission)).Status.ShouldBe(CaseStatus.Withdrawn);
        var withdrawn = await city.Host.ColumnAsync("select payload as value from kernel_outbox where type = 'CorrectionWithdrawn.v1' order by seq");
        withdrawn.Count.ShouldBe(2);
        withdrawn[0]!.ShouldContain(first.ToString());
        withdrawn[1]!.ShouldContain(second.ToString());
        var messages = city.Host.Get<ICorrectionMessages>();
        (await messages.ForAsync(first, CancellationToken.None)).ShouldHaveSingleItem().ShouldBe(KeyValuePair.Create("bank", "口座番号が1けた足りません"));
        (await messages.ForAsync(second, CancellationToken.None))["bank"].ShouldBe("名義が違います");
        (await messages.ForAsync(Guid.Empty, CancellationToken.None)).ShouldBeEmpty();

        async Task AskForBankAsync(string message) => await tanaka.SubmitAsync(
            await tanaka.OpenAsync($"/staff/cases/{submission.Reference}/correction"), "補正を求める", ("ask", "bank"), ("message.bank", message));
    }

    [Theory]
    [InlineData("通知を確かめる")]
    [InlineData("この内容で決定する")]
    public async Task A_reason_no_letter_can_print_is_refused_before_it_is_too_late_and_says_which_characters(string button)
    {
        await using var city = await CasesHost.StartAsync();
        var submission = await city.ReceiveAsync(await city.PartyAsync("sato-makoto"), answers: [("bank", Account)]);
        using var tanaka = city.Host.SignIn(CasesHost.Tanaka);
        var form = await tanaka.OpenAsync($"/staff/cases/{submission.Reference}/decision");
        (string, object?)[] typed = [("outcome", "granted"), ("ground.granted", "eligible"), ("reason", "要件を満たす😀")];
        var last = button == "通知を確かめる" ? form : await tanaka.SubmitAsync(form, "通知を確かめる", [.. typed[..2], ("reason", "要件を満たす")]);

        var refused = await tanaka.SubmitAsync(last, button, typed);

        refused.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        refused.Errors.ShouldHaveSingleItem().ShouldContain("「😀」(U+1F600)");
        refused.Field("reason").Value.ShouldBe("要件を満たす😀");
        (await city.CaseAsync(submission)).Status.ShouldBe(CaseStatus.Open);
    }

    [Fact]
    public async Task A_message_no_letter_can_print_is_refused_at_its_field()
    {
        await using var city = await CasesHost.StartAsync();
        var submission = await city.ReceiveAsync(await city.PartyAsync("sato-makoto"), answers: [("bank", Account)]);
        using var tanaka = city.Host.SignIn(CasesHost.Tanaka);

        var refused = await tanaka.SubmitAsync(
            await tanaka.OpenAsync($"/staff/cases/{submission.Reference}/correction"),
            "補正を求める",
            ("ask", "bank"), ("message.bank", "名義が違います😀"));

        refused.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        refused.Field("message.bank").Error.ShouldNotBeNull().ShouldContain("U+1F600");
        (await city.CaseAsync(submission)).Status.ShouldBe(CaseStatus.Open);
    }

    [Fact]
    public async Task A_correction_without_words_is_refused_at_its_field_and_keeps_what_was_typed()
    {
        await using var city = await CasesHost.StartAsync();
        var submission = await city.ReceiveAsync(await city.PartyAsync("sato-makoto"), answers: [("bank", Account), ("phone", new TextValue("090-0000-0101"))]);
        using var tanaka = city.Host.SignIn(CasesHost.Tanaka);

        var refused = await tanaka.SubmitAsync(
            await tanaka.OpenAsync($"/staff/cases/{submission.Reference}/correction"),
            "補正を求める",
            ("ask", "bank"), ("message.phone", "つながりません"));

        refused.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        refused.Errors.ShouldHaveSingleItem().ShouldContain("何をどう直すか");
        refused.Field("message.phone").Value.ShouldBe("つながりません");
    }

    [Fact]
    public async Task A_grant_is_previewed_confirmed_noticed_and_becomes_known()
    {
        await using var city = await CasesHost.StartAsync();
        var party = await city.PartyAsync("sato-makoto");
        var submission = await city.ReceiveAsync(party, answers: [("bank", Account), ("pension-kind", new ChoiceValue("national"))]);
        using var tanaka = city.Host.SignIn(CasesHost.Tanaka);

        var preview = await tanaka.SubmitAsync(
            await tanaka.OpenAsync($"/staff/cases/{submission.Reference}/decision"),
            "通知を確かめる",
            ("outcome", "granted"), ("ground.granted", BothGrounds), ("reason", "お子さんを育てていることを確かめました"));
        var decided = await tanaka.SubmitAsync(preview, "この内容で決定する");
        await city.Host.DrainOutboxAsync();
        var notice = await city.Host.SignIn(SignedIn.Resident(party)).OpenAsync($"/my/cases/{submission.Reference}");

        preview.Text.ShouldContain("まだ決定していません");
        (await city.Host.CountAsync("cases_notice")).ShouldBe(1);
        decided.Status.ShouldBe(HttpStatusCode.OK);
        notice.Term("文書番号").ShouldBe("令和8年度 第1号");
        notice.Term("理由").ShouldBe("お子さんを育てていることを確かめました");
        notice.Text.ShouldContain("児童手当法 第8条第2項");
        notice.Text.ShouldNotContain("審査請求");
        var held = await city.Host.Get<IFacts>().HeldAsync(party, Established, new(2026, 11, 2), CancellationToken.None);
        held["person.pension-kind"].Json.ShouldBe("\"national\"");
        held["person.bank-account"].Source.Code.ShouldBe("application");
    }

    [Fact]
    public async Task A_refusal_tells_how_to_object_and_establishes_nothing()
    {
        await using var city = await CasesHost.StartAsync();
        var party = await city.PartyAsync("sato-makoto");
        var submission = await city.ReceiveAsync(party, answers: [("pension-kind", new ChoiceValue("civil-servant"))]);
        using var tanaka = city.Host.SignIn(CasesHost.Tanaka);

        var preview = await tanaka.SubmitAsync(
            await tanaka.OpenAsync($"/staff/cases/{submission.Reference}/decision"),
            "通知を確かめる",
            ("outcome", "refused"), ("ground.refused", "civil-servant"), ("reason", "勤務先が認定します"));
        await tanaka.SubmitAsync(preview, "この内容で決定する");
        var notice = await city.Host.SignIn(SignedIn.Resident(party)).OpenAsync($"/my/cases/{submission.Reference}");

        notice.Text.ShouldContain("3か月以内に、みやのわ市長に審査請求");
        (await city.Host.ColumnAsync("select type as value from kernel_outbox where type not in ('SubmissionReceived.v1', 'NoticeIssued.v1')")).ShouldBe(["CaseDecided.v1"]);
    }

    [Fact]
    public async Task A_decision_without_a_reason_is_refused_in_words()
    {
        await using var city = await CasesHost.StartAsync();
        var submission = await city.ReceiveAsync(await city.PartyAsync("sato-makoto"));
        using var tanaka = city.Host.SignIn(CasesHost.Tanaka);

        var refused = await tanaka.SubmitAsync(
            await tanaka.OpenAsync($"/staff/cases/{submission.Reference}/decision"), "通知を確かめる", ("outcome", "granted"), ("ground.granted", "eligible"));

        refused.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        refused.Errors.ShouldBe(["理由を書いてください。"]);
        refused.Field("outcome").Value.ShouldBe("granted");
    }

    [Fact]
    public async Task What_contests_the_register_stands_beside_what_the_register_says()
    {
        await using var city = await CasesHost.StartAsync();
        var party = await city.PartyAsync("sato-makoto");
        var held = await city.Host.Get<IFacts>().HeldAsync(party, ["person.phone"], new(2026, 11, 2), CancellationToken.None);
        var fact = held["person.phone"];
        var submission = await city.ReceiveAsync(party);
        city.Change(submission with
        {
            Answers = Answers.Empty.With("phone", new Answer(
                new TextValue("090-0000-0999"), submission.ActorId, submission.ReceivedAt, How.Contested, 1, new Provenance(fact.Id, fact.Source.Label, fact.AsOf))),
        });

        var page = await city.Host.SignIn(CasesHost.Tanaka).OpenAsync($"/staff/cases/{submission.Reference}");

        page.Text.ShouldContain("登録と違う内容です");
        page.Text.ShouldContain("090-0000-0101");
        page.Text.ShouldContain("090-0000-0999");
    }

    [Fact]
    public async Task Evidence_is_shown_as_nothing_but_itself_and_only_through_its_own_case()
    {
        await using var city = await CasesHost.StartAsync();
        var party = await city.PartyAsync("sato-makoto");
        using var content = new MemoryStream([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 0]);
        var stored = await city.Host.Get<IFileStore>().SaveAsync(
            content, "年金 証明.png", 1000, CasesHost.Tanaka.Actor, Purpose.Apply, CancellationToken.None);
        var file = stored.Value;
        var submission = await city.ReceiveAsync(party, answers: [("insurance", new FilesValue([new(file.Id, file.Name, "png", file.Bytes)]))]);
        city.Change(submission with { Evidence = [new(submission.Id, "insurance", file.Id, file.Name, "png", file.Bytes)] });
        var other = await city.ReceiveAsync(party);
        using var tanaka = city.Host.SignIn(CasesHost.Tanaka);

        using var shown = await tanaka.Http.GetAsync(new Uri($"/staff/cases/{submission.Reference}/files/{file.Id}", UriKind.Relative));
        using var saved = await tanaka.Http.GetAsync(new Uri($"/staff/cases/{submission.Reference}/files/{file.Id}?download=true", UriKind.Relative));
        using var elsewhere = await tanaka.Http.GetAsync(new Uri($"/staff/cases/{other.Reference}/files/{file.Id}", UriKind.Relative));

        shown.StatusCode.ShouldBe(HttpStatusCode.OK);
        shown.Headers.GetValues("Content-Security-Policy").Single().ShouldStartWith("sandbox; default-src 'none'");
        shown.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        shown.Content.Headers.ContentType!.MediaType.ShouldBe("image/png");
        shown.Content.Headers.ContentDisposition!.DispositionType.ShouldBe("inline");
        saved.Content.Headers.ContentDisposition!.DispositionType.ShouldBe("attachment");
        elsewhere.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await city.Host.ColumnAsync("select what as value from registry_access where party_id = @party", ("party", party))).ShouldContain("case-file");
    }
}
