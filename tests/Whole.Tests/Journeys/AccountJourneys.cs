using System.Net;
using System.Text.RegularExpressions;

namespace Madoguchi.Whole.Tests;

/// <summary>A real resident's way in: a code from the window, a passkey in the browser, a lost device, a copied cookie.</summary>
public sealed partial class AccountJourneys(Chromium chromium) : BrowserTests(chromium)
{
    private readonly RealCity city = new();

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await city.InitializeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        try
        {
            await base.DisposeAsync();
        }
        finally
        {
            await city.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_passkey_is_registered_used_without_a_name_lost_and_replaced_at_the_window()
    {
        var clerk = await MeetAsync(city, "tanaka/clerk", Device.Desktop);
        var makoto = await MeetAsync(city, null, Device.Phone);
        var phone = await VirtualDevice.PlugInAsync(makoto);

        await RegisterAsync(makoto, await CodeAsync(clerk));
        (await makoto.ReadsAsync("この端末を登録し、サインインしました")).ShouldBeTrue(await makoto.TextAsync());
        (await phone.PasskeysAsync()).ShouldBe(1);

        await makoto.PressAsync("サインアウト");
        await makoto.OpenAsync("/my");
        makoto.Path.ShouldBe("/sign-in");
        await makoto.PressAsync("パスキーでサインインする");
        makoto.Path.ShouldBe("/my");
        (await makoto.Page.TextContentAsync("header")).ShouldNotBeNull().ShouldContain("佐藤 誠");

        // The phone is lost. At home there is a computer, and at the window a clerk.
        var home = await MeetAsync(city, null, Device.Desktop);
        await VirtualDevice.PlugInAsync(home);
        await RegisterAsync(home, await CodeAsync(clerk), isReplaced: true);

        await makoto.OpenAsync("/my");
        makoto.Path.ShouldBe("/sign-in", "the session on the lost phone has ended");
        await makoto.PressAsync("パスキーでサインインする");
        (await makoto.ReadsAsync("サインインできませんでした")).ShouldBeTrue();

        await home.FollowAsync("サインインの記録を見る");
        (await home.ReadsAsync("消されたパスキーで、サインインが試されました")).ShouldBeTrue(await home.TextAsync());
        (await home.ReadsAsync("窓口で確認番号を発行しました")).ShouldBeTrue();

        await home.OpenAsync("/my/access");
        (await home.ReadsAsync("ご本人かどうかを確かめるため")).ShouldBeTrue("the clerk's look is told");
    }

    [Fact]
    public async Task Adding_a_passkey_asks_for_a_fresh_proof_and_leads_back()
    {
        var clerk = await MeetAsync(city, "tanaka/clerk", Device.Desktop);
        var makoto = await MeetAsync(city, null, Device.Desktop);
        await VirtualDevice.PlugInAsync(makoto);
        await RegisterAsync(makoto, await CodeAsync(clerk));
        city.Host.Skip(TimeSpan.FromMinutes(6));

        await makoto.FollowAsync("パスキーを追加する");
        makoto.Path.ShouldBe("/sign-in/again");
        await makoto.PressAsync("パスキーで確かめる");

        makoto.Path.ShouldBe("/my/account/passkeys/new");
        await makoto.Page.ClickAsync("text=パスキーをつくる");
        await makoto.Page.WaitForSelectorAsync("text=この端末には、もう登録されています", new() { Timeout = Person.Patience });
    }

    [Fact]
    public async Task A_copied_cookie_gives_itself_away_and_signing_out_ends_it()
    {
        var clerk = await MeetAsync(city, "tanaka/clerk", Device.Desktop);
        var makoto = await MeetAsync(city, null, Device.Phone);
        await VirtualDevice.PlugInAsync(makoto);
        await RegisterAsync(makoto, await CodeAsync(clerk));
        var stolen = await CookieOfAsync(makoto);

        // The owner goes on; the secret is turned and seen; later the thief comes with the old one.
        (await StatusWithAsync(stolen)).ShouldBe(HttpStatusCode.OK);
        city.Host.Skip(TimeSpan.FromMinutes(6));
        await makoto.OpenAsync("/my");
        await makoto.OpenAsync("/my");
        (await CookieOfAsync(makoto)).ShouldNotBe(stolen);
        city.Host.Skip(TimeSpan.FromMinutes(2));
        (await StatusWithAsync(stolen)).ShouldBe(HttpStatusCode.Redirect);

        await makoto.OpenAsync("/my/account/sign-ins");
        makoto.Path.ShouldBe("/sign-in", "nobody can tell which of the two is the thief");
        await makoto.PressAsync("パスキーでサインインする");
        (await makoto.ReadsAsync("写し取られた疑い")).ShouldBeTrue(await makoto.TextAsync());

        var copied = await CookieOfAsync(makoto);
        await makoto.PressAsync("サインアウト");
        (await StatusWithAsync(copied)).ShouldBe(HttpStatusCode.Redirect);
    }

    [Fact]
    public async Task Without_script_the_pages_say_what_to_do_instead()
    {
        var visitor = await MeetAsync(city, null, Device.Phone, Way.WithoutScript);

        await visitor.OpenAsync("/sign-in");

        (await visitor.ReadsAsync("JavaScript が切られています")).ShouldBeTrue();
        (await visitor.ReadsAsync("電話や窓口、紙でも手続ができます")).ShouldBeTrue();
        await visitor.FollowAsync("確認番号を郵便で受け取る");
        await visitor.FillAsync(("氏名", "佐藤 誠"), ("郵便番号", "329-9902"));
        await visitor.FillDateAsync("birthDate", "showa", "63", "6", "15");
        await visitor.PressAsync("郵送を頼む");
        (await visitor.HeadingAsync()).ShouldBe("受け付けました");
    }

    private static async Task<string> CodeAsync(Person clerk)
    {
        await clerk.OpenAsync("/staff/account");
        await clerk.FillAsync("q", "さとうまこと");
        await clerk.PressAsync("探す");
        await clerk.FollowAsync("佐藤 誠");
        await clerk.ChooseAsync("document", "drivers-licence");
        await clerk.PressAsync("確認番号を発行する");
        return Code().Match(await clerk.TextAsync()).Value;
    }

    private static async Task RegisterAsync(Person person, string code, bool isReplaced = false)
    {
        await person.OpenAsync("/sign-in");
        await person.FollowAsync("確認番号を入力する");
        await person.FillAsync("code", code.ToLowerInvariant());
        await person.FillDateAsync("birthDate", "ad", "1988", "6", "15");
        await person.PressAsync("次へ");
        (await person.ReadsAsync("これまでのパスキーは使えなくなります")).ShouldBe(isReplaced, await person.TextAsync());
        await person.PressAsync("パスキーをつくる");
        person.Path.ShouldBe("/my/account", await person.TextAsync());
    }

    private static async Task<string> CookieOfAsync(Person person) =>
        (await person.Page.Context.CookiesAsync()).Single(cookie => cookie.Name == WholeHost.SessionCookie).Value;

    private async Task<HttpStatusCode> StatusWithAsync(string cookie)
    {
        using var client = city.Host.Client();
        client.DefaultRequestHeaders.Add("Cookie", $"{WholeHost.SessionCookie}={cookie}");
        using var answer = await client.GetAsync(new Uri("/my", UriKind.Relative));
        return answer.StatusCode;
    }

    [GeneratedRegex("[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}")]
    private static partial Regex Code();
}
