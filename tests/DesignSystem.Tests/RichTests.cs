namespace Madoguchi.DesignSystem.Tests;

public class RichTests
{
    [Theory]
    [InlineData("<script>alert(1)</script>", "script")]
    [InlineData("文 <b onclick=alert(1)>太字</b>", "b")]
    [InlineData("<!-- -->\n<iframe src=//x></iframe>", "iframe")]
    [InlineData("[押す](javascript:alert(1))", "a")]
    [InlineData("[押す](JaVaScRiPt&colon;alert(1))", "a")]
    [InlineData("[押す](data:text/html,x)", "a")]
    [InlineData("[押す](//example.com)", "a")]
    [InlineData("[押す](/\\example.com)", "a")]
    [InlineData("<javascript:alert(1)>", "a")]
    [InlineData("![図](https://example.com/x.png)", "img")]
    [InlineData("![図](//example.com/x.png)", "img")]
    public async Task Markup_and_addresses_that_do_not_belong_become_text(string markdown, string element)
    {
        var rich = await RichAsync(markdown);

        rich.QuerySelectorAll(element).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("[読む](/procedures/a)", "/procedures/a", null)]
    [InlineData("[読む](#a)", "#a", null)]
    [InlineData("[電話](tel:0280000000)", "tel:0280000000", null)]
    [InlineData("[法令](https://laws.e-gov.go.jp/)", "https://laws.e-gov.go.jp/", "noopener noreferrer")]
    public async Task Links_go_where_links_may_go(string markdown, string href, string? rel)
    {
        var link = (await RichAsync(markdown)).QuerySelector("a")!;

        link.GetAttribute("href").ShouldBe(href);
        link.GetAttribute("rel").ShouldBe(rel);
        link.GetAttribute("target").ShouldBeNull();
    }

    [Fact]
    public async Task Headings_begin_below_the_pages_own()
    {
        var rich = await RichAsync("# 一\n\n## 二\n\n###### 六");

        rich.QuerySelectorAll("h1").ShouldBeEmpty();
        rich.QuerySelector("h2")!.TextContent.ShouldBe("一");
        rich.QuerySelector("h3")!.TextContent.ShouldBe("二");
        rich.QuerySelector("h6")!.TextContent.ShouldBe("六");
    }

    [Fact]
    public async Task Readings_work_in_a_table_and_do_not_break_it()
    {
        var rich = await RichAsync("| {年齢|ねんれい} | 月額 |\n|---|---|\n| 0–2 | **15,000円** |", new Display(Language.Easy));

        rich.QuerySelectorAll("th").Length.ShouldBe(2);
        rich.QuerySelector("th rt")!.TextContent.ShouldBe("ねんれい");
        rich.QuerySelector("td strong")!.TextContent.ShouldBe("15,000円");
    }

    [Fact]
    public async Task Markup_inside_a_reading_is_text()
    {
        var rich = await RichAsync("{<b>漢</b>|<i>かん</i>}", new Display(Language.Easy));

        rich.QuerySelectorAll("b, i").ShouldBeEmpty();
        rich.QuerySelector("rt")!.TextContent.ShouldBe("<i>かん</i>");
    }

    private static Task<AngleSharp.Dom.IElement> RichAsync(string text, Display? display = null) =>
        Rendered.PartAsync<Rich>(new Dictionary<string, object?> { ["Text"] = text }, display);
}
