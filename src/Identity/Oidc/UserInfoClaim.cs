using System.Security.Claims;
using System.Text.Json;
using Microsoft.AspNetCore.Authentication.OAuth.Claims;

namespace Madoguchi.Identity;

/// <summary>Takes a claim from userinfo as it is, an address as its JSON.</summary>
internal sealed class UserInfoClaim(string name) : ClaimAction(name, ClaimValueTypes.String)
{
    public override void Run(JsonElement userData, ClaimsIdentity identity, string issuer)
    {
        if (userData.TryGetProperty(ClaimType, out var value) && identity.FindFirst(ClaimType) is null)
        {
            var text = value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
            identity.AddClaim(new Claim(ClaimType, text, ValueType, issuer));
        }
    }
}
