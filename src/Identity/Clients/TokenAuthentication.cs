using System.Security.Claims;
using System.Text.Encodings.Web;
using Madoguchi.Kernel;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OpenIddict.Abstractions;
using OpenIddict.Validation.AspNetCore;

namespace Madoguchi.Identity;

/// <summary>
/// Who stands behind a bearer token (RFC 6750). The token says which client, by which secret and for which scopes; what the client may do
/// is asked anew with each request, so that ending it, or taking a scope away, needs no list of tokens.
/// </summary>
internal sealed class TokenAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, Clients clients)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var token = await Context.AuthenticateAsync(OpenIddictValidationAspNetCoreDefaults.AuthenticationScheme);
        if (token is not { Succeeded: true, Principal: { } bearer })
        {
            return token.Failure is { } failure ? AuthenticateResult.Fail(failure) : AuthenticateResult.NoResult();
        }

        var client = await clients.RecallAsync(bearer.GetClaim(OpenIddictConstants.Claims.Subject) ?? "", Context.RequestAborted);
        var secret = bearer.GetClaim(TokenServer.SecretClaim);
        return client is null || client.IsEnded || client.ValidSecrets.All(valid => valid.Id.ToString() != secret)
            ? AuthenticateResult.Fail("The client or its secret has ended.")
            : AuthenticateResult.Success(new AuthenticationTicket(PrincipalOf(client, bearer), Scheme.Name));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.StatusCode = StatusCodes.Status401Unauthorized;
        Response.Headers.WWWAuthenticate = Request.Headers.Authorization.Count == 0 ? "Bearer" : "Bearer error=\"invalid_token\"";
        return Task.CompletedTask;
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties)
    {
        Response.StatusCode = StatusCodes.Status403Forbidden;
        Response.Headers.WWWAuthenticate = "Bearer error=\"insufficient_scope\"";
        return Task.CompletedTask;
    }

    private static ClaimsPrincipal PrincipalOf(Client client, ClaimsPrincipal bearer)
    {
        var scopes = bearer.GetScopes().Intersect(client.Scopes);
        return new(new ClaimsIdentity(
            [
                new(ClaimTypes.NameIdentifier, client.ActorId),
                new(ClaimTypes.Role, Roles.Client),
                new(MadoguchiClaims.DisplayName, client.Name),
                new(MadoguchiClaims.Reach, client.Reach),
                new(MadoguchiClaims.Channel, client.Channel),
                .. (client.Procedures ?? [ClientReach.All]).Select(code => new Claim(MadoguchiClaims.Procedure, code)),
                .. client.Party is { } party ? [new(MadoguchiClaims.Party, party.ToString())] : Array.Empty<Claim>(),
                .. scopes.Select(scope => new Claim(MadoguchiClaims.Scope, scope)),
            ],
            Scopes.Scheme,
            MadoguchiClaims.DisplayName,
            ClaimTypes.Role));
    }
}
