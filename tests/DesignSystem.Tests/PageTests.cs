using AngleSharp.Html.Dom;

namespace Madoguchi.DesignSystem.Tests;

public class PageTests
{
    private static readonly Display[] Displays = [new(Language.Ja), new(Language.Ja, rubyWanted: true), new(Language.Easy), new(Language.En)];

    private static readonly string[] References = ["for", "aria-describedby", "aria-labelledby"];

    public static TheoryData<string> Pages =>
        [nameof(Gallery), nameof(SampleQuestion), nameof(SampleCheck), nameof(SampleReceipt), nameof(SampleQueue), nameof(SampleCase)];

    public static TheoryData<ProblemKind> Problems => [.. Enum.GetValues<ProblemKind>()];

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task A_page_is_sound_in_every_way_of_showing_it(string name)
    {
        var type = typeof(Page).Assembly.GetType("Madoguchi.DesignSystem." + name)!;
        foreach (var display in Displays)
        {
            Check(Rendered.Parse(await Rendered.HtmlAsync(type, display)), display);
        }
    }

    [Theory]
    [MemberData(nameof(Problems))]
    public async Task An_error_says_what_happened_what_is_kept_and_what_to_do(ProblemKind kind)
    {
        foreach (var display in Displays)
        {
            var page = await Rendered.PageAsync<ProblemPage>(display, new Dictionary<string, object?> { ["Kind"] = kind, ["Number"] = "3f2a" });

            Check(page, display);
            page.QuerySelector(".mg-lead")!.TextContent.ShouldNotBeEmpty();
            page.QuerySelector("main .mg-notice p")!.TextContent.ShouldNotBeEmpty();
            page.QuerySelector("main h2 + p")!.TextContent.ShouldNotBeEmpty();
            page.QuerySelectorAll("main .mg-buttons a").ShouldNotBeEmpty();
            page.QuerySelector("main")!.TextContent.ShouldContain("3f2a");
        }
    }

    [Theory]
    [InlineData(401, ProblemKind.SignInNeeded)]
    [InlineData(413, ProblemKind.TooLarge)]
    [InlineData(418, ProblemKind.BadRequest)]
    [InlineData(429, ProblemKind.TooMany)]
    [InlineData(500, ProblemKind.Fault)]
    [InlineData(503, ProblemKind.Unavailable)]
    public void Every_status_has_its_page(int status, ProblemKind kind) => ProblemKinds.Of(status).ShouldBe(kind);

    [Fact]
    public async Task The_title_is_plain_and_says_when_something_is_wrong()
    {
        var page = await Rendered.PageAsync<Page>(new Display(Language.Easy), new Dictionary<string, object?>
        {
            ["Title"] = "{申請|しんせい}",
            ["Caption"] = "{児童|じどう}手当",
            ["Errors"] = new FieldError[] { new("x", "まちがい") },
        });

        page.Title.ShouldBe("まちがい：申請 – 児童手当 | 緑市");
        page.QuerySelector("h1 ruby").ShouldNotBeNull();
        page.QuerySelector("main > :first-child")!.GetAttribute("role").ShouldBe("alert");
    }

    [Fact]
    public async Task A_person_acting_for_another_always_sees_for_whom()
    {
        var page = await Rendered.PageAsync<Page>(null, new Dictionary<string, object?> { ["Title"] = "題" });

        page.QuerySelector(".mg-acting")!.TextContent.ShouldContain("株式会社みどり食堂");
        page.QuerySelector(".mg-acting a")!.GetAttribute("href").ShouldBe("/acting");
    }

    [Theory]
    [InlineData("/procedures/a", "/procedures")]
    [InlineData("/my/letters", "/my")]
    [InlineData("/my/notices", "/my/notices")]
    public async Task The_present_place_in_the_menu_is_marked_and_no_other(string path, string marked)
    {
        var page = await Rendered.PageAsync<Page>(new Display(Language.Ja, path: path), new Dictionary<string, object?> { ["Title"] = "題" });

        page.QuerySelectorAll(".mg-nav [aria-current=page]").ShouldHaveSingleItem().GetAttribute("href").ShouldBe(marked);
    }

    [Fact]
    public async Task Help_by_phone_is_on_every_residents_page_and_not_on_staffs()
    {
        var residents = await Rendered.PageAsync<Page>(null, new Dictionary<string, object?> { ["Title"] = "題" });
        var staff = await Rendered.PageAsync<Page>(null, new Dictionary<string, object?> { ["Title"] = "題", ["Staff"] = true });

        residents.QuerySelector("footer a[href='tel:0280000000']").ShouldNotBeNull();
        staff.QuerySelector("footer a[href='tel:0280000000']").ShouldBeNull();
    }

    private static void Check(IHtmlDocument page, Display display)
    {
        page.DocumentElement.GetAttribute("lang").ShouldBe(display.Lang);
        page.QuerySelectorAll("h1").Length.ShouldBe(1);
        page.QuerySelectorAll("main").Length.ShouldBe(1);
        page.QuerySelector("body > a:first-child")!.GetAttribute("href").ShouldBe("#main");
        page.QuerySelectorAll("[style], style, script:not([src])").ShouldBeEmpty("the policy allows no inline style or script");
        page.All.SelectMany(e => e.Attributes).Where(a => a.Name.StartsWith("on", StringComparison.Ordinal)).ShouldBeEmpty();
        page.QuerySelectorAll("[src], link[href]").Select(e => e.GetAttribute("src") ?? e.GetAttribute("href")!)
            .ShouldAllBe(address => address.StartsWith("/assets/", StringComparison.Ordinal));

        var ids = page.All.Select(e => e.Id).Where(id => !string.IsNullOrEmpty(id)).ToList();
        ids.Distinct().Count().ShouldBe(ids.Count, "ids are unique");
        foreach (var reference in page.All.SelectMany(e => References.Select(e.GetAttribute).OfType<string>()))
        {
            reference.Split(' ').ShouldAllBe(id => ids.Contains(id));
        }

        foreach (var control in page.QuerySelectorAll("main input:not([type=hidden]), main select, main textarea"))
        {
            page.QuerySelectorAll("label").ShouldContain(label => label.GetAttribute("for") == control.Id);
        }

        page.DocumentElement.OuterHtml.ShouldNotMatch(@"\{[^{}|]+\|[^{}|]+\}", "readings are shown or left out, never their braces");
        page.QuerySelectorAll("[aria-label], [title], [alt]").SelectMany(e => e.Attributes).ShouldAllBe(a => !a.Value.Contains('{'));
    }
}
