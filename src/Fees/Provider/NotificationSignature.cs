using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Madoguchi.Fees;

/// <summary>
/// The agency's signature under a notification: <c>Payment-Signature: t=SECONDS,v1=HEX</c>, HMAC-SHA256 over <c>SECONDS.BODY</c>.
/// One older than five minutes, or from the future, is not taken: what was overheard cannot be sent again later.
/// </summary>
internal static class NotificationSignature
{
    public const string Header = "Payment-Signature";

    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    public static string Sign(string secret, DateTimeOffset at, ReadOnlySpan<byte> body)
    {
        var seconds = at.ToUnixTimeSeconds();
        return string.Create(CultureInfo.InvariantCulture, $"t={seconds},v1={Convert.ToHexStringLower(Mac(secret, seconds, body))}");
    }

    public static bool IsGenuine(string secret, string? header, DateTimeOffset now, ReadOnlySpan<byte> body)
    {
        if (secret.Length == 0 || header?.Split(',') is not [var time, var mac]
            || !time.StartsWith("t=", StringComparison.Ordinal) || !mac.StartsWith("v1=", StringComparison.Ordinal)
            || !long.TryParse(time.AsSpan(2), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || Math.Abs(now.ToUnixTimeSeconds() - (decimal)seconds) > (decimal)Tolerance.TotalSeconds)
        {
            return false;
        }

        Span<byte> given = stackalloc byte[HMACSHA256.HashSizeInBytes];
        return mac.Length == 3 + (2 * HMACSHA256.HashSizeInBytes)
            && Convert.FromHexString(mac.AsSpan(3), given, out _, out _) == System.Buffers.OperationStatus.Done
            && CryptographicOperations.FixedTimeEquals(given, Mac(secret, seconds, body));
    }

    private static byte[] Mac(string secret, long seconds, ReadOnlySpan<byte> body)
    {
        var prefix = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{seconds}."));
        byte[] signed = [.. prefix, .. body];
        return HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed);
    }
}
