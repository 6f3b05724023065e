using Madoguchi.Kernel;
using Madoguchi.Registry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Madoguchi.Identity;

/// <summary>Signing in as one of the demo city's people.</summary>
internal static class DemoSignIn
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/demo/sign-in", EnterAsync).AllowAnonymous().RequireRateLimiting("sign-in");

    /// <summary>The demo plays that everybody has just proved who they are.</summary>
    public static SessionStart As(DemoPerson person) => new()
    {
        ActorId = person.ActorId,
        Role = person.Role,
        Name = person.Name,
        Party = person.Party,
        Subject = person.Subject,
        SubjectName = person.SubjectName,
        Assurance = Assurance.High,
        Method = Methods.Demo,
    };

    private static async Task<IResult> EnterAsync(
        [FromForm] string key, [FromForm] string? returnUrl, [FromForm] string? kept, HttpContext context, DemoGate gate, KeptForms forms, Sessions sessions)
    {
        var people = await gate.PeopleAsync(context);
        if (people.FirstOrDefault(person => person.Key == key) is not { } person)
        {
            return TypedResults.NotFound();
        }

        context.User = await sessions.StartAsync(context, As(person));
        return await SignIn.GoOnAsync(context, forms, kept, returnUrl);
    }
}
