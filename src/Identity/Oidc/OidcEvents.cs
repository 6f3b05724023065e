using System.Globalization;
using System.Security.Claims;
using Madoguchi.Kernel;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace Madoguchi.Identity;

/// <summary>What is asked of a provider, what is required of its answer, and what every failure is called for the person.</summary>
internal sealed partial class OidcEvents(TimeProvider time, ILogger<OidcEvents> logger)
{
    /// <summary>In the state: how sure the sign-in must be.</summary>
    public const string Needed = ".needed";

    /// <summary>In the state: the moment since which the person must have proved who they are.</summary>
    public const string Since = ".since";

    /// <summary>Nobody's record and no desk opens to a sign-in less sure than this; who cannot prove so much applies as a guest.</summary>
    public const Assurance Least = Assurance.Substantial;

    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(2);

    public OpenIdConnectEvents For(Provider provider) => new()
    {
        OnRedirectToIdentityProvider = context =>
        {
            Ask(provider, context);
            return Task.CompletedTask;
        },
        OnTokenValidated = context =>
        {
            if (Check(provider, context) is { } why)
            {
                context.Fail(new OidcRefusedException(why));
            }

            return Task.CompletedTask;
        },
        OnTicketReceived = context => EnterAsync(provider, context),
        OnAccessDenied = context =>
        {
            context.HandleResponse();
            context.Response.Redirect(OidcFailed.Address(OidcFailure.Cancelled));
            return Task.CompletedTask;
        },
        OnRemoteFailure = context =>
        {
            var failure = FailureOf(context.Failure);
            LogFailed(provider.Name, failure, context.Failure?.GetType().Name ?? "", context.Failure is OidcRefusedException refused ? refused.Message : "");
            context.HandleResponse();
            context.Response.Redirect(OidcFailed.Address(failure));
            return Task.CompletedTask;
        },
    };

    private static void Ask(Provider provider, RedirectContext context)
    {
        if (context.ProtocolMessage.RequestType != OpenIdConnectRequestType.Authentication)
        {
            return;
        }

        var needed = context.Properties.Items.TryGetValue(Needed, out var asked) && Enum.TryParse<Assurance>(asked, out var level)
            ? (Assurance)Math.Max((int)level, (int)Least)
            : (Assurance?)null;
        if (provider.AcrFor(needed) is { } acr)
        {
            context.ProtocolMessage.AcrValues = acr.Value;

            // What was asked for is what is required: an answer with less is refused.
            context.Properties.Items[Needed] = (needed is { } least && least < acr.Assurance ? least : acr.Assurance).ToString();
        }

        if (context.Properties.Items.ContainsKey(Since))
        {
            context.ProtocolMessage.Prompt = OpenIdConnectPrompt.Login;
            context.ProtocolMessage.MaxAge = "0";
        }
    }

    /// <returns>Why the token proves too little, though it is genuine; null when it proves enough.</returns>
    private string? Check(Provider provider, TokenValidatedContext context)
    {
        var principal = context.Principal!;
        var items = context.Properties!.Items;
        if (!string.Equals(context.SecurityToken.Issuer, provider.Settings.Authority, StringComparison.Ordinal))
        {
            return "issuer";
        }

        if (provider.AssuranceOf(principal.FindFirstValue("acr")) is not { } assurance
            || assurance < Least
            || (items.TryGetValue(Needed, out var needed) && assurance < Enum.Parse<Assurance>(needed!)))
        {
            return "acr";
        }

        return items.TryGetValue(Since, out var since) && !ProvedSince(principal, since!) ? "auth_time" : null;
    }

    private bool ProvedSince(ClaimsPrincipal principal, string since) =>
        ProvedAt(principal) is { } proved
        && proved >= DateTimeOffset.FromUnixTimeSeconds(long.Parse(since, CultureInfo.InvariantCulture)) - ClockSkew
        && proved <= time.GetUtcNow() + ClockSkew;

    /// <summary>When the person proved to the provider who they are; null where it does not say, or nothing that is a moment.</summary>
    public static DateTimeOffset? ProvedAt(ClaimsPrincipal principal) =>
        long.TryParse(principal.FindFirstValue("auth_time"), CultureInfo.InvariantCulture, out var seconds) && seconds is >= 0 and <= uint.MaxValue
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;

    private static async Task EnterAsync(Provider provider, TicketReceivedContext context)
    {
        // The framework's own sign-in is never run: from here on the session is ours.
        context.HandleResponse();
        var entrance = context.HttpContext.RequestServices.GetRequiredService<OidcEntrance>();
        var to = await entrance.EnterAsync(
            context.HttpContext, provider, context.Principal!, context.ReturnUri, isAgain: context.Properties!.Items.ContainsKey(Since));
        context.Response.Redirect(to);
    }

    private static OidcFailure FailureOf(Exception? failure) => failure switch
    {
        OidcRefusedException => OidcFailure.Refused,
        SecurityTokenExpiredException or SecurityTokenNotYetValidException => OidcFailure.Clock,
        HttpRequestException or TaskCanceledException or TimeoutException => OidcFailure.Away,
        { InnerException: { } inner } => FailureOf(inner),
        _ => OidcFailure.Refused,
    };

    [LoggerMessage(EventName = "ProviderSignInFailed", Level = LogLevel.Warning, Message = "A sign-in by {Provider} ended as {Failure}: {Kind} {Why}")]
    private partial void LogFailed(string provider, OidcFailure failure, string kind, string why);
}

/// <summary>A genuine token that proves too little; the message is a code for the log.</summary>
internal sealed class OidcRefusedException(string why) : Exception(why);
