using System.Globalization;
using System.Security.Claims;
using Madoguchi.Kernel;
using Madoguchi.Registry;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Madoguchi.Identity;

/// <summary>
/// Signing in as one of the demo city's people. Passkeys and OIDC come with the identity module; until then nobody can sign in elsewhere.
/// </summary>
internal static class SignIn
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(IdentityModule.SignInPath, ShowAsync).AllowAnonymous().RequireRateLimiting("public");
        routes.MapPost("/demo/sign-in", EnterAsync).AllowAnonymous().RequireRateLimiting("sign-in");
        routes.MapPost("/sign-out", (Delegate)LeaveAsync).RequireAuthorization();
    }

    /// <summary>Where a person starts who came from nowhere in particular.</summary>
    public static string HomeOf(string role) => role switch
    {
        Roles.Clerk or Roles.Head => "/staff/cases",
        Roles.Officer => "/staff/procedures",
        Roles.Auditor => "/staff/audit",
        _ => "/my",
    };

    private static async Task<RazorComponentResult<SignInPage>> ShowAsync(string? returnUrl, DemoGate gate, HttpContext context) =>
        SignInPage.Of(await gate.PeopleAsync(context), returnUrl, kept: null);

    private static async Task<IResult> EnterAsync(
        [FromForm] string key, [FromForm] string? returnUrl, [FromForm] string? kept, HttpContext context, DemoGate gate, KeptForms forms, TimeProvider time)
    {
        var people = await gate.PeopleAsync(context);
        if (people.FirstOrDefault(person => person.Key == key) is not { } person)
        {
            return TypedResults.NotFound();
        }

        var principal = PrincipalOf(person, time);
        await context.SignInAsync(CookieAuthenticationDefaults.AuthenticationScheme, principal);

        // What was typed before the session ended goes on from here, with one press of a button.
        if (await forms.OpenAsync(kept, principal, context) is { } form)
        {
            context.User = principal;
            return ContinuePage.Of(form);
        }

        return TypedResults.LocalRedirect(
            RedirectHttpResult.IsLocalUrl(returnUrl) && returnUrl != "/" ? returnUrl! : HomeOf(person.Role));
    }

    /// <summary>The field is never sent: asking for a form is what makes the form's token be checked.</summary>
    private static async Task<RedirectHttpResult> LeaveAsync([FromForm] string? _, HttpContext context)
    {
        await context.SignOutAsync(CookieAuthenticationDefaults.AuthenticationScheme);
        return TypedResults.LocalRedirect("/");
    }

    private static ClaimsPrincipal PrincipalOf(DemoPerson person, TimeProvider time)
    {
        List<Claim> claims =
        [
            new(ClaimTypes.NameIdentifier, person.ActorId),
            new(MadoguchiClaims.DisplayName, person.Name),
            new(ClaimTypes.Role, person.Role),

            // The demo plays that everybody has just proved who they are.
            new(MadoguchiClaims.Assurance, nameof(Assurance.High)),
            new(MadoguchiClaims.SignedInAt, time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)),
        ];
        if (person.Party is { } party)
        {
            claims.Add(new(MadoguchiClaims.Party, party.ToString()));
        }

        if (person.Subject is { } subject)
        {
            claims.Add(new(MadoguchiClaims.Subject, subject.ToString()));
        }

        if (person.SubjectName is { } subjectName)
        {
            claims.Add(new(MadoguchiClaims.SubjectName, subjectName));
        }

        return new ClaimsPrincipal(new ClaimsIdentity(claims, "demo", MadoguchiClaims.DisplayName, ClaimTypes.Role));
    }
}
