using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using Madoguchi.IdentityProvider;
using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Authentication;
using OpenIddict.Abstractions;
using OpenIddict.Server.AspNetCore;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

// A provider of identities for tests, in a process of its own: --people=FILE --client=ID --secret=SECRET --redirect=URI …
// It knows one client and keeps nothing. What it does wrong is said to /misbehave.
var builder = WebApplication.CreateBuilder(args);
var configuration = builder.Configuration;
var people = JsonSerializer.Deserialize<List<Person>>(File.ReadAllText(configuration["people"]!), JsonSerializerOptions.Web)!
    .ToDictionary(person => person.Sub, StringComparer.Ordinal);
var (client, secret) = (configuration["client"]!, configuration["secret"]!);
var keys = new SigningKeys();
var misbehaviour = new Misbehaviour(keys);
var redeemed = new ConcurrentDictionary<string, bool>(StringComparer.Ordinal);
var offset = TimeSpan.Parse(configuration["offset"] ?? "0", CultureInfo.InvariantCulture);
var time = new ShiftedTime(offset);
var requests = new ConcurrentQueue<Dictionary<string, string?>>();

builder.Services.AddSingleton(keys);
builder.Services.AddSingleton<TimeProvider>(time);
builder.Services.AddOpenIddict().AddServer(server =>
{
    server.EnableDegradedMode();
    server.SetAuthorizationEndpointUris("connect/authorize")
        .SetTokenEndpointUris("connect/token")
        .SetEndSessionEndpointUris("connect/logout")
        .SetUserInfoEndpointUris("connect/userinfo");
    if (configuration.GetValue("par", defaultValue: true))
    {
        server.SetPushedAuthorizationEndpointUris("connect/par");
    }

    server.AllowAuthorizationCodeFlow().RequireProofKeyForCodeExchange();
    server.RegisterScopes(Scopes.OpenId, Scopes.Profile, "name", "address", "birthdate");
    server.RegisterClaims("name", "birthdate", "address", "employee_number", "acr", "auth_time");
    server.AddSigningKey(keys.Key);
    server.AddEphemeralEncryptionKey();
    server.DisableAccessTokenEncryption();
    server.Configure(options => options.TimeProvider = time);
    server.UseAspNetCore()
        .DisableTransportSecurityRequirement()
        .EnableAuthorizationEndpointPassthrough()
        .EnableTokenEndpointPassthrough()
        .EnableEndSessionEndpointPassthrough()
        .EnableUserInfoEndpointPassthrough();

    server.AddEventHandler<ValidateAuthorizationRequestContext>(handler => handler.UseInlineHandler(context =>
    {
        Check(context, context.ClientId == client, Errors.InvalidClient);
        return default;
    }));
    server.AddEventHandler<ValidatePushedAuthorizationRequestContext>(handler => handler.UseInlineHandler(context =>
    {
        Check(context, context.ClientId == client && context.Request.ClientSecret == secret, Errors.InvalidClient);
        return default;
    }));
    server.AddEventHandler<ValidateTokenRequestContext>(handler => handler.UseInlineHandler(context =>
    {
        Check(context, context.ClientId == client && context.Request.ClientSecret == secret, Errors.InvalidClient);

        // A code is redeemed once, as a provider that keeps its tokens would see to.
        Check(context, context.Request.Code is { } code && redeemed.TryAdd(code, true), Errors.InvalidGrant);
        return default;
    }));
    server.AddEventHandler<ValidateEndSessionRequestContext>(handler => handler.UseInlineHandler(_ => default));
    server.AddEventHandler<ApplyTokenResponseContext>(handler => handler.SetOrder(int.MinValue).UseInlineHandler(context =>
    {
        if (context.Response.IdToken is { } token)
        {
            context.Response.IdToken = misbehaviour.Apply(token);
        }

        return default;
    }));
});

var app = builder.Build();
app.UseAuthentication();
app.MapMethods("/connect/authorize", ["GET", "POST"], Authorize);
app.MapPost("/connect/token", (Delegate)Redeem);
app.MapMethods("/connect/userinfo", ["GET", "POST"], (Delegate)UserInfo);
app.MapMethods("/connect/logout", ["GET", "POST"], (HttpContext context) => TypedResults.SignOut(
    new AuthenticationProperties { RedirectUri = "/" }, [OpenIddictServerAspNetCoreDefaults.AuthenticationScheme]));
app.MapPost("/misbehave", (string? how) => misbehaviour.How = how ?? "");

