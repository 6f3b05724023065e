using System.Net;
using System.Security.Cryptography;
using Madoguchi.Testing;

namespace Madoguchi.Delivery.Tests;

/// <summary>Anybody with a letter in hand, on a phone.</summary>
public sealed class CheckLetterTests
{
    [Fact]
    public async Task A_genuine_letter_is_told_with_what_it_must_say_and_no_more_of_the_name_than_needed()
    {
        await using var city = await LetterHost.StartAsync();
        var id = await city.IssueAsync(await city.PartyAsync("sato-makoto"));
        using var stranger = city.Host.Visit();

        var page = await CheckAsync(stranger, await city.CodeAsync(id));

        page.Status.ShouldBe(HttpStatusCode.OK);
        page.Says("市が発行した文書です").ShouldBeTrue(page.Text);
        page.Term("文書の名前").ShouldBe("認定決定通知書");
        page.Term("文書番号").ShouldBe("令和8年度 第12号");
        page.Term("文書の日付").ShouldBe("令和8年11月2日");
        page.Term("決定").ShouldBe("認定");
        page.Term("宛名").ShouldStartWith("佐＊＊");
        page.Html.ShouldNotContain("佐藤");
        page.Html.ShouldNotContain("風見台");
    }

    [Fact]
    public async Task The_QR_code_leads_to_the_form_filled_in_and_nothing_is_told_before_it_is_sent()
    {
        await using var city = await LetterHost.StartAsync();
        var code = await city.CodeAsync(await city.IssueAsync(await city.PartyAsync("sato-makoto")));
        using var stranger = city.Host.Visit();

        var scanned = await stranger.OpenAsync($"/check?code={code.Replace("-", "", StringComparison.Ordinal)}");

        scanned.Field("確認コード").Value.ShouldBe(code.Replace("-", "", StringComparison.Ordinal));
        scanned.Says("認定").ShouldBeFalse();
        (await stranger.SubmitAsync(scanned)).Says("市が発行した文書です").ShouldBeTrue();
    }

    [Fact]
    public async Task A_forged_code_is_told_with_what_to_do()
    {
        await using var city = await LetterHost.StartAsync();
        await city.IssueAsync(await city.PartyAsync("sato-makoto"));
        using var stranger = city.Host.Visit();

        var page = await CheckAsync(stranger, CheckCode.Show(CheckCode.New()));

        page.Says("市が発行した文書ではありません").ShouldBeTrue(page.Text);
        page.Says("028-000-0100").ShouldBeTrue();
        page.Says("文書に書いてあるはずのこと").ShouldBeFalse();
    }

    [Fact]
    public async Task A_mistyped_code_is_told_at_its_field_and_what_was_typed_stays()
    {
        await using var city = await LetterHost.StartAsync();
        var code = await city.CodeAsync(await city.IssueAsync(await city.PartyAsync("sato-makoto")));
        var wrong = (code[0] == 'A' ? 'B' : 'A') + code[1..];
        using var stranger = city.Host.Visit();

        var page = await CheckAsync(stranger, wrong);

        page.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        page.Errors.ShouldHaveSingleItem().ShouldContain("打ち間違い");
        page.Field("確認コード").Value.ShouldBe(wrong);
        page.Says("市が発行した文書ではありません").ShouldBeFalse();
    }

    [Theory]
    [InlineData("第13号", "", "文書番号")]
    [InlineData("", "令和8年11月3日", "日付")]
    public async Task A_letter_that_says_something_else_is_altered(string number, string day, string differs)
    {
        await using var city = await LetterHost.StartAsync();
        var code = await city.CodeAsync(await city.IssueAsync(await city.PartyAsync("sato-makoto")));
        using var stranger = city.Host.Visit();

        var page = await CheckAsync(stranger, code, number, day);

        page.Says("内容が書き換えられています").ShouldBeTrue(page.Text);
        page.Main.QuerySelectorAll(".mg-notice li").Select(item => item.TextContent).ShouldHaveSingleItem().ShouldContain(differs);
    }

    [Fact]
    public async Task What_was_typed_as_it_stands_on_the_letter_is_genuine()
    {
        await using var city = await LetterHost.StartAsync();
        var code = await city.CodeAsync(await city.IssueAsync(await city.PartyAsync("sato-makoto")));
        using var stranger = city.Host.Visit();

        (await CheckAsync(stranger, code, "１２", "R8.11.2")).Says("市が発行した文書です").ShouldBeTrue();
    }

