using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using static Madoguchi.Feel.Functions.Signature;

namespace Madoguchi.Feel.Functions;

/// <summary>DMN 1.5, 10.3.4.3. Lengths and positions count characters, not UTF-16 units.</summary>
internal static class TextFunctions
{
    private static readonly FeelType Texts = FeelType.ListOf(FeelType.String);

    public static IEnumerable<Signature> All =>
    [
        Of("string length", "string: string", FeelType.Number, a => Length(a.Text(0))),
        Of("upper case", "string: string", FeelType.String, a => a.Text(0).ToUpperInvariant()),
        Of("lower case", "string: string", FeelType.String, a => a.Text(0).ToLowerInvariant()),
        Of("contains", "string: string, match: string", FeelType.Boolean, a => a.Text(0).Contains(a.Text(1), StringComparison.Ordinal)),
        Of("starts with", "string: string, match: string", FeelType.Boolean, a => a.Text(0).StartsWith(a.Text(1), StringComparison.Ordinal)),
        Of("ends with", "string: string, match: string", FeelType.Boolean, a => a.Text(0).EndsWith(a.Text(1), StringComparison.Ordinal)),
        Of("substring", "string: string, start position: number, length?: number", FeelType.String, Substring),
        Of("substring before", "string: string, match: string", FeelType.String, a =>
            a.Text(0).IndexOf(a.Text(1), StringComparison.Ordinal) is var at and >= 0 ? a.Text(0)[..at] : ""),
        Of("substring after", "string: string, match: string", FeelType.String, a =>
            a.Text(0).IndexOf(a.Text(1), StringComparison.Ordinal) is var at and >= 0 ? a.Text(0)[(at + a.Text(1).Length)..] : ""),
        Of("matches", "input: string, pattern: string, flags??: string", FeelType.Boolean, a =>
            Match(a, 2, options => Regex.IsMatch(a.Text(0), Pattern(a, 2), options, a.Run.RegexTimeout))),
        Of("replace", "input: string, pattern: string, replacement: string, flags??: string", FeelType.String, a =>
            Match(a, 3, options => Replace(a, options))),
        Of("split", "string: string, delimiter: string", Texts, a => Match(a, 2, _ => Split(a))),
        Of("string join", "list: list, delimiter??: string", FeelType.String, Join),
    ];

    private static int Length(string text)
    {
        var pairs = 0;
        for (var i = 1; i < text.Length; i++)
        {
            pairs += char.IsSurrogatePair(text[i - 1], text[i]) ? 1 : 0;
        }
        return text.Length - pairs;
    }

    private static FeelValue Substring(Arguments a)
    {
        var runes = a.Text(0).EnumerateRunes().ToArray();
        if (!a.TryPlace(1, out var start) || start == 0 || Math.Abs((long)start) > runes.Length)
        {
            return a.Cannot(1);
        }
        var from = start > 0 ? start - 1 : runes.Length + start;
        var length = runes.Length - from;
        if (a.Has(2))
        {
            if (!a.TryPlace(2, out var wanted) || wanted < 1)
            {
                return a.Cannot(2);
            }
            length = Math.Min(length, wanted);
        }
        var text = new StringBuilder();
        foreach (var rune in runes.AsSpan(from, length))
        {
            text.Append(rune);
        }
        return text.ToString();
    }

    /// <summary>Runs a pattern within its time; a pattern that is none, or takes too long, is null.</summary>
    private static FeelValue Match(Arguments a, int flagsAt, Func<RegexOptions, FeelValue> match)
    {
        var options = RegexOptions.CultureInvariant;
        foreach (var flag in a.TextOrNull(flagsAt) ?? "")
        {
            switch (flag)
            {
                case 's':
                    options |= RegexOptions.Singleline;
                    break;
                case 'm':
                    options |= RegexOptions.Multiline;
                    break;
                case 'i':
                    options |= RegexOptions.IgnoreCase;
                    break;
                case 'x':
                    // Taken out by Pattern: .NET's own flag would read # as a comment.
                    break;
                default:
                    return a.Cannot(flagsAt);
            }
        }
        if (!a.Run.SpendOnPatterns(TimeSpan.Zero))
        {
            return FeelNull.Because(FeelReason.RegexTimeout);
        }
        var began = Stopwatch.GetTimestamp();
        try
        {
            return match(options);
        }
        catch (RegexMatchTimeoutException)
        {
            return FeelNull.Because(FeelReason.RegexTimeout);
        }
        catch (ArgumentException)
        {
            // There is no way to ask whether a text is a pattern but to use it.
            return a.Cannot(1);
        }
        finally
        {
            a.Run.SpendOnPatterns(Stopwatch.GetElapsedTime(began));
        }
    }

