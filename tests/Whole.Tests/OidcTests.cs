using System.Net;
using System.Web;
using Madoguchi.Kernel;
using Madoguchi.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Madoguchi.Whole.Tests;

/// <summary>Signing in by an outside provider, which runs in another process and, where a test says so, lies.</summary>
public sealed class OidcTests(ProviderCity city) : IClassFixture<ProviderCity>, IAsyncLifetime
{
    public ValueTask InitializeAsync() => new(city.Provider.MisbehaveAsync(""));

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_clerk_signs_in_by_the_citys_own_provider_and_out_again()
    {
        using var clerk = Visit();

        var page = await SignInAsync(clerk, "city-hall", "emp-tanaka", "/staff/cases");

        page.Path.ShouldBe("/staff/cases", page.Text);
        page.Text.ShouldContain("田中 美咲");
        var asked = await city.Provider.AskedAsync();
        asked["code_challenge_method"]!.ToString().ShouldBe("S256");
        asked["nonce"]!.ToString().Length.ShouldBeGreaterThan(20);
        asked["acr_values"]!.ToString().ShouldBe("aal2");

        var left = await clerk.SubmitAsync(page, "サインアウト");
        left.Heading.ShouldBe("サインアウトしました");
        left.Main.QuerySelector("a.mg-button")!.GetAttribute("href").ShouldBe("/sign-out/oidc/city-hall");
        (await clerk.OpenAsync("/sign-out/oidc/city-hall")).Path.ShouldBe("/");
        (await clerk.OpenAsync("/staff/cases")).Path.ShouldBe("/sign-in");
    }

    [Fact]
    public async Task Nobody_works_here_because_a_provider_knows_them()
    {
        using var stranger = Visit();

        var page = await SignInAsync(stranger, "city-hall", "emp-yamada", "/staff/cases");

        page.Heading.ShouldBe("職員として登録されていません");
        (await stranger.OpenAsync("/staff/cases")).Path.ShouldBe("/sign-in");
    }

    [Fact]
    public async Task A_resident_is_found_once_by_name_birth_date_and_address_and_by_the_providers_key_ever_after()
    {
        using var makoto = Visit();
        var page = await SignInAsync(makoto, "card", "card-1", "/my");
        page.Path.ShouldBe("/my", page.Text);
        page.Document.QuerySelector("header")!.TextContent.ShouldContain("佐藤 誠");

        // Later the provider says nothing but who it is.
        await city.Provider.MisbehaveAsync("missing-claims");
        using var again = Visit();
        (await SignInAsync(again, "card", "card-1", "/my")).Path.ShouldBe("/my");
        (await city.Host.CountAsync("identity_provider_link")).ShouldBe(1);
    }

    [Fact]
    public async Task Who_cannot_be_matched_is_told_how_and_not_whether_there_is_a_record()
    {
        using var visitor = Visit();

        var page = await SignInAsync(visitor, "card", "card-2", "/my");

        page.Status.ShouldBe(HttpStatusCode.Forbidden);
        page.Heading.ShouldBe("市の記録と結び付けられませんでした");
        page.Says("窓口").ShouldBeTrue();
        (await visitor.OpenAsync("/my")).Path.ShouldBe("/sign-in");
    }

    [Theory]
    [InlineData("wrong-audience")]
    [InlineData("other-issuer")]
    [InlineData("wrong-nonce")]
    [InlineData("missing-nonce")]
    [InlineData("missing-subject")]
    [InlineData("missing-acr")]
    [InlineData("downgraded-acr")]
    [InlineData("unsigned")]
    [InlineData("foreign-key")]
    [InlineData("altered")]
    public async Task A_token_that_cannot_be_believed_lets_nobody_in(string how)
    {
        await city.Provider.MisbehaveAsync(how);
        using var visitor = Visit();

        var page = await SignInAsync(visitor, "card", "card-1", "/my");

        page.Heading.ShouldBe("サインインできませんでした", how);
        page.Status.ShouldBe(HttpStatusCode.Forbidden);
        (await visitor.OpenAsync("/my")).Path.ShouldBe("/sign-in");
    }

