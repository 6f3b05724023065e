using System.Text;

namespace Madoguchi.Feel.Syntax;

/// <summary>Which characters make names, and which signs of Japanese typing are refused with their fix (ADR 0009).</summary>
internal static class Signs
{
    private static readonly string[] Digits = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];

    /// <summary>FEEL would take most of these as letters of a name; what was meant is on the right.</summary>
    private static string? Fix(int rune) => rune switch
    {
        0x3000 => " ",
        '、' or '，' or '､' or '；' => ",",
        '。' or '．' or '｡' => ".",
        '：' => ":",
        '～' or '〜' or '…' or '‥' => "..",
        '＋' => "+",
        '－' or '−' or '–' or '—' or '―' => "-",
        '＊' or '×' => "*",
        '／' or '÷' => "/",
        '＾' => "**",
        '＝' => "=",
        '≠' => "!=",
        '！' => "!",
        '＜' => "<",
        '＞' => ">",
        '≦' or '≤' => "<=",
        '≧' or '≥' => ">=",
        '（' => "(",
        '）' => ")",
        '［' or '〔' or '【' => "[",
        '］' or '〕' or '】' => "]",
        '｛' => "{",
        '｝' => "}",
        '「' or '」' or '『' or '』' or '“' or '”' or '＂' or '｢' or '｣' => "\"",
        '＠' => "@",
        '？' => "?",
        '＿' => "_",
        >= '０' and <= '９' => Digits[rune - '０'],
        _ => null,
    };

    /// <summary>Typed for a sign of FEEL, but not one.</summary>
    public static bool IsRefused(Rune rune, out string fix) => (fix = Fix(rune.Value)!) is not null;

    /// <summary>Letters of which nearly all names are, in NFC and with nothing to compose with, whatever stands next to them.</summary>
    public static bool IsPlainLetter(int sign) =>
        sign is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= 'ぁ' and <= 'ゖ') or (>= 'ァ' and <= 'ー') or (>= '一' and <= '鿿');

    /// <summary>DMN 1.5, chapter 10, grammar rule 28.</summary>
    public static bool StartsName(Rune rune) => IsPlainLetter(rune.Value) || (!IsRefused(rune, out _) && rune.Value switch
    {
        '?' or '_' or (>= 'A' and <= 'Z') or (>= 'a' and <= 'z') => true,
        (>= 0xC0 and <= 0xD6) or (>= 0xD8 and <= 0xF6) or (>= 0xF8 and <= 0x2FF) => true,
        (>= 0x370 and <= 0x37D) or (>= 0x37F and <= 0x1FFF) or (>= 0x200C and <= 0x200D) => true,
        (>= 0x2070 and <= 0x218F) or (>= 0x2C00 and <= 0x2FEF) or (>= 0x3001 and <= 0xD7FF) => true,
        (>= 0xF900 and <= 0xFDCF) or (>= 0xFDF0 and <= 0xFFFD) or (>= 0x10000 and <= 0xEFFFF) => true,
        _ => false,
    });

    /// <summary>DMN 1.5, chapter 10, grammar rule 29.</summary>
    public static bool ContinuesName(Rune rune) =>
        StartsName(rune) || rune.Value is (>= '0' and <= '9') or 0xB7 or (>= 0x300 and <= 0x36F) or (>= 0x203F and <= 0x2040);

    /// <summary>DMN 1.5, chapter 10, grammar rule 61.</summary>
    public static bool IsSpace(Rune rune) => rune.Value is (>= 0x09 and <= 0x0D) or 0x20 or 0x85 or 0xA0 or 0x1680 or 0x180E
        or (>= 0x2000 and <= 0x200B) or 0x2028 or 0x2029 or 0x202F or 0x205F or 0xFEFF;
}
