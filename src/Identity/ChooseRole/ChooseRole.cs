using Madoguchi.Kernel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Madoguchi.Identity;

/// <summary>Who holds several roles says in which they work now: an act is done in one, and the audit says in which.</summary>
internal static class ChooseRole
{
    private const string Path = "/sign-in/role";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(Path, ShowAsync).WithName("ChooseRoleForm").RequireAuthorization(Policies.Staff);
        routes.MapPost(Path, ChooseAsync).WithName("ChooseRole").RequireAuthorization(Policies.Staff);
    }

    public static string Address(string returnUrl) => Path + QueryString.Create("returnUrl", returnUrl);

    private static async Task<RazorComponentResult<ChooseRolePage>> ShowAsync(string? returnUrl, HttpContext context, OidcLinks links) =>
        new(new { Roles = await RolesAsync(context, links), Now = context.User.Actor().Role, ReturnUrl = returnUrl ?? "/" });

    private static async Task<Results<RedirectHttpResult, ForbidHttpResult>> ChooseAsync(
        [FromForm] string role, [FromForm] string? returnUrl, HttpContext context, Sessions sessions, OidcLinks links)
    {
        if (!(await RolesAsync(context, links)).Contains(role))
        {
            return TypedResults.Forbid();
        }

        await sessions.ChangeAsync(context, who => who with { Role = role });
        return TypedResults.LocalRedirect(RedirectHttpResult.IsLocalUrl(returnUrl) && returnUrl != "/" ? returnUrl! : SignIn.HomeOf(role));
    }

    /// <summary>The roles with which this session was begun: nobody gains one by asking.</summary>
    private static Task<IReadOnlyList<string>> RolesAsync(HttpContext context, OidcLinks links) =>
        Guid.TryParse(context.User.FindFirst(MadoguchiClaims.Session)?.Value, out var session)
            ? links.RolesAsync(session, context.RequestAborted)
            : Task.FromResult<IReadOnlyList<string>>([]);
}
