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

    public async Task<int> PasskeysAsync()
    {
        var credentials = await session.SendAsync("WebAuthn.getCredentials", new Dictionary<string, object> { ["authenticatorId"] = id });
        return credentials!.Value.GetProperty("credentials") is { ValueKind: JsonValueKind.Array } list ? list.GetArrayLength() : 0;
    }
}
