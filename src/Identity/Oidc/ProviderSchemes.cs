using Madoguchi.Kernel;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace Madoguchi.Identity;

/// <summary>
/// One authentication scheme of the framework for each configured provider: authorisation code with PKCE, state, nonce, and pushed
/// requests where they are offered. The framework checks signature, audience and nonce; this says how strictly.
/// </summary>
internal sealed class ProviderSchemes(Providers providers, OidcEvents events, TimeProvider time)
    : IConfigureOptions<AuthenticationOptions>, IConfigureNamedOptions<OpenIdConnectOptions>
{
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(2);
    private static readonly string[] Algorithms = [SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.EcdsaSha256];

    public static void Add(IServiceCollection services)
    {
        services.AddSettings<ProvidersSettings>("Identity");
        services.AddSingleton<Providers>();
        services.AddSingleton<OidcEvents>();
        services.AddSingleton<ProviderSchemes>();
        services.AddTransient<OpenIdConnectHandler>();
        services.AddSingleton<IConfigureOptions<AuthenticationOptions>>(provider => provider.GetRequiredService<ProviderSchemes>());
        services.AddSingleton<IConfigureOptions<OpenIdConnectOptions>>(provider => provider.GetRequiredService<ProviderSchemes>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IPostConfigureOptions<OpenIdConnectOptions>, OpenIdConnectPostConfigureOptions>());
    }

    public void Configure(AuthenticationOptions options)
    {
        foreach (var provider in providers.All)
        {
            options.AddScheme<OpenIdConnectHandler>(provider.Scheme, provider.Settings.Label);
        }
    }

    public void Configure(OpenIdConnectOptions options) => throw new InvalidOperationException("Each provider's options have its name.");

    public void Configure(string? name, OpenIdConnectOptions options)
    {
        var provider = providers.OfScheme(name!);
        var settings = provider.Settings;
        options.TimeProvider = time;

        // Never used: who comes back gets a session of ours, and the ticket of the framework ends there.
        options.SignInScheme = SessionScheme.Name;
        options.Authority = settings.Authority;
        options.ClientId = settings.ClientId;
        options.ClientSecret = settings.ClientSecret;
        options.RequireHttpsMetadata = !settings.AllowHttp;
        options.CallbackPath = provider.CallbackPath;
        options.SignedOutCallbackPath = provider.SignedOutPath;
        options.SignedOutRedirectUri = "/";
        options.RemoteSignOutPath = default;
        options.ResponseType = OpenIdConnectResponseType.Code;
        options.ResponseMode = OpenIdConnectResponseMode.Query;
        options.UsePkce = true;
        options.PushedAuthorizationBehavior = PushedAuthorizationBehavior.UseIfAvailable;
        options.MapInboundClaims = false;
        options.SaveTokens = false;
        options.GetClaimsFromUserInfoEndpoint = settings.UserInfo;
        options.Scope.Clear();
        foreach (var scope in settings.Scopes.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            options.Scope.Add(scope);
        }

        options.ClaimActions.Clear();
        foreach (var claim in (string[])["name", "birthdate", "address", settings.StaffClaim])
        {
            options.ClaimActions.Add(new UserInfoClaim(claim));
        }

        options.TokenValidationParameters.ValidIssuer = settings.Authority;
        options.TokenValidationParameters.ValidAudience = settings.ClientId;
        options.TokenValidationParameters.ValidAlgorithms = Algorithms;
        options.TokenValidationParameters.RequireExpirationTime = true;
        options.TokenValidationParameters.RequireSignedTokens = true;
        options.TokenValidationParameters.LifetimeValidator = IsCurrent;
        options.ProtocolValidator.RequireSub = true;
        Confine(options.CorrelationCookie);
        Confine(options.NonceCookie);
        options.Events = events.For(provider);
    }

    /// <summary>By the clock of this program, as everything else.</summary>
    private bool IsCurrent(DateTime? notBefore, DateTime? expires, SecurityToken token, TokenValidationParameters parameters)
    {
        var now = time.GetUtcNow().UtcDateTime;
        if (expires is not { } until || now > until + ClockSkew)
        {
            throw new SecurityTokenExpiredException("The token is over.");
        }

        // Few providers say since when a token is valid; each says when it was made, and that is no moment to come either.
        var made = ((JsonWebToken)token).IssuedAt;
        return now < made - ClockSkew || (notBefore is { } from && now < from - ClockSkew)
            ? throw new SecurityTokenNotYetValidException("The token is not valid yet.")
            : true;
    }

    /// <summary>Sent back with the provider's redirect, which is a plain GET.</summary>
    private static void Confine(CookieBuilder cookie)
    {
        cookie.SameSite = SameSiteMode.Lax;
        cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
    }
}
