using System.Net;

namespace Madoguchi.Whole.Tests;

/// <summary>Who applies without signing in, and who acts for somebody else; both without JavaScript on a phone.</summary>
[Collection<AtTheCounter>]
public sealed class GuestAndDelegateJourneys(Chromium chromium, RealCity city) : BrowserTests(chromium)
{
    private static readonly Replies RoadReport = new() { ["kind"] = "hole", ["place"] = "灯町2丁目の交差点", ["detail"] = "", ["email"] = "" };

    [Theory]
    [InlineData("phone")]
    [InlineData("desktop")]
    public async Task A_guest_reports_a_hole_in_the_road_finds_it_again_and_answers_a_question(string device)
    {
        var guest = await MeetAsync(city, null, On(device), Way.WithoutScript);
        await guest.OpenAsync("/procedures/road-report");
        (await guest.TermAsync("必要なサインイン")).ShouldBe("サインインしなくても手続できます");
        await guest.PressAsync("サインインせずに始める");
        await guest.PressMainAsync();
        await guest.AnswerAllAsync(RoadReport);
        await guest.TickAsync("declared");
        await guest.PressAsync("申請する");
        (await guest.HeadingAsync()).ShouldBe("申請を受け付けました");
        var (reference, code) = (await NumberAsync(guest, "[translate=no]:not([lang])"), await NumberAsync(guest, "[lang=en]"));
        await city.DrainAsync();

        // The clerk sees that nobody knows who it was, and asks back.
        using var clerk = await city.VisitAsync("tanaka/clerk");
        var view = await clerk.OpenAsync($"/staff/cases/{reference}");
        view.Status.ShouldBe(HttpStatusCode.OK);
        view.Says("（登録なし）").ShouldBeTrue(view.Text);
        view.Says("サインインせずに申請した人").ShouldBeTrue(view.Text);
        (await clerk.OpenAsync("/staff/cases")).Says("（登録なし）").ShouldBeTrue();
        var asking = await clerk.OpenAsync($"/staff/cases/{reference}/correction");
        await clerk.SubmitAsync(asking, ("ask", "place"), ("message.place", "場所がわかりません。近くの建物を書いてください。"));
        await city.DrainAsync();

        // Days later, on another device.
        var later = await MeetAsync(city, null, On(device), Way.WithoutScript);
        await later.OpenAsync("/status");
        await later.FillAsync(("reference", reference), ("code", "2222-2222-2222"));
        await later.PressMainAsync();
        (await later.ErrorsAsync()).ShouldHaveSingleItem().ShouldContain("見つかりません");
        await later.FillAsync("code", code);
        await later.PressMainAsync();
        later.Path.ShouldBe($"/my/cases/{reference}");
        (await later.TextAsync()).ShouldContain("場所がわかりません");
        await later.FollowAsync("直して送る");
        await later.AnswerAllAsync(RoadReport.With("place", "灯町2丁目、みやのわ橋の北側"));
        await later.TickAsync("declared");
        await later.PressMainAsync();
        (await later.HeadingAsync()).ShouldBe("直した内容を受け付けました");

        // What belongs to residents stays closed.
        foreach (var path in (string[])["/my/facts", "/my/access", "/my/mandates", "/apply/claim"])
        {
            using var client = await GuestAsync(later);
            using var answer = await client.GetAsync(new Uri(path, UriKind.Relative));
            answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden, path);
        }
    }

    [Fact]
    public async Task A_representative_invites_a_delegate_who_acts_for_the_firm_until_it_is_ended()
    {
        var kenji = await MeetAsync(city, "yoshida-kenji/akari-shokudo", Device.Desktop, Way.WithoutScript);
        await kenji.OpenAsync("/my");
        await kenji.FollowAsync("/my/mandates");
        await kenji.FollowAsync("/my/mandates/invite");
        await kenji.FillAsync("basis", "経理担当");
        await kenji.ChooseAsync("scope", "some");
        await kenji.ChooseAsync("procedure", "food-permit-succession");
        await kenji.ChooseAsync("months", "6");
        await kenji.PressMainAsync();
        var code = await NumberAsync(kenji, "[lang=en]");

        var miho = await MeetAsync(city, Demo.Miho, Device.Phone, Way.WithoutScript);
        await miho.OpenAsync("/my/mandates/accept");
        await miho.FillAsync("code", code.ToLowerInvariant());
        await miho.PressMainAsync();
        (await miho.TermAsync("関係")).ShouldBe("経理担当");
        await miho.PressAsync("引き受ける");
        await miho.OpenAsync("/my/acting-for");
        await miho.PressAsync("この方の手続きをする");
        (await miho.Page.TextContentAsync("header"))!.ShouldContain("株式会社あかり食堂");
        await miho.OpenAsync("/apply/start/food-permit-succession");
        await miho.PressMainAsync();
        var draft = miho.Path;
        draft.ShouldStartWith("/apply/0");

        // What the mandate does not name is not hers to do.
        await miho.OpenAsync("/apply/start/child-allowance");
        (await miho.HeadingAsync()).ShouldNotBe("申請をはじめる");

        await kenji.OpenAsync("/my/mandates");
        await kenji.PressAsync("終わりにする 高橋 美穂");

        // A minute later: her session still says the firm; the register does not.
        await miho.OpenAsync(draft);
        (await miho.HeadingAsync()).ShouldBe("この申請は見つかりません");
        await miho.OpenAsync("/my/acting-for");
        await miho.PressAsync("自分の手続きに戻る");
        miho.Path.ShouldBe("/my");
    }

    private async Task<HttpClient> GuestAsync(Person guest)
    {
        var cookie = (await guest.Page.Context.CookiesAsync()).First(cookie => cookie.Name == WholeHost.SessionCookie);
        var client = city.Host.Client();
        client.DefaultRequestHeaders.Add("Cookie", $"{cookie.Name}={cookie.Value}");
        return client;
    }

    private static async Task<string> NumberAsync(Person person, string which) =>
        (await person.Page.Locator($".mg-reference{which}").First.InnerTextAsync()).Split('\n')[0].Replace(" ", "", StringComparison.Ordinal);

    private static Device On(string name) => name == Device.Phone.Name ? Device.Phone : Device.Desktop;
}
