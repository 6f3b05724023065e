using Madoguchi.Print;
using Madoguchi.Print.Tests;
using Madoguchi.Testing;

namespace Madoguchi.Delivery.Tests;

/// <summary>Names and words as people and registers write them, on paper that has not every character.</summary>
public sealed class CharactersTests
{
    [Fact]
    public async Task An_official_notice_is_made_whatever_stands_in_it_and_staff_sees_what_could_not_be_printed()
    {
        await using var city = await LetterHost.StartAsync();
        var id = await city.IssueAsync(await city.PartyAsync("sato-makoto"), LetterHost.Decision(reason: "確認\tし\u200Bまし\uFEFFた。😀"), name: "佐藤 😀誠");
        using var tanaka = city.Host.SignIn(SignedIn.Staff("tanaka"));

        var text = await LetterHost.TextOfAsync(await city.FileAsync(id));
        var page = await tanaka.OpenAsync($"/staff/letters/{id}");

        text.ShouldContain("佐藤〓誠様");
        text.ShouldContain("確認しました。〓");
        page.Text.ShouldContain("宛名 U+1F600");
        page.Text.ShouldContain("本文 U+1F600");
        (await city.LetterAsync(id)).Words.ShouldNotBeNull().ShouldNotContain("\\u200B", Case.Insensitive);
        city.Host.Log.ShouldNotContain(line => line.Contains("😀", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_a_clerk_may_write_is_what_can_be_printed_and_what_says_nothing_does_not_count()
    {
        await using var city = await LetterHost.StartAsync();
        var letters = city.Host.Get<ILetters>();

        letters.Unprintable("要件を\t満たす\u200B。\r\n以上").ShouldBeEmpty();
        letters.Unprintable("よい😀、よい😀").ShouldBe([new UnprintableCharacter("😀", "U+1F600")]);
    }

    [Fact]
    public async Task A_name_is_printed_with_the_variant_and_the_kanji_that_only_IPAmj_has()
    {
        Assert.SkipWhen(IpaFonts.FindNames() is null, "IPAmj明朝 is not installed; ./test installs it.");
        await using var city = await LetterHost.StartAsync();
        var sato = await city.PartyAsync("sato-makoto");
        var variant = await city.IssueAsync(sato, original: "渡邉\U000E0110 誠", name: "渡邉 誠");
        var rare = await city.IssueAsync(sato, name: "𠮷田 誠");

        var (first, second) = (await city.FileAsync(variant), await city.FileAsync(rare));

        (await LetterHost.TextOfAsync(first)).ShouldContain("渡邉\U000E0110誠様");
        Written.Open(first).Fonts.ShouldContain(font => font.Contains("IPAmj", StringComparison.OrdinalIgnoreCase));
        (await LetterHost.TextOfAsync(second)).ShouldContain("𠮷田誠様");
        (await city.LetterAsync(variant)).Unprinted.ShouldBeNull();
    }

    [Fact]
    public async Task A_variant_that_no_font_has_is_printed_in_another_shape_and_staff_and_the_log_know_of_it()
    {
        await using var city = await LetterHost.StartAsync();
        var id = await city.IssueAsync(await city.PartyAsync("sato-makoto"), original: "佐\U000E01EF藤 誠");
        using var tanaka = city.Host.SignIn(SignedIn.Staff("tanaka"));

        (await LetterHost.TextOfAsync(await city.FileAsync(id))).ShouldContain("佐藤誠様");
        (await tanaka.OpenAsync($"/staff/letters/{id}")).Text.ShouldContain("宛名の字形 U+4F50 U+E01EF");
        city.Host.Log.Where(line => line.Contains(id.ToString(), StringComparison.Ordinal) && line.Contains("no font of the city", StringComparison.Ordinal)).ShouldHaveSingleItem();
        city.Host.Log.ShouldNotContain(line => line.Contains('佐', StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_外字_is_seen_as_the_citys_font_draws_it_and_read_as_the_name_it_stands_for()
    {
        var font = Path.Combine(Directory.CreateTempSubdirectory("madoguchi-font-").FullName, "gaiji.ttf");
        await File.WriteAllBytesAsync(font, TinyFont.Make(0xE000));
        await using var city = await LetterHost.StartAsync(new Dictionary<string, string?> { ["Letters:Fonts:0"] = font });
        var id = await city.IssueAsync(await city.PartyAsync("sato-makoto"), original: "\uE000藤 誠");

        var file = await city.FileAsync(id);
        var text = await LetterHost.TextOfAsync(file);

        text.ShouldContain("佐藤誠様");
        text.ShouldNotContain("\uE000");
        Written.Open(file).Fonts.Count.ShouldBe(3);
        (await city.LetterAsync(id)).Unprinted.ShouldBeNull();
    }
}
