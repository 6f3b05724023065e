using System.Globalization;
using System.Security.Cryptography;

namespace Madoguchi.Kernel;

/// <summary>A reference number as it is said: its groups, and how each group sounds.</summary>
public sealed record SpokenReference(IReadOnlyList<string> Groups, IReadOnlyList<string> Readings)
{
    /// <summary>にー・ろく・いち・ご、…</summary>
    public string Kana => string.Join("、", Readings);
}

/// <summary>
/// The number on a receipt (受付番号), made to be read out over the phone: twelve digits, the year in Japan (2), chance (9) and a check
/// digit (1) by H. M. Damm's quasigroup, which notices every single wrong digit and every swap of neighbours. Shown as 4-4-4.
/// </summary>
public static class ReferenceNumber
{
    private const int Length = 12;

    /// <summary>How many numbers a year has.</summary>
    public const int PerYear = 1_000_000_000;

    private static readonly string[] Damm =
    [
        "0317598642", "7092154863", "4206871359", "1750983426", "6123045978",
        "3674209581", "5869720134", "8945362017", "9438617205", "2581436790",
    ];

    /// <summary>With a long vowel where Japanese speakers make one on the phone, so that に and いち, ご and ろく stay apart.</summary>
    private static readonly string[] Sounds = ["ゼロ", "いち", "にー", "さん", "よん", "ごー", "ろく", "なな", "はち", "きゅう"];

    /// <summary>A new number for a day in Japan. Chance may repeat itself: the column it goes to is unique, and the unit tries again.</summary>
    public static string New(DateOnly dayInJapan) => New(dayInJapan.Year, RandomNumberGenerator.GetInt32(PerYear));

    public static string New(int year, int random)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(random);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(random, PerYear);
        var payload = string.Create(CultureInfo.InvariantCulture, $"{year % 100:00}{random:000000000}");
        return payload + (char)('0' + Check(payload));
    }

    /// <summary>Reads what a person typed or wrote down: full-width and kanji digits, spaces and any kind of hyphen.</summary>
    public static bool TryParse(string? input, out string canonical)
    {
        Span<char> digits = stackalloc char[Length];
        var count = 0;
        canonical = "";
        foreach (var character in input ?? "")
        {
            if (char.IsWhiteSpace(character) || JapaneseText.IsDash(character) || JapaneseText.IsInvisible(character))
            {
                continue;
            }

            if (Digit(character) is not { } digit || count == Length)
            {
                return false;
            }

            digits[count++] = digit;
        }

        if (count < Length || Check(digits) != 0)
        {
            return false;
        }

        canonical = new(digits);
        return true;
    }

    /// <summary>2612-3456-7895</summary>
    public static string Show(string canonical) => string.Join('-', Groups(canonical));

    public static SpokenReference Speakable(string canonical)
    {
        var groups = Groups(canonical);
        return new(groups, [.. groups.Select(group => string.Join('・', group.Select(digit => Sounds[digit - '0'])))]);
    }

    private static string[] Groups(string canonical) => canonical.Length == Length && canonical.All(char.IsAsciiDigit)
        ? [canonical[..4], canonical[4..8], canonical[8..]]
        : throw new ArgumentException("Not a canonical reference number.", nameof(canonical));

    private static char? Digit(char character) => character switch
    {
        >= '0' and <= '9' => character,
        >= '０' and <= '９' => (char)(character - '０' + '0'),
        '〇' or '零' => '0',
        _ when "一二三四五六七八九".IndexOf(character, StringComparison.Ordinal) is var index and >= 0 => (char)('1' + index),
        _ => null,
    };

    /// <summary>The check digit of a payload; 0 for a number that carries its own.</summary>
    private static int Check(ReadOnlySpan<char> digits)
    {
        var interim = 0;
        foreach (var digit in digits)
        {
            interim = Damm[interim][digit - '0'] - '0';
        }

        return interim;
    }
}
