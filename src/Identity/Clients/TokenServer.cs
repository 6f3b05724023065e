using System.Security.Claims;
using System.Security.Cryptography;
using Madoguchi.Kernel;
using Madoguchi.Registry;
using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using OpenIddict.Server.AspNetCore;
using OpenIddict.Validation;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Madoguchi.Identity;

/// <summary>
/// OAuth 2.0 client credentials (RFC 6749 §4.4) at <c>/oauth/token</c>. OpenIddict speaks the protocol in its degraded mode: clients and
/// secrets are ours, nothing is stored by it, and a token is sealed with the keys that all hosts of the city share.
/// </summary>
internal static class TokenServer
{
    public const string Path = "/oauth/token";
    public const string MetadataPath = "/.well-known/oauth-authorization-server";

    /// <summary>The claim that names the secret a token was got with: when that ends, the token does.</summary>
    public const string SecretClaim = "secret";

    private const int EncryptionKeyBytes = 32;

    /// <summary>Short, because a token that was read by somebody else is good until it ends.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    public static void Add(IServiceCollection services)
    {
        services.AddSettings<ClientSettings>("Identity:Tokens");
        services.AddDataProtection();
        services.AddOpenIddict()
            .AddServer(server =>
            {
                server.EnableDegradedMode()
                    .SetTokenEndpointUris(Path)
                    .SetConfigurationEndpointUris(MetadataPath)
                    .SetJsonWebKeySetEndpointUris(Array.Empty<string>())
                    .AllowClientCredentialsFlow()
                    .SetAccessTokenLifetime(Lifetime)
                    .RegisterScopes([.. Kernel.Scopes.All])
                    .UseDataProtection();

                // Asked for by the library and never used: tokens are sealed, not signed. Of kinds that cost nothing to make: its own
                // choice, two RSA keys of 4096 bits, would take seconds of each start.
                server.AddEncryptionKey(new SymmetricSecurityKey(RandomNumberGenerator.GetBytes(EncryptionKeyBytes)))
                    .AddEphemeralSigningKey(SecurityAlgorithms.EcdsaSha256);
                server.UseAspNetCore().EnableTokenEndpointPassthrough();
                server.AddEventHandler<ValidateTokenRequestContext>(check => check.UseSingletonHandler<CheckClient>());
            })
            .AddValidation(validation =>
            {
                validation.UseLocalServer();
                validation.UseDataProtection();

                // Only in the header: an address is written into logs.
                validation.UseAspNetCore().DisableAccessTokenExtractionFromQueryString().DisableAccessTokenExtractionFromBodyForm();
            });
        services.AddOptions<OpenIddictValidationOptions>().Configure<CityProfile>((options, city) => options.Audiences.Add(AudienceOf(city)));
        services.AddOptions<OpenIddictServerAspNetCoreOptions>().Configure<IHostEnvironment, ClientSettings>((options, environment, settings) =>
            options.DisableTransportSecurityRequirement = environment.IsDevelopment() || settings.AllowHttp);
        services.AddAuthentication().AddScheme<AuthenticationSchemeOptions, TokenAuthentication>(Kernel.Scopes.Scheme, null);
    }

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost(Path, GiveAsync)
        .WithName("GiveToken")
        .AllowAnonymous()
        .DisableAntiforgery()
        .RequireRateLimiting("public");

    /// <summary>For whom a token of this city is: those of another city open nothing here.</summary>
    internal static string AudienceOf(CityProfile city) => $"urn:madoguchi:{city.Code}:api";

    /// <summary>Reached only by a client that <see cref="CheckClient"/> has let through.</summary>
    private static async Task<IResult> GiveAsync(
        HttpContext context, Clients clients, ClientDesk desk, CityProfile city, TimeProvider time, CancellationToken cancellationToken)
    {
        var request = context.GetOpenIddictServerRequest()
            ?? throw new InvalidOperationException("The token endpoint was reached without a token request.");
        var client = await clients.FindAsync(request.ClientId!, cancellationToken)
            ?? throw new InvalidOperationException("A client that was let through does not exist.");
        var secret = client.ValidSecrets.First(known => ClientDesk.Matches(known, request.ClientSecret!));
        var asked = request.GetScopes();
        IReadOnlyList<string> scopes = asked.IsEmpty ? client.Scopes : [.. asked];
        var identity = new ClaimsIdentity(OpenIddictServerAspNetCoreDefaults.AuthenticationScheme, Claims.Name, Claims.Role);
        identity.SetClaim(Claims.Subject, client.Code);
        identity.SetClaim(SecretClaim, secret.Id.ToString());
        identity.SetScopes(scopes);
        identity.SetResources(AudienceOf(city));
        identity.SetDestinations(_ => [Destinations.AccessToken]);
        await desk.GiveTokenAsync(client.Code, secret.Id, scopes, Guid.CreateVersion7(time.GetUtcNow()), cancellationToken);
        return TypedResults.SignIn(new ClaimsPrincipal(identity), authenticationScheme: OpenIddictServerAspNetCoreDefaults.AuthenticationScheme);
    }

    /// <summary>Lets a client through that has a valid secret and asks for no more than it may (RFC 6749 §5.2).</summary>
    private sealed class CheckClient(Clients clients) : IOpenIddictServerHandler<ValidateTokenRequestContext>
    {
        public async ValueTask HandleAsync(ValidateTokenRequestContext context)
        {
            var client = string.IsNullOrEmpty(context.ClientId) ? null : await clients.FindAsync(context.ClientId, context.CancellationToken);
            if (client is null || client.IsEnded || string.IsNullOrEmpty(context.ClientSecret)
                || !client.ValidSecrets.Any(secret => ClientDesk.Matches(secret, context.ClientSecret)))
            {
                context.Reject(Errors.InvalidClient, "The client is not known, has ended, or its secret is wrong.");
                return;
            }

            if (context.Request.GetScopes().Except(client.Scopes).FirstOrDefault() is { } foreign)
            {
                context.Reject(Errors.InvalidScope, $"This client may not have the scope {foreign}.");
            }
        }
    }
}
