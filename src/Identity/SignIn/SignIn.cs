using Madoguchi.Kernel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Madoguchi.Identity;

/// <summary>The page that offers the ways to sign in, what happens after each of them, and signing out.</summary>
internal static class SignIn
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(IdentityModule.SignInPath, ShowAsync).AllowAnonymous().RequireRateLimiting("public");
        routes.MapPost("/sign-out", (Delegate)LeaveAsync).RequireAuthorization();
    }

    /// <summary>
    /// Where somebody goes on who has just signed in: what was typed before the session ended, with one press of a button; else where
    /// they came from; else where their role begins.
    /// </summary>
    public static async Task<IResult> GoOnAsync(HttpContext context, KeptForms forms, string? kept, string? returnUrl)
    {
        if (await forms.OpenAsync(kept, context.User, context) is { } form)
        {
            return ContinuePage.Of(form);
        }

        return TypedResults.LocalRedirect(
            RedirectHttpResult.IsLocalUrl(returnUrl) && returnUrl != "/" ? returnUrl! : HomeOf(context.User.Actor().Role));
    }

    public static string HomeOf(string role) => role switch
    {
        Roles.Clerk or Roles.Head => "/staff/cases",
        Roles.Officer => "/staff/procedures",
        Roles.Auditor => "/staff/audit",
        _ => "/my",
    };

    private static async Task<RazorComponentResult<SignInPage>> ShowAsync(string? returnUrl, DemoGate gate, HttpContext context) =>
        SignInPage.Of(await gate.PeopleAsync(context), returnUrl, kept: null);

    /// <summary>The field is never sent: asking for a form is what makes the form's token be checked.</summary>
    private static async Task<IResult> LeaveAsync([FromForm] string? _, HttpContext context, Sessions sessions, Providers providers)
    {
        var provider = providers.OfMethod(context.User.Identity?.AuthenticationType);
        await sessions.EndAsync(context);
        if (provider is null)
        {
            return TypedResults.LocalRedirect("/");
        }

        // By a link: our pages may send forms to nobody else, and the next person at this screen must not meet an open provider.
        context.User = new();
        return new RazorComponentResult<SignedOutPage>(new { provider.Settings.Label, LeaveAddress = $"/sign-out/oidc/{provider.Name}" });
    }
}
