using System.Globalization;
using System.Text;

namespace Madoguchi.Print;

/// <summary>Text as code points. A lone surrogate counts as one, so that it can be named.</summary>
internal static class Unicode
{
    public static IEnumerable<int> CodePoints(string text)
    {
        for (var at = 0; at < text.Length;)
        {
            var point = At(text, at, out var length);
            yield return point;
            at += length;
        }
    }

    public static int At(string text, int at, out int length)
    {
        var pair = char.IsHighSurrogate(text[at]) && at + 1 < text.Length && char.IsLowSurrogate(text[at + 1]);
        length = pair ? 2 : 1;
        return pair ? char.ConvertToUtf32(text[at], text[at + 1]) : text[at];
    }

    public static string Name(int point) => string.Create(CultureInfo.InvariantCulture, $"U+{point:X4}");

    public static bool IsSelector(int point) => point is >= 0xFE00 and <= 0xFE0F or >= 0xE0100 and <= 0xE01EF;

    public static bool IsMark(int point) => !IsSelector(point) && Rune.IsValid(point)
        && CharUnicodeInfo.GetUnicodeCategory(point) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark;
}