    [Fact]
    public async Task A_file_is_compared_bit_by_bit_and_not_kept()
    {
        await using var city = await LetterHost.StartAsync();
        var id = await city.IssueAsync(await city.PartyAsync("sato-makoto"));
        var code = await city.CodeAsync(id);
        var file = await city.FileAsync(id);
        var altered = file.ToArray();
        altered[^20] ^= 1;
        var stored = await city.Host.CountAsync("kernel_file");
        using var stranger = city.Host.Visit();

        var same = await CheckAsync(stranger, code, file: file);
        var other = await CheckAsync(stranger, code, file: altered);

        same.Says("市が発行したときのままです").ShouldBeTrue(same.Text);
        other.Says("内容が書き換えられています").ShouldBeTrue(other.Text);
        (await city.Host.CountAsync("kernel_file")).ShouldBe(stored);
    }

    [Fact]
    public async Task A_file_larger_than_any_letter_is_refused()
    {
        await using var city = await LetterHost.StartAsync();
        using var stranger = city.Host.Visit();

        var page = await CheckAsync(stranger, CheckCode.New(), file: new byte[6 * 1024 * 1024]);

        page.Status.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        page.Errors.ShouldHaveSingleItem().ShouldContain("5");
    }

    [Fact]
    public async Task A_letter_whose_day_has_passed_is_genuine_but_expired()
    {
        await using var city = await LetterHost.StartAsync();
        var code = await city.CodeAsync(await city.IssueAsync(await city.PartyAsync("sato-makoto"), LetterHost.Decision(new(2026, 11, 30))));
        using var stranger = city.Host.Visit();

        city.Host.Time.Advance(TimeSpan.FromDays(28));
        var onTheLastDay = await CheckAsync(stranger, code);
        city.Host.Time.Advance(TimeSpan.FromDays(1));
        var after = await CheckAsync(stranger, code);

        onTheLastDay.Says("市が発行した文書です").ShouldBeTrue(onTheLastDay.Text);
        after.Says("有効期限が過ぎています").ShouldBeTrue(after.Text);
        after.Says("令和8年11月30日").ShouldBeTrue();
    }

    [Fact]
    public async Task A_letter_taken_back_or_replaced_says_so()
    {
        await using var city = await LetterHost.StartAsync();
        var sato = await city.PartyAsync("sato-makoto");
        var withdrawn = await city.IssueAsync(sato);
        var replaced = await city.IssueAsync(sato);
        await city.EndAsync(withdrawn, new(2026, 11, 5));
        await city.EndAsync(replaced, new(2026, 11, 6), "令和8年度 第99号");
        using var stranger = city.Host.Visit();

        var first = await CheckAsync(stranger, await city.CodeAsync(withdrawn));
        var second = await CheckAsync(stranger, await city.CodeAsync(replaced));

        first.Says("令和8年11月5日に市が取り消しました").ShouldBeTrue(first.Text);
        second.Says("令和8年11月6日に別の文書（令和8年度 第99号）に替わりました").ShouldBeTrue(second.Text);
    }

