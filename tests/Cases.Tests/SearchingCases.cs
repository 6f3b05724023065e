using Madoguchi.Kernel;
using Madoguchi.Procedures;
using Madoguchi.Testing;

namespace Madoguchi.Cases.Tests;

public sealed class SearchingCases
{
    [Fact]
    public async Task A_case_is_found_by_name_reading_number_and_word_however_they_are_typed()
    {
        await using var city = await CasesHost.StartAsync();
        var sato = await city.ReceiveAsync(
            await city.PartyAsync("sato-makoto"), answers: [("address", new AddressValue("3299902", "栃木県", "みやのわ市", "風見台", "二丁目4番8号", ""))]);
        var yui = await city.ReceiveAsync(await city.PartyAsync("sato-yui"), "resident-record");
        await city.IndexAsync();
        using var clerk = city.Host.SignIn(CasesHost.Tanaka);

        (string Question, string[] Expected)[] table =
        [
            ("佐藤 誠", [sato.Reference]),
            ("佐藤誠", [sato.Reference]),
            ("さとう まこと", [sato.Reference]),
            ("ｻﾄｳ ﾏｺﾄ", [sato.Reference]),
            ("サトウ", [yui.Reference, sato.Reference]),
            ("児童", [sato.Reference]),
            ("児童手当", [sato.Reference]),
            ("誠", [sato.Reference]),
            (sato.Reference, [sato.Reference]),
            (ReferenceNumber.Show(sato.Reference), [sato.Reference]),
            (string.Concat(ReferenceNumber.Show(sato.Reference).Select(character => (char)(character + 0xFEE0))), [sato.Reference]),
            ("鈴木", []),
            ("・・・", []),
            ("'; drop table cases_case; --", []),
        ];
        foreach (var (question, expected) in table)
        {
            var page = await SearchAsync(clerk, question);
            References(page).ShouldBe(expected, ignoreOrder: true, question);
        }
    }

    [Fact]
    public async Task The_case_that_has_more_of_the_words_stands_first()
    {
        await using var city = await CasesHost.StartAsync();
        var both = await city.ReceiveAsync(await city.PartyAsync("sato-makoto"));
        await city.ReceiveAsync(await city.PartyAsync("sato-yui"));
        await city.IndexAsync();

        var page = await SearchAsync(city.Host.SignIn(CasesHost.Tanaka), "サトウ マコト 児童手当");

        References(page)[0].ShouldBe(both.Reference);
    }

    [Fact]
    public async Task Words_of_a_correction_are_found_after_it_arrived()
    {
        await using var city = await CasesHost.StartAsync();
        var submission = await city.ReceiveAsync(await city.PartyAsync("sato-makoto"), answers: [("phone", new TextValue("090-0000-0101"))]);
        await city.IndexAsync();
        city.Change(submission with { Answers = submission.Answers.With("phone", submission.Answers["phone"]! with { Value = new TextValue("080-0000-7777") }) });
        await city.Host.ChangeAsync(unit =>
        {
            CaseStore.WantIndex(unit, unit.Query("select id from cases_case", row => row.Guid("id"))[0]);
            return true;
        });

        await city.IndexAsync();
        using var clerk = city.Host.SignIn(CasesHost.Tanaka);
        var found = await SearchAsync(clerk, "08000007777");
        var old = await SearchAsync(clerk, "09000000101");

        References(found).ShouldBe([submission.Reference]);
        References(old).ShouldBeEmpty();
        (await city.Host.CountAsync("cases_unindexed")).ShouldBe(0);
    }

