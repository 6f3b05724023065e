using System.Net;
using System.Text.RegularExpressions;
using AngleSharp.Html.Parser;

namespace Madoguchi.Whole.Tests;

/// <summary>The page on which the API is read and tried: served from here, under rules of its own, and asking nothing of anybody else.</summary>
public sealed partial class ApiPageTests(WholeHost host)
{
    [Fact]
    public async Task It_is_served_under_rules_of_its_own_with_a_number_made_for_this_answer()
    {
        using var client = host.Client();
        using var first = await client.GetAsync(new Uri("/api/", UriKind.Relative), TestContext.Current.CancellationToken);
        using var second = await client.GetAsync(new Uri("/api/", UriKind.Relative), TestContext.Current.CancellationToken);

        var rules = first.Headers.GetValues("Content-Security-Policy").ShouldHaveSingleItem();
        first.StatusCode.ShouldBe(HttpStatusCode.OK);
        rules.ShouldStartWith("default-src 'none'; ");
        rules.ShouldNotContain("http", Case.Insensitive, "nothing may come from or go to anywhere else");
        Nonce().Match(rules).Groups[1].Value.Length.ShouldBeGreaterThan(20);
        rules.ShouldNotBe(second.Headers.GetValues("Content-Security-Policy").Single());
    }

    [Fact]
    public async Task All_it_needs_lies_here()
    {
        using var client = host.Client();
        using var answer = await client.GetAsync(new Uri("/api/", UriKind.Relative), TestContext.Current.CancellationToken);
        var html = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var nonce = Nonce().Match(answer.Headers.GetValues("Content-Security-Policy").Single()).Groups[1].Value;
        var page = await new HtmlParser().ParseDocumentAsync(html, TestContext.Current.CancellationToken);

        Elsewhere().Matches(html).Select(match => match.Value).ShouldBeEmpty();
        html.ShouldContain("openapi/v1.json");
        page.Scripts.ShouldNotBeEmpty();
        foreach (var script in page.Scripts)
        {
            script.GetAttribute("nonce").ShouldBe(nonce, script.OuterHtml);
        }

        foreach (var needed in page.QuerySelectorAll("script[src], link[href]").Select(element => element.GetAttribute("src") ?? element.GetAttribute("href")!)
            .Append("/openapi/v1.json"))
        {
            using var part = await client.GetAsync(new Uri(new Uri(client.BaseAddress!, "/api/"), needed), TestContext.Current.CancellationToken);
            part.StatusCode.ShouldBe(HttpStatusCode.OK, needed);
        }
    }

    [GeneratedRegex("'nonce-([^']+)'")]
    private static partial Regex Nonce();

    [GeneratedRegex("(https?:)?//[a-z0-9-]+[.][a-z]{2,}[^\"' ]*", RegexOptions.IgnoreCase)]
    private static partial Regex Elsewhere();
}
