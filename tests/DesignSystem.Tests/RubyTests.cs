using CsCheck;

namespace Madoguchi.DesignSystem.Tests;

public class RubyTests
{
    [Theory]
    [InlineData("{児童手当|じどうてあて}の申請", "児童手当の申請")]
    [InlineData("{児|じ}{童|どう}", "児童")]
    [InlineData("なし", "なし")]
    [InlineData("{片方", "{片方")]
    [InlineData("{|よみ}", "{|よみ}")]
    [InlineData("{漢字|}", "{漢字|}")]
    [InlineData("{0} と {漢|かん}", "{0} と 漢")]
    [InlineData("", "")]
    [InlineData(null, "")]
    public void Readings_are_left_out_where_text_is_plain(string? text, string plain) => Ruby.Strip(text).ShouldBe(plain);

    [Fact]
    public void Text_without_readings_is_never_touched() =>
        Gen.String.Where(text => !text.Contains('{')).Sample(text => Ruby.Strip(text) == text);

    [Theory]
    [InlineData(Language.Ja, false, 0)]
    [InlineData(Language.Ja, true, 1)]
    [InlineData(Language.Easy, false, 1)]
    [InlineData(Language.En, true, 0)]
    public async Task Readings_are_shown_in_easy_japanese_and_on_wish(Language language, bool wanted, int readings)
    {
        var display = new Display(language, wanted);
        var text = new Dictionary<string, object?> { ["Text"] = "{申請|しんせい}する" };

        var inline = await Rendered.PartAsync<T>(text, display);
        var rich = await Rendered.PartAsync<Rich>(text, display);

        inline.QuerySelectorAll("ruby > rt").Length.ShouldBe(readings);
        rich.QuerySelectorAll("ruby > rt").Length.ShouldBe(readings);
        inline.TextContent.ShouldStartWith("申請");
        rich.QuerySelector("p")!.TextContent.ShouldStartWith("申請");
    }

    [Fact]
    public async Task A_text_that_falls_back_to_japanese_says_so_to_a_reader_of_english()
    {
        var part = await Rendered.PartAsync<T>(new Dictionary<string, object?> { ["Of"] = new Localised("児童手当") }, new Display(Language.En));

        part.QuerySelector("span[lang=ja]")!.TextContent.ShouldBe("児童手当");
    }
}
