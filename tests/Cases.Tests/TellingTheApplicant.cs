using Madoguchi.Intake.Contracts;
using Madoguchi.Procedures;
using Madoguchi.Testing;

namespace Madoguchi.Cases.Tests;

/// <summary>What Delivery is told of a case, and what it hears when it asks what the notice says.</summary>
public sealed class TellingTheApplicant
{
    private static readonly BankAccountValue Account = new("みやのわ銀行", "9999", "本店", "001", "ordinary", "1234567", "サトウ マコト");

    [Fact]
    public async Task A_receipt_is_announced_with_the_case_it_opened()
    {
        await using var city = await CasesHost.StartAsync();
        var party = await city.PartyAsync("sato-makoto");
        var submission = await city.ReceiveAsync(party);

        var (id, kind) = (await city.IssuedAsync()).ShouldHaveSingleItem();
        var content = await city.ContentOfAsync(id, kind);

        kind.ShouldBe("application-received");
        id.ShouldBe((await city.CaseAsync(submission)).Id);
        content!.Values["procedure"].ShouldContain("児童手当");
        content.Values["procedure.easy"].ShouldContain("{児童手当|じどうてあて}");
        content.Values["due"].ShouldBe("令和8年11月25日");
        content.Values["due.en"].ShouldBe("25 November 2026");
        content.Address.ShouldBe($"/my/cases/{submission.Reference}");
    }

    [Fact]
    public async Task A_decision_is_announced_once_with_its_number_reason_grounds_and_the_way_to_object()
    {
        await using var city = await CasesHost.StartAsync();
        var submission = await city.ReceiveAsync(await city.PartyAsync("sato-makoto"));
        await DecideAsync(city, submission, "refused", "other-parent", "お母様の所得のほうが高いためです。");

        var (id, kind) = (await city.IssuedAsync())[^1];
        var content = (await city.ContentOfAsync(id, kind))!;

        (await city.IssuedAsync()).Count.ShouldBe(2);
        kind.ShouldBe("decision");
        content.Number.ShouldBe("令和8年度 第1号");
        content.Day.ShouldBe(new(2026, 11, 2));
        content.Values["outcome"].ShouldBe("却下");
        content.Values["outcome.en"].ShouldBe("Refused");
        content.Values["reason"].ShouldBe("お母様の所得のほうが高いためです。");
        content.Values["objection"].ShouldContain("3か月以内に、みやのわ市長に審査請求ができます");
        content.Values["objection.easy"].ShouldContain("{市長|しちょう}");
        content.Values["phone"].ShouldBe("028-000-0120");
        content.Lists["grounds"].ShouldHaveSingleItem().ShouldBe(["生計を維持する程度が高いほうの父または母が請求者となるためです。", "児童手当法 第4条第3項"]);
        content.Essentials.ShouldContain(("決定", "却下"));
        content.Address.ShouldBe($"/my/letters/{id}");
    }

    [Fact]
    public async Task A_decision_that_was_refused_announces_nothing()
    {
        await using var city = await CasesHost.StartAsync();
        var submission = await city.ReceiveAsync(await city.PartyAsync("sato-makoto"));

        await DecideAsync(city, submission, "granted", "eligible", "");

        (await city.IssuedAsync()).Select(issued => issued.Kind).ShouldBe(["application-received"]);
    }

    [Fact]
    public async Task A_correction_names_what_to_mend_until_nobody_awaits_it_any_more()
    {
        await using var city = await CasesHost.StartAsync();
        var submission = await city.ReceiveAsync(await city.PartyAsync("sato-makoto"), answers: [("bank", Account)]);
        using var tanaka = city.Host.SignIn(CasesHost.Tanaka);
        await tanaka.SubmitAsync(
            await tanaka.OpenAsync($"/staff/cases/{submission.Reference}/correction"),
            "補正を求める",
            ("ask", "bank"), ("message.bank", "口座番号が1けた足りません"), ("answerBy", "令和8年11月20日"));
        var (id, kind) = (await city.IssuedAsync())[^1];

        var asked = (await city.ContentOfAsync(id, kind))!;
        await city.AnswerAsync(submission, id);
        var answered = await city.ContentOfAsync(id, kind);

        kind.ShouldBe("correction-asked");
        asked.Values["answer-by"].ShouldBe("令和8年11月20日");
        asked.Lists["asked"].ShouldHaveSingleItem().ShouldBe(["請求する方ご本人の名義の口座", "口座番号が1けた足りません"]);
        asked.Lists["asked.easy"][0][0].ShouldContain("|");
        asked.Address.ShouldBe($"/apply/{id}");
        answered.ShouldBeNull();
    }