    [Fact]
    public async Task The_queue_is_filtered_and_an_empty_one_says_what_to_do()
    {
        await using var city = await CasesHost.StartAsync();
        var child = await city.ReceiveAsync(await city.PartyAsync("sato-makoto"));
        await city.ReceiveAsync(await city.PartyAsync("sato-makoto"), "resident-record");
        using var clerk = city.Host.SignIn(CasesHost.Tanaka);
        await clerk.SubmitAsync(await clerk.OpenAsync($"/staff/cases/{child.Reference}"), "自分が担当する");

        References(await clerk.OpenAsync("/staff/cases?view=mine")).ShouldBe([child.Reference]);
        References(await clerk.OpenAsync("/staff/cases?procedure=child-allowance")).ShouldBe([child.Reference]);
        References(await clerk.OpenAsync("/staff/cases?assignee=tanaka")).ShouldBe([child.Reference]);
        References(await clerk.OpenAsync("/staff/cases?view=free")).Count.ShouldBe(1);
        var none = await clerk.OpenAsync("/staff/cases?view=overdue");
        none.Text.ShouldContain("あてはまる案件はありません");
        city.Host.Time.AdvanceTo(DateTimeOffset.Parse("2027-01-15T10:00+09:00", System.Globalization.CultureInfo.InvariantCulture));
        References(await clerk.OpenAsync("/staff/cases?view=overdue")).Count.ShouldBe(2);
        References(await clerk.OpenAsync("/staff/cases?page=99999")).Count.ShouldBe(2);
    }

    [Fact]
    public async Task No_name_gets_into_an_address_or_a_log_and_every_link_of_the_page_keeps_the_search()
    {
        await using var city = await CasesHost.StartAsync();
        var sato = await city.ReceiveAsync(await city.PartyAsync("sato-makoto"));
        await city.ReceiveAsync(await city.PartyAsync("suzuki-tomi"), "resident-record");
        await city.IndexAsync();
        using var clerk = city.Host.SignIn(CasesHost.Tanaka);

        var found = await SearchAsync(clerk, "佐藤 誠", ("手続", "child-allowance"));
        var narrowed = await clerk.SubmitAsync(found, ("状態", "open"));
        var free = await clerk.OpenAsync(found.Link("担当未定"));

        References(found).ShouldBe([sato.Reference]);
        References(narrowed).ShouldBe([sato.Reference]);
        References(free).ShouldBe([sato.Reference]);
        narrowed.Field("手続").Value.ShouldBe("child-allowance");
        foreach (var page in (PageView[])[found, narrowed, free])
        {
            page.Field("q").Value.ShouldBe("佐藤 誠");
            var addresses = page.Document.QuerySelectorAll("[href], [action]")
                .Select(element => element.GetAttribute("href") ?? element.GetAttribute("action")!).Append(page.Address.AbsoluteUri);
            Uri.UnescapeDataString(string.Join(' ', addresses)).ShouldNotContain("佐藤");
        }

        Uri.UnescapeDataString(string.Join('\n', city.Host.Log)).ShouldNotContain("佐藤");
    }

    [Fact]
    public async Task Words_sealed_yesterday_or_elsewhere_search_for_nothing_and_the_page_says_so()
    {
        await using var city = await CasesHost.StartAsync();
        await city.ReceiveAsync(await city.PartyAsync("sato-makoto"));
        await city.IndexAsync();
        using var clerk = city.Host.SignIn(CasesHost.Tanaka);
        var found = await SearchAsync(clerk, "鈴木");
        References(found).ShouldBeEmpty();

        city.Host.Time.Advance(TimeSpan.FromHours(13));
        foreach (var address in (string[])[found.Address.PathAndQuery, "/staff/cases?words=abc", "/staff/cases?words=" + new string('A', 300)])
        {
            var page = await clerk.OpenAsync(address);

            page.Says("もう一度入力してください").ShouldBeTrue(address);
            page.Field("q").Value.ShouldBeNullOrEmpty();
            References(page).Count.ShouldBe(1);
        }
    }

    private static async Task<PageView> SearchAsync(Visitor clerk, string words, params (string Field, object? Value)[] filters) =>
        await clerk.SubmitAsync(await clerk.OpenAsync("/staff/cases"), [("q", words), .. filters]);

    private static List<string> References(PageView page) =>
        [.. page.Main.QuerySelectorAll("tbody th a").Select(link => link.GetAttribute("href")!.Split('/')[^1])];
}
