using System.Net;
using Madoguchi.Kernel;
using Madoguchi.Testing;
using Microsoft.AspNetCore.Http;

namespace Madoguchi.Identity.Tests;

public sealed class SessionTests : IAsyncLifetime
{
    private static readonly TimeSpan Turn = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(1);

    private ModuleHost host = null!;
    private Guid makoto;

    public async ValueTask InitializeAsync()
    {
        host = await IdentityHost.StartAsync();
        makoto = await host.PartyAsync("sato-makoto");
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task A_cookie_signs_in_and_its_secret_is_turned_every_few_minutes()
    {
        var cookie = await host.BeginAsync(makoto);

        (await host.WithCookieAsync(cookie)).ShouldBe(new Answer(HttpStatusCode.OK, null, null, null));
        host.Time.Advance(Turn);
        var turned = await host.WithCookieAsync(cookie);

        turned.IsIn.ShouldBeTrue();
        turned.Turned.ShouldNotBe(cookie);
        turned.Header.ShouldNotBeNull().ToLowerInvariant().ShouldContain("httponly");
        turned.Header!.ToLowerInvariant().ShouldContain("samesite=lax");
        (await host.WithCookieAsync(turned.Turned!)).IsIn.ShouldBeTrue();
    }

    [Fact]
    public async Task A_reply_that_was_lost_signs_nobody_out()
    {
        var cookie = await host.BeginAsync(makoto);
        host.Time.Advance(Turn);
        var lost = await host.WithCookieAsync(cookie);

        host.Time.Advance(Grace * 3);
        var again = await host.WithCookieAsync(cookie);

        again.IsIn.ShouldBeTrue();
        again.Turned.ShouldBe(lost.Turned, "the same secret is offered until it is seen");
    }

    [Fact]
    public async Task Requests_that_were_under_way_while_the_secret_was_turned_are_answered()
    {
        var cookie = await host.BeginAsync(makoto);
        host.Time.Advance(Turn);
        var turned = (await host.WithCookieAsync(cookie)).Turned!;
        await host.WithCookieAsync(turned);

        host.Time.Advance(Grace);

        (await host.WithCookieAsync(cookie)).ShouldBe(new Answer(HttpStatusCode.OK, null, null, null));
        (await host.WithCookieAsync(turned)).IsIn.ShouldBeTrue();
    }

    [Fact]
    public async Task A_copied_cookie_used_later_ends_the_session_for_thief_and_owner_and_the_log_says_so()
    {
        var stolen = await host.BeginAsync(makoto);
        host.Time.Advance(Turn);
        var owner = (await host.WithCookieAsync(stolen)).Turned!;
        await host.WithCookieAsync(owner);
        host.Time.Advance(Grace + Moment);

        var thief = await host.WithCookieAsync(stolen);

        thief.Status.ShouldBe(HttpStatusCode.Redirect);
        (await host.WithCookieAsync(owner)).Status.ShouldBe(HttpStatusCode.Redirect);
        (await host.LogOfAsync(makoto)).ShouldBe([Happened.SignedIn, Happened.Copied]);
    }

    [Fact]
    public async Task A_thief_who_is_quicker_is_thrown_out_when_the_owner_comes_back()
    {
        var owner = await host.BeginAsync(makoto);
        host.Time.Advance(Turn);
        var thief = (await host.WithCookieAsync(owner)).Turned!;
        (await host.WithCookieAsync(thief)).IsIn.ShouldBeTrue();
        host.Time.Advance(Grace + Moment);

        (await host.WithCookieAsync(owner)).IsIn.ShouldBeFalse();

        (await host.WithCookieAsync(thief)).IsIn.ShouldBeFalse();
    }

    [Fact]
    public async Task A_cookie_that_was_never_ours_ends_nothing()
    {
        var cookie = await host.BeginAsync(makoto);
        var token = SessionToken.Parse(cookie)!.Value;

        var forged = SessionToken.New(token.Session).ToString();

        (await host.WithCookieAsync(forged)).IsIn.ShouldBeFalse();
        (await host.WithCookieAsync(cookie[..^1])).IsIn.ShouldBeFalse();
        (await host.WithCookieAsync("")).IsIn.ShouldBeFalse();
        (await host.WithCookieAsync(cookie)).IsIn.ShouldBeTrue();
    }

    [Fact]
    public async Task Doing_nothing_for_an_hour_signs_out()
    {
        var cookie = await host.BeginAsync(makoto);

        host.Time.Advance(TimeSpan.FromMinutes(60));
        var just = await host.WithCookieAsync(cookie);
        host.Time.Advance(TimeSpan.FromMinutes(60) + Moment);
        var over = await host.WithCookieAsync(just.Turned!);

        just.IsIn.ShouldBeTrue();
        over.IsIn.ShouldBeFalse();
    }

    [Fact]
    public async Task Twelve_hours_end_a_session_however_busy_it_was()
    {
        var cookie = await host.BeginAsync(makoto);
        for (var half = 0; half < 24; half++)
        {
            host.Time.Advance(TimeSpan.FromMinutes(30));
            cookie = (await host.WithCookieAsync(cookie)).Turned ?? cookie;
            (await host.WithCookieAsync(cookie)).IsIn.ShouldBeTrue($"after {half / 2.0 + 0.5} hours");
        }

        host.Time.Advance(Moment);

        (await host.WithCookieAsync(cookie)).IsIn.ShouldBeFalse();
    }

    [Fact]
    public async Task What_one_host_believes_it_asks_again_after_seconds()
    {
        var cookie = await host.BeginAsync(makoto);
        (await host.WithCookieAsync(cookie)).IsIn.ShouldBeTrue();
        await host.ChangeAsync(unit => unit.Execute("update identity_session set ended_at = @now", ("now", unit.Now)));

        host.Time.Advance(TimeSpan.FromSeconds(5));

        (await host.WithCookieAsync(cookie)).IsIn.ShouldBeFalse("another host ended it");
    }

    [Fact]
    public async Task What_was_proved_an_hour_ago_is_asked_again()
    {
        var cookie = await host.BeginAsync(makoto);

        var now = await host.WithCookieAsync(cookie, "/fresh");
        host.Time.Advance(FreshSignIn.MaxAge + Moment);
        var later = await host.WithCookieAsync(cookie, "/fresh");

        now.IsIn.ShouldBeTrue();
        later.Location.ShouldBe("/sign-in/again?returnUrl=%2Ffresh");
        (await host.WithCookieAsync(later.Turned!)).IsIn.ShouldBeTrue("all else goes on");
    }

    [Fact]
    public async Task By_https_the_browser_itself_guards_the_cookie()
    {
        var context = new DefaultHttpContext { RequestServices = host.Services };
        context.Request.Scheme = "https";

        await host.Get<Sessions>().StartAsync(
            context,
            new SessionStart { ActorId = "staff:tanaka", Role = Roles.Clerk, Name = "田中", Assurance = Assurance.High, Method = Methods.Oidc("city") });

        context.Response.Headers.SetCookie.ToString().ShouldMatch("^__Host-madoguchi-session=.*; path=/; secure; samesite=lax; httponly$");
    }

    [Theory]
    [InlineData("Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1", "iPhone / Safari")]
    [InlineData("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0", "Windows / Edge")]
    [InlineData("Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36", "Android / Chrome")]
    [InlineData("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", "Linux / Firefox")]
    [InlineData("curl/8.0", "")]
    public void A_device_is_named_as_its_owner_would(string agent, string name) => Visit.DeviceOf(agent).ShouldBe(name);

    [Theory]
    [InlineData("203.0.113.77", "203.0.113.*")]
    [InlineData("::ffff:203.0.113.77", "203.0.113.*")]
    [InlineData("2001:db8:1234:5678::1", "2001:0db8:1234:*")]
    [InlineData("127.0.0.1", "local")]
    [InlineData("::1", "local")]
    public void Where_somebody_came_from_is_kept_without_the_machine(string address, string origin) =>
        Visit.OriginOf(IPAddress.Parse(address)).ShouldBe(origin);
}
