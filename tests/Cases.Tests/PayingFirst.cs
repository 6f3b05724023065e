using System.Net;
using System.Text.Json.Nodes;
using Madoguchi.Delivery;
using Madoguchi.Fees;
using Madoguchi.Intake.Contracts;
using Madoguchi.Kernel;
using Madoguchi.Testing;

namespace Madoguchi.Cases.Tests;

/// <summary>A case does not go on unpaid, unless the procedure says so.</summary>
public sealed class PayingFirst
{
    private const string Record = "resident-record";
    private static readonly (string, object?)[] Grant = [("outcome", "granted"), ("ground.granted", "entitled"), ("reason", "本人からの請求と確認した")];

    [Fact]
    public async Task Nothing_is_granted_before_the_fee_is_paid()
    {
        await using var city = await CasesHost.StartAsync();
        var submission = await SubmittedAsync(city);
        using var tanaka = city.Host.SignIn(CasesHost.Tanaka);
        var address = $"/staff/cases/{submission.Reference}/decision";

        var early = await tanaka.SubmitAsync(await tanaka.OpenAsync(address), "通知を確かめる", Grant);
        await TellAsync(city, submission, Asked(submission, 600, 600));
        var unpaid = await tanaka.SubmitAsync(await tanaka.OpenAsync(address), "通知を確かめる", Grant);
        var queue = await tanaka.OpenAsync("/staff/cases?view=unpaid");
        await TellAsync(city, submission, Paid(submission, 600, 0));
        var look = await tanaka.SubmitAsync(await tanaka.OpenAsync(address), "通知を確かめる", Grant);
        await tanaka.SubmitAsync(look, "この内容で決定する");

        early.Status.ShouldBe(HttpStatusCode.Conflict, "the amount is not even known yet");
        unpaid.Status.ShouldBe(HttpStatusCode.Conflict);
        unpaid.Errors.ShouldHaveSingleItem().ShouldContain("600円");
        unpaid.Field("reason").Value.ShouldBe("本人からの請求と確認した");
        queue.Rows().ShouldHaveSingleItem().ShouldContain(cell => cell.Contains("未納", StringComparison.Ordinal));
        (await tanaka.OpenAsync("/staff/cases?view=unpaid")).Rows().ShouldBeEmpty();
        (await city.CaseAsync(submission)).Status.ShouldBe(CaseStatus.Decided);
    }

    /// <summary>A program that is refused a decision sees why, and hears when it may go on.</summary>
    [Fact]
    public async Task A_connected_system_sees_the_fee_and_hears_that_it_was_paid()
    {
        await using var city = await CasesHost.StartAsync();
        var submission = await SubmittedAsync(city);
        using var core = city.Host.SignIn(SignedIn.Client("welfare-core", Scopes.All));

        var unknown = await FeeAsync();
        await TellAsync(city, submission, Asked(submission, 600, 600));
        var unpaid = await FeeAsync();
        await TellAsync(city, submission, Paid(submission, 600, 0));
        var paid = await FeeAsync();

        unknown.ShouldBe(" true");
        unpaid.ShouldBe("600/0/600/before-decision true");
        paid.ShouldBe("600/600/0/before-decision false");
        city.Announced.Select(announcement => announcement.Type).ShouldBe([AnnouncementTypes.SubmissionReceived, AnnouncementTypes.FeePaid]);

        async Task<string> FeeAsync()
        {
            var id = (await city.CaseAsync(submission)).Id;
            var fee = JsonNode.Parse(await core.Http.GetStringAsync(new Uri($"{ApiRoutes.Prefix}/cases/{id}", UriKind.Relative)))!["case"]!["fee"]!;
            return $"{(fee["askedYen"] is null ? "" : $"{fee["askedYen"]}/{fee["paidYen"]}/{fee["openYen"]}")}{(fee["due"] is null ? "" : "/" + fee["due"])} {fee["mustPayFirst"]}";
        }
    }