    [Theory]
    [InlineData("expired")]
    [InlineData("from-the-future")]
    public async Task A_token_of_another_hour_is_said_to_be_one(string how)
    {
        await city.Provider.MisbehaveAsync(how);
        using var visitor = Visit();

        (await SignInAsync(visitor, "card", "card-1", "/my")).Heading.ShouldBe("サインインに時間がかかりすぎました");
        (await visitor.OpenAsync("/my")).Path.ShouldBe("/sign-in");
    }

    [Fact]
    public async Task A_code_that_was_used_is_used()
    {
        using var visitor = Visit();
        var callback = await CallbackAsync(visitor, "card", "card-1");
        using (var first = await visitor.Http.GetAsync(callback))
        {
            first.Headers.Location!.ToString().ShouldBe("/my");
        }

        // The same address in the same browser, and in one that never asked.
        using var second = await visitor.Http.GetAsync(callback);
        second.Headers.Location!.ToString().ShouldStartWith("/sign-in/failed");
        using var thief = Visit();
        using var stolen = await thief.Http.GetAsync(callback);
        stolen.Headers.Location!.ToString().ShouldStartWith("/sign-in/failed");
        (await thief.OpenAsync("/my")).Path.ShouldBe("/sign-in");
    }

    [Fact]
    public async Task A_stolen_code_is_worth_nothing_to_who_did_not_ask_for_it()
    {
        using var victim = Visit();
        using var thief = Visit();
        var stolen = HttpUtility.ParseQueryString((await CallbackAsync(victim, "card", "card-1")).Query)["code"]!;

        // The thief has a question of their own under way, and puts the code of another into its answer.
        var own = await CallbackAsync(thief, "card", "card-2");
        var query = HttpUtility.ParseQueryString(own.Query);
        query["code"] = stolen;
        using var answer = await thief.Http.GetAsync(new Uri($"{own.GetLeftPart(UriPartial.Path)}?{query}"));

        answer.Headers.Location!.ToString().ShouldStartWith("/sign-in/failed");
        (await thief.OpenAsync("/my")).Path.ShouldBe("/sign-in");
    }

    [Theory]
    [InlineData("card", "aal3")]
    [InlineData("city-hall", "aal2")]
    public async Task An_address_that_asks_for_less_is_not_obeyed(string provider, string acr)
    {
        using var visitor = Visit();

        await visitor.OpenAsync($"/sign-in/oidc/{provider}?returnUrl=/&assurance=Low");

        (await city.Provider.AskedAsync())["acr_values"]!.ToString().ShouldBe(acr);
    }

    [Theory]
    [InlineData("https://issuer.example/", "", "Identity:Providers:new:Assurance")]
    [InlineData("https://issuer.example/", "aal1", "Identity:Providers:new:Acr")]
    [InlineData("http://issuer.example/", "aal2", "Identity:Providers:new:Authority")]
    public async Task A_provider_that_can_let_nobody_in_or_be_listened_to_stops_the_start(string authority, string acr, string key)
    {
        await using var host = new WholeHost
        {
            More =
            [
                "--Identity:Providers:new:Label=新しいサービス", "--Identity:Providers:new:ClientId=city", $"--Identity:Providers:new:Authority={authority}",
                .. acr.Length == 0
                    ? Array.Empty<string>()
                    : [$"--Identity:Providers:new:Acr:0:Value={acr}", $"--Identity:Providers:new:Acr:0:Assurance={(acr == "aal1" ? "Low" : "Substantial")}"],
            ],
        };

        var fault = await Should.ThrowAsync<SettingsException>(async () => await host.InitializeAsync());

        fault.Faults.ShouldHaveSingleItem().ShouldStartWith(key + ":");
    }

