using System.Buffers.Text;
using System.Security.Cryptography;

namespace Madoguchi.Identity;

/// <summary>
/// What the cookie carries. The root stays as long as the session and shows that the cookie was ours once; the secret is turned, and
/// shows that it still is.
/// </summary>
internal readonly record struct SessionToken(Guid Session, byte[] Root, byte[] Secret)
{
    private const int Part = 16;
    private const int Length = 64;

    public byte[] RootHash => SHA256.HashData(Root);

    public byte[] SecretHash => SHA256.HashData(Secret);

    public static SessionToken New(Guid session) => new(session, RandomNumberGenerator.GetBytes(Part), RandomNumberGenerator.GetBytes(Part));

    public static SessionToken? Parse(string? cookie)
    {
        Span<byte> bytes = stackalloc byte[3 * Part];
        return cookie is { Length: Length } && Base64Url.TryDecodeFromChars(cookie, bytes, out var written) && written == bytes.Length
            ? new(new Guid(bytes[..Part], bigEndian: true), bytes[Part..(2 * Part)].ToArray(), bytes[(2 * Part)..].ToArray())
            : null;
    }

    /// <summary>
    /// The secret that follows this one. It comes from the seed in the database and from this cookie: asked twice it is the same, so a
    /// reply that was lost is made good by the next, and neither the database nor an older cookie alone knows it.
    /// </summary>
    public SessionToken Next(byte[] seed) => this with { Secret = HMACSHA256.HashData(seed, (ReadOnlySpan<byte>)[.. Root, .. Secret])[..Part] };

    public override string ToString() => Base64Url.EncodeToString([.. Session.ToByteArray(bigEndian: true), .. Root, .. Secret]);
}
