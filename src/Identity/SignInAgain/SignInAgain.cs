using Madoguchi.Kernel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Madoguchi.Identity;

/// <summary>Proving once more who one is, before something that must not be done by whoever happens to sit at the screen.</summary>
internal static class SignInAgain
{
    public const string Path = "/sign-in/again";

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet(Path, ShowAsync).WithName("SignInAgain").RequireAuthorization();

    public static async Task<RazorComponentResult<SignInAgainPage>> PageAsync(HttpContext context, DemoGate gate, string? returnUrl, string? kept)
    {
        var actor = context.User.Actor();
        var people = await gate.PeopleAsync(context);
        return SignInAgainPage.Of([.. people.Where(person => person.ActorId == actor.Id && person.Role == actor.Role)], returnUrl, kept);
    }

    private static Task<RazorComponentResult<SignInAgainPage>> ShowAsync(string? returnUrl, DemoGate gate, HttpContext context) =>
        PageAsync(context, gate, returnUrl, kept: null);
}
