using System.Security.Cryptography;
using System.Text;

namespace Madoguchi.Kernel;

/// <summary>
/// A code that is written down and typed again (on a guest's receipt, in an invitation): sixty bits of chance in twelve letters that are
/// not mistaken for each other. Only its hash is kept.
/// </summary>
public static class SecretCode
{
    private const string Letters = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
    private const int Length = 12;
    private const int GroupLength = 4;

    public static string New() => RandomNumberGenerator.GetString(Letters, Length);

    /// <summary>In groups of four, as it is printed and read out.</summary>
    public static string Show(string code) => string.Join('-', code.Chunk(GroupLength).Select(group => new string(group)));

    /// <summary>However it was typed; null when it can be no code.</summary>
    public static string? Read(string? typed)
    {
        var code = new StringBuilder(Length);
        foreach (var character in JapaneseText.ToHalfWidth(typed ?? "").ToUpperInvariant())
        {
            if (character is ' ' or '-')
            {
                continue;
            }

            if (code.Length == Length || !Letters.Contains(character, StringComparison.Ordinal))
            {
                return null;
            }

            code.Append(character);
        }

        return code.Length == Length ? code.ToString() : null;
    }

    /// <summary>So much chance needs no salt and no slow hash: nobody can try it out.</summary>
    public static string Hash(string code) => Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(code)));
}
