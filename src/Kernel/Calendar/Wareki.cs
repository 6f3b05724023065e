using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Madoguchi.Kernel;

/// <summary>An era (元号): its years are counted from <see cref="Start"/>'s calendar year.</summary>
public sealed record Era(string Name, char Letter, string Kana, string English, DateOnly Start);

/// <summary>What a text says when it is read as a day. Every refusal carries a Japanese sentence for the person who typed it.</summary>
public abstract record WarekiReading
{
    private WarekiReading()
    {
    }

    public sealed record Day(DateOnly Value) : WarekiReading;

    /// <summary>Not the form of a date, or a part of it is missing.</summary>
    public sealed record NotADate(string Sentence) : WarekiReading;

    /// <summary>The form of a date, but the calendar has no such day (2月30日).</summary>
    public sealed record NoSuchDay(string Sentence) : WarekiReading;

    /// <summary>The day exists, but not in that era (令和元年4月30日). <see cref="Suggestion"/> is the right way to write it.</summary>
    public sealed record OutsideEra(Era Era, DateOnly? Meant, string Sentence, string? Suggestion) : WarekiReading;
}

/// <summary>
/// Reads and writes days in the Japanese calendar (元号法; 平成31年政令第143号 for 令和). The framework's JapaneseCalendar lets
/// 令和元年4月 pass as April 2019, so the table is our own. The Gregorian calendar holds from 明治6年1月1日 (明治5年太政官布告第337号);
/// earlier days are lunisolar and are refused, never converted.
/// </summary>
public static partial class Wareki
{
    private static readonly DateOnly GregorianFrom = new(1873, 1, 1);

    /// <summary>Newest first. The day of a change belongs to the new era, as the rescripts of 1912 and 1926 say (「以後ヲ改メテ」).</summary>
    public static IReadOnlyList<Era> Eras { get; } =
    [
        new("令和", 'R', "れいわ", "Reiwa", new(2019, 5, 1)),
        new("平成", 'H', "へいせい", "Heisei", new(1989, 1, 8)),
        new("昭和", 'S', "しょうわ", "Showa", new(1926, 12, 25)),
        new("大正", 'T', "たいしょう", "Taisho", new(1912, 7, 30)),
        new("明治", 'M', "めいじ", "Meiji", new(1868, 1, 25)),
    ];

    /// <summary>The era of a day; null before 明治6年1月1日.</summary>
    public static Era? EraOf(DateOnly day) => day < GregorianFrom ? null : Eras.First(era => era.Start <= day);

    /// <summary>令和8年11月23日, 令和元年5月1日; days before 明治6年1月1日 in the Gregorian calendar.</summary>
    public static string Format(DateOnly day) => EraOf(day) is { } era
        ? string.Create(CultureInfo.InvariantCulture, $"{era.Name}{YearName(day, era)}年{day.Month}月{day.Day}日")
        : FormatGregorian(day);

    /// <summary>R8.11.23</summary>
    public static string FormatShort(DateOnly day) => EraOf(day) is { } era
        ? string.Create(CultureInfo.InvariantCulture, $"{era.Letter}{YearIn(day, era)}.{day.Month}.{day.Day}")
        : day.ToString("yyyy.M.d", CultureInfo.InvariantCulture);

    /// <summary>令和8年11月23日（月）</summary>
    public static string FormatWithWeekday(DateOnly day) => $"{Format(day)}（{"日月火水木金土"[(int)day.DayOfWeek]}）";

    /// <summary>令和8年, 令和元年: the era a day of that year ends in.</summary>
    public static string FormatYear(DateOnly day) =>
        EraOf(day) is { } era ? $"{era.Name}{YearName(day, era)}年" : string.Create(CultureInfo.InvariantCulture, $"{day.Year}年");

    /// <summary>
    /// Reads 令和8年11月23日, 令和元年5月1日, R8.11.23, Ｒ８－１１－２３, 昭64.1.7, R081123, ㋿8年…, 令和八年十一月二十三日,
    /// 2026-11-23, 2026/11/23, 2026年11月23日, 20261123; widths and spaces as people paste them.
    /// </summary>
    public static WarekiReading Read(string? text)
    {
        var plain = Plain(text ?? "");
        var match = Form().Match(plain);
        if (!match.Success)
        {
            match = CompactForm().Match(plain);
        }

        if (!match.Success || Number(match.Groups["y"].Value) is not { } year || Number(match.Groups["m"].Value) is not { } month)
        {
            return new WarekiReading.NotADate("日付として読めません。「令和8年4月1日」または「2026年4月1日」のように書いてください。");
        }

        int? day = match.Groups["d"].Success ? Number(match.Groups["d"].Value) ?? 0 : null;
        var eraText = match.Groups["era"].Value;
        if (eraText.Length > 0)
        {
            return Read(Eras.First(era => era.Name.StartsWith(eraText, StringComparison.Ordinal) || era.Letter == eraText[0]), year, month, day);
        }

        return year < 1000
            ? new WarekiReading.NotADate("元号（令和・平成・昭和など）を付けるか、西暦を4けたで書いてください。")
            : ReadGregorian(year, month, day, string.Create(CultureInfo.InvariantCulture, $"{year}年"));
    }

    /// <summary>The four fields of a form: an era's name or letter (empty or 西暦 for the Gregorian calendar), year, month, day.</summary>
    public static WarekiReading Read(string? era, string? year, string? month, string? day) =>
        Read($"{era}{year?.Trim().TrimEnd('年')}年{month?.Trim().TrimEnd('月')}月{day?.Trim().TrimEnd('日')}日");

