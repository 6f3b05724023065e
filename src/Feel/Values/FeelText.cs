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
        FeelDate date => Date(date.Number),
        FeelTime time => Clock(time.Nanos) + Zone(time.Zone),
        FeelDateTime moment => $"{Date(moment.Day)}T{Clock(moment.Nanos)}{Zone(moment.Zone)}",
        FeelDaysDuration days => Days(days.Nanos),
        FeelYearsDuration years => Years(years.Months),
        _ => value.TypeName,
    };

    private static string Date(long number)
    {
        var (year, month, day) = Calendar.At(number);
        return string.Create(CultureInfo.InvariantCulture, $"{(year < 0 ? "-" : "")}{Math.Abs(year):0000}-{month:00}-{day:00}");
    }

    private static string Clock(long nanos)
    {
        var seconds = nanos / Calendar.NanosPerSecond;
        var text = string.Create(CultureInfo.InvariantCulture, $"{seconds / 3600:00}:{seconds / 60 % 60:00}:{seconds % 60:00}");
        return nanos % Calendar.NanosPerSecond is var rest && rest == 0 ? text
            : $"{text}.{rest.ToString("000000000", CultureInfo.InvariantCulture).TrimEnd('0')}";
    }

    private static string Zone(FeelZone? zone) => zone switch
    {
        null => "",
        { Name: { } name } => "@" + name,
        { Offset: var offset } when offset == TimeSpan.Zero => "Z",
        { Offset: var offset } => (offset < TimeSpan.Zero ? "-" : "+")
            + offset!.Value.ToString(offset.Value.Seconds == 0 ? "hh\\:mm" : "hh\\:mm\\:ss", CultureInfo.InvariantCulture),
    };

    private static string Days(Int128 span)
    {
        if (span == 0)
        {
            return "PT0S";
        }
        var (days, rest) = Int128.DivRem(Int128.Abs(span), Calendar.NanosPerDay);
        var seconds = (long)(rest / Calendar.NanosPerSecond);
        var text = new StringBuilder(span < 0 ? "-P" : "P");
        text.Append(CultureInfo.InvariantCulture, $"{(days > 0 ? $"{days}D" : "")}{(rest > 0 ? "T" : "")}");
        text.Append(CultureInfo.InvariantCulture, $"{(seconds >= 3600 ? $"{seconds / 3600}H" : "")}{(seconds / 60 % 60 > 0 ? $"{seconds / 60 % 60}M" : "")}");
        var last = (long)(rest % (60 * Calendar.NanosPerSecond)) / (decimal)Calendar.NanosPerSecond;
        return text.Append(last > 0 ? new FeelNumber(last).ToText() + "S" : "").ToString();
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
