using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace Madoguchi.Delivery;

/// <summary>
/// What stands in the address behind List-Unsubscribe (RFC 8058): who and from which category, sealed with the city's keys. It does not
/// run out: a mail may be read years later, and all it allows is to be told less.
/// </summary>
internal sealed class UnsubscribeTokens(IDataProtectionProvider protection)
{
    private readonly IDataProtector protector = protection.CreateProtector("Madoguchi.Delivery.Unsubscribe");

    public string PathFor(Guid party, string category) => $"/unsubscribe/{protector.Protect($"{party:N} {category}")}";

    /// <summary>Null when it is not ours.</summary>
    public (Guid Party, string Category)? Open(string token)
    {
        try
        {
            return protector.Unprotect(token).Split(' ', 2) is [var party, var category] ? (Guid.ParseExact(party, "N"), category) : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