    [Theory]
    [InlineData("at-collection")]
    [InlineData("later")]
    public async Task What_is_paid_at_the_window_or_later_is_decided_before(string due)
    {
        await using var city = await CasesHost.StartAsync();
        var submission = await SubmittedAsync(city);
        await TellAsync(city, submission, Asked(submission, 600, 600, due));
        using var tanaka = city.Host.SignIn(CasesHost.Tanaka);

        var look = await tanaka.SubmitAsync(await tanaka.OpenAsync($"/staff/cases/{submission.Reference}/decision"), "通知を確かめる", Grant);

        look.Heading.ShouldBe("決定の確認");
    }

    [Fact]
    public async Task A_fee_that_somebody_must_set_holds_the_case_until_they_did()
    {
        await using var city = await CasesHost.StartAsync();
        var submission = await SubmittedAsync(city);
        await TellAsync(city, submission, Asked(submission, null, 0));

        (await city.CaseAsync(submission)).MustPayFirst.ShouldBeTrue();
        await TellAsync(city, submission, Asked(submission, 0, 0));
        (await city.CaseAsync(submission)).MustPayFirst.ShouldBeFalse();
    }

    [Fact]
    public async Task Refusing_needs_no_payment_and_tells_that_nothing_is_due_any_more()
    {
        await using var city = await CasesHost.StartAsync();
        var submission = await SubmittedAsync(city);
        await TellAsync(city, submission, Asked(submission, 600, 600));
        using var tanaka = city.Host.SignIn(CasesHost.Tanaka);

        var look = await tanaka.SubmitAsync(
            await tanaka.OpenAsync($"/staff/cases/{submission.Reference}/decision"), "通知を確かめる",
            ("outcome", "refused"), ("ground.refused", "no-record"), ("reason", "住民票がない"));
        await tanaka.SubmitAsync(look, "この内容で決定する");

        (await city.CaseAsync(submission)).Outcome.ShouldBe("refused");
        (await ReleasedAsync(city)).ShouldHaveSingleItem().ShouldNotBeNull().ShouldContain("\"refused\"");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Withdrawing_tells_whether_anybody_had_worked_on_it(bool handled)
    {
        await using var city = await CasesHost.StartAsync();
        var submission = await SubmittedAsync(city);
        await TellAsync(city, submission, Asked(submission, 600, 600));
        using var tanaka = city.Host.SignIn(CasesHost.Tanaka);
        using var resident = city.Host.SignIn(SignedIn.Resident(submission.Subject));
        if (handled)
        {
            await tanaka.SubmitAsync(await tanaka.OpenAsync($"/staff/cases/{submission.Reference}"), "自分が担当する");
        }

        await resident.SubmitAsync(await resident.OpenAsync($"/my/cases/{submission.Reference}/withdraw"), "取り下げる");

        (await ReleasedAsync(city)).ShouldHaveSingleItem().ShouldNotBeNull().ShouldContain(handled ? "\"wasHandled\":true" : "\"wasHandled\":false");
    }

    [Fact]
    public async Task The_applicant_sees_what_to_pay_and_that_it_is_paid_and_the_clock_goes_on()
    {
        await using var city = await CasesHost.StartAsync();
        var submission = await SubmittedAsync(city);
        await TellAsync(city, submission, Asked(submission, 600, 600));
        using var resident = city.Host.SignIn(SignedIn.Resident(submission.Subject));
        var before = await city.CaseAsync(submission);

        var unpaid = await resident.OpenAsync($"/my/cases/{submission.Reference}");
        await TellAsync(city, submission, Paid(submission, 600, 0));
        var paid = await resident.OpenAsync($"/my/cases/{submission.Reference}");

        unpaid.Headings.ShouldContain("手数料600円をお支払いください");
        unpaid.Link("支払いへ進む").ShouldBe($"/my/fees/{submission.Reference}");
        paid.Term("手数料").ShouldContain("支払い済みです");
        paid.Text.ShouldContain("手数料の支払いを確認しました");
        before.PausedSince.ShouldBeNull();
        (await city.CaseAsync(submission)).DueOn.ShouldBe(before.DueOn);
    }

    [Fact]
    public async Task The_applicant_is_told_what_to_pay_unless_it_is_paid_and_what_was_paid_back_and_why()
    {
        await using var city = await CasesHost.StartAsync();
        var submission = await SubmittedAsync(city);
        await TellAsync(city, submission, Asked(submission, 600, 600));
        var (asked, _) = (await city.IssuedAsync()).Single(notice => notice.Kind == "fee-asked");

        (await city.ContentOfAsync(asked, "fee-asked"))!.Values["amount"].ShouldBe("600円");
        await TellAsync(city, submission, Paid(submission, 600, 0));
        (await city.ContentOfAsync(asked, "fee-asked")).ShouldBeNull();

        city.Host.Time.Advance(TimeSpan.FromHours(1));
        await TellAsync(city, submission, Asked(submission, 0, -600) with { Why = FeeReasons.Withdrawn });
        city.Host.Time.Advance(TimeSpan.FromHours(1));
        await TellAsync(city, submission, new FeeRefunded(
            Guid.CreateVersion7(submission.ReceivedAt), submission.Id, submission.Reference, 600, 0, "online", "staff:tanaka", submission.ReceivedAt));
        var (refunded, _) = (await city.IssuedAsync()).Single(notice => notice.Kind == "fee-refunded");
        var content = (await city.ContentOfAsync(refunded, "fee-refunded"))!;
        (content.Values["amount"], content.Values["reason"]).ShouldBe(("600円", "申請が取り下げられたため"));
    }

    [Fact]
    public async Task A_row_made_anew_from_its_events_knows_the_fee()
    {
        await using var city = await CasesHost.StartAsync();
        var submission = await SubmittedAsync(city);
        await TellAsync(city, submission, Asked(submission, 600, 600));
        await TellAsync(city, submission, Paid(submission, 600, 0));
        var before = await city.CaseAsync(submission);

        await CasesModule.RebuildCasesAsync(city.Host.Services, CancellationToken.None);

        (await city.CaseAsync(submission)).ShouldBe(before);
        before.FeeYen.ShouldBe(600);
    }

    /// <summary>As cases were opened before there were fees: nothing holds them, however their procedure is paid today.</summary>
    [Fact]
    public void A_case_opened_before_there_were_fees_is_still_read_and_goes_on()
    {
        const string Stored =
            """
            {"submissionId":"0193a1b2-c3d4-7000-8000-000000000003","reference":"202612345678","procedureCode":"resident-record","definitionHash":"x",
             "subject":"0193a1b2-c3d4-7000-8000-000000000004","applicant":"party:x","channel":"web","receivedAt":"2026-11-02T01:00:00+00:00","dueOn":"2026-11-09"}
            """;

        var it = Case.Open(Guid.Empty, (CaseEvent.Opened)StoredCaseEvent.Read("opened", Stored));

        it.MustPayFirst.ShouldBeFalse();
        it.HasFee.ShouldBeFalse();
    }

    private static async Task<Submission> SubmittedAsync(CasesHost city) =>
        await city.ReceiveAsync(await city.PartyAsync("sato-makoto"), Record, fee: new SubmittedFee(600, "before-decision", null));

    private static FeeAsked Asked(Submission submission, long? yen, long open, string due = "before-decision") => new(
        Guid.CreateVersion7(submission.ReceivedAt), submission.Id, submission.Reference, yen, open, due, FeeReasons.Submitted, submission.ActorId, submission.ReceivedAt);

    private static FeePaid Paid(Submission submission, long yen, long open) => new(
        Guid.CreateVersion7(submission.ReceivedAt), submission.Id, submission.Reference, yen, open, "online", submission.ActorId, submission.ReceivedAt);

    private static async Task TellAsync(CasesHost city, Submission submission, IEvent happened)
    {
        await city.Host.PublishAsync(happened, $"submission/{submission.Id}");
        await city.Host.DrainOutboxAsync();
    }

    private static Task<List<string?>> ReleasedAsync(CasesHost city) =>
        city.Host.ColumnAsync("select payload as value from kernel_outbox where type = 'FeeNoLongerDue.v1'");
}
