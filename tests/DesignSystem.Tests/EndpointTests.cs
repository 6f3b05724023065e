using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Madoguchi.DesignSystem.Tests;

public sealed class EndpointTests : IAsyncLifetime
{
    private WebApplication app = null!;
    private HttpClient client = null!;

    public async ValueTask InitializeAsync()
    {
        app = await StartAsync("Development");
        client = ClientOf(app);
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await app.DisposeAsync();
    }

    [Fact]
    public async Task A_reader_switches_language_and_comes_back_to_the_page()
    {
        var response = await SwitchAsync(("lang", "easy"), ("returnTo", "/design/receipt"));

        response.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        response.Headers.Location!.OriginalString.ShouldBe("/design/receipt");
        response.Headers.GetValues("Set-Cookie").ShouldContain(cookie => cookie.StartsWith("lang=easy;", StringComparison.Ordinal) && cookie.Contains("httponly"));
        var page = Rendered.Parse(await client.GetStringAsync("/design/receipt"));
        page.QuerySelector("button[value=easy]")!.GetAttribute("aria-pressed").ShouldBe("true");
    }

    [Fact]
    public async Task A_reader_switches_ruby_on_and_off()
    {
        await SwitchAsync(("ruby", "on"), ("returnTo", "/design"));
        var on = await client.GetStringAsync("/design");
        await SwitchAsync(("ruby", "off"), ("returnTo", "/design"));
        var off = await client.GetStringAsync("/design");

        on.ShouldContain("<rt>");
        off.ShouldNotContain("<rt>");
    }

    [Theory]
    [InlineData("https://example.com/")]
    [InlineData("//example.com")]
    [InlineData("/\\example.com")]
    [InlineData("")]
    public async Task The_switch_leads_nowhere_else(string returnTo)
    {
        var response = await SwitchAsync(("lang", "en"), ("returnTo", returnTo));

        response.Headers.Location!.OriginalString.ShouldBe("/");
    }

    [Fact]
    public async Task The_switch_wants_the_pages_own_token()
    {
        using var form = new FormUrlEncodedContent([new("lang", "en")]);

        var response = await client.PostAsync("/display", form);

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Assets_are_named_by_their_content_and_kept()
    {
        var page = Rendered.Parse(await client.GetStringAsync("/design"));
        var href = page.QuerySelector("link[rel=stylesheet]")!.GetAttribute("href")!;

        var named = await client.GetAsync(href);
        var bare = await client.GetAsync(href.Split('?')[0]);

        named.Headers.CacheControl!.ToString().ShouldContain("immutable");
        named.Content.Headers.ContentType!.MediaType.ShouldBe("text/css");
        bare.Headers.CacheControl!.NoCache.ShouldBeTrue();
        (await named.Content.ReadAsStringAsync()).ShouldContain("--color-primitive-blue-900");
        (await client.GetAsync("/assets/tokens.css")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("br")]
    [InlineData("gzip")]
    public async Task Assets_travel_small(string encoding)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/assets/madoguchi.css");
        request.Headers.AcceptEncoding.ParseAdd(encoding);

        var response = await client.SendAsync(request);

        response.Content.Headers.ContentEncoding.ShouldHaveSingleItem().ShouldBe(encoding);
        response.Content.Headers.ContentLength!.Value.ShouldBeLessThan(16 * 1024);
    }

    [Fact]
    public async Task The_gallery_is_for_development_only()
    {
        await using var production = await StartAsync("Production");
        using var visitor = ClientOf(production);

        (await visitor.GetAsync("/design")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await client.GetAsync("/design")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private async Task<HttpResponseMessage> SwitchAsync(params (string Name, string Value)[] fields)
    {
        var page = Rendered.Parse(await client.GetStringAsync("/design/question"));
        var token = page.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        using var form = new FormUrlEncodedContent(fields.Append(("__RequestVerificationToken", token)).Select(f => KeyValuePair.Create(f.Item1, f.Item2)));
        return await client.PostAsync("/display", form);
    }

    private static async Task<WebApplication> StartAsync(string environment)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = environment });
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddDesignSystem();
        builder.Services.AddScoped(_ => Rendered.Shell);
        var app = builder.Build();
        app.UseAntiforgery();
        app.MapDesignSystem();
        await app.StartAsync();
        return app;
    }

    private static HttpClient ClientOf(WebApplication app) => new(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = true })
    {
        BaseAddress = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()),
    };
}
