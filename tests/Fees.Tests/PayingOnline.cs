using System.Net;
using System.Text.Json;

namespace Madoguchi.Fees.Tests;

/// <summary>Whatever is lost, doubled or told in the wrong order between the agency, the browser and us: paid is paid once.</summary>
public sealed class PayingOnline
{
    [Fact]
    public async Task Somebody_pays_comes_back_and_reads_that_it_is_paid()
    {
        await using var city = await FeesHost.StartAsync();
        var fee = await city.SubmittedAsync();

        var page = await city.PayAsync(fee);

        page.Path.ShouldBe($"/my/fees/{fee.Reference}");
        page.Headings.ShouldContain("支払いが終わりました");
        page.Term("状態").ShouldBe("支払い済みです");
        page.Buttons.ShouldNotContain("600円を支払う");
        await PaidOnceAsync(city, fee);
    }

    /// <param name="notifications">How often the agency tells, before the browser comes back.</param>
    /// <param name="signsWrongly">Whether what it tells is signed with another secret.</param>
    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(0, false)]
    [InlineData(1, true)]
    public async Task Told_twice_not_at_all_or_by_a_stranger_paid_is_paid_once(int notifications, bool signsWrongly)
    {
        await using var city = await FeesHost.StartAsync();
        (city.Faults.Notifications, city.Faults.SignsWrongly) = (notifications, signsWrongly);
        var fee = await city.SubmittedAsync();

        var page = await city.PayAsync(fee);
        await city.ReconcileAsync();

        page.Headings.ShouldContain("支払いが終わりました");
        await PaidOnceAsync(city, fee);
    }

    [Fact]
    public async Task Notified_before_the_browser_is_back_it_is_paid_already()
    {
        await using var city = await FeesHost.StartAsync();
        var fee = await city.SubmittedAsync();
        using var payer = city.Payer(fee);
        var (agency, _) = await FeesHost.StartPayingAsync(payer, fee);

        var back = await city.ChooseAsync(agency!, StandInChoice.Pay);
        (await city.FeeAsync(fee.Reference)).State.ShouldBe(FeeState.Paid);
        await payer.OpenAsync(back);

        await PaidOnceAsync(city, fee);
    }

    /// <summary>The charge is made; the browser never returns, no notification arrives, and the program has died meanwhile: only the agency knows.</summary>
    [Fact]
    public async Task What_was_charged_and_never_told_is_found_by_asking()
    {
        await using var city = await FeesHost.StartAsync();
        city.Faults.Notifications = 0;
        var fee = await city.SubmittedAsync();
        using var payer = city.Payer(fee);
        var (agency, _) = await FeesHost.StartPayingAsync(payer, fee);
        await city.ChooseAsync(agency!, StandInChoice.Pay);

        (await city.ReconcileAsync()).ShouldBe(0, "it is not asked at once: the browser is on its way");
        (await city.FeeAsync(fee.Reference)).State.ShouldBe(FeeState.Unpaid);
        city.Host.Time.Advance(TimeSpan.FromMinutes(2));

        (await city.ReconcileAsync()).ShouldBe(1);
        (await city.ReconcileAsync()).ShouldBe(0);
        await PaidOnceAsync(city, fee);
    }

    [Fact]
    public async Task An_agency_that_is_away_when_the_browser_returns_is_asked_later()
    {
        await using var city = await FeesHost.StartAsync();
        city.Faults.Notifications = 0;
        var fee = await city.SubmittedAsync();
        using var payer = city.Payer(fee);
        var (agency, _) = await FeesHost.StartPayingAsync(payer, fee);
        var back = await city.ChooseAsync(agency!, StandInChoice.Pay);
        city.Faults.IsAway = true;

        var waiting = await payer.OpenAsync(back);
        city.Host.Time.Advance(TimeSpan.FromMinutes(2));
        await city.ReconcileAsync();
        city.Faults.IsAway = false;
        city.Host.Time.Advance(TimeSpan.FromMinutes(5));
        await city.ReconcileAsync();

        waiting.Headings.ShouldContain("支払いを確認しています");
        waiting.Text.ShouldContain("もう一度支払わずに");
        await PaidOnceAsync(city, fee);
    }

    [Fact]
    public async Task An_agency_that_is_away_when_somebody_begins_costs_nothing_but_patience()
    {
        await using var city = await FeesHost.StartAsync();
        city.Faults.IsAway = true;
        var fee = await city.SubmittedAsync();
        using var payer = city.Payer(fee);

        var page = await payer.SubmitAsync(await payer.OpenAsync($"/my/fees/{fee.Reference}"), "600円を支払う");
        city.Faults.IsAway = false;

        page.Status.ShouldBe(HttpStatusCode.Conflict);
        page.Errors.ShouldHaveSingleItem().ShouldContain("お金は引かれていません");
        (await city.PayAsync(fee)).Term("状態").ShouldBe("支払い済みです");
        await PaidOnceAsync(city, fee);
    }

    [Fact]
    public async Task A_lost_answer_to_the_order_makes_no_second_payment()
    {
        await using var city = await FeesHost.StartAsync();
        var fee = await city.SubmittedAsync();
        using var payer = city.Payer(fee);
        var page = await payer.OpenAsync($"/my/fees/{fee.Reference}");
        city.Faults.LosesReplies = true;

        var lost = await FeesHost.PressAsync(payer, page);
        city.Faults.LosesReplies = false;
        var again = await FeesHost.PressAsync(payer, await payer.OpenAsync($"/my/fees/{fee.Reference}"));
        await payer.OpenAsync(await city.ChooseAsync(again!, StandInChoice.Pay));

        lost.ShouldBeNull();
        (await city.Host.CountAsync("fees_payment")).ShouldBe(1);
        await PaidOnceAsync(city, fee);
    }

    [Fact]
    public async Task A_double_click_and_a_second_device_lead_to_the_same_payment()
    {
        await using var city = await FeesHost.StartAsync();
        var fee = await city.SubmittedAsync();
        using var phone = city.Payer(fee);
        using var tablet = city.Payer(fee);
        var page = await phone.OpenAsync($"/my/fees/{fee.Reference}");
        var other = await tablet.OpenAsync($"/my/fees/{fee.Reference}");

        var agencies = await Task.WhenAll(FeesHost.PressAsync(phone, page), FeesHost.PressAsync(phone, page), FeesHost.PressAsync(tablet, other));

        agencies.Distinct().ShouldHaveSingleItem().ShouldNotBeNull();
        (await city.Host.CountAsync("fees_payment")).ShouldBe(1);
    }

    [Fact]
    public async Task Coming_back_proves_nothing()
    {
        await using var city = await FeesHost.StartAsync();
        var fee = await city.SubmittedAsync();
        using var payer = city.Payer(fee);
        await FeesHost.StartPayingAsync(payer, fee);
        var payment = (await city.Host.ColumnAsync("select cast(id as text) as value from fees_payment"))[0];

        var page = await payer.OpenAsync($"/my/fees/returned/{payment}");

        page.Headings.ShouldContain("支払いを確認しています");
        (await city.FeeAsync(fee.Reference)).State.ShouldBe(FeeState.Unpaid);
    }

    [Theory]
    [InlineData(StandInChoice.Cancel, "支払いを取りやめました")]
    [InlineData(StandInChoice.Fail, "支払いができませんでした")]
    public async Task Who_changes_their_mind_or_whose_card_is_refused_can_pay_again(string choice, string heading)
    {
        await using var city = await FeesHost.StartAsync();
        var fee = await city.SubmittedAsync();

        var page = await city.PayAsync(fee, choice);
        page.Headings.ShouldContain(heading);
        page.Buttons.ShouldContain("600円を支払う");
        await city.PayAsync(fee);

        (await city.Host.CountAsync("fees_payment")).ShouldBe(2);
        await PaidOnceAsync(city, fee);
    }

    [Fact]
    public async Task Another_amount_than_was_asked_is_not_taken_as_paid_and_somebody_is_told()
    {
        await using var city = await FeesHost.StartAsync();
        city.Faults.WrongBy = -100;
        var fee = await city.SubmittedAsync();

        await city.PayAsync(fee);

        (await city.FeeAsync(fee.Reference)).State.ShouldBe(FeeState.Unpaid);
        (await city.ToldAsync("FeePaid")).ShouldBeEmpty();
        using var clerk = city.Host.SignIn(FeesHost.Tanaka);
        (await clerk.OpenAsync($"/staff/fees/{fee.Reference}")).Text.ShouldContain("決済の金額が合わない: 500円");
        city.Host.Log.ShouldContain(line => line.Contains("600 yen were asked and the agency tells of 500", StringComparison.Ordinal));
    }

    /// <summary>The fee fell to somebody at the window while the browser was away: both were paid, so one goes back.</summary>
    [Fact]
    public async Task Paid_at_the_window_and_online_one_of_them_is_due_back()
    {
        await using var city = await FeesHost.StartAsync();
        var fee = await city.SubmittedAsync();
        using var payer = city.Payer(fee);
        using var clerk = city.Host.SignIn(FeesHost.Tanaka);
        var (agency, _) = await FeesHost.StartPayingAsync(payer, fee);

        await clerk.SubmitAsync(await clerk.OpenAsync($"/staff/fees/{fee.Reference}"), "納付を記録する", ("way", "window"), ("receipt", "第12号"));
        await payer.OpenAsync(await city.ChooseAsync(agency!, StandInChoice.Pay));

        var both = await city.FeeAsync(fee.Reference);
        both.Paid.ShouldBe(1200);
        both.ToRefund.ShouldBe(600);
    }

    [Theory]
    [InlineData(0, HttpStatusCode.NoContent)]
    [InlineData(4, HttpStatusCode.NoContent)]
    [InlineData(6, HttpStatusCode.Unauthorized)]
    public async Task A_notification_sent_again_changes_nothing_and_is_refused_once_it_is_old(int minutes, HttpStatusCode answer)
    {
        await using var city = await FeesHost.StartAsync();
        var fee = await city.SubmittedAsync();
        await city.PayAsync(fee);
        var (body, signature) = await SignedAsync(city, "the secret of its notifications");
        city.Host.Time.Advance(TimeSpan.FromMinutes(minutes));

        (await NotifyAsync(city, body, signature)).ShouldBe(answer);

        await PaidOnceAsync(city, fee);
    }

    [Fact]
    public async Task A_forged_or_altered_notification_is_refused()
    {
        await using var city = await FeesHost.StartAsync();
        var fee = await city.SubmittedAsync();
        using var payer = city.Payer(fee);
        await FeesHost.StartPayingAsync(payer, fee);
        var (forged, wrong) = await SignedAsync(city, "guessed");
        var (body, signature) = await SignedAsync(city, "the secret of its notifications");

        (await NotifyAsync(city, forged, wrong)).ShouldBe(HttpStatusCode.Unauthorized);
        (await NotifyAsync(city, [.. body, (byte)' '], signature)).ShouldBe(HttpStatusCode.Unauthorized);
        (await NotifyAsync(city, body, signature.Replace("t=", "t=1", StringComparison.Ordinal))).ShouldBe(HttpStatusCode.Unauthorized);
        (await NotifyAsync(city, body, null)).ShouldBe(HttpStatusCode.Unauthorized);
        (await city.FeeAsync(fee.Reference)).State.ShouldBe(FeeState.Unpaid);
    }

    [Fact]
    public async Task Nobody_is_sent_anywhere_but_to_the_pages_of_the_agency()
    {
        await using var city = await FeesHost.StartAsync();
        city.Faults.LeadsElsewhere = new Uri("https://elsewhere.example/pay");
        var fee = await city.SubmittedAsync();
        using var payer = city.Payer(fee);

        var page = await payer.SubmitAsync(await payer.OpenAsync($"/my/fees/{fee.Reference}"), "600円を支払う");
        var again = await FeesHost.PressAsync(payer, await payer.OpenAsync($"/my/fees/{fee.Reference}"));
        city.Faults.LeadsElsewhere = null;

        page.Status.ShouldBe(HttpStatusCode.Conflict);
        again.ShouldBeNull();
        (await city.Host.ColumnAsync("select address as value from fees_payment")).ShouldBe([null]);
        city.Host.Log.ShouldContain(line => line.Contains("elsewhere.example", StringComparison.Ordinal));
        (await city.PayAsync(fee)).Term("状態").ShouldBe("支払い済みです");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_notification_larger_than_any_agency_sends_is_not_read(bool tellsLength)
    {
        await using var city = await FeesHost.StartAsync();
        using var agency = city.Host.Visit();
        using var request = new HttpRequestMessage(HttpMethod.Post, TakeNotification.Path) { Content = new ByteArrayContent(new byte[(64 * 1024) + 1]) };
        request.Headers.TransferEncodingChunked = !tellsLength;

        using var response = await agency.Http.SendAsync(request);

        response.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task An_order_the_agency_never_heard_of_is_given_up()
    {
        await using var city = await FeesHost.StartAsync();
        city.Faults.IsAway = true;
        var fee = await city.SubmittedAsync();
        using var payer = city.Payer(fee);
        await FeesHost.StartPayingAsync(payer, fee);
        city.Faults.IsAway = false;

        city.Host.Time.Advance(TimeSpan.FromHours(2));
        await city.ReconcileAsync();

        (await city.Host.ColumnAsync("select state as value from fees_payment")).ShouldBe([PaymentState.Gone]);
    }

    [Fact]
    public async Task The_record_of_payment_can_be_printed_and_neither_order_nor_log_names_anybody()
    {
        await using var city = await FeesHost.StartAsync();
        var fee = await city.SubmittedAsync();
        await city.PayAsync(fee);
        using var payer = city.Payer(fee);

        var record = await payer.OpenAsync($"/my/fees/{fee.Reference}/record");

        record.Heading.ShouldBe("納付の記録");
        record.Term("納付額").ShouldBe("600円");
        record.Text.ShouldContain("佐藤 誠");
        var payment = Guid.Parse((await city.Host.ColumnAsync("select cast(id as text) as value from fees_payment"))[0]!);
        var order = city.Agency.Find(payment)!;
        order.Description.ShouldBe("手数料");
        order.ReturnTo.PathAndQuery.ShouldBe($"/my/fees/returned/{payment}");
        city.Host.Log.ShouldNotContain(line => line.Contains("佐藤", StringComparison.Ordinal));
    }

    private static async Task PaidOnceAsync(FeesHost city, Fee fee)
    {
        var paid = await city.FeeAsync(fee.Reference);
        paid.Paid.ShouldBe(600);
        paid.Open.ShouldBe(0);
        city.Agency.Charges.ShouldBe(1);
        (await city.EntriesAsync(fee)).Count(entry => entry.Kind == EntryKind.Paid).ShouldBe(1);
        (await city.ToldAsync("FeePaid")).Count.ShouldBe(1);
    }

    private static async Task<(byte[] Body, string Signature)> SignedAsync(FeesHost city, string secret)
    {
        var payment = Guid.Parse((await city.Host.ColumnAsync("select cast(id as text) as value from fees_payment"))[0]!);
        var body = JsonSerializer.SerializeToUtf8Bytes(
            new ProviderPayment(payment, "pay_1", ProviderStatus.Paid, 600, ProviderStatus.Yen, null), JsonSerializerOptions.Web);
        return (body, NotificationSignature.Sign(secret, city.Host.Time.GetUtcNow(), body));
    }

    private static async Task<HttpStatusCode> NotifyAsync(FeesHost city, byte[] body, string? signature)
    {
        using var agency = city.Host.Visit();
        using var request = new HttpRequestMessage(HttpMethod.Post, TakeNotification.Path) { Content = new ByteArrayContent(body) };
        if (signature is not null)
        {
            request.Headers.Add(NotificationSignature.Header, signature);
        }

        using var response = await agency.Http.SendAsync(request);
        return response.StatusCode;
    }
}
