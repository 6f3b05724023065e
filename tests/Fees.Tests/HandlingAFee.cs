using System.Net;
using Madoguchi.Procedures;
using Madoguchi.Testing;

namespace Madoguchi.Fees.Tests;

/// <summary>What staff do with a fee: take it at the window, waive it, pay it back, and account for it.</summary>
public sealed class HandlingAFee
{
    [Fact]
    public async Task A_clerk_records_cash_with_the_number_of_the_receipt_once()
    {
        await using var city = await FeesHost.StartAsync();
        var fee = await city.SubmittedAsync();
        using var clerk = city.Host.SignIn(FeesHost.Tanaka);
        var page = await clerk.OpenAsync($"/staff/fees/{fee.Reference}");

        var refused = await clerk.SubmitAsync(page, "納付を記録する", ("way", "window"), ("receipt", " "));
        await clerk.SubmitAsync(page, "納付を記録する", ("way", "window"), ("receipt", "第12号"));
        var again = await clerk.SubmitAsync(page, "納付を記録する", ("way", "window"), ("receipt", "第12号"));

        refused.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        refused.Errors.ShouldHaveSingleItem().ShouldContain("領収の番号");
        again.Status.ShouldBe(HttpStatusCode.OK);
        (await city.FeeAsync(fee.Reference)).Paid.ShouldBe(600);
        var paid = (await city.EntriesAsync(fee)).Single(entry => entry.Kind == EntryKind.Paid);
        (paid.Receipt, paid.Actor, paid.Way).ShouldBe(("第12号", "staff:tanaka", FeeWay.Window));
        (await city.Host.ColumnAsync("select actor as value from registry_access where party_id = @party", ("party", fee.Subject))).ShouldContain("staff:tanaka");
    }

    [Fact]
    public async Task What_changed_since_the_form_was_opened_is_looked_at_again()
    {
        await using var city = await FeesHost.StartAsync();
        var fee = await city.SubmittedAsync();
        using var clerk = city.Host.SignIn(FeesHost.Tanaka);
        var page = await clerk.OpenAsync($"/staff/fees/{fee.Reference}");
        await city.CorrectAsync(fee, 900);

        var stale = await clerk.SubmitAsync(page, "納付を記録する", ("way", "window"), ("receipt", "第12号"));

        stale.Status.ShouldBe(HttpStatusCode.Conflict);
        stale.Text.ShouldContain("900円");
        (await city.FeeAsync(fee.Reference)).Paid.ShouldBe(0);
    }

    [Fact]
    public async Task The_head_waives_with_a_reason_and_nobody_else_can()
    {
        await using var city = await FeesHost.StartAsync();
        var fee = await city.SubmittedAsync();
        using var head = city.Host.SignIn(FeesHost.Nakamura);
        using var clerk = city.Host.SignIn(FeesHost.Tanaka);
        var address = $"/staff/fees/{fee.Reference}";

        (await clerk.OpenAsync(address)).Buttons.ShouldNotContain("減免する");
        (await clerk.PostAsync($"{address}/waiver", ("reason", "わたしが決める"))).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await head.SubmitAsync(await head.OpenAsync(address), "減免する", ("reason", ""))).Errors.ShouldHaveSingleItem();
        var waived = await head.SubmitAsync(await head.OpenAsync(address), "減免する", ("reason", "条例第6条。床上浸水のり災証明を確認"));

