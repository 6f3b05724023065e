using Madoguchi.DesignSystem;
using Madoguchi.Intake.Contracts;
using Madoguchi.Kernel;
using Madoguchi.Procedures;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using FieldError = Madoguchi.DesignSystem.FieldError;

namespace Madoguchi.Intake;

/// <summary>
/// The two doors for who does not sign in: to begin a procedure that asks for no more, and back to what was sent, by the number and the
/// code of its receipt.
/// </summary>
internal static class GuestEntrance
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/guest", BeginAsync).WithName("BeginAsGuest").AllowAnonymous().RequireRateLimiting("sign-in");
        routes.MapGet("/status", (Wording wording) => Page(wording, "", "", isWrong: false)).WithName("FindStatusForm").AllowAnonymous().RequireRateLimiting("public");
        routes.MapPost("/status", FindAsync).WithName("FindStatus").AllowAnonymous().RequireRateLimiting("sign-in");
    }

    private static async Task<IResult> BeginAsync([FromForm] string procedure, HttpContext context, IProcedureCatalogue catalogue, IGuestSessions guests, TimeProvider time)
    {
        if (catalogue.Find(procedure) is not { } definition)
        {
            return TypedResults.NotFound();
        }

        // Who is signed in stays who they are; a procedure that asks for more is not opened by this door.
        if (context.User.Identity?.IsAuthenticated != true && definition.Assurance == Assurance.Guest)
        {
            await guests.StartAsync(context, Guid.CreateVersion7(time.GetUtcNow()));
        }

        return TypedResults.LocalRedirect($"/apply/start/{definition.Code}");
    }

    private static async Task<IResult> FindAsync(
        [FromForm] string? reference, [FromForm] string? code, HttpContext context, Wording wording, IGuestApplications applications, IGuestSessions guests)
    {
        if (await applications.FindAsync(reference ?? "", code ?? "", context.RequestAborted) is not { } found)
        {
            return Page(wording, reference ?? "", code ?? "", isWrong: true);
        }

        await guests.StartAsync(context, found.Party);
        return TypedResults.LocalRedirect($"/my/cases/{found.Reference}");
    }

    private static RazorComponentResult<FindStatusPage> Page(Wording wording, string reference, string code, bool isWrong) => Pages.Of<FindStatusPage>(
        isWrong ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK,
        ("Number", reference),
        ("Code", code),
        ("Errors", isWrong ? new FieldError[] { new("reference", wording["intake.claim.wrong"]) } : []));
}