    [Theory]
    [InlineData("", "/my/mandates/invite")]
    [InlineData("stale-auth-time", "/sign-in/again")]
    [InlineData("missing-auth-time", "/sign-in/again")]
    public async Task A_sign_in_is_as_fresh_as_the_proof_at_the_provider(string how, string leadsTo)
    {
        await city.Provider.MisbehaveAsync(how);
        using var makoto = Visit();
        await SignInAsync(makoto, "card", "card-1", "/my");

        (await makoto.OpenAsync("/my/mandates/invite")).Path.ShouldBe(leadsTo);
    }

    [Fact]
    public async Task A_provider_that_opens_the_record_is_told_listed_and_taken_away()
    {
        using var makoto = Visit();
        using var elsewhere = Visit();
        await SignInAsync(makoto, "card", "card-1", "/my");
        await SignInAsync(elsewhere, "card", "card-1", "/my");

        var account = await makoto.OpenAsync("/my/account");
        account.Says("デジタル認証（見本）").ShouldBeTrue(account.Text);
        var done = await makoto.SubmitAsync(account, "結び付きをやめる");

        done.Says("本人確認サービスとの結び付きをやめました").ShouldBeTrue(done.Text);
        done.Says("結び付けた日時").ShouldBeFalse();
        (await elsewhere.OpenAsync("/my")).Path.ShouldBe("/sign-in");
        var log = await makoto.OpenAsync("/my/account/sign-ins");
        log.Says("本人確認サービスでサインインできるようになりました").ShouldBeTrue(log.Text);
        log.Says("本人確認サービスとの結び付きをやめました").ShouldBeTrue(log.Text);
    }

    [Fact]
    public async Task Who_no_longer_works_here_is_out_with_the_next_page()
    {
        using var clerk = Visit();
        await SignInAsync(clerk, "city-hall", "emp-tanaka", "/staff/cases");
        var log = await clerk.OpenAsync("/staff/sign-ins");
        log.Says("サインインしました").ShouldBeTrue(log.Text);

        await RolesAsync("""["auditor"]""");
        try
        {
            (await clerk.OpenAsync("/staff/cases")).Path.ShouldBe("/sign-in");
        }
        finally
        {
            await RolesAsync("""["clerk"]""");
        }
    }

    [Fact]
    public async Task An_answer_to_another_question_is_no_answer()
    {
        using var visitor = Visit();
        var callback = await CallbackAsync(visitor, "card", "card-1");
        var query = HttpUtility.ParseQueryString(callback.Query);
        query["state"] = query["state"]![..^4] + "AAAA";
        using var tampered = await visitor.Http.GetAsync(new Uri($"{callback.GetLeftPart(UriPartial.Path)}?{query}"));

        tampered.Headers.Location!.ToString().ShouldStartWith("/sign-in/failed");
        (await visitor.OpenAsync("/my")).Path.ShouldBe("/sign-in");
    }

    [Fact]
    public async Task Who_goes_back_at_the_provider_is_told_so()
    {
        using var visitor = Visit();

        var page = await SignInAsync(visitor, "card", "cancel", "/my");

        page.Heading.ShouldBe("サインインを取りやめました");
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("stale-auth-time", false)]
    [InlineData("missing-auth-time", false)]
    public async Task Proving_it_again_means_now(string how, bool proves)
    {
        using var makoto = Visit();
        await SignInAsync(makoto, "card", "card-1", "/my");
        await city.Provider.MisbehaveAsync(how);

        var page = await SignInAsync(makoto, "card", "card-1", "/my", "&again=true");

        var asked = await city.Provider.AskedAsync();
        asked["prompt"]!.ToString().ShouldBe("login");
        asked["max_age"]!.ToString().ShouldBe("0");
        (page.Path == "/my").ShouldBe(proves, page.Text);
    }

