using System.Net;
using System.Text.RegularExpressions;
using Madoguchi.Delivery;
using Madoguchi.Kernel;
using Madoguchi.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Madoguchi.Identity.Tests;

/// <summary>From a code to a passkey and back: what a person does, and what is refused.</summary>
public sealed partial class AccountTests : IAsyncLifetime
{
    private static readonly SignedIn Tanaka = SignedIn.Staff("tanaka", Roles.Clerk, "田中 恵");

    private ModuleHost host = null!;
    private Guid makoto;

    public async ValueTask InitializeAsync()
    {
        host = await IdentityHost.StartAsync();
        makoto = await host.PartyAsync("sato-makoto");
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task A_code_from_the_window_registers_a_passkey_that_signs_in_without_a_name()
    {
        using var device = new Authenticator();
        using var browser = host.Visit();
        var registered = await RegisterAsync(browser, device, await CodeFromWindowAsync());
        await browser.SubmitAsync(registered, "サインアウト");

        var entered = await EnterAsync(browser, device);

        registered.Text.ShouldContain("この端末を登録し、サインインしました");
        entered.Status.ShouldBe(HttpStatusCode.OK);
        entered.Text.ShouldBe(makoto.ToString());
        (await host.LogOfAsync(makoto)).ShouldBe([Happened.CodeIssued, Happened.CodeUsed, Happened.SignedIn, Happened.SignedOut, Happened.SignedIn]);
    }

    [Fact]
    public async Task A_code_is_used_once()
    {
        using var first = new Authenticator();
        using var second = new Authenticator();
        using var one = host.Visit();
        using var other = host.Visit();
        var code = await CodeFromWindowAsync();
        var open = await ShowCodeAsync(other, code);
        await RegisterAsync(one, first, code);

        var again = await ShowCodeAsync(host.Visit(), code);
        var late = await FinishAsync(other, second, open);

        again.Errors.ShouldHaveSingleItem().ShouldContain("確認番号か生年月日が違うか、番号の期限が過ぎています");
        late.Path.ShouldBe("/account/enrol");
        (await host.CountAsync("identity_passkey")).ShouldBe(1);
    }

    [Fact]
    public async Task A_code_from_the_window_holds_fifteen_minutes()
    {
        var code = await CodeFromWindowAsync();
        host.Time.Advance(TimeSpan.FromMinutes(15) + TimeSpan.FromSeconds(1));

        var late = await ShowCodeAsync(host.Visit(), code);

        late.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task A_code_is_shown_to_the_clerk_once_and_lies_nowhere_afterwards()
    {
        using var clerk = host.SignIn(Tanaka);
        var shown = await IssueAsync(clerk);
        var code = Code().Match(shown.Text).Value;

        var again = await clerk.OpenAsync(shown.Path);

        code.Length.ShouldBe(14);
        again.Text.ShouldContain("番号は、もう表示できません");
        (await host.ColumnAsync("select sealed as value from identity_code")).ShouldBe([null]);
        (await host.ColumnAsync("select document as value from identity_code")).ShouldBe(["drivers-licence"]);
        host.Log.ShouldNotContain(line => line.Contains(code, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Another_clerk_does_not_see_the_code()
    {
        using var clerk = host.SignIn(Tanaka);
        using var other = host.SignIn(SignedIn.Staff("kobayashi", Roles.Clerk));
        var page = await clerk.OpenAsync($"/staff/account/{makoto}");
        var token = TokenOf(page);
        using var answer = await clerk.Http.PostAsync(new Uri($"/staff/account/{makoto}/codes", UriKind.Relative), new FormUrlEncodedContent(
        [
            new("__RequestVerificationToken", token), new("key", page.Field("key").Value!), new("document", "passport"),
        ]));

        var seen = await other.OpenAsync(answer.Headers.Location!.ToString());

        seen.Status.ShouldBe(HttpStatusCode.NotFound);
        (await clerk.OpenAsync(answer.Headers.Location!.ToString())).Text.ShouldMatch(Code().ToString());
    }

    [Fact]
    public async Task A_clerks_look_is_told_to_the_person()
    {
        using var clerk = host.SignIn(Tanaka);
        var search = await clerk.OpenAsync("/staff/account");

        var found = await clerk.SubmitAsync(search, ("氏名・フリガナで探す", "サトウマコト"));

        found.Text.ShouldContain("昭和63年6月15日");
        found.Path.ShouldNotContain("サトウ");
        (await host.ColumnAsync("select purpose as value from registry_access where party_id = @party and what = 'account'", ("party", makoto)))
            .ShouldBe(["identify"]);
    }

    [Fact]
    public async Task Five_wrong_birthdays_lock_the_code_and_its_owner_reads_it()
    {
        var code = await CodeFromWindowAsync();
        for (var attempt = 0; attempt < 5; attempt++)
        {
            (await ShowCodeAsync(host.Visit(), code, year: "1970")).Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        }

        var right = await ShowCodeAsync(host.Visit(), code);

        right.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await host.LogOfAsync(makoto)).ShouldBe([Happened.CodeIssued, .. Enumerable.Repeat(Happened.CodeWrong, 5), Happened.Locked, Happened.CodeWrong]);
    }

    [Fact]
    public async Task Whatever_is_wrong_with_a_code_the_answer_is_the_same()
    {
        var code = await CodeFromWindowAsync();
        var unknown = await ShowCodeAsync(host.Visit(), AccessCode.New());
        var wrongDay = await ShowCodeAsync(host.Visit(), code, year: "1970");
        host.Time.Advance(TimeSpan.FromMinutes(16));
        var tooLate = await ShowCodeAsync(host.Visit(), code);

        new[] { wrongDay, tooLate }.ShouldAllBe(page => page.Errors.SequenceEqual(unknown.Errors) && page.Status == unknown.Status);
    }

    [Fact]
    public async Task However_many_wrong_codes_others_type_a_right_one_opens()
    {
        using var device = new Authenticator();
        using var guesser = host.Visit();
        using var browser = host.Visit();
        var code = await CodeFromWindowAsync();
        for (var attempt = 0; attempt < 30; attempt++)
        {
            (await ShowCodeAsync(guesser, AccessCode.New())).Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        }

        (await RegisterAsync(browser, device, code)).Text.ShouldContain("サインインしました");
    }

    [Fact]
    public async Task A_lost_device_is_replaced_at_the_window_and_everything_old_ends()
    {
        using var lost = new Authenticator();
        using var fresh = new Authenticator();
        using var before = host.Visit();
        using var browser = host.Visit();
        await RegisterAsync(before, lost, await CodeFromWindowAsync());

        await RegisterAsync(browser, fresh, await CodeFromWindowAsync());

        (await before.OpenAsync("/my")).Path.ShouldStartWith("/sign-in");
        var tried = await EnterAsync(before, lost);
        tried.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await EnterAsync(host.Visit(), fresh)).Text.ShouldBe(makoto.ToString());
        var log = await browser.OpenAsync("/my/account/sign-ins");
        log.Text.ShouldContain("消されたパスキーで、サインインが試されました");
        log.Text.ShouldContain("覚えのない記録はありませんか");
        (await NoticesAsync()).ShouldBe([AccountNotices.Changed, AccountNotices.Changed]);
    }

    [Fact]
    public async Task An_answer_is_taken_once()
    {
        using var device = new Authenticator();
        using var browser = host.Visit();
        using var thief = host.Visit();
        await RegisterAsync(browser, device, await CodeFromWindowAsync());
        var page = await thief.OpenAsync("/sign-in");
        var credential = device.Use(OptionsOf(page));

        (await thief.SubmitAsync(page, "パスキーでサインインする", ("credential", credential))).Text.ShouldBe(makoto.ToString());
        using var again = host.Visit();
        var replayed = await again.SubmitAsync(
            await again.OpenAsync("/sign-in"), "パスキーでサインインする", ("state", page.Field("state").Value), ("credential", credential));

        replayed.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task An_answer_to_another_pages_question_is_refused()
    {
        using var device = new Authenticator();
        using var browser = host.Visit();
        await RegisterAsync(browser, device, await CodeFromWindowAsync());
        var asked = await host.Visit().OpenAsync("/sign-in");
        var credential = device.Use(OptionsOf(asked));
        using var other = host.Visit();

        var refused = await other.SubmitAsync(await other.OpenAsync("/sign-in"), "パスキーでサインインする", ("credential", credential));

        refused.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task A_page_that_lay_open_too_long_asks_anew()
    {
        using var device = new Authenticator();
        using var browser = host.Visit();
        await RegisterAsync(browser, device, await CodeFromWindowAsync());
        using var other = host.Visit();
        var page = await other.OpenAsync("/sign-in");
        host.Time.Advance(Passkeys.Holds + TimeSpan.FromSeconds(1));

        var refused = await other.SubmitAsync(page, "パスキーでサインインする", ("credential", device.Use(OptionsOf(page))));
        var again = await other.SubmitAsync(refused, "パスキーでサインインする", ("credential", device.Use(OptionsOf(refused))));

        refused.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        again.Text.ShouldBe(makoto.ToString());
    }

    public static TheoryData<string, string, bool> Strangers => new()
    {
        { "https://evil.example", "localhost", true },
        { "http://localhost:9999", "localhost", true },
        { "http://localhost:5080", "evil.example", true },
        { "http://localhost:5080", "localhost", false },
    };

    [Theory]
    [MemberData(nameof(Strangers))]
    public async Task A_passkey_made_elsewhere_or_for_whoever_touches_is_refused(string origin, string site, bool verifies)
    {
        using var device = new Authenticator { Origin = origin, RpId = site, Verifies = verifies };
        using var browser = host.Visit();
        var page = await ShowCodeAsync(browser, await CodeFromWindowAsync());

        var refused = await FinishAsync(browser, device, page);

        refused.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await host.CountAsync("identity_account")).ShouldBe(0);
    }

    [Fact]
    public async Task A_second_passkey_is_added_after_a_fresh_proof_and_the_last_one_stays()
    {
        using var first = new Authenticator();
        using var second = new Authenticator();
        using var browser = host.Visit();
        await RegisterAsync(browser, first, await CodeFromWindowAsync());
        host.Time.Advance(FreshSignIn.MaxAge + TimeSpan.FromSeconds(1));

        var asked = await browser.OpenAsync("/my/account/passkeys/new");
        var page = await browser.SubmitAsync(asked, "パスキーで確かめる", ("credential", first.Use(OptionsOf(asked))));
        var added = await browser.SubmitAsync(page, "パスキーをつくる", ("credential", second.Make(OptionsOf(page))));
        var removed = await RemoveFirstAsync(browser, added);
        var last = await browser.OpenAsync("/my/account");

        asked.Path.ShouldStartWith("/sign-in/again");
        page.Path.ShouldBe("/my/account/passkeys/new");
        added.Text.ShouldContain("パスキーを追加しました");
        removed.Text.ShouldContain("パスキーを消しました");
        last.Text.ShouldNotContain("このパスキーを消す");
        (await EnterAsync(host.Visit(), first)).Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await EnterAsync(host.Visit(), second)).Text.ShouldBe(makoto.ToString());
        (await RemoveByHandAsync(browser, last)).Status.ShouldBe(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task Somebody_elses_passkey_proves_nothing_again()
    {
        using var own = new Authenticator();
        using var others = new Authenticator();
        using var browser = host.Visit();
        using var neighbour = host.Visit();
        await RegisterAsync(browser, own, await CodeFromWindowAsync());
        await RegisterAsync(neighbour, others, await CodeFromWindowAsync(await host.PartyAsync("sato-yui")), "1990", "11", "3");
        var asked = await browser.OpenAsync("/sign-in/again");

        var refused = await browser.SubmitAsync(asked, "パスキーで確かめる", ("credential", others.Use(OptionsOf(asked))));

        refused.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task Sessions_are_listed_and_the_others_ended()
    {
        using var device = new Authenticator();
        using var browser = host.Visit();
        using var phone = host.Visit();
        await RegisterAsync(browser, device, await CodeFromWindowAsync());
        await EnterAsync(phone, device);

        var account = await browser.OpenAsync("/my/account");
        var ended = await browser.SubmitAsync(account, "ほかの端末をすべて終わらせる");

        ended.Text.ShouldContain("サインインを終わらせました");
        (await phone.OpenAsync("/my")).Path.ShouldStartWith("/sign-in");
        (await browser.OpenAsync("/my")).Text.ShouldBe(makoto.ToString());
    }

    [Theory]
    [InlineData("佐藤 誠", "1988", "3299902", true)]
    [InlineData("サトウ マコト", "1988", "329-9902", true)]
    [InlineData("佐藤 誠", "1989", "3299902", false)]
    [InlineData("佐藤 誠", "1988", "3299903", false)]
    [InlineData("佐藤", "1988", "3299902", false)]
    [InlineData("誰か 知らない", "1988", "3299902", false)]
    public async Task Asking_for_a_letter_tells_nobody_who_lives_here(string name, string year, string postcode, bool isSent)
    {
        using var visitor = host.Visit();

        var answer = await visitor.SubmitAsync(
            await visitor.OpenAsync("/account/recover"), "郵送を頼む",
            ("name", name), ("birthDate.year", year), ("birthDate.month", "6"), ("birthDate.day", "15"), ("postcode", postcode));

        answer.Path.ShouldBe("/account/recover/sent");
        answer.Heading.ShouldBe("受け付けました");
        (await host.CountAsync("identity_code")).ShouldBe(isSent ? 1 : 0);
        (await host.CountAsync("identity_sign_in")).ShouldBe(1);
        (await NoticesAsync()).ShouldBe(isSent ? [AccountNotices.Code] : []);
    }

    [Fact]
    public async Task The_letters_code_registers_a_passkey_and_then_the_letter_has_nothing_more_to_say()
    {
        using var device = new Authenticator();
        using var browser = host.Visit();
        await AskForLetterAsync();
        var notice = Guid.Parse((await host.ColumnAsync("select cast(notice_id as text) as value from identity_code"))[0]!);
        var source = host.Services.GetServices<INoticeSource>().Single(it => it.Kinds.Contains(AccountNotices.Code));

        var content = (await source.ContentOfAsync(notice, AccountNotices.Code, CancellationToken.None)).ShouldNotBeNull();
        host.Time.Advance(TimeSpan.FromDays(13));
        var registered = await RegisterAsync(browser, device, content.Values["code"]);

        content.Values["valid-until"].ShouldBe("令和8年11月16日");
        registered.Text.ShouldContain("サインインしました");
        (await source.ContentOfAsync(notice, AccountNotices.Code, CancellationToken.None)).ShouldBeNull();
    }

    [Fact]
    public async Task A_person_is_sent_three_letters_a_month_and_whichever_is_used_ends_them_all()
    {
        using var device = new Authenticator();
        using var browser = host.Visit();
        for (var letter = 0; letter < 5; letter++)
        {
            await AskForLetterAsync();
        }

        // Whoever knows a name, a birthday and a postcode can ask: the letter under way holds all the same.
        (await host.CountAsync("identity_code where void_at is null")).ShouldBe(3);
        var first = Guid.Parse((await host.ColumnAsync("select cast(notice_id as text) as value from identity_code order by issued_at, id"))[0]!);
        var source = host.Services.GetServices<INoticeSource>().Single(it => it.Kinds.Contains(AccountNotices.Code));
        var content = (await source.ContentOfAsync(first, AccountNotices.Code, CancellationToken.None)).ShouldNotBeNull();
        (await RegisterAsync(browser, device, content.Values["code"])).Text.ShouldContain("サインインしました");

        (await host.CountAsync("identity_code")).ShouldBe(3);
        (await host.CountAsync("identity_code where void_at is null and used_at is null")).ShouldBe(0);
        (await host.CountAsync("identity_code where sealed is not null")).ShouldBe(0);
    }

    [Fact]
    public async Task Asking_for_a_letter_leaves_the_code_from_the_window()
    {
        using var device = new Authenticator();
        using var browser = host.Visit();
        var code = await CodeFromWindowAsync();
        await AskForLetterAsync();

        (await RegisterAsync(browser, device, code)).Text.ShouldContain("サインインしました");
    }

    [Fact]
    public async Task A_clerk_gives_a_code_only_with_a_fresh_proof()
    {
        using var clerk = host.SignIn(Tanaka with { SignedInAt = (host.Time.GetUtcNow() - FreshSignIn.MaxAge - TimeSpan.FromMinutes(1)).ToUnixTimeSeconds() });

        var asked = await IssueAsync(clerk);

        asked.Heading.ShouldBe("もう一度、ご本人であることを確かめます");
        (await host.CountAsync("identity_code")).ShouldBe(0);
    }

    private async Task AskForLetterAsync()
    {
        using var visitor = host.Visit();
        await visitor.SubmitAsync(
            await visitor.OpenAsync("/account/recover"), "郵送を頼む",
            ("name", "佐藤 誠"), ("birthDate.year", "1988"), ("birthDate.month", "6"), ("birthDate.day", "15"), ("postcode", "3299902"));
    }

    private Task<List<string?>> NoticesAsync() => host.ColumnAsync(
        """select case when payload like '%access-code%' then 'access-code' else 'account-changed' end as value from kernel_outbox where type like 'NoticeIssued%' order by seq""");

    private async Task<PageView> IssueAsync(Visitor clerk, Guid? party = null) =>
        await clerk.SubmitAsync(await clerk.OpenAsync($"/staff/account/{party ?? makoto}"), "確認番号を発行する", ("document", "drivers-licence"));

    private async Task<string> CodeFromWindowAsync(Guid? party = null)
    {
        using var clerk = host.SignIn(Tanaka);
        return Code().Match((await IssueAsync(clerk, party)).Text).Value;
    }

    private static async Task<PageView> ShowCodeAsync(Visitor browser, string code, string year = "1988", string month = "6", string day = "15") =>
        await browser.SubmitAsync(
            await browser.OpenAsync("/account/enrol"), "次へ",
            ("code", code), ("birthDate.year", year), ("birthDate.month", month), ("birthDate.day", day));

    private static Task<PageView> FinishAsync(Visitor browser, Authenticator device, PageView page) =>
        browser.SubmitAsync(page, "パスキーをつくる", ("credential", device.Make(OptionsOf(page))));

    private static async Task<PageView> RegisterAsync(
        Visitor browser, Authenticator device, string code, string year = "1988", string month = "6", string day = "15") =>
        await FinishAsync(browser, device, await ShowCodeAsync(browser, code, year, month, day));

    private static async Task<PageView> EnterAsync(Visitor browser, Authenticator device)
    {
        var page = await browser.OpenAsync("/sign-in");
        return await browser.SubmitAsync(page, "パスキーでサインインする", ("credential", device.Use(OptionsOf(page))));
    }

    private static async Task<PageView> RemoveFirstAsync(Visitor browser, PageView account)
    {
        var address = account.Document.QuerySelectorAll("a[href$='/remove']")[0].GetAttribute("href")!;
        return await browser.SubmitAsync(await browser.OpenAsync(address), "消す");
    }

    /// <summary>The page does not offer to remove the last one; somebody sends the form all the same.</summary>
    private async Task<PageView> RemoveByHandAsync(Visitor browser, PageView account)
    {
        var passkey = (await host.ColumnAsync("select cast(id as text) as value from identity_passkey where removed_at is null"))[0];
        return await browser.PostAsync(
            $"/my/account/passkeys/{passkey}/remove", ("__RequestVerificationToken", TokenOf(account)));
    }

    private static string TokenOf(PageView page) => page.Document.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!;

    private static string OptionsOf(PageView page) => page.Document.QuerySelector("form[data-passkey]")!.GetAttribute("data-options")!;

    [GeneratedRegex("[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}")]
    private static partial Regex Code();
}
