using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace Madoguchi.Identity;

/// <summary>
/// Texts that leave the server and come back, or lie in a row, and that nobody else can read, alter, use for something else or keep.
/// </summary>
internal sealed class Sealed(IDataProtectionProvider protection, TimeProvider time)
{
    /// <param name="text">What to carry.</param>
    /// <param name="holds">For how long.</param>
    /// <param name="purpose">For what, and for whom: a seal opens with the same words only.</param>
    public string Close(string text, TimeSpan holds, params string[] purpose)
    {
        var until = time.GetUtcNow().Add(holds).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return ProtectorOf(purpose).Protect($"{until} {text}");
    }

    /// <summary>The text; null when the seal is not ours, is for something else, or is too old.</summary>
    public string? Open(string? seal, params string[] purpose)
    {
        if (string.IsNullOrEmpty(seal))
        {
            return null;
        }

        try
        {
            var opened = ProtectorOf(purpose).Unprotect(seal).Split(' ', 2);
            return long.Parse(opened[0], CultureInfo.InvariantCulture) >= time.GetUtcNow().ToUnixTimeSeconds() ? opened[1] : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private IDataProtector ProtectorOf(string[] purpose) => protection.CreateProtector(["Madoguchi.Identity", .. purpose]);
}
