using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Madoguchi.Kernel;

namespace Madoguchi.Delivery;

/// <summary>
/// The code on a letter by which anybody asks whether it is genuine: fifteen letters by chance, which nobody guesses, and one that
/// notices every letter mistyped and every two swapped. No 0, 1, I, L or O; written in groups of four.
/// </summary>
internal static class CheckCode
{
    public const string Alphabet = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";
    private const int Length = 16;
    private const int Group = 4;

    public static string New() => New(RandomNumberGenerator.GetString(Alphabet, Length - 1));

    /// <summary>The code that begins so.</summary>
    internal static string New(string chosen) => chosen + Alphabet[CheckOf(chosen)];

    /// <summary>K7QX-9MRT-2WHV-4CPD</summary>
    public static string Show(string code) => string.Join('-', Enumerable.Range(0, Length / Group).Select(group => code.Substring(group * Group, Group)));

    /// <summary>Reads what was typed, whatever its case, width and hyphens.</summary>
    /// <returns>False when it cannot be a code: a letter is missing, wrong or swapped.</returns>
    public static bool TryRead(string? typed, out string code)
    {
        code = "";
        if (typed is null || typed.Length > Length * 4)
        {
            return false;
        }

        var plain = new StringBuilder(Length);
        foreach (var character in JapaneseText.ToHalfWidth(typed))
        {
            if (!IsBetween(character))
            {
                plain.Append(char.ToUpperInvariant(character));
            }
        }

        code = plain.ToString();
        return code.Length == Length && code.All(Alphabet.Contains) && CheckOf(code[..^1]) == Alphabet.IndexOf(code[^1], StringComparison.Ordinal);
    }

    /// <summary>What is kept of a code.</summary>
    public static byte[] Hash(string code) => SHA256.HashData(Encoding.ASCII.GetBytes(code));

    /// <summary>What people type between the groups.</summary>
    private static bool IsBetween(char character) =>
        char.IsWhiteSpace(character) || character is 'ー' or 'ｰ' or '−' or '－' || char.GetUnicodeCategory(character) == UnicodeCategory.DashPunctuation;

    /// <summary>The weighted sum over a prime number of letters: each weight differs, so no single change and no swap leaves it as it was.</summary>
    private static int CheckOf(string chosen)
    {
        var sum = 0;
        for (var at = 0; at < chosen.Length; at++)
        {
            sum += (at + 2) * Alphabet.IndexOf(chosen[at], StringComparison.Ordinal);
        }

        return sum % Alphabet.Length;
    }
}
