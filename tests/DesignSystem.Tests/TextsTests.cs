using System.Text.RegularExpressions;

namespace Madoguchi.DesignSystem.Tests;

public partial class TextsTests
{
    private static readonly TextSource Own = TextSource.Of(typeof(Page).Assembly);

    [Fact]
    public void Every_text_of_the_design_system_is_there_in_three_languages() =>
        Own.Texts.Where(text => text.Value.Easy is null || text.Value.En is null).Select(text => text.Key).ShouldBeEmpty();

    [Fact]
    public void Every_kanji_in_easy_japanese_has_its_reading() =>
        Own.Texts
            // Options of a select cannot carry ruby: their reading stands in brackets.
            .Where(text => !text.Key.StartsWith("design.era.", StringComparison.Ordinal))
            .Where(text => Kanji().IsMatch(WithReading().Replace(text.Value.Easy!, "")))
            .Select(text => text.Key + ": " + text.Value.Easy)
            .ShouldBeEmpty();

    [Fact]
    public void Keys_nest_and_languages_fall_back_to_japanese()
    {
        var texts = Read("a:\n  b: {ja: 次へ, en: Next}\nc.d: {ja: 前}");

        texts["a.b"].In(Language.Easy).ShouldBe("次へ");
        texts["a.b"].In(Language.En).ShouldBe("Next");
        texts["c.d"].In(Language.En).ShouldBe("前");
    }

    [Fact]
    public void A_missing_key_is_told_at_once() =>
        Should.Throw<KeyNotFoundException>(() => Read("a: {ja: あ}")["b"]).Message.ShouldContain("\"b\"");

    [Fact]
    public void A_key_of_two_modules_stops_the_start() =>
        Should.Throw<InvalidOperationException>(() => new Texts([Source("a: {ja: あ}"), Source("a: {ja: い}")]));

    [Fact]
    public void A_text_that_is_not_in_languages_is_refused_with_its_line() =>
        Should.Throw<InvalidOperationException>(() => Source("a: {ja: あ}\nb: い")).Message.ShouldContain("line 2");

    [Theory]
    [InlineData("{0}円、{1}件", "1円、2件")]
    [InlineData("{金額|きんがく} {0}", "{金額|きんがく} 1")]
    [InlineData("{9} {x}", "{9} {x}")]
    public void Places_are_filled_and_readings_left_alone(string template, string expected) =>
        Wording.Fill(template, [1, "2"]).ShouldBe(expected);

    [Theory]
    [InlineData("2019-04-30", "平成31年4月30日")]
    [InlineData("2019-05-01", "令和元年5月1日")]
    [InlineData("1989-01-07", "昭和64年1月7日")]
    [InlineData("1989-01-08", "平成元年1月8日")]
    [InlineData("1926-12-24", "大正15年12月24日")]
    [InlineData("1912-07-30", "大正元年7月30日")]
    [InlineData("1912-07-29", "明治45年7月29日")]
    [InlineData("1850-01-01", "1850年1月1日")]
    public void A_day_is_written_in_its_era(string day, string expected) =>
        Era.Of(DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture)).ShouldBe(expected);

    [Fact]
    public void Days_and_money_are_written_as_the_reader_writes_them()
    {
        var (ja, en) = (new Display(Language.Ja), new Display(Language.En));

        ja.Day(new(2026, 4, 1)).ShouldBe("2026年4月1日（水）");
        en.Day(new(2026, 4, 1)).ShouldBe("1 April 2026");
        ja.Moment(new(2026, 4, 1, 15, 30, 0, TimeSpan.Zero)).ShouldBe("2026年4月2日（木） 00:30");
        ja.Yen(1250).ShouldBe("1,250円");
        en.Yen(1250).ShouldBe("¥1,250");
    }

    private static Texts Read(string yaml) => new([Source(yaml)]);

    private static TextSource Source(string yaml) => TextSource.Read("Test", new StringReader(yaml));

    [GeneratedRegex(@"\{[^{}|]+\|[^{}|]+\}")]
    private static partial Regex WithReading();

    [GeneratedRegex(@"\p{IsCJKUnifiedIdeographs}")]
    private static partial Regex Kanji();
}
