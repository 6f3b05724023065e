using System.Globalization;
using System.Text;

namespace Madoguchi.Print.Layout;

/// <summary>
/// Where a Japanese line may end, and how punctuation closes up: the part of JIS X 4051 that letters need. What may not begin or end a line
/// stays with its neighbour; words, numbers and pairs of dashes or dots are not torn.
/// </summary>
internal static class Kinsoku
{
    private const string Openings = "‘“（〔［｛〈《「『【〘〖｟«";
    private const string Closings = "’”）〕］｝〉》」』】〙〗｠»";
    private const string Stops = "、。，．";

    private static readonly HashSet<int> NotFirst =
    [
        .. (Closings + Stops + ",.)]}:;!?・：；？！‼⁇⁈⁉゛゜ヽヾゝゞ々〻ー‐゠–〜～％‰℃%"
            + "ぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶㇰㇱㇲㇳㇴㇵㇶㇷㇸㇹㇺㇻㇼㇽㇾㇿ"
            + "｡｣､･ｧｨｩｪｫｬｭｮｯｰﾞﾟ").Select(letter => (int)letter),
    ];

    private static readonly HashSet<int> NotLast = [.. (Openings + "([{｢￥＄£＃№〒").Select(letter => (int)letter)];

    /// <summary>What is set as half a character and half a space, so that it may close up with a neighbour.</summary>
    private enum Half
    {
        None,
        Opening,
        Closing,
    }

    public static bool MayBreak(int before, int after)
    {
        if (IsSpace(after) || NotFirst.Contains(after) || IsGlue(before) || IsGlue(after))
        {
            return false;
        }

        return IsSpace(before)
            || (!NotLast.Contains(before)
                && !(IsPair(before) && before == after)
                && !(IsWord(before) && IsWord(after) && !(before is '-' or '/' && IsLetter(after)))
                && !(IsWideDigit(before) && IsWideDigit(after)));
    }

    /// <summary>The space between two full-width signs, in characters: 」「 and 。」 share one half.</summary>
    public static double Gap(int before, int after) => (HalfOf(before), HalfOf(after)) switch
    {
        (Half.Closing, Half.Opening) or (Half.Closing, Half.Closing) or (Half.Opening, Half.Opening) => -0.5,
        _ => 0,
    };

    /// <summary>Whether it is the half behind the first sign that is left out.</summary>
    public static bool ClosesUp(int before, int after) => HalfOf(before) == Half.Closing && HalfOf(after) != Half.None;

    /// <summary>Whether the half behind a sign may be taken away where a line ends.</summary>
    public static bool ShrinksAtEnd(int point) => HalfOf(point) == Half.Closing;

    public static bool IsSpace(int point) => point is 0x20 or 0x3000;

    /// <summary>Whether more room between two characters does not tear a word.</summary>
    public static bool MayStretch(int before, int after) => !(IsWord(before) && IsWord(after)) && !(IsPair(before) && before == after);

    private static Half HalfOf(int point) =>
        point > 0xFFFF ? Half.None
        : Openings.Contains((char)point, StringComparison.Ordinal) ? Half.Opening
        : Closings.Contains((char)point, StringComparison.Ordinal) || Stops.Contains((char)point, StringComparison.Ordinal) ? Half.Closing
        : Half.None;

    private static bool IsGlue(int point) => point is 0xA0 or 0x202F or 0x2060;

    private static bool IsPair(int point) => point is '…' or '‥' or '—' or '―' or '─';

    private static bool IsWideDigit(int point) => point is >= '０' and <= '９';

    private static bool IsWord(int point) => point is > 0x20 and < 0x7F or >= 0xC0 and < 0x250;

    private static bool IsLetter(int point) => Rune.IsValid(point)
        && CharUnicodeInfo.GetUnicodeCategory(point) is UnicodeCategory.LowercaseLetter or UnicodeCategory.UppercaseLetter;
}
