using CsCheck;

namespace Madoguchi.Kernel.Tests.Calendar;

public sealed class WarekiTests
{
    [Theory]
    [InlineData("令和8年11月23日", "2026-11-23")]
    [InlineData("令和８年１１月２３日", "2026-11-23")]
    [InlineData(" 令和 8 年 11 月 23 日（月）", "2026-11-23")]
    [InlineData("令和8年11月23日 月曜日", "2026-11-23")]
    [InlineData("令和八年十一月二十三日", "2026-11-23")]
    [InlineData("㋿8年11月23日", "2026-11-23")]
    [InlineData("令8.11.23", "2026-11-23")]
    [InlineData("R8.11.23", "2026-11-23")]
    [InlineData("r8/11/23", "2026-11-23")]
    [InlineData("Ｒ８－１１－２３", "2026-11-23")]
    [InlineData("R081123", "2026-11-23")]
    [InlineData("令和元年5月1日", "2019-05-01")] // the first day of an era
    [InlineData("R1.5.1", "2019-05-01")]
    [InlineData("H31.4.30", "2019-04-30")] // and the last of the one before
    [InlineData("平成元年1月8日", "1989-01-08")]
    [InlineData("S64.1.7", "1989-01-07")]
    [InlineData("昭和元年12月25日", "1926-12-25")]
    [InlineData("大正15年12月24日", "1926-12-24")]
    [InlineData("大正元年7月30日", "1912-07-30")]
    [InlineData("明治45年7月29日", "1912-07-29")]
    [InlineData("明治六年一月一日", "1873-01-01")] // 明治5年太政官布告第337号
    [InlineData("昭和五十六年十二月十日", "1981-12-10")]
    [InlineData("2026-11-23", "2026-11-23")]
    [InlineData("2026/11/23", "2026-11-23")]
    [InlineData("２０２６．１１．２３", "2026-11-23")]
    [InlineData("2026年11月23日", "2026-11-23")]
    [InlineData("西暦2026年11月23日", "2026-11-23")]
    [InlineData("二〇二六年十一月二十三日", "2026-11-23")]
    [InlineData("20261123", "2026-11-23")]
    [InlineData("令和6年2月29日", "2024-02-29")]
    public void A_day_is_read_however_it_is_written(string text, string expected) =>
        Wareki.Read(text).ShouldBe(new WarekiReading.Day(Day(expected)));

    [Theory]
    [InlineData("令和元年4月30日", "平成31年4月30日", "令和は2019年5月1日からです。2019年4月30日は「平成31年4月30日」と書きます。")]
    [InlineData("R1.1.1", "平成31年1月1日", "令和は2019年5月1日からです。2019年1月1日は「平成31年1月1日」と書きます。")]
    [InlineData("平成31年5月1日", "令和元年5月1日", "平成は2019年4月30日までです。2019年5月1日は「令和元年5月1日」と書きます。")]
    [InlineData("平成38年11月23日", "令和8年11月23日", "平成は2019年4月30日までです。2026年11月23日は「令和8年11月23日」と書きます。")]
    [InlineData("S64.1.8", "平成元年1月8日", "昭和は1989年1月7日までです。1989年1月8日は「平成元年1月8日」と書きます。")]
    [InlineData("大正15年12月25日", "昭和元年12月25日", "大正は1926年12月24日までです。1926年12月25日は「昭和元年12月25日」と書きます。")]
    [InlineData("明治45年7月30日", "大正元年7月30日", "明治は1912年7月29日までです。1912年7月30日は「大正元年7月30日」と書きます。")]
    [InlineData("令和元年4月", "平成31年4月", "令和は2019年5月1日からです。2019年4月は「平成31年4月」と書きます。")]
    public void A_day_outside_its_era_is_refused_with_the_right_form(string text, string suggestion, string sentence)
    {
        var reading = Wareki.Read(text).ShouldBeOfType<WarekiReading.OutsideEra>();

        reading.Suggestion.ShouldBe(suggestion);
        reading.Sentence.ShouldBe(sentence);
    }

