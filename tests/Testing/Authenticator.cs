using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Madoguchi.Testing;

/// <summary>
/// A device with one passkey (WebAuthn, ES256, no attestation), as honest as the test wants it: it answers the options of a page as a
/// browser would.
/// </summary>
public sealed class Authenticator : IDisposable
{
    private const byte UserPresent = 0x01;
    private const byte UserVerified = 0x04;
    private const byte HasCredential = 0x40;

    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly byte[] credentialId = RandomNumberGenerator.GetBytes(32);
    private string? userHandle;
    private uint count;

    /// <summary>The passkey as a browser's own authenticator takes it over: one that its owner keeps in step over several devices.</summary>
    public (byte[] CredentialId, byte[] PrivateKey, byte[] UserHandle) Passkey => (
        credentialId, key.ExportPkcs8PrivateKey(), Base64Url.DecodeFromChars(userHandle ?? throw new InvalidOperationException("No passkey was made yet.")));

    /// <summary>Where the browser thinks it is.</summary>
    public string Origin { get; init; } = "http://localhost:5080";

    public string RpId { get; init; } = "localhost";

    /// <summary>False: somebody touched it, and nobody looked who.</summary>
    public bool Verifies { get; init; } = true;

    /// <summary>What the browser sends after making a passkey.</summary>
    public string Make(string options)
    {
        var asked = JsonNode.Parse(options)!;
        userHandle = asked["user"]!["id"]!.GetValue<string>();
        var point = key.ExportParameters(includePrivateParameters: false).Q;

        // COSE: {1: 2, 3: -7, -1: 1, -2: x, -3: y}
        byte[] cose = [0xA5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20, .. point.X!, 0x22, 0x58, 0x20, .. point.Y!];
        byte[] data = [.. Data(HasCredential), .. new byte[16], 0x00, (byte)credentialId.Length, .. credentialId, .. cose];
        byte[] attestation =
        [
            0xA3,
            0x63, .. "fmt"u8, 0x64, .. "none"u8,
            0x67, .. "attStmt"u8, 0xA0,
            0x68, .. "authData"u8, 0x59, (byte)(data.Length >> 8), (byte)data.Length, .. data,
        ];
        return Answer(new JsonObject
        {
            ["clientDataJSON"] = Text(ClientData("webauthn.create", asked)),
            ["attestationObject"] = Text(attestation),
            ["transports"] = new JsonArray("internal"),
        });
    }

    /// <summary>What the browser sends after using it.</summary>
    public string Use(string options)
    {
        var client = ClientData("webauthn.get", JsonNode.Parse(options)!);
        count++;
        var data = Data(0);
        return Answer(new JsonObject
        {
            ["clientDataJSON"] = Text(client),
            ["authenticatorData"] = Text(data),
            ["signature"] = Text(key.SignData([.. data, .. SHA256.HashData(client)], HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence)),
            ["userHandle"] = userHandle,
        });
    }

    public void Dispose() => key.Dispose();

    private byte[] Data(byte flags)
    {
        var counted = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(counted, count);
        return [.. SHA256.HashData(Encoding.UTF8.GetBytes(RpId)), (byte)(flags | UserPresent | (Verifies ? UserVerified : 0)), .. counted];
    }

    private byte[] ClientData(string type, JsonNode asked) => JsonSerializer.SerializeToUtf8Bytes(new
    {
        type,
        challenge = asked["challenge"]!.GetValue<string>(),
        origin = Origin,
        crossOrigin = false,
    });

    private string Answer(JsonObject response) => new JsonObject
    {
        ["id"] = Text(credentialId),
        ["rawId"] = Text(credentialId),
        ["type"] = "public-key",
        ["authenticatorAttachment"] = "platform",
        ["clientExtensionResults"] = new JsonObject(),
        ["response"] = response,
    }.ToJsonString();

    private static string Text(byte[] bytes) => Base64Url.EncodeToString(bytes);
}
