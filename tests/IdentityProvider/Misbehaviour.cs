using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.Tokens;

namespace Madoguchi.IdentityProvider;

/// <summary>
/// What is wrong with the next identity tokens: the correct token is taken apart, falsified and, where a forger could, signed again with
/// the provider's own key, so that the signature alone never gives it away.
/// </summary>
internal sealed class Misbehaviour(SigningKeys keys)
{
    private static readonly Dictionary<string, Action<JsonObject>> Falsified = new(StringComparer.Ordinal)
    {
        ["wrong-audience"] = claims => claims["aud"] = "another-client",
        ["other-issuer"] = claims => claims["iss"] = "https://issuer.example/",
        ["wrong-nonce"] = claims => claims["nonce"] = "of-another-request",
        ["missing-nonce"] = claims => claims.Remove("nonce"),
        ["missing-subject"] = claims => claims.Remove("sub"),
        ["missing-claims"] = claims =>
        {
            claims.Remove("birthdate");
            claims.Remove("employee_number");
        },
        ["missing-acr"] = claims => claims.Remove("acr"),
        ["downgraded-acr"] = claims => claims["acr"] = "aal1",
        ["expired"] = claims => Shift(claims, TimeSpan.FromHours(-2)),
        ["from-the-future"] = claims => Shift(claims, TimeSpan.FromHours(2)),
        ["stale-auth-time"] = claims => claims["auth_time"] = (long)claims["auth_time"]! - 3600,
        ["missing-auth-time"] = claims => claims.Remove("auth_time"),
    };

    /// <summary>One of the words above, <c>unsigned</c>, <c>foreign-key</c>, <c>altered</c>, or empty: the provider behaves.</summary>
    public string How { get; set; } = "";

    public string Apply(string token)
    {
        var parts = token.Split('.');
        var (header, claims) = (Parse(parts[0]), Parse(parts[1]));
        if (Falsified.TryGetValue(How, out var falsify))
        {
            falsify(claims);
            return Sign(header, claims, keys.Current);
        }

        switch (How)
        {
            case "unsigned":
                return $"{Encode(new JsonObject { ["alg"] = "none", ["typ"] = "JWT" })}.{Encode(claims)}.";
            case "foreign-key":
                using (var foreign = RSA.Create(2048))
                {
                    return Sign(header, claims, foreign);
                }

            case "altered":
                claims["sub"] = "somebody-else";
                return $"{parts[0]}.{Encode(claims)}.{parts[2]}";
            default:
                return token;
        }
    }

    /// <summary>A token of the provider's own making, for what OpenIddict does not send: the notice that a session ended.</summary>
    public string LogoutToken(string issuer, string audience, string subject, string? session, DateTimeOffset now, string id) => Sign(
        new JsonObject { ["alg"] = "RS256", ["typ"] = "logout+jwt", ["kid"] = keys.Id },
        new JsonObject
        {
            ["iss"] = issuer,
            ["aud"] = audience,
            ["sub"] = subject,
            ["sid"] = session,
            ["iat"] = now.ToUnixTimeSeconds(),
            ["exp"] = now.AddMinutes(2).ToUnixTimeSeconds(),
            ["jti"] = id,
            ["events"] = new JsonObject { ["http://schemas.openid.net/event/backchannel-logout"] = new JsonObject() },
        },
        keys.Current);

    private static void Shift(JsonObject claims, TimeSpan by)
    {
        foreach (var name in (string[])["iat", "nbf", "exp"])
        {
            if (claims[name] is { } at)
            {
                claims[name] = (long)at + (long)by.TotalSeconds;
            }
        }
    }

    private static string Sign(JsonObject header, JsonObject claims, RSA key)
    {
        var signed = $"{Encode(header)}.{Encode(claims)}";
        return $"{signed}.{Base64UrlEncoder.Encode(key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";
    }

    private static JsonObject Parse(string part) => JsonNode.Parse(Base64UrlEncoder.DecodeBytes(part))!.AsObject();

    private static string Encode(JsonObject part) => Base64UrlEncoder.Encode(part.ToJsonString());
}

/// <summary>The key the provider signs with.</summary>
internal sealed class SigningKeys : IDisposable
{
    public RSA Current { get; } = RSA.Create(2048);

    public string Id { get; } = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));

    public RsaSecurityKey Key => new(Current) { KeyId = Id };

    public void Dispose() => Current.Dispose();
}