// What the last sign-in asked for: a test looks here at what the city sent.
app.MapGet("/asked", () => requests.LastOrDefault());
app.MapGet("/logout-token", (string sub, string? sid, string? iss, string? aud, HttpContext context) => TypedResults.Json(misbehaviour.LogoutToken(
    iss ?? $"{context.Request.Scheme}://{context.Request.Host}/", aud ?? client, sub, sid, time.GetUtcNow(),
    Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)))));
app.Run();

IResult Authorize(HttpContext context)
{
    var request = context.GetOpenIddictServerRequest()!;
    if (!context.Request.HasFormContentType || !context.Request.Form.ContainsKey("person"))
    {
        requests.Enqueue(request.GetParameters().ToDictionary(parameter => parameter.Key, parameter => (string?)parameter.Value, StringComparer.Ordinal));
        return Choose(context);
    }

    var chosen = context.Request.Form["person"].ToString();
    if (chosen == "cancel" || !people.TryGetValue(chosen, out var person))
    {
        return TypedResults.Forbid(
            new AuthenticationProperties(new Dictionary<string, string?>
            {
                [OpenIddictServerAspNetCoreConstants.Properties.Error] = Errors.AccessDenied,
                [OpenIddictServerAspNetCoreConstants.Properties.ErrorDescription] = "The person went back.",
            }),
            [OpenIddictServerAspNetCoreDefaults.AuthenticationScheme]);
    }

    return TypedResults.SignIn(PrincipalOf(person, request), authenticationScheme: OpenIddictServerAspNetCoreDefaults.AuthenticationScheme);
}

async Task<IResult> Redeem(HttpContext context)
{
    var result = await context.AuthenticateAsync(OpenIddictServerAspNetCoreDefaults.AuthenticationScheme);
    return TypedResults.SignIn(result.Principal!, authenticationScheme: OpenIddictServerAspNetCoreDefaults.AuthenticationScheme);
}

async Task<IResult> UserInfo(HttpContext context)
{
    var result = await context.AuthenticateAsync(OpenIddictServerAspNetCoreDefaults.AuthenticationScheme);
    return result.Principal?.GetClaim(Claims.Subject) is { } sub && people.TryGetValue(sub, out var person)
        ? TypedResults.Json(new Dictionary<string, JsonElement>(person.Claims) { ["sub"] = JsonSerializer.SerializeToElement(sub) })
        : TypedResults.Unauthorized();
}

ClaimsPrincipal PrincipalOf(Person person, OpenIddictRequest request)
{
    var identity = new ClaimsIdentity("provider", Claims.Name, Claims.Role);
    identity.SetClaim(Claims.Subject, person.Sub);
    identity.SetClaim("acr", request.AcrValues?.Split(' ')[0] is { Length: > 0 } asked ? asked : person.Acr);
    identity.SetClaim("auth_time", time.GetUtcNow().ToUnixTimeSeconds());
    identity.SetClaim("sid", $"at-{person.Sub}");
    foreach (var (name, value) in person.Claims)
    {
        identity.SetClaim(name, value);
    }

    var principal = new ClaimsPrincipal(identity);
    principal.SetScopes(request.GetScopes());
    principal.SetDestinations(_ => [Destinations.IdentityToken, Destinations.AccessToken]);
    return principal;
}

IResult Choose(HttpContext context)
{
    var here = $"{context.Request.Scheme}://{context.Request.Host}{context.Request.Path}";
    var asked = string.Concat(context.Request.Query.Select(part =>
        $"<input type=\"hidden\" name=\"{HtmlEncoder.Default.Encode(part.Key)}\" value=\"{HtmlEncoder.Default.Encode(part.Value.ToString())}\">"));
    var buttons = string.Concat(people.Keys.Append("cancel").Select(sub =>
        $"<p><button type=\"submit\" name=\"person\" value=\"{HtmlEncoder.Default.Encode(sub)}\">{HtmlEncoder.Default.Encode(sub)}</button></p>"));
    return TypedResults.Content(
        $"<!DOCTYPE html><html lang=\"ja\"><head><title>Provider</title></head><body><main><h1>Who are you?</h1>"
        + $"<form method=\"post\" action=\"{HtmlEncoder.Default.Encode(here)}\">{asked}{buttons}</form></main></body></html>",
        "text/html; charset=utf-8");
}

static void Check(BaseValidatingContext context, bool holds, string error)
{
    if (!holds)
    {
        context.Reject(error, "The provider does not know this client, or the code was used.");
    }
}

/// <summary>The clock of a provider that may be wrong, or that follows a test's own day.</summary>
internal sealed class ShiftedTime(TimeSpan offset) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + offset;
}
