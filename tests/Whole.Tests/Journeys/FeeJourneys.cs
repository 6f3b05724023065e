namespace Madoguchi.Whole.Tests;

/// <summary>From the last page of an application through the agency's pages and back, to a decision that had to wait for the money.</summary>
[Collection<AtTheCounter>]
public sealed class FeeJourneys(Chromium chromium, RealCity city) : BrowserTests(chromium)
{
    private const string Tanaka = "tanaka/clerk";
    private const string Nakamura = "nakamura/head";

    [Fact]
    public async Task A_copy_of_the_resident_record_is_paid_on_a_phone_without_JavaScript_and_then_issued()
    {
        var miho = await MeetAsync(city, "takahashi-miho", Device.Phone, Way.WithoutScript);
        await miho.OpenAsync("/procedures/resident-record");
        await miho.PressAsync("この手続を始める");
        await miho.PressMainAsync();
        await miho.AnswerAllAsync(Demo.ResidentRecord);
        (await miho.TextAsync()).ShouldContain("お支払いを確認してから、お渡しします");
        await miho.TickAsync("declared");
        await miho.PressAsync("申請する");
        await city.DrainAsync();

        // Nothing is granted before the money is there.
        var tanaka = await MeetAsync(city, Tanaka, Device.Desktop);
        await miho.PressAsync("手数料の支払いへ進む");
        var reference = Applying.Reference().Match(miho.Path).Value;
        await tanaka.OpenAsync($"/staff/cases/{reference}");
        (await tanaka.TermAsync("手数料")).ShouldNotBeNull().ShouldContain("未納");
        await tanaka.PressAsync("決定する");
        await DecideAsync(tanaka);
        (await tanaka.ErrorsAsync()).ShouldHaveSingleItem().ShouldContain("600円");

        // Changes her mind at the agency, and pays at the second try.
        await miho.PressAsync("600円を支払う");
        (await miho.HeadingAsync()).ShouldBe("支払いのお試し");
        await miho.PressAsync("やめる");
        (await miho.TextAsync()).ShouldContain("支払いを取りやめました");
        await miho.PressAsync("600円を支払う");
        await miho.PressAsync("支払う");
        (await miho.TextAsync()).ShouldContain("支払いが終わりました");
        (await miho.TermAsync("状態")).ShouldBe("支払い済みです");
        await miho.FollowAsync("納付の記録を見る");
        (await miho.TermAsync("納付額")).ShouldBe("600円");
        await city.DrainAsync();

        await tanaka.OpenAsync($"/staff/cases/{reference}");
        (await tanaka.TermAsync("手数料")).ShouldNotBeNull().ShouldContain("納付済み");
        await tanaka.PressAsync("決定する");
        await DecideAsync(tanaka);
        await tanaka.PressAsync("この内容で決定する");
        (await tanaka.TextAsync()).ShouldContain("決定（認める）");

        var nakamura = await MeetAsync(city, Nakamura, Device.Desktop);
        await nakamura.OpenAsync("/staff/fees");
        (await nakamura.TextAsync()).ShouldContain("600円");
    }

    [Fact]
    public async Task What_was_withdrawn_before_anybody_worked_on_it_is_paid_back()
    {
        using var makoto = await city.VisitAsync("sato-makoto");
        var reference = await makoto.ApplyAsync("resident-record", Demo.ResidentRecord);
        await city.DrainAsync();
        var person = await MeetAsync(city, "sato-makoto", Device.Phone);
        await person.OpenAsync($"/my/cases/{reference}");
        await person.PressAsync("支払いへ進む");
        await person.PressAsync("600円を支払う");
        await person.PressAsync("支払う");
        await city.DrainAsync();
        await person.OpenAsync($"/my/cases/{reference}/withdraw");
        await person.PressAsync("取り下げる");
        await city.DrainAsync();

        var tanaka = await MeetAsync(city, Tanaka, Device.Desktop);
        await tanaka.OpenAsync($"/staff/fees/{reference}");
        (await tanaka.TermAsync("還付する額")).ShouldBe("600円");
        await tanaka.PressAsync("オンラインで還付を始める");
        await city.Host.ReconcilePaymentsAsync();
        await city.DrainAsync();

        await tanaka.OpenAsync($"/staff/fees/{reference}");
        (await tanaka.TermAsync("状態")).ShouldBe("還付済み");
        await person.OpenAsync($"/my/cases/{reference}");
        (await person.TextAsync()).ShouldContain("手数料をお返ししました");
    }

    private static async Task DecideAsync(Person clerk)
    {
        await clerk.ChooseAsync("outcome", "granted");
        await clerk.ChooseAsync("ground.granted", "entitled");
        await clerk.FillAsync("reason", "本人からの請求と確認しました。");
        await clerk.PressAsync("通知を確かめる");
    }
}
