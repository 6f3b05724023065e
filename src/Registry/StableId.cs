using System.Security.Cryptography;
using System.Text;

namespace Madoguchi.Registry;

/// <summary>The key of something the city's content names: the same name gives the same key in every database (RFC 9562, version 8).</summary>
internal static class StableId
{
    public static Guid Of(params ReadOnlySpan<string> names)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', names)), hash);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }
}
