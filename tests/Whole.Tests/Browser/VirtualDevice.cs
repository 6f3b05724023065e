using System.Text.Json;
using Microsoft.Playwright;

namespace Madoguchi.Whole.Tests;

/// <summary>A device that keeps passkeys and knows its owner, played by the browser itself (CDP domain WebAuthn).</summary>
internal sealed class VirtualDevice(ICDPSession session, string id)
{
    public static async Task<VirtualDevice> PlugInAsync(Person person)
    {
        var session = await person.Page.Context.NewCDPSessionAsync(person.Page);
        await session.SendAsync("WebAuthn.enable");
        var added = await session.SendAsync("WebAuthn.addVirtualAuthenticator", new Dictionary<string, object>
        {
            ["options"] = new Dictionary<string, object>
            {
                ["protocol"] = "ctap2",
                ["transport"] = "internal",
                ["hasResidentKey"] = true,
                ["hasUserVerification"] = true,
                ["isUserVerified"] = true,
                ["automaticPresenceSimulation"] = true,
            },
        });
        return new VirtualDevice(session, added!.Value.GetProperty("authenticatorId").GetString()!);
    }

    /// <summary>Takes over a passkey that was made on another device of the same person.</summary>
    /// <param name="passkey">What was made there.</param>
    /// <param name="site">Whose passkey it is.</param>
    /// <param name="used">How often it was used so far: who counts less than before is a copy.</param>
    public Task KeepAsync((byte[] CredentialId, byte[] PrivateKey, byte[] UserHandle) passkey, string site, int used) =>
        session.SendAsync("WebAuthn.addCredential", new Dictionary<string, object>
        {
            ["authenticatorId"] = id,
            ["credential"] = new Dictionary<string, object>
            {
                ["credentialId"] = Convert.ToBase64String(passkey.CredentialId),
                ["isResidentCredential"] = true,
                ["rpId"] = site,
                ["privateKey"] = Convert.ToBase64String(passkey.PrivateKey),
                ["userHandle"] = Convert.ToBase64String(passkey.UserHandle),
                ["signCount"] = used,
            },
        });

    public async Task<int> PasskeysAsync()
    {
        var credentials = await session.SendAsync("WebAuthn.getCredentials", new Dictionary<string, object> { ["authenticatorId"] = id });
        return credentials!.Value.GetProperty("credentials") is { ValueKind: JsonValueKind.Array } list ? list.GetArrayLength() : 0;
    }
}
