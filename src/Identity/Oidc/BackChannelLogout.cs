using System.Text.Json;
using Madoguchi.Kernel;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Madoguchi.Identity;

/// <summary>
/// A provider says that somebody's session there ended (OpenID Connect Back-Channel Logout 1.0): what rests on it here ends too. The
/// notice proves itself by its signature; it needs no form's token, and whoever repeats it ends nothing more.
/// </summary>
internal sealed class BackChannelLogout(
    Providers providers, IOptionsMonitor<OpenIdConnectOptions> schemes, Sessions sessions, IWriter writer, TimeProvider time)
{
    private const string LogoutEvent = "http://schemas.openid.net/event/backchannel-logout";
    private static readonly Actor Provider = Actor.System("identity-provider");
    private static readonly JsonWebTokenHandler Tokens = new() { MapInboundClaims = false };

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/sign-out/oidc/{provider}", (string provider, HttpContext context, BackChannelLogout logout) => logout.EndAsync(provider, context))
        .WithName("BackChannelLogout").AllowAnonymous().RequireRateLimiting("public");

    private async Task<Results<Ok, BadRequest, NotFound>> EndAsync(string name, HttpContext context)
    {
        if (providers.Find(name) is not { } provider)
        {
            return TypedResults.NotFound();
        }

        if (!context.Request.HasFormContentType
            || (await context.Request.ReadFormAsync(context.RequestAborted))["logout_token"].ToString() is not { Length: > 0 } text
            || await ReadAsync(provider, text, context.RequestAborted) is not { } token)
        {
            return TypedResults.BadRequest();
        }

        await writer.WriteAsync<bool>(
            new Work($"provider/{provider.Name}", $"backchannel/{provider.Name}/{Guid.CreateVersion7(time.GetUtcNow())}", Provider, Purpose.Identify),
            unit =>
            {
                OidcLinks.End(unit, provider.Settings.Authority, token.Subject, token.Session, Happened.EndedByProvider, new Visit("", Visit.Provider));
                return true;
            },
            context.RequestAborted);
        sessions.RefreshAll();
        return TypedResults.Ok();
    }

    /// <summary>Whose session ended; null when the notice is not the provider's, not for this city, too old, or no notice at all.</summary>
    private async Task<Ended?> ReadAsync(Provider provider, string text, CancellationToken cancellationToken)
    {
        var options = schemes.Get(provider.Scheme);
        var metadata = await options.ConfigurationManager!.GetConfigurationAsync(cancellationToken);
        var parameters = options.TokenValidationParameters.Clone();
        parameters.IssuerSigningKeys = metadata.SigningKeys;
        var result = await Tokens.ValidateTokenAsync(text, parameters);
        if (result.Exception is SecurityTokenSignatureKeyNotFoundException)
        {
            // The provider may have changed its keys since we last looked.
            options.ConfigurationManager.RequestRefresh();
        }

        if (!result.IsValid || result.SecurityToken is not JsonWebToken token
            || !string.Equals(token.Issuer, provider.Settings.Authority, StringComparison.Ordinal)
            || token.TryGetPayloadValue<string>("nonce", out _)
            || !token.TryGetPayloadValue<JsonElement>("events", out var events) || !events.TryGetProperty(LogoutEvent, out _))
        {
            return null;
        }

        var subject = token.TryGetPayloadValue<string>("sub", out var sub) ? sub : null;
        var session = token.TryGetPayloadValue<string>("sid", out var sid) ? sid : null;
        return subject is null && session is null ? null : new(subject, session);
    }

    private sealed record Ended(string? Subject, string? Session);
}