    private static WarekiReading Read(Era era, int year, int month, int? day)
    {
        if (year == 0)
        {
            return new WarekiReading.NoSuchDay($"{era.Name}0年はありません。最初の年は{era.Name}元年です。");
        }

        var gregorianYear = era.Start.Year + year - 1;
        if (gregorianYear < GregorianFrom.Year)
        {
            return new WarekiReading.OutsideEra(era, null, "明治6年1月1日より前の日付は、暦が今と違うため扱えません。", null);
        }

        var written = string.Create(CultureInfo.InvariantCulture, $"{era.Name}{(year == 1 ? "元" : year)}年");
        if (gregorianYear > DateOnly.MaxValue.Year)
        {
            return new WarekiReading.NoSuchDay($"{written}は扱えません。年を確かめてください。");
        }

        var reading = ReadGregorian(gregorianYear, month, day, written);
        if (day is null && month is >= 1 and <= 12 && OutsideMonth(era, new(gregorianYear, month, 1)) is { } outside)
        {
            return outside;
        }

        return reading is WarekiReading.Day { Value: var read } && EraOf(read) != era ? Outside(era, read) : reading;
    }

    private static WarekiReading ReadGregorian(int year, int month, int? day, string written)
    {
        if (month is < 1 or > 12)
        {
            return new WarekiReading.NoSuchDay(string.Create(CultureInfo.InvariantCulture, $"{month}月はありません。月は1から12までです。"));
        }

        if (day is not { } dayOfMonth)
        {
            return new WarekiReading.NotADate(string.Create(CultureInfo.InvariantCulture, $"日まで書いてください（例：{written}{month}月1日）。"));
        }

        var last = DateTime.DaysInMonth(year, month);
        return dayOfMonth < 1 || dayOfMonth > last
            ? new WarekiReading.NoSuchDay(string.Create(
                CultureInfo.InvariantCulture, $"{written}{month}月{dayOfMonth}日はありません。{written}{month}月は{last}日までです。"))
            : new WarekiReading.Day(new(year, month, dayOfMonth));
    }

    private static WarekiReading.OutsideEra Outside(Era era, DateOnly meant) =>
        new(era, meant, $"{Limit(era, meant)}{FormatGregorian(meant)}は「{Format(meant)}」と書きます。", Format(meant));

    /// <summary>A month without a day is incomplete, but one that lies wholly outside its era says more by saying so.</summary>
    private static WarekiReading.OutsideEra? OutsideMonth(Era era, DateOnly first)
    {
        var last = first.AddMonths(1).AddDays(-1);
        if (EraOf(first) == era || EraOf(last) == era)
        {
            return null;
        }

        var suggestion = string.Create(CultureInfo.InvariantCulture, $"{FormatYear(first)}{first.Month}月");
        return new(era, null, string.Create(CultureInfo.InvariantCulture,
            $"{Limit(era, first)}{first.Year}年{first.Month}月は「{suggestion}」と書きます。"), suggestion);
    }

    private static string Limit(Era era, DateOnly meant)
    {
        if (meant < era.Start)
        {
            return $"{era.Name}は{FormatGregorian(era.Start)}からです。";
        }

        var next = Eras.Last(other => other.Start > era.Start);
        return $"{era.Name}は{FormatGregorian(next.Start.AddDays(-1))}までです。";
    }

    private static string FormatGregorian(DateOnly day) => day.ToString("yyyy年M月d日", CultureInfo.InvariantCulture);

    private static int YearIn(DateOnly day, Era era) => day.Year - era.Start.Year + 1;

    private static string YearName(DateOnly day, Era era) =>
        YearIn(day, era) is var year && year == 1 ? "元" : year.ToString(CultureInfo.InvariantCulture);

    /// <summary>One width, one separator, no spaces, no weekday, no 西暦.</summary>
    private static string Plain(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var character in JapaneseText.WellFormed(text).Normalize(NormalizationForm.FormKC))
        {
            if (!char.IsWhiteSpace(character) && !JapaneseText.IsInvisible(character))
            {
                plain.Append(JapaneseText.IsDash(character) || character is '.' or '/' or '・' or '。' or '、' or ',' ? '-' : char.ToUpperInvariant(character));
            }
        }

        return Ornaments().Replace(plain.ToString(), "");
    }

    private static int? Number(string digits)
    {
        if (digits == "元")
        {
            return 1;
        }

        if (int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return number;
        }

        // 二〇二六 is written digit by digit, 二十三 by tens.
        var (total, pending) = (0, 0);
        foreach (var character in digits)
        {
            if (character == '十')
            {
                (total, pending) = (total + (Math.Max(pending, 1) * 10), 0);
            }
            else
            {
                pending = (pending * 10) + "〇一二三四五六七八九".IndexOf(character, StringComparison.Ordinal);
            }
        }

        return digits.Length is 0 or > 4 ? null : total + pending;
    }

    [GeneratedRegex("""
        ^(?<era>令和|平成|昭和|大正|明治|[令平昭大明RHSTM])?
        (?<y>元|[0-9]{1,4}|[〇一二三四五六七八九十]{1,4})(?:年|-)
        (?<m>[0-9]{1,2}|[〇一二三四五六七八九十]{1,3})
        (?:月?|(?:月|-)(?<d>[0-9]{1,2}|[〇一二三四五六七八九十]{1,3})日?)$
        """, RegexOptions.IgnorePatternWhitespace | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Form();

    [GeneratedRegex("^(?:(?<era>[RHSTM])(?<y>[0-9]{2})|(?<y>[0-9]{4}))(?<m>[0-9]{2})(?<d>[0-9]{2})$",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex CompactForm();

    [GeneratedRegex(@"^西暦|\(?[月火水木金土日]曜日?\)?$|\([月火水木金土日]\)$", RegexOptions.CultureInvariant)]
    private static partial Regex Ornaments();
}
