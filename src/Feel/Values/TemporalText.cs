using System.Globalization;
using System.Text.RegularExpressions;

namespace Madoguchi.Feel;

/// <summary>Dates, times and durations from their text; null where the text is none, or no such day exists.</summary>
internal static partial class TemporalText
{
    private const NumberStyles Digits = NumberStyles.None;
    private const int MaxLength = 100;

    public static FeelValue? Read(string text) =>
        (FeelValue?)Date(text) ?? Time(text) ?? DateTime(text) ?? Duration(text);

    public static FeelDate? Date(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? new FeelDate(date) : null;

    public static FeelTime? Time(string text)
    {
        if (text.Length > MaxLength || TimePattern().Match(text) is not { Success: true } match)
        {
            return null;
        }
        var (hour, minute, second) = (Int(match, "hour"), Int(match, "minute"), Int(match, "second"));
        if (hour > 23 || minute > 59 || second > 59 || !TryZone(match, out var zone))
        {
            return null;
        }
        var ticks = (((((hour * 60L) + minute) * 60) + second) * TimeSpan.TicksPerSecond) + Fraction(match);
        return new FeelTime(new TimeOnly(ticks), zone);
    }

    public static FeelDateTime? DateTime(string text)
    {
        var at = text.IndexOf('T', StringComparison.Ordinal);
        return at > 0 && Date(text[..at]) is { } date && Time(text[(at + 1)..]) is { } time
            ? new FeelDateTime(date.Value.ToDateTime(time.Value), time.Zone)
            : null;
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
        var ticks = (((((((decimal)days * 24) + hours) * 60) + minutes) * 60) + seconds) * TimeSpan.TicksPerSecond + Fraction(match);
        return ticks <= long.MaxValue ? new FeelDaysDuration(new TimeSpan((long)ticks * (negative ? -1 : 1))) : null;
    }

    /// <summary>The offset of a zone at a local time.</summary>
    public static TimeSpan? OffsetAt(FeelZone? zone, DateTime local) => zone switch
    {
        null => null,
        { Offset: { } offset } => offset,
        { Name: var name } => TimeZoneInfo.TryFindSystemTimeZoneById(name!, out var found) ? found.GetUtcOffset(local) : null,
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

    private static int Int(Match match, string group) =>
        int.TryParse(match.Groups[group].ValueSpan, Digits, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private static long? Long(Match match, string group) =>
        !match.Groups[group].Success ? 0
        : long.TryParse(match.Groups[group].ValueSpan, Digits, CultureInfo.InvariantCulture, out var number) ? number
        : null;

    private static long Fraction(Match match)
    {
        var digits = match.Groups["fraction"].Value;
        return digits.Length == 0 ? 0 : long.Parse(digits.PadRight(7, '0').AsSpan(0, 7), Digits, CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"^(?<hour>[0-9]{2}):(?<minute>[0-9]{2}):(?<second>[0-9]{2})(\.(?<fraction>[0-9]+))?((?<utc>[Zz])|@(?<zone>[A-Za-z0-9_+/\-]+)|(?<sign>[+\-])(?<zh>[0-9]{2}):(?<zm>[0-9]{2})(:(?<zs>[0-9]{2}))?)?\z",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex TimePattern();

    [GeneratedRegex(@"^(?<minus>-)?P((?<years>[0-9]+)Y)?((?<months>[0-9]+)M)?((?<days>[0-9]+)D)?(?<time>T((?<hours>[0-9]+)H)?((?<minutes>[0-9]+)M)?((?<seconds>[0-9]+)(\.(?<fraction>[0-9]+))?S)?)?\z",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex DurationPattern();
}