    [Fact]
    public void Lunisolar_days_are_refused_not_converted() =>
        Wareki.Read("明治5年12月2日").ShouldBeOfType<WarekiReading.OutsideEra>().Suggestion.ShouldBeNull();

    [Theory]
    [InlineData("2026年2月30日", "2026年2月30日はありません。2026年2月は28日までです。")]
    [InlineData("令和8年2月29日", "令和8年2月29日はありません。令和8年2月は28日までです。")]
    [InlineData("令和元年6月31日", "令和元年6月31日はありません。令和元年6月は30日までです。")]
    [InlineData("2026-13-01", "13月はありません。月は1から12までです。")]
    [InlineData("2026-00-01", "0月はありません。月は1から12までです。")]
    [InlineData("2026-01-00", "2026年1月0日はありません。2026年1月は31日までです。")]
    [InlineData("令和0年1月1日", "令和0年はありません。最初の年は令和元年です。")]
    [InlineData("令和9999年1月1日", "令和9999年は扱えません。年を確かめてください。")]
    public void A_day_the_calendar_lacks_is_refused_with_a_sentence(string text, string sentence) =>
        Wareki.Read(text).ShouldBe(new WarekiReading.NoSuchDay(sentence));

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("きのう")]
    [InlineData("👶")]
    [InlineData("8.11.23")]
    [InlineData("令和8年11月")]
    [InlineData("2026年11月")]
    [InlineData("平和8年11月23日")]
    [InlineData("2026-11-23T00:00")]
    [InlineData("99999999999999999999-1-1")]
    public void What_is_no_date_says_how_to_write_one(string? text) =>
        Wareki.Read(text).ShouldBeOfType<WarekiReading.NotADate>().Sentence.ShouldNotBeEmpty();

    [Theory]
    [InlineData("令和", "8", "11", "23")]
    [InlineData("R", "８", " 11月", "２３")]
    [InlineData("", "2026", "11", "23")]
    [InlineData("西暦", "2026年", "11月", "23日")]
    public void Four_fields_are_read_as_one_day(string era, string year, string month, string day) =>
        Wareki.Read(era, year, month, day).ShouldBe(new WarekiReading.Day(new(2026, 11, 23)));

    [Fact]
    public void An_empty_field_is_no_date() => Wareki.Read("令和", "8", "", "1").ShouldBeOfType<WarekiReading.NotADate>();

    [Fact]
    public void What_is_written_is_read_again() => Gen.Int[new DateOnly(1873, 1, 1).DayNumber, new DateOnly(2999, 12, 31).DayNumber]
        .Select(DateOnly.FromDayNumber)
        .Sample(day =>
        {
            var expected = new WarekiReading.Day(day);
            return Wareki.Read(Wareki.Format(day)) == expected
                && Wareki.Read(Wareki.FormatShort(day)) == expected
                && Wareki.Read(Wareki.FormatWithWeekday(day)) == expected;
        });

    [Fact]
    public void Nothing_that_is_typed_throws() => Gen.String[Gen.Char["令和平成昭元年月日0123456789０１九十.-/ー R\ud83d\udc76〇\u0301"], 0, 14]
        .Sample(text => Wareki.Read(text) is not null);

    [Theory]
    [InlineData("2026-11-23", "令和8年11月23日", "R8.11.23", "令和8年11月23日（月）", "令和8年")]
    [InlineData("2019-05-01", "令和元年5月1日", "R1.5.1", "令和元年5月1日（水）", "令和元年")]
    [InlineData("1872-12-31", "1872年12月31日", "1872.12.31", "1872年12月31日（火）", "1872年")]
    public void A_day_is_written(string day, string full, string brief, string weekday, string year)
    {
        Wareki.Format(Day(day)).ShouldBe(full);
        Wareki.FormatShort(Day(day)).ShouldBe(brief);
        Wareki.FormatWithWeekday(Day(day)).ShouldBe(weekday);
        Wareki.FormatYear(Day(day)).ShouldBe(year);
    }

    private static DateOnly Day(string iso) => DateOnly.ParseExact(iso, "yyyy-MM-dd");
}