        waived.Text.ShouldContain("床上浸水のり災証明を確認");
        (await city.FeeAsync(fee.Reference)).State.ShouldBe(FeeState.Free);
        (await city.ToldAsync("FeeAsked"))[^1].ShouldNotBeNull().ShouldContain("\"why\":\"waived\"");
        (await city.ToldAsync("FeeAsked")).ShouldAllBe(payload => !payload!.Contains("浸水"));
    }

    /// <summary>Pressed twice, with the agency's answer lost the first time: the money goes back once.</summary>
    [Fact]
    public async Task What_was_paid_for_nothing_goes_back_once()
    {
        await using var city = await FeesHost.StartAsync();
        var fee = await city.SubmittedAsync();
        await city.PayAsync(fee);
        await city.ReleaseAsync(fee, FeeReasons.Withdrawn);
        using var clerk = city.Host.SignIn(FeesHost.Tanaka);
        var page = await clerk.OpenAsync($"/staff/fees/{fee.Reference}");

        await clerk.SubmitAsync(page, "オンラインで還付を始める");
        var again = await clerk.SubmitAsync(page, "オンラインで還付を始める");
        city.Faults.LosesReplies = true;
        await city.ReconcileAsync();
        city.Faults.LosesReplies = false;
        (await city.FeeAsync(fee.Reference)).State.ShouldBe(FeeState.RefundDue, "nothing is certain yet");
        city.Host.Time.Advance(TimeSpan.FromMinutes(2));
        await city.ReconcileAsync();
        await city.ReconcileAsync();

        again.Status.ShouldBe(HttpStatusCode.OK);
        var refunded = await city.FeeAsync(fee.Reference);
        (refunded.State, refunded.Refunded, refunded.Refunding).ShouldBe((FeeState.Refunded, 600, 0));
        city.Agency.Refunds.ShouldBe(1);
        (await city.ToldAsync("FeeRefunded")).Count.ShouldBe(1);
        using var payer = city.Payer(fee);
        (await payer.OpenAsync($"/my/fees/{fee.Reference}")).Term("状態").ShouldBe("お返ししました");
    }

    [Fact]
    public async Task What_the_agency_cannot_pay_back_is_paid_back_by_hand()
    {
        await using var city = await FeesHost.StartAsync();
        var fee = await city.SubmittedAsync();
        await city.PayAsync(fee);
        await city.ReleaseAsync(fee, FeeReasons.Withdrawn);
        city.Faults.RefundStatus = ProviderStatus.Failed;
        using var clerk = city.Host.SignIn(FeesHost.Tanaka);
        var address = $"/staff/fees/{fee.Reference}";

        await clerk.SubmitAsync(await clerk.OpenAsync(address), "オンラインで還付を始める");
        await city.ReconcileAsync();
        var failed = await clerk.OpenAsync(address);
        await clerk.SubmitAsync(failed, "返したことを記録する", ("way", "transfer"), ("receipt", "振込 0042"));

        failed.Text.ShouldContain("オンラインの還付ができなかった: 600円");
        failed.Buttons.ShouldNotContain("オンラインで還付を始める");
        (await city.FeeAsync(fee.Reference)).State.ShouldBe(FeeState.Refunded);
    }

    /// <summary>Asked again tomorrow the agency says the same; what is not about the refund (a key, a pause) is asked again.</summary>
    [Theory]
    [InlineData(400)]
    [InlineData(404)]
    [InlineData(422)]
    public async Task What_the_agency_refuses_to_pay_back_is_paid_back_by_hand(int status)
    {
        await using var city = await FeesHost.StartAsync();
        var fee = await city.SubmittedAsync();
        await city.PayAsync(fee);
        await city.ReleaseAsync(fee, FeeReasons.Withdrawn);
        city.Faults.RefusesRefundsWith = status;
        using var clerk = city.Host.SignIn(FeesHost.Tanaka);
        var address = $"/staff/fees/{fee.Reference}";

        await clerk.SubmitAsync(await clerk.OpenAsync(address), "オンラインで還付を始める");
        (await city.ReconcileAsync()).ShouldBe(1);
        var failed = await clerk.OpenAsync(address);
        await clerk.SubmitAsync(failed, "返したことを記録する", ("way", "transfer"), ("receipt", "振込 0042"));

        failed.Text.ShouldContain("オンラインの還付ができなかった: 600円");
        (await city.FeeAsync(fee.Reference)).State.ShouldBe(FeeState.Refunded);
        (await city.Host.ColumnAsync("select state as value from fees_refund")).ShouldBe([RefundState.Failed]);
    }

    [Theory]
    [InlineData(401)]
    [InlineData(409)]
    [InlineData(429)]
    [InlineData(500)]
    public async Task What_the_agency_could_not_answer_now_it_is_asked_again(int status)
    {
        await using var city = await FeesHost.StartAsync();
        var fee = await city.SubmittedAsync();
        await city.PayAsync(fee);
        await city.ReleaseAsync(fee, FeeReasons.Withdrawn);
        city.Faults.RefusesRefundsWith = status;
        using var clerk = city.Host.SignIn(FeesHost.Tanaka);

        await clerk.SubmitAsync(await clerk.OpenAsync($"/staff/fees/{fee.Reference}"), "オンラインで還付を始める");
        (await city.ReconcileAsync()).ShouldBe(0);
        (await city.FeeAsync(fee.Reference)).Refunding.ShouldBe(600);
        city.Faults.RefusesRefundsWith = null;
        city.Host.Time.Advance(TimeSpan.FromMinutes(2));
        await city.ReconcileAsync();

        (await city.FeeAsync(fee.Reference)).State.ShouldBe(FeeState.Refunded);
        city.Agency.Refunds.ShouldBe(1);
    }

    /// <summary>600 yen were waived; a correction leaves the amount open, and the head sets less than was waived.</summary>
    [Fact]
    public async Task An_amount_below_what_was_waived_can_be_set()
    {
        await using var city = await FeesHost.StartAsync();
        var fee = await city.SubmittedAsync();
        using var head = city.Host.SignIn(FeesHost.Nakamura);
        var address = $"/staff/fees/{fee.Reference}";
        await head.SubmitAsync(await head.OpenAsync(address), "減免する", ("reason", "条例第6条"));
        await city.CorrectAsync(fee, null);

        var set = await head.SubmitAsync(await head.OpenAsync(address), "この額に定める", ("yen", "300"), ("reason", "条例別表"));

        set.Status.ShouldBe(HttpStatusCode.OK);
        set.Text.ShouldContain("金額を定めて減免を改めた: 300円");
        var it = await city.FeeAsync(fee.Reference);
        (it.Asked, it.Waived, it.Open, it.IsUnclear).ShouldBe((300, 300, 0, false));
    }

    [Fact]
    public async Task What_was_paid_and_was_not_the_fee_stands_on_the_list_until_the_head_accepts_it_as_payment()
    {
        await using var city = await FeesHost.StartAsync();
        var fee = await MismatchedAsync(city);
        using var head = city.Host.SignIn(FeesHost.Nakamura);
        using var clerk = city.Host.SignIn(FeesHost.Tanaka);
        using var payer = city.Payer(fee);
        var address = $"/staff/fees/{fee.Reference}";

        (await payer.OpenAsync($"/my/fees/{fee.Reference}")).Buttons.ShouldNotContain("600円を支払う", "nobody pays twice while it is looked at");
        (await head.OpenAsync("/staff/fees?from=2020-01-01&until=2020-01-01")).Text.ShouldContain("金額の合わない支払い 500円");
        (await clerk.OpenAsync(address)).Text.ShouldContain("扱いは課長が決めます");
        (await clerk.PostAsync($"{address}/mismatches/{Guid.Empty}")).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await head.SubmitAsync(await head.OpenAsync(address), "500円の納付とする", ("reason", ""))).Errors.ShouldHaveSingleItem();
        var accepted = await head.SubmitAsync(await head.OpenAsync(address), "500円の納付とする", ("reason", "決済代行に500円の入金を確認"));

        accepted.Text.ShouldContain("納付を確認した: 500円（オンライン）");
        var it = await city.FeeAsync(fee.Reference);
        (it.Paid, it.Open).ShouldBe((500, 100));
        (await city.ToldAsync("FeePaid")).ShouldHaveSingleItem().ShouldNotBeNull().ShouldContain("\"yen\":500");
        (await head.OpenAsync("/staff/fees")).Text.ShouldNotContain("金額の合わない支払い");
        (await payer.OpenAsync($"/my/fees/{fee.Reference}")).Buttons.ShouldContain("100円を支払う");
    }

    [Fact]
    public async Task What_was_accepted_goes_back_with_what_was_taken_and_not_with_what_was_asked()
    {
        await using var city = await FeesHost.StartAsync();
        var fee = await MismatchedAsync(city);
        using var head = city.Host.SignIn(FeesHost.Nakamura);
        var address = $"/staff/fees/{fee.Reference}";
        await head.SubmitAsync(await head.OpenAsync(address), "500円の納付とする", ("reason", "入金を確認"));
        await city.ReleaseAsync(fee, FeeReasons.Withdrawn);

        await head.SubmitAsync(await head.OpenAsync(address), "オンラインで還付を始める");

        (await city.Host.ColumnAsync("select cast(yen as text) as value from fees_refund")).ShouldBe(["500"]);
    }

    [Fact]
    public async Task What_was_paid_and_was_not_the_fee_goes_back_and_changes_no_sum()
    {
        await using var city = await FeesHost.StartAsync();
        var fee = await MismatchedAsync(city);
        city.Faults.WrongBy = 0;
        using var head = city.Host.SignIn(FeesHost.Nakamura);
        var address = $"/staff/fees/{fee.Reference}";

        var page = await head.OpenAsync(address);
        await head.SubmitAsync(page, "オンラインで戻す", ("reason", "二重の額"));
        await head.SubmitAsync(page, "オンラインで戻す", ("reason", "二重の額"));
        (await head.OpenAsync(address)).Buttons.ShouldNotContain("オンラインで戻す");
        await city.ReconcileAsync();

        (await head.OpenAsync(address)).Text.ShouldContain("合わない支払いを戻した: 500円（オンライン）");
        city.Agency.Refunds.ShouldBe(1);
        var it = await city.FeeAsync(fee.Reference);
        (it.Paid, it.Refunded, it.Refunding, it.Open).ShouldBe((0, 0, 0, 600));
        (await city.Host.ColumnAsync("select given_back as value from fees_payment")).ShouldBe([GivenBack.Done]);
        await city.PayAsync(fee);
        (await city.FeeAsync(fee.Reference)).State.ShouldBe(FeeState.Paid);
    }

    [Fact]
    public async Task What_was_not_the_fee_and_the_agency_will_not_give_back_goes_back_by_hand()
    {
        await using var city = await FeesHost.StartAsync();
        var fee = await MismatchedAsync(city);
        city.Faults.RefusesRefundsWith = 422;
        using var head = city.Host.SignIn(FeesHost.Nakamura);
        var address = $"/staff/fees/{fee.Reference}";
        await head.SubmitAsync(await head.OpenAsync(address), "オンラインで戻す", ("reason", "誤り"));
        await city.ReconcileAsync();

        var failed = await head.OpenAsync(address);
        var without = await head.SubmitAsync(failed, "戻したことを記録する", ("reason", "誤り"));
        await head.SubmitAsync(without, "戻したことを記録する", ("reason", "誤り"), ("way", "transfer"), ("receipt", "振込 0042"));

        failed.Text.ShouldContain("合わない支払いをオンラインで戻せなかった: 500円");
        failed.Buttons.ShouldNotContain("オンラインで戻す");
        without.Errors.ShouldHaveSingleItem().ShouldContain("方法");
        (await head.OpenAsync("/staff/fees")).Text.ShouldNotContain("確認が必要");
        (await city.FeeAsync(fee.Reference)).Open.ShouldBe(600);
    }

    [Fact]
    public async Task What_was_worked_on_stays_paid_where_the_procedure_says_so()
    {
        await using var city = await FeesHost.StartAsync();
        var fee = await city.SubmittedAsync();
        await city.PayAsync(fee);

        await city.ReleaseAsync(fee, FeeReasons.Withdrawn, wasHandled: true);

        (await city.FeeAsync(fee.Reference)).State.ShouldBe(FeeState.Paid);
        using var clerk = city.Host.SignIn(FeesHost.Tanaka);
        (await clerk.OpenAsync($"/staff/fees/{fee.Reference}")).Buttons.ShouldNotContain("オンラインで還付を始める");
    }

    [Fact]
    public async Task The_accounts_are_given_whole_however_many_lines_they_have()
    {
        await using var city = await FeesHost.StartAsync();
        var fee = await city.SubmittedAsync();
        await city.Host.ChangeAsync(unit =>
        {
            for (var number = 100; number < 2600; number++)
            {
                unit.Execute(
                    """
                    insert into fees_entry (submission_id, number, kind, yen, way, receipt, actor, at)
                    values (@submission, @number, 'paid', 1, 'window', @receipt, 'staff:tanaka', @at)
                    """,
                    ("submission", fee.SubmissionId), ("number", (long)number), ("receipt", $"＝{number}"), ("at", unit.Now));
            }

            return 0;
        });
        using var head = city.Host.SignIn(FeesHost.Nakamura);

        var csv = await head.Http.GetStringAsync(new Uri("/staff/fees/export", UriKind.Relative));

        var lines = csv.Split("\r\n", StringSplitOptions.RemoveEmptyEntries)[1..];
        lines.ShouldBeUnique();
        lines.Length.ShouldBe(2500);
        lines.ShouldAllBe(line => line.Contains(",'＝", StringComparison.Ordinal), "a full-width sign begins a formula too");
    }

    /// <summary>600 yen were asked and the agency took 500.</summary>
    private static async Task<Fee> MismatchedAsync(FeesHost city)
    {
        city.Faults.WrongBy = -100;
        var fee = await city.SubmittedAsync();
        await city.PayAsync(fee);
        return fee;
    }

    [Fact]
    public async Task Who_may_see_and_do_what()
    {
        await using var city = await FeesHost.StartAsync();
        var fee = await city.SubmittedAsync();
        var address = $"/staff/fees/{fee.Reference}";
        (SignedIn Who, string Act, HttpStatusCode Answer)[] table =
        [
            (FeesHost.Kato, address, HttpStatusCode.OK),
            (FeesHost.Tanaka, address, HttpStatusCode.OK),
            (FeesHost.Ito, address, HttpStatusCode.Forbidden),
            (FeesHost.Tanaka, "/staff/fees", HttpStatusCode.Forbidden),
            (FeesHost.Kato, "/staff/fees/export", HttpStatusCode.Forbidden),
            (FeesHost.Nakamura, "/staff/fees", HttpStatusCode.OK),
            (SignedIn.Resident(fee.Subject), address, HttpStatusCode.Forbidden),
        ];
        foreach (var (who, act, answer) in table)
        {
            using var visitor = city.Host.SignIn(who);
            (await visitor.OpenAsync(act)).Status.ShouldBe(answer, $"{who.Role} {act}");
        }

        using var auditor = city.Host.SignIn(FeesHost.Kato);
        (await auditor.OpenAsync(address)).Buttons.ShouldNotContain("納付を記録する");
        (await auditor.PostAsync($"{address}/payments")).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await auditor.PostAsync($"{address}/refunds")).Status.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task The_head_reads_what_came_in_by_day_and_way_and_takes_it_away_as_a_table()
    {
        await using var city = await FeesHost.StartAsync();
        var online = await city.SubmittedAsync(600);
        var window = await city.SubmittedAsync(900, FeeDue.AtCollection);
        await city.PayAsync(online);
        using var clerk = city.Host.SignIn(FeesHost.Tanaka);
        await clerk.SubmitAsync(await clerk.OpenAsync($"/staff/fees/{window.Reference}"), "納付を記録する", ("way", "window"), ("receipt", "=1+1"));
        using var head = city.Host.SignIn(FeesHost.Nakamura);

        var today = await head.OpenAsync("/staff/fees");
        var byWay = await head.OpenAsync("/staff/fees?way=window");
        var tomorrow = await head.OpenAsync("/staff/fees?from=2026-11-03&until=2026-11-03");
        var wrong = await head.OpenAsync("/staff/fees?from=いつか");
        using var export = await head.Http.GetAsync(new Uri("/staff/fees/export", UriKind.Relative));
        var csv = await export.Content.ReadAsByteArrayAsync();

        today.Rows().ShouldContain(row => row[0] == "合計" && row[2] == "1,500円");
        byWay.Rows().ShouldContain(row => row[0] == "合計" && row[2] == "900円");
        tomorrow.Text.ShouldContain("この期間の収納はありません");
        wrong.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        csv.AsSpan(0, 3).SequenceEqual("\uFEFF"u8).ShouldBeTrue();
        var lines = System.Text.Encoding.UTF8.GetString(csv).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        lines.Length.ShouldBe(3);
        lines.ShouldContain(line => line.EndsWith(",収納,窓口（現金）,900,'=1+1,staff:tanaka", StringComparison.Ordinal));
        (await city.Host.ColumnAsync("select actor as value from kernel_change where aggregate = 'fees/accounts'")).ShouldBe(["staff:nakamura"]);
    }
}
