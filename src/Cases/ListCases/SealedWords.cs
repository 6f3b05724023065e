using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace Madoguchi.Cases;

/// <summary>
/// The words of a search, sealed for an address: names of people must not get into logs, histories and bookmarks. A seal holds for a
/// working day and only with this city's keys.
/// </summary>
internal sealed class SealedWords(IDataProtectionProvider protection, TimeProvider time)
{
    private const int LongestWords = 200;
    private static readonly TimeSpan Held = TimeSpan.FromHours(12);

    private readonly IDataProtector protector = protection.CreateProtector("Madoguchi.Cases.SearchWords");

    /// <summary>Sealed and fit for an address, or null when nothing was asked.</summary>
    public string? Seal(string? words)
    {
        if (string.IsNullOrWhiteSpace(words))
        {
            return null;
        }

        var asked = words.Trim();
        var until = time.GetUtcNow().Add(Held).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return protector.Protect($"{until} {(asked.Length > LongestWords ? asked[..LongestWords] : asked)}");
    }

    /// <summary>The words, or null when the seal is too old or not ours.</summary>
    public string? Open(string? seal)
    {
        if (string.IsNullOrEmpty(seal))
        {
            return null;
        }

        try
        {
            var opened = protector.Unprotect(seal).Split(' ', 2);
            return long.Parse(opened[0], CultureInfo.InvariantCulture) >= time.GetUtcNow().ToUnixTimeSeconds() ? opened[1] : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
