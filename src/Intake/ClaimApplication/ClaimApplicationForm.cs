using Madoguchi.DesignSystem;
using Madoguchi.Intake.Contracts;
using Madoguchi.Kernel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using FieldError = Madoguchi.DesignSystem.FieldError;

namespace Madoguchi.Intake;

/// <summary>Somebody who signed in takes into their account what they sent as a guest, by the number and the code of its receipt.</summary>
internal sealed class ClaimApplicationForm(IGuestApplications guests, IWriter writer)
{
    private const string MoveToAccount =
        """
        update intake_guest set claimed_by = @actor, claimed_at = @at where submission_id = @id and claimed_at is null;
        update intake_submission set subject = @subject where original_id = @id;
        update intake_draft set subject = @subject where original_id = @id or submission_id = @id
        """;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/claim", (Wording wording) => Page(wording, "", "", isWrong: false)).WithName("ClaimApplicationForm").RequireAuthorization(Policies.Resident);
        routes.MapPost("/claim", ([FromForm] string? reference, [FromForm] string? code, HttpContext context, Wording wording, ClaimApplicationForm form) =>
            form.ClaimAsync(reference ?? "", code ?? "", context, wording))
            .WithName("ClaimApplication").RequireAuthorization(Policies.Resident).RequireRateLimiting("sign-in");
    }

    private async Task<IResult> ClaimAsync(string reference, string code, HttpContext context, Wording wording)
    {
        var actor = context.User.Actor();
        if (actor.Party is not { } party || await guests.FindAsync(reference, code, context.RequestAborted) is not { } found)
        {
            return Page(wording, reference, code, isWrong: true);
        }

        var claimed = await writer.WriteAsync<bool>(
            new Work($"submission/{found.SubmissionId}", $"claim/{found.SubmissionId}/{party}", actor, Purpose.Apply),
            unit => Claim(unit, found, party),
            context.RequestAborted);
        return claimed.IsRefused ? Page(wording, reference, code, isWrong: true) : TypedResults.LocalRedirect($"/my/cases/{found.Reference}");
    }

    private static Result<bool> Claim(Unit unit, GuestApplication found, Guid party)
    {
        if (unit.Scalar("select 1 from intake_guest where submission_id = @id and claimed_at is null", ("id", found.SubmissionId)) is null)
        {
            return new NoSuchDraft();
        }

        unit.Execute(MoveToAccount, ("actor", unit.Actor.Id), ("at", unit.Now), ("id", found.SubmissionId), ("subject", party));
        unit.Publish(
            new ApplicationClaimed(unit.NewId(), found.SubmissionId, found.Reference, found.Party, party, unit.Actor.Id, unit.Now),
            $"submission/{found.SubmissionId}");
        return true;
    }

    private static RazorComponentResult<ClaimApplicationPage> Page(Wording wording, string reference, string code, bool isWrong) => Pages.Of<ClaimApplicationPage>(
        isWrong ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK,
        ("Number", reference),
        ("Code", code),
        ("Errors", isWrong ? new FieldError[] { new("reference", wording["intake.claim.wrong"]) } : []));
}
