using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Madoguchi.Delivery;

/// <summary>
/// Signs what leaves by webhook and checks what comes in, in the manner of Standard Webhooks: <c>v1,</c> and the Base64 of
/// HMAC-SHA256 over <c>id.timestamp.body</c>. Several secrets at once let a receiver change from one to the next.
/// </summary>
/// <param name="secrets">As configured: <c>whsec_</c> and Base64 of at least 24 bytes. The first is the newest.</param>
public sealed class WebhookSigner(IEnumerable<string> secrets)
{
    public const string IdHeader = "webhook-id";
    public const string TimestampHeader = "webhook-timestamp";
    public const string SignatureHeader = "webhook-signature";
    private const string Prefix = "whsec_";
    private const int LeastBytes = 24;
    private const int FreshBytes = 32;
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    private readonly byte[][] keys = [.. secrets.Select(Read)];

    /// <summary>A secret for a new receiver.</summary>
    public static string NewSecret() => Prefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(FreshBytes));

    /// <summary>The value of <see cref="SignatureHeader"/>: one signature a secret, separated by spaces.</summary>
    public string Sign(string id, DateTimeOffset at, ReadOnlySpan<byte> body)
    {
        var content = Content(id, at.ToUnixTimeSeconds(), body);
        return string.Join(' ', keys.Select(key => $"v1,{Convert.ToBase64String(HMACSHA256.HashData(key, content))}"));
    }

    /// <summary>Whether one of the secrets made one of the signatures, not longer ago than five minutes.</summary>
    public bool IsGenuine(string id, string timestamp, string signatures, ReadOnlySpan<byte> body, DateTimeOffset now)
    {
        if (!long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || Math.Abs(now.ToUnixTimeSeconds() - seconds) > Tolerance.TotalSeconds)
        {
            return false;
        }

        var content = Content(id, seconds, body);
        var given = signatures.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Encoding.UTF8.GetBytes).ToList();
        var genuine = false;
        foreach (var key in keys)
        {
            var expected = Encoding.UTF8.GetBytes($"v1,{Convert.ToBase64String(HMACSHA256.HashData(key, content))}");
            foreach (var signature in given)
            {
                genuine |= CryptographicOperations.FixedTimeEquals(expected, signature);
            }
        }

        return genuine;
    }

    private static byte[] Content(string id, long seconds, ReadOnlySpan<byte> body) =>
        [.. Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{seconds}.")), .. body];

    private static byte[] Read(string secret)
    {
        var bytes = new byte[secret.Length];
        return secret.StartsWith(Prefix, StringComparison.Ordinal)
            && Convert.TryFromBase64String(secret[Prefix.Length..], bytes, out var length) && length >= LeastBytes
            ? bytes[..length]
            : throw new ArgumentException($"A webhook's secret is {Prefix} and Base64 of at least {LeastBytes} bytes.");
    }
}
