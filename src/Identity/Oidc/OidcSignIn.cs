using System.Globalization;
using Madoguchi.Kernel;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Madoguchi.Identity;

/// <summary>
/// The way to a provider and back. It begins with a link, not a form: our pages may send forms to nobody else, and what begins here
/// ends only in the browser that began it (state, nonce, PKCE).
/// </summary>
internal static class OidcSignIn
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/sign-in/oidc/{provider}", StartAsync).WithName("StartOidc").AllowAnonymous().RequireRateLimiting("public");
        routes.MapGet("/sign-out/oidc/{provider}", LeaveAsync).WithName("LeaveProvider").AllowAnonymous().RequireRateLimiting("public");
    }

    /// <param name="provider">Its name in the configuration.</param>
    /// <param name="returnUrl">Where to go on.</param>
    /// <param name="assurance">How sure the sign-in must be.</param>
    /// <param name="again">Who is signed in proves it once more, now.</param>
    /// <param name="context">The request.</param>
    /// <param name="providers">The configured providers.</param>
    /// <param name="time">Since when a proof is a new one.</param>
    private static async Task<IResult> StartAsync(
        string provider, string? returnUrl, string? assurance, bool? again, HttpContext context, Providers providers, TimeProvider time)
    {
        if (providers.Find(provider) is not { } known)
        {
            return TypedResults.NotFound();
        }

        var properties = new AuthenticationProperties { RedirectUri = RedirectHttpResult.IsLocalUrl(returnUrl) ? returnUrl : "/" };
        if (Enum.TryParse<Assurance>(assurance, ignoreCase: true, out var needed))
        {
            properties.Items[OidcEvents.Needed] = needed.ToString();
        }

        if (again == true)
        {
            properties.Items[OidcEvents.Since] = time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        }

        return await ToProviderAsync(() => context.ChallengeAsync(known.Scheme, properties));
    }

    /// <summary>After our own session ended: the provider's too, where it offers that.</summary>
    private static async Task<IResult> LeaveAsync(string provider, HttpContext context, Providers providers) =>
        providers.Find(provider) is { } known
            ? await ToProviderAsync(() => context.SignOutAsync(known.Scheme, new AuthenticationProperties { RedirectUri = "/" }))
            : TypedResults.NotFound();

    private static async Task<IResult> ToProviderAsync(Func<Task> go)
    {
        try
        {
            await go();
            return Results.Empty;
        }
        catch (InvalidOperationException fault) when (fault.InnerException is IOException or HttpRequestException || fault.Message.StartsWith("IDX20803", StringComparison.Ordinal))
        {
            return TypedResults.LocalRedirect(OidcFailed.Address(OidcFailure.Away));
        }
        catch (HttpRequestException)
        {
            return TypedResults.LocalRedirect(OidcFailed.Address(OidcFailure.Away));
        }
    }
}