    [Fact]
    public async Task A_withdrawal_is_confirmed()
    {
        await using var city = await CasesHost.StartAsync();
        var party = await city.PartyAsync("sato-makoto");
        var submission = await city.ReceiveAsync(party);
        using var resident = city.Host.SignIn(SignedIn.Resident(party));
        await resident.SubmitAsync(await resident.OpenAsync($"/my/cases/{submission.Reference}/withdraw"), ("reason", "引っ越すため"));

        var (id, kind) = (await city.IssuedAsync())[^1];
        var content = (await city.ContentOfAsync(id, kind))!;

        kind.ShouldBe("application-withdrawn");
        content.Values["withdrawn"].ShouldBe("令和8年11月2日");
        content.Values.Values.ShouldNotContain("引っ越すため");
    }

    [Fact]
    public async Task A_guest_whom_no_register_knows_gets_no_letter()
    {
        await using var city = await CasesHost.StartAsync();
        await city.ReceiveAsync(Guid.CreateVersion7());

        var (id, kind) = (await city.IssuedAsync()).ShouldHaveSingleItem();

        (await city.ContentOfAsync(id, kind)).ShouldBeNull();
    }

    [Fact]
    public async Task A_reason_that_was_erased_is_not_sent_any_more()
    {
        await using var city = await CasesHost.StartAsync();
        var submission = await city.ReceiveAsync(await city.PartyAsync("sato-makoto"));
        await DecideAsync(city, submission, "granted", "eligible", "要件をすべて満たしています");
        var (id, kind) = (await city.IssuedAsync())[^1];

        await city.Host.ChangeAsync(unit => unit.Execute("update cases_text set body = null, erased_at = @at", ("at", unit.Now)));

        (await city.ContentOfAsync(id, kind)).ShouldBeNull();
    }

    [Fact]
    public async Task A_clerk_sees_the_letter_before_deciding_with_unread_provisions_marked()
    {
        await using var city = await CasesHost.StartAsync();
        var submission = await city.ReceiveAsync(await city.PartyAsync("sato-makoto"));
        using var tanaka = city.Host.SignIn(CasesHost.Tanaka);
        var preview = await tanaka.SubmitAsync(
            await tanaka.OpenAsync($"/staff/cases/{submission.Reference}/decision"),
            "通知を確かめる",
            ("outcome", "refused"), ("ground.refused", "other-parent"), ("reason", "お母様の所得のほうが高いためです。"));

        var specimen = await tanaka.SubmitAsync(preview, "届く文書を見る（PDFの見本）");

        preview.Text.ShouldContain("児童手当法 第4条第3項。条文は未確認");
        specimen.Html.ShouldStartWith("decision 佐藤 誠");
        specimen.Html.ShouldContain("児童手当法 第4条第3項（条文は未確認）");
        (await city.CaseAsync(submission)).Status.ShouldBe(CaseStatus.Open);
        (await city.IssuedAsync()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task The_applicant_finds_the_letter_on_the_page_of_the_case()
    {
        await using var city = await CasesHost.StartAsync();
        var party = await city.PartyAsync("sato-makoto");
        var submission = await city.ReceiveAsync(party);
        await DecideAsync(city, submission, "granted", "eligible", "要件をすべて満たしています");
        using var resident = city.Host.SignIn(SignedIn.Resident(party));

        var page = await resident.OpenAsync($"/my/cases/{submission.Reference}");
        var (id, _) = (await city.IssuedAsync())[^1];

        page.Link("通知書を読む").ShouldBe($"/my/letters/{id}");
        page.Link("通知書のPDF").ShouldBe($"/my/letters/{id}/pdf");
        (await resident.OpenAsync("/my")).Link("市からの文書").ShouldBe("/my/letters");
    }

    private static async Task DecideAsync(CasesHost city, Submission submission, string outcome, string ground, string reason)
    {
        using var tanaka = city.Host.SignIn(CasesHost.Tanaka);
        var preview = await tanaka.SubmitAsync(
            await tanaka.OpenAsync($"/staff/cases/{submission.Reference}/decision"),
            "通知を確かめる",
            ("outcome", outcome), ($"ground.{outcome}", ground), ("reason", reason));
        if (preview.Buttons.Contains("この内容で決定する"))
        {
            await tanaka.SubmitAsync(preview, "この内容で決定する");
        }
    }
}