    [Fact]
    public async Task When_the_session_at_the_provider_ends_ours_does()
    {
        using var makoto = Visit();
        await SignInAsync(makoto, "card", "card-1", "/my");
        using var clerk = Visit();
        await SignInAsync(clerk, "city-hall", "emp-tanaka", "/staff/cases");

        // What is not the provider's notice, or not for this city, ends nothing.
        foreach (var wrong in (string[])["&aud=another-client", "&iss=https://issuer.example/"])
        {
            (await NotifyAsync("card", await city.Provider.LogoutTokenAsync("card-1", wrong))).ShouldBe(HttpStatusCode.BadRequest);
        }

        var notice = await city.Provider.LogoutTokenAsync("card-1");
        (await NotifyAsync("card", notice[..^6] + "AAAAAA")).ShouldBe(HttpStatusCode.BadRequest);
        (await makoto.OpenAsync("/my")).Path.ShouldBe("/my");

        (await NotifyAsync("card", notice)).ShouldBe(HttpStatusCode.OK);
        (await makoto.OpenAsync("/my")).Path.ShouldBe("/sign-in");
        using var again = Visit();
        await SignInAsync(again, "card", "card-1", "/my");
        (await again.OpenAsync("/my/account/sign-ins")).Says("本人確認サービスの側で終わったため").ShouldBeTrue();
        (await clerk.OpenAsync("/staff/cases")).Path.ShouldBe("/staff/cases", "somebody else's session goes on");
    }

    [Fact]
    public async Task A_provider_that_is_away_is_said_to_be_away()
    {
        var provider = await IdentityProviderProcess.StartAsync("[]");
        await using var host = new WholeHost
        {
            More =
            [
                "--Identity:Providers:gone:Label=止まったサービス", $"--Identity:Providers:gone:Authority={provider.Issuer}",
                "--Identity:Providers:gone:ClientId=city", "--Identity:Providers:gone:AllowHttp=true", "--Identity:Providers:gone:Assurance=High",
            ],
        };
        await provider.DisposeAsync();
        await host.InitializeAsync();
        using var visitor = await host.VisitAsync();

        var page = await visitor.OpenAsync("/sign-in/oidc/gone?returnUrl=/my");

        page.Heading.ShouldBe("本人確認サービスにつながりません");
        page.Status.ShouldBe(HttpStatusCode.ServiceUnavailable);
    }

    private Visitor Visit() => new(city.Host.Client());

    private async Task RolesAsync(string roles) => await city.Host.Services.GetRequiredService<IWriter>().WriteAsync<int>(
        new Work("staff/tanaka", $"test/{roles}/{Guid.CreateVersion7()}", Actor.System("test"), Purpose.Maintain),
        unit => unit.Execute("update registry_staff set roles = @roles where code = 'tanaka'", ("roles", roles)),
        CancellationToken.None);

    private async Task<HttpStatusCode> NotifyAsync(string provider, string token)
    {
        using var http = city.Host.Client();
        using var content = new FormUrlEncodedContent([KeyValuePair.Create("logout_token", token)]);
        using var answer = await http.PostAsync(new Uri($"/sign-out/oidc/{provider}", UriKind.Relative), content);
        return answer.StatusCode;
    }

    private static async Task<PageView> SignInAsync(Visitor visitor, string provider, string person, string returnUrl, string more = "")
    {
        var choose = await visitor.OpenAsync($"/sign-in/oidc/{provider}?returnUrl={Uri.EscapeDataString(returnUrl)}{more}");
        choose.Heading.ShouldBe("Who are you?", choose.Text);
        return await visitor.SubmitAsync(choose, person);
    }

    /// <summary>The address at which the provider sends the browser back, not opened yet.</summary>
    private static async Task<Uri> CallbackAsync(Visitor visitor, string provider, string person)
    {
        var choose = await visitor.OpenAsync($"/sign-in/oidc/{provider}?returnUrl=/my");
        var form = choose.Main.QuerySelector("form")!.GetAttribute("action")!;
        using var content = new FormUrlEncodedContent(
        [
            .. choose.Main.QuerySelectorAll("input").Select(input => KeyValuePair.Create(input.GetAttribute("name")!, input.GetAttribute("value")!)),
            KeyValuePair.Create("person", person),
        ]);
        using var answer = await visitor.Http.PostAsync(new Uri(form), content);
        return answer.Headers.Location ?? throw new InvalidOperationException($"The provider answered {answer.StatusCode}.");
    }
}
