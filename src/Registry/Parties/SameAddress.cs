using System.Text;
using Madoguchi.Kernel;

namespace Madoguchi.Registry;

/// <summary>
/// Whether two ways of writing an address mean the same: 二丁目4番8号, ２－４－８ and 2丁目4-8 do; a building's name may be missing on
/// one side, a number may not.
/// </summary>
internal static class SameAddress
{
    private const string Digits = "〇一二三四五六七八九";
    private static readonly string[] Separators = ["丁目", "番地の", "番地", "番", "号", "の", "-", "ー", "−", "‐", "–", "—", " ", "　"];

    public static bool Is(string one, string other)
    {
        var (first, second) = (Plain(one), Plain(other));
        return first.Length > 0 && second.Length > 0 && (first == second || IsWithBuilding(first, second) || IsWithBuilding(second, first));
    }

    private static bool IsWithBuilding(string whole, string shorter) =>
        whole.Length > shorter.Length && whole.StartsWith(shorter, StringComparison.Ordinal) && char.IsAsciiDigit(shorter[^1])
        && whole[shorter.Length] is '-' && !char.IsAsciiDigit(whole[shorter.Length + 1]);

    private static string Plain(string address)
    {
        var text = Numbers(JapaneseText.ToHalfWidth(address).Normalize(NormalizationForm.FormKC));
        foreach (var separator in Separators)
        {
            text = text.Replace(separator, "-", StringComparison.Ordinal);
        }

        // One separator between numbers, and one before what is no number any more.
        var plain = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            if (character != '-' || (plain.Length > 0 && plain[^1] != '-' && char.IsAsciiDigit(plain[^1])))
            {
                plain.Append(character);
            }
        }

        return plain.ToString().TrimEnd('-');
    }

    /// <summary>The numbers of 丁目 in kanji, up to 99, as digits: the register writes 二丁目, a card 2丁目.</summary>
    private static string Numbers(string text)
    {
        var at = text.IndexOf("丁目", StringComparison.Ordinal);
        if (at < 0)
        {
            return text;
        }

        var start = at;
        while (start > 0 && (text[start - 1] == '十' || Digits.Contains(text[start - 1], StringComparison.Ordinal)))
        {
            start--;
        }

        return start == at ? text : string.Concat(text.AsSpan(0, start), Read(text[start..at]), text.AsSpan(at));
    }

    private static string Read(string kanji)
    {
        var ten = kanji.IndexOf('十', StringComparison.Ordinal);
        var (tens, ones) = ten < 0 ? ("", kanji) : (kanji[..ten], kanji[(ten + 1)..]);
        var value = (ten < 0 ? 0 : 10 * Math.Max(1, Digits.IndexOf(tens.PadRight(1, '一')[0], StringComparison.Ordinal)))
            + (ones.Length == 0 ? 0 : Digits.IndexOf(ones[^1], StringComparison.Ordinal));
        return value.ToString(System.Globalization.CultureInfo.InvariantCulture);
    }
}
