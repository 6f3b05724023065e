using System.Globalization;
using System.Text;

namespace Madoguchi.Cases;

/// <summary>A character that Shift_JIS cannot carry: in which column, the how-manieth of it from 1, and its code points.</summary>
/// <param name="Column">The heading.</param>
/// <param name="Position">In characters as people count them.</param>
/// <param name="Codes"><c>U+20BB7</c>, or with a variation selector <c>U+845B U+E0100</c>.</param>
/// <param name="Written">What stands in its place.</param>
public sealed record LostCharacter(string Column, int Position, string Codes, string Written);

/// <summary>
/// Text for systems that know only Windows-31J (Shift_JIS as Windows has it). What it cannot carry is never dropped and never guessed: it
/// is written as 〓 (げた), and its code is kept beside the line. What is the same sign under another code is written with that code, and
/// told as well.
/// </summary>
internal static class Windows31J
{
    public const string Geta = "〓";

    /// <summary>Signs that Windows knows under another code than Unicode's own tables: the wave dash, the minus and their like.</summary>
    private static readonly Dictionary<string, string> SameSign = new(StringComparer.Ordinal)
    {
        ["\u301C"] = "\uFF5E",
        ["\u2212"] = "\uFF0D",
        ["\u2016"] = "\u2225",
        ["\u2014"] = "\u2015",
        ["\u00A2"] = "\uFFE0",
        ["\u00A3"] = "\uFFE1",
        ["\u00AC"] = "\uFFE2",
    };

    // Without its own fall-back the framework would write the nearest letter and say nothing.
    private static readonly Encoding Encoding = Make();

    /// <summary>The bytes; every character of <paramref name="text"/> went through <see cref="Fit"/>.</summary>
    public static byte[] GetBytes(string text) => Encoding.GetBytes(text);

    public static string GetString(ReadOnlySpan<byte> bytes) => Encoding.GetString(bytes);

    /// <summary>The text as it can be written, and what it had to give up.</summary>
    public static string Fit(string column, string text, ICollection<LostCharacter> lost)
    {
        if (Carries(text))
        {
            return text;
        }

        var written = new StringBuilder(text.Length);
        var elements = StringInfo.GetTextElementEnumerator(text.Normalize(NormalizationForm.FormC) is var composed && Carries(composed) ? composed : text);
        for (var position = 1; elements.MoveNext(); position++)
        {
            var element = elements.GetTextElement();
            var kept = Carries(element) ? element : InPlaceOf(element);
            written.Append(kept);
            if (kept != element)
            {
                lost.Add(new(column, position, Codes(element), kept));
            }
        }

        return written.ToString();
    }

    /// <summary>The same sign, the letter without its variant, or 〓.</summary>
    private static string InPlaceOf(string element)
    {
        if (SameSign.TryGetValue(element, out var same))
        {
            return same;
        }

        var first = element.EnumerateRunes().First();
        var rest = element.EnumerateRunes().Skip(1);
        return rest.Any() && rest.All(IsVariationSelector) && Carries(first.ToString()) ? first.ToString() : Geta;
    }

    private static bool IsVariationSelector(Rune rune) => rune.Value is (>= 0xFE00 and <= 0xFE0F) or (>= 0xE0100 and <= 0xE01EF);

    private static bool Carries(string text)
    {
        try
        {
            return Encoding.GetString(Encoding.GetBytes(text)) == text;
        }
        catch (EncoderFallbackException)
        {
            return false;
        }
    }

    private static string Codes(string element) => string.Join(
        ' ', element.EnumerateRunes().Select(rune => string.Create(CultureInfo.InvariantCulture, $"U+{rune.Value:X4}")));

    private static Encoding Make()
    {
        const int CodePage = 932;
        return CodePagesEncodingProvider.Instance.GetEncoding(CodePage, new EncoderExceptionFallback(), new DecoderExceptionFallback())
            ?? throw new InvalidOperationException("This runtime does not know Windows-31J.");
    }
}
