using System.Globalization;
using System.Text;
using Madoguchi.Feel.Syntax;

namespace Madoguchi.Feel;

/// <summary>Values as text.</summary>
internal static class FeelText
{
    /// <summary>As FEEL source.</summary>
    public static string Literal(FeelValue value) => Write(value, quoted: true);

    /// <summary>As string() gives it: text at the top level without quotation marks.</summary>
    public static string Plain(FeelValue value) => Write(value, quoted: false);

    public static string Quote(string text)
    {
        var quoted = new StringBuilder(text.Length + 2).Append('"');
        foreach (var sign in text)
        {
            _ = sign switch
            {
                '"' => quoted.Append("\\\""),
                '\\' => quoted.Append("\\\\"),
                '\n' => quoted.Append("\\n"),
                '\r' => quoted.Append("\\r"),
                '\t' => quoted.Append("\\t"),
                _ => quoted.Append(sign),
            };
        }
        return quoted.Append('"').ToString();
    }

    private static string Write(FeelValue value, bool quoted) => value switch
    {
        FeelNull => "null",
        FeelBoolean boolean => boolean.Value ? "true" : "false",
        FeelNumber number => number.ToText(),
        FeelString text => quoted ? Quote(text.Value) : text.Value,
        FeelList list => $"[{string.Join(", ", list.Items.Select(Literal))}]",
        FeelContextValue context => $"{{{string.Join(", ", context.Entries.Select(entry => $"{Key(entry.Key)}: {Literal(entry.Value)}"))}}}",
        FeelRange range => Range(range),
        FeelFunction function => $"function({string.Join(", ", function.Parameters)})",
        _ => quoted ? $"@{Quote(Temporal(value))}" : Temporal(value),
    };

    private static string Key(string name) => IsWord(name) ? name : Quote(name);

    private static bool IsWord(string name) =>
        name.Length > 0 && Rune.TryGetRuneAt(name, 0, out var first) && Signs.StartsName(first) && name.EnumerateRunes().All(Signs.ContinuesName);

    private static string Range(FeelRange range) => range.Sign is { } sign
        ? $"{sign} {Literal((range.Start ?? range.End)!)}"
        : $"{(range.StartIncluded ? '[' : '(')}{Literal(range.Start ?? FeelNull.Value)}..{Literal(range.End ?? FeelNull.Value)}{(range.EndIncluded ? ']' : ')')}";

    private static string Temporal(FeelValue value) => value switch
    {
        FeelDate date => date.Value.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        FeelTime time => time.Value.ToString(Clock(time.Value.Ticks), CultureInfo.InvariantCulture) + Zone(time.Zone),
        FeelDateTime moment => moment.Value.ToString("yyyy-MM-ddT" + Clock(moment.Value.Ticks), CultureInfo.InvariantCulture) + Zone(moment.Zone),
        FeelDaysDuration days => Days(days.Value),
        FeelYearsDuration years => Years(years.Months),
        _ => value.TypeName,
    };

    private static string Clock(long ticks) => ticks % TimeSpan.TicksPerSecond == 0 ? "HH:mm:ss" : "HH:mm:ss.FFFFFFF";

    private static string Zone(FeelZone? zone) => zone switch
    {
        null => "",
        { Name: { } name } => "@" + name,
        { Offset: var offset } when offset == TimeSpan.Zero => "Z",
        { Offset: var offset } => (offset < TimeSpan.Zero ? "-" : "+")
            + offset!.Value.ToString(offset.Value.Seconds == 0 ? "hh\\:mm" : "hh\\:mm\\:ss", CultureInfo.InvariantCulture),
    };

    private static string Days(TimeSpan span)
    {
        if (span == TimeSpan.Zero)
        {
            return "PT0S";
        }
        var ticks = (decimal)span.Ticks;
        var text = new StringBuilder(ticks < 0 ? "-P" : "P");
        ticks = Math.Abs(ticks);
        var days = decimal.Floor(ticks / TimeSpan.TicksPerDay);
        var rest = new TimeSpan((long)(ticks - (days * TimeSpan.TicksPerDay)));
        text.Append(CultureInfo.InvariantCulture, $"{(days > 0 ? $"{days}D" : "")}{(rest > TimeSpan.Zero ? "T" : "")}");
        text.Append(CultureInfo.InvariantCulture, $"{(rest.Hours > 0 ? $"{rest.Hours}H" : "")}{(rest.Minutes > 0 ? $"{rest.Minutes}M" : "")}");
        var seconds = (rest.Ticks % TimeSpan.TicksPerMinute) / (decimal)TimeSpan.TicksPerSecond;
        return text.Append(seconds > 0 ? new FeelNumber(seconds).ToText() + "S" : "").ToString();
    }

    private static string Years(long months)
    {
        if (months == 0)
        {
            return "P0M";
        }
        var (years, rest) = (Math.Abs(months / 12), Math.Abs(months % 12));
        return string.Create(
            CultureInfo.InvariantCulture, $"{(months < 0 ? "-" : "")}P{(years > 0 ? $"{years}Y" : "")}{(rest > 0 ? $"{rest}M" : "")}");
    }
}