    [Fact]
    public async Task A_record_changed_in_the_database_is_not_vouched_for_and_the_operator_is_told()
    {
        await using var city = await LetterHost.StartAsync();
        var id = await city.IssueAsync(await city.PartyAsync("sato-makoto"));
        await city.Host.ChangeAsync(unit => unit.Execute("update delivery_letter set number = @number where id = @id", ("number", "令和8年度 第1号"), ("id", id)));
        using var stranger = city.Host.Visit();

        var page = await CheckAsync(stranger, await city.CodeAsync(id));

        page.Says("市が発行した文書ではありません").ShouldBeTrue(page.Text);
        city.Host.Log.ShouldContain(line => line.Contains("does not bear the city's signature", StringComparison.Ordinal) && line.Contains(id.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_letter_signed_by_a_key_that_somebody_wrote_into_the_database_is_not_the_citys()
    {
        await using var city = await LetterHost.StartAsync();
        var id = await city.IssueAsync(await city.PartyAsync("sato-makoto"));
        var code = await city.CodeAsync(id);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var forged = (await city.LetterAsync(id)).Proof with { Number = "令和8年度 第1号" };
        var signature = key.SignData(forged.ToBytes("forged"), Seal.Hash);
        var genuine = (await city.Host.ColumnAsync("select public_sealed as value from delivery_key"))[0];
        using var stranger = city.Host.Visit();

        foreach (var vouched in new[] { null, "AAAA", genuine })
        {
            await city.Host.ChangeAsync(unit =>
            {
                unit.Execute("delete from delivery_key where id = 'forged'");
                unit.Execute(
                    "insert into delivery_key (id, public_key, public_sealed, created_at, retired_at) values ('forged', @key, @sealed, @at, @at)",
                    ("key", key.ExportSubjectPublicKeyInfo()), ("sealed", vouched), ("at", unit.Now));
                return unit.Execute(
                    "update delivery_letter set number = @number, key_id = 'forged', signature = @signature where id = @id",
                    ("number", forged.Number), ("signature", signature), ("id", id));
            });

            (await CheckAsync(stranger, code)).Says("市が発行した文書ではありません").ShouldBeTrue(vouched);
        }
    }

    [Theory]
    [InlineData("state = 'withdrawn', ended_on = '2026-11-05'")]
    [InlineData("state = 'replaced', replaced_by = '第1号'")]
    [InlineData("ended_on = '2026-11-05'")]
    public async Task An_ending_that_the_city_did_not_sign_is_not_vouched_for(string change)
    {
        await using var city = await LetterHost.StartAsync();
        var id = await city.IssueAsync(await city.PartyAsync("sato-makoto"));
        await city.Host.ChangeAsync(unit => unit.Execute($"update delivery_letter set {change}"));
        using var stranger = city.Host.Visit();

        (await CheckAsync(stranger, await city.CodeAsync(id))).Says("取り消しました").ShouldBeFalse();
        city.Host.Log.ShouldContain(line => line.Contains("does not bear the city's signature", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_ending_cannot_be_dated_back_or_given_to_another_letter()
    {
        await using var city = await LetterHost.StartAsync();
        var id = await city.IssueAsync(await city.PartyAsync("sato-makoto"));
        await city.EndAsync(id, new(2026, 11, 5));
        using var stranger = city.Host.Visit();
        var before = await CheckAsync(stranger, await city.CodeAsync(id));

        await city.Host.ChangeAsync(unit => unit.Execute("update delivery_letter set ended_on = '2026-11-04'"));

        before.Says("令和8年11月5日に市が取り消しました").ShouldBeTrue(before.Text);
        (await CheckAsync(stranger, await city.CodeAsync(id))).Says("市が取り消しました").ShouldBeFalse();
    }

    [Fact]
    public async Task Keys_from_before_there_were_seals_are_sealed_when_the_operator_says_so()
    {
        await using var city = await LetterHost.StartAsync();
        var letter = await city.LetterAsync(await city.IssueAsync(await city.PartyAsync("sato-makoto")));
        await city.Host.ChangeAsync(unit => unit.Execute("update delivery_key set public_sealed = null"));
        var keys = city.Host.Get<LetterKeys>();

        (await keys.IsGenuineAsync(letter.Proof, letter.Seal, CancellationToken.None)).ShouldBeFalse();
        (await keys.VouchForOldAsync(CancellationToken.None)).ShouldBe([letter.KeyId]);
        (await keys.IsGenuineAsync(letter.Proof, letter.Seal, CancellationToken.None)).ShouldBeTrue();
    }

    [Fact]
    public async Task A_form_from_another_site_is_not_answered()
    {
        await using var city = await LetterHost.StartAsync();
        var code = await city.CodeAsync(await city.IssueAsync(await city.PartyAsync("sato-makoto")));
        using var stranger = city.Host.Visit();

        var page = await stranger.PostAsync("/check", ("code", code));

        page.Status.ShouldBe(HttpStatusCode.BadRequest);
        page.Says("市が発行した文書です").ShouldBeFalse();
    }

    [Fact]
    public async Task It_speaks_three_languages()
    {
        await using var city = await LetterHost.StartAsync();
        var code = await city.CodeAsync(await city.IssueAsync(await city.PartyAsync("sato-makoto")));
        using var stranger = city.Host.Visit();
        stranger.Http.DefaultRequestHeaders.Add("Cookie", "lang=en");

        var page = await CheckAsync(stranger, code);

        page.Says("This letter is genuine").ShouldBeTrue(page.Text);
        page.Document.DocumentElement.GetAttribute("lang").ShouldBe("en");
    }

    private static async Task<PageView> CheckAsync(Visitor visitor, string code, string number = "", string day = "", byte[]? file = null)
    {
        var form = await visitor.OpenAsync("/check");
        List<(string, object?)> typed = [("code", code), ("number", number), ("day", day)];
        if (file is not null)
        {
            typed.Add(("file", new ChosenFile("letter.pdf", "application/pdf", file)));
        }

        return await visitor.SubmitAsync(form, [.. typed]);
    }
}