    /// <summary>
    /// The pattern as .NET reads it: "." stops at both signs that end a line, a class holds no reference to a group, and with flag x there
    /// is no white space outside of classes.
    /// </summary>
    private static string Pattern(Arguments a, int flagsAt)
    {
        var (pattern, flags) = (a.Text(1), a.TextOrNull(flagsAt) ?? "");
        var (isTight, stops) = (flags.Contains('x', StringComparison.Ordinal), !flags.Contains('s', StringComparison.Ordinal));
        var (kept, inClass) = (new StringBuilder(), 0);
        for (var i = 0; i < pattern.Length; i++)
        {
            var sign = pattern[i];
            if (sign == '\\')
            {
                while (isTight && inClass == 0 && i + 1 < pattern.Length && char.IsWhiteSpace(pattern[i + 1]))
                {
                    i++;
                }
                if (i + 1 == pattern.Length)
                {
                    throw new ArgumentException("Nothing stands behind the last sign.", nameof(a));
                }
                if (inClass > 0 && char.IsAsciiDigit(pattern[i + 1]))
                {
                    throw new ArgumentException("A class refers to a group.", nameof(a));
                }
                kept.Append(sign).Append(pattern[++i]);
                continue;
            }
            inClass += sign == '[' ? 1 : sign == ']' ? -1 : 0;
            if (inClass > 0 || !(isTight && char.IsWhiteSpace(sign)))
            {
                kept.Append(sign == '.' && inClass == 0 && stops ? @"[^\n\r]" : sign.ToString());
            }
        }
        return kept.ToString();
    }

    private static FeelValue Replace(Arguments a, RegexOptions options)
    {
        var (input, replacement) = (a.Text(0), a.Text(2));
        var (text, at) = (new StringBuilder(), 0);
        // "$&" and its like repeat the input: what could not fit is not begun.
        if (replacement.Length + ((long)replacement.AsSpan().Count('$') * input.Length) > a.Run.MaxSize)
        {
            return FeelNull.Because(FeelReason.TooLarge);
        }
        var pattern = new Regex(Pattern(a, 3), options, a.Run.RegexTimeout);
        var began = Stopwatch.GetTimestamp();
        for (var match = pattern.Match(input); match.Success; match = match.NextMatch())
        {
            if (IsLate(a, began))
            {
                return FeelNull.Because(FeelReason.RegexTimeout);
            }
            text.Append(input, at, match.Index - at).Append(match.Result(replacement));
            at = match.Index + match.Length;
            if (text.Length > a.Run.MaxSize || !a.Run.Spend(1 + (replacement.Length / 16)))
            {
                return FeelNull.Because(FeelReason.TooLarge);
            }
        }
        return text.Append(input, at, input.Length - at).ToString();
    }

    /// <summary>Each match has its time; all of one call have ten times that.</summary>
    private static bool IsLate(Arguments a, long began) => Stopwatch.GetElapsedTime(began) > a.Run.RegexTimeout * 10;

    private static FeelValue Split(Arguments a)
    {
        var (input, at) = (a.Text(0), 0);
        var parts = new List<FeelValue>();
        var began = Stopwatch.GetTimestamp();
        foreach (var match in new Regex(a.Text(1), RegexOptions.CultureInvariant, a.Run.RegexTimeout).EnumerateMatches(input))
        {
            if (IsLate(a, began))
            {
                return FeelNull.Because(FeelReason.RegexTimeout);
            }
            if (match.Length == 0)
            {
                continue;
            }
            parts.Add(input[at..match.Index]);
            at = match.Index + match.Length;
        }
        parts.Add(input[at..]);
        return new FeelList(parts.ToArray());
    }

    private static FeelValue Join(Arguments a)
    {
        var text = new StringBuilder();
        var first = true;
        foreach (var item in a.List(0).Items)
        {
            switch (item)
            {
                case FeelString part:
                    text.Append(first ? "" : a.TextOrNull(1)).Append(part.Value);
                    first = false;
                    break;
                case FeelNull { IsUnknown: true }:
                    return item;
                case FeelNull:
                    break;
                default:
                    return a.Cannot(item);
            }
            if (text.Length > a.Run.MaxSize)
            {
                return FeelNull.Because(FeelReason.TooLarge);
            }
        }
        return text.ToString();
    }
}
