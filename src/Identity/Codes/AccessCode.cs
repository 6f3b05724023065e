using System.Security.Cryptography;
using Madoguchi.Kernel;

namespace Madoguchi.Identity;

/// <summary>
/// A one-time code (確認番号): twelve signs that cannot be taken for one another, the last a check sign that notices every wrong sign and
/// every swap of neighbours. Eleven carry chance: about 54 bits, ten of which find the row. Shown 4-4-4.
/// </summary>
internal static class AccessCode
{
    public const int Length = 12;

    private const int SelectorLength = 2;

    /// <summary>Thirty-one, a prime, so that weights make a sound check. Without 0 O, 1 I L.</summary>
    private const string Signs = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";

    public static string New()
    {
        var chance = RandomNumberGenerator.GetString(Signs, Length - 1);
        return chance + Signs[Check(chance)];
    }

    /// <summary>Reads what somebody typed from paper: small letters, full width, spaces and any dash.</summary>
    public static bool TryRead(string? typed, out string code)
    {
        code = string.Concat(JapaneseText.ToHalfWidth(typed ?? "").Where(sign => sign is not (' ' or '-'))).ToUpperInvariant();
        return code.Length == Length && code.All(sign => Signs.Contains(sign, StringComparison.Ordinal)) && Signs[Check(code[..^1])] == code[^1];
    }

    /// <summary>ABCD-EFGH-JKMN</summary>
    public static string Show(string code) => string.Join('-', code.Chunk(4).Select(group => new string(group)));

    public static string SelectorOf(string code) => code[..SelectorLength];

    private static int Check(string chance) => chance.Select((sign, at) => Signs.IndexOf(sign, StringComparison.Ordinal) * (at + 2)).Sum() % Signs.Length;
}
