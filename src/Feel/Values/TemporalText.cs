using System.Globalization;
using System.Text.RegularExpressions;

namespace Madoguchi.Feel;

/// <summary>Dates, times and durations from their text; null where the text is none, or no such day exists.</summary>
internal static partial class TemporalText
{
    private const NumberStyles Digits = NumberStyles.None;
    private const int MaxLength = 100;

    /// <summary>All the days there are, in nanoseconds: within the precision of numbers.</summary>
    public static Int128 LongestSpan { get; } = (Int128)2 * Calendar.LastDay * Calendar.NanosPerDay;

    public static FeelValue? Read(string text) =>
        (FeelValue?)Date(text) ?? Time(text) ?? DateTime(text) ?? Duration(text);

    /// <summary>−YYYY-MM-DD; a year of more than four digits begins with none that could be left out. Read without a pattern: there are many.</summary>
    public static FeelDate? Date(ReadOnlySpan<char> text)
    {
        var negative = text is ['-', ..];
        var rest = negative ? text[1..] : text;
        var years = rest.Length - "-MM-DD".Length;
        return years is >= 4 and <= 9 && (years == 4 || rest[0] != '0') && rest[years] == '-' && rest[years + 3] == '-'
            && Whole(rest[..years]) is { } year && year != 0 && Whole(rest.Slice(years + 1, 2)) is { } month && Whole(rest[(years + 4)..]) is { } day
            && Day(negative ? -year : year, month, day) is { } number ? new FeelDate(number) : null;
    }

    /// <summary>The number of a day, if there is one.</summary>
    public static long? Day(long year, int month, int day) =>
        year is >= -Calendar.LastYear and <= Calendar.LastYear && month is >= 1 and <= 12 && day >= 1 && day <= Calendar.DaysIn(year, month)
            ? Calendar.Number(year, month, day) : null;

    public static FeelTime? Time(string text) => Clock(text) is var (nanos, zone) && nanos < Calendar.NanosPerDay ? new FeelTime(nanos, zone) : null;

    /// <summary>24:00:00 is the midnight at the end of its day.</summary>
    public static FeelDateTime? DateTime(string text)
    {
        var at = text.IndexOf('T', StringComparison.Ordinal);
        return at > 0 && Date(text.AsSpan(0, at)) is { } date && Clock(text[(at + 1)..]) is var (nanos, zone)
            ? nanos < Calendar.NanosPerDay ? new FeelDateTime(date.Number, nanos, zone)
                : Calendar.Has(date.Number + 1) ? new FeelDateTime(date.Number + 1, 0, zone) : null
            : null;
    }

    private static (long Nanos, FeelZone? Zone)? Clock(string text)
    {
        if (text.Length > MaxLength || TimePattern().Match(text) is not { Success: true } match)
        {
            return null;
        }
        var (hour, minute, second) = (Int(match, "hour"), Int(match, "minute"), Int(match, "second"));
        var nanos = (((((hour * 60L) + minute) * 60) + second) * Calendar.NanosPerSecond) + Fraction(match);
        return hour <= 24 && nanos <= Calendar.NanosPerDay && minute <= 59 && second <= 59 && TryZone(match, out var zone) ? (nanos, zone) : null;
    }

    public static FeelValue? Duration(string text)
    {
        if (text.Length > MaxLength || DurationPattern().Match(text) is not { Success: true } match || text[^1] is 'P' or 'T')
        {
            return null;
        }
        var negative = match.Groups["minus"].Success;
        var hasYears = match.Groups["years"].Success || match.Groups["months"].Success;
        var hasDays = match.Groups["days"].Success || match.Groups["time"].Success;
        if (hasYears == hasDays)
        {
            return null;
        }
        if (hasYears)
        {
            return Long(match, "years") is { } years && Long(match, "months") is { } months && years < long.MaxValue / 24 && months < long.MaxValue / 2
                ? new FeelYearsDuration(((years * 12) + months) * (negative ? -1 : 1))
                : null;
        }
        if (Long(match, "days") is not { } days || Long(match, "hours") is not { } hours
            || Long(match, "minutes") is not { } minutes || Long(match, "seconds") is not { } seconds)
        {
            return null;
        }
        var whole = ((((((Int128)days * 24) + hours) * 60) + minutes) * 60) + seconds;
        var nanos = (whole * Calendar.NanosPerSecond) + Fraction(match);
        return nanos <= LongestSpan ? new FeelDaysDuration(negative ? -nanos : nanos) : null;
    }

    /// <summary>The offset of a zone at a local time. Before and after the years that .NET knows, its rules go on as they are.</summary>
    public static TimeSpan? OffsetAt(FeelZone? zone, long day, long nanos) => zone switch
    {
        null => null,
        { Offset: { } offset } => offset,
        { Name: var name } => TimeZoneInfo.TryFindSystemTimeZoneById(name!, out var found)
            ? found.GetUtcOffset(Calendar.Known(day).ToDateTime(new TimeOnly(nanos / Calendar.NanosPerTick))) : null,
    };

    private static bool TryZone(Match match, out FeelZone? zone)
    {
        zone = null;
        if (match.Groups["utc"].Success)
        {
            zone = new FeelZone(TimeSpan.Zero, null);
        }
        else if (match.Groups["zone"] is { Success: true } name)
        {
            zone = new FeelZone(null, name.Value);
            return TimeZoneInfo.TryFindSystemTimeZoneById(name.Value, out _);
        }
        else if (match.Groups["sign"] is { Success: true } sign)
        {
            var offset = new TimeSpan(Int(match, "zh"), Int(match, "zm"), Int(match, "zs"));
            zone = new FeelZone(sign.Value == "-" ? -offset : offset, null);
            return offset <= TimeSpan.FromHours(18) && Int(match, "zm") < 60 && Int(match, "zs") < 60;
        }
        return true;
    }

    private static int? Whole(ReadOnlySpan<char> digits)
    {
        var whole = 0;
        foreach (var digit in digits)
        {
            if (!char.IsAsciiDigit(digit))
            {
                return null;
            }
            whole = (whole * 10) + digit - '0';
        }
        return whole;
    }

    private static int Int(Match match, string group) =>
        int.TryParse(match.Groups[group].ValueSpan, Digits, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private static long? Long(Match match, string group) =>
        !match.Groups[group].Success ? 0
        : long.TryParse(match.Groups[group].ValueSpan, Digits, CultureInfo.InvariantCulture, out var number) ? number
        : null;

    private static long Fraction(Match match)
    {
        var digits = match.Groups["fraction"].Value;
        return digits.Length == 0 ? 0 : long.Parse(digits.PadRight(9, '0').AsSpan(0, 9), Digits, CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"^(?<hour>[0-9]{2}):(?<minute>[0-9]{2}):(?<second>[0-9]{2})(\.(?<fraction>[0-9]+))?((?<utc>[Zz])|@(?<zone>[A-Za-z0-9_+\-]+(/[A-Za-z0-9_+\-]+)*)|(?<sign>[+\-])(?<zh>[0-9]{2}):(?<zm>[0-9]{2})(:(?<zs>[0-9]{2}))?)?\z",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex TimePattern();

    [GeneratedRegex(@"^(?<minus>-)?P((?<years>[0-9]+)Y)?((?<months>[0-9]+)M)?((?<days>[0-9]+)D)?(?<time>T((?<hours>[0-9]+)H)?((?<minutes>[0-9]+)M)?((?<seconds>[0-9]+)(\.(?<fraction>[0-9]*))?S)?)?\z",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex DurationPattern();
}
