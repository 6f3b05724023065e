using System.Security.Claims;
using Madoguchi.Kernel;
using Madoguchi.Registry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Madoguchi.Cases;

/// <summary>A note for colleagues; the applicant does not see it on a page, but may ask for it like any record.</summary>
internal static class AddNote
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/staff/cases/{reference}/notes", PostAsync)
        .WithName("AddNote")
        .RequireAuthorization(Policies.Clerk);

    private static async Task<IResult> PostAsync(
        string reference, IFormCollection fields, ClaimsPrincipal user, StaffCase staffCase, IStaffDirectory staff, CaseDesk desk,
        CancellationToken cancellationToken)
    {
        if (await staffCase.FindAsync(reference, cancellationToken) is not { } it)
        {
            return TypedResults.NotFound();
        }

        var form = CaseFormFields.ReadUnversioned(fields);
        var note = fields["note"].ToString();
        var result = await ActAsync(it.Id, note, form, user.Actor(), desk, cancellationToken);
        return result.Refusal is { } refusal
            ? await ViewCase.RefusedAsync(it, user, staffCase, staff, refusal, form, note, cancellationToken)
            : TypedResults.LocalRedirect($"/staff/cases/{it.Reference}#notes");
    }

    /// <summary>Writes the note, whoever does it and by whatever edge.</summary>
    public static Task<Result<long>> ActAsync(
        Guid caseId, string note, CaseForm form, Actor actor, CaseDesk desk, CancellationToken cancellationToken) => desk.ActAsync(
        caseId,
        "note",
        form,
        actor,
        Purpose.Examine,
        (unit, current) => current.AddNote(note, unit.NewId()),
        (unit, after, happened) => CaseStore.AddText(unit, ((CaseEvent.NoteAdded)happened).TextId, after.Id, CaseTextKind.Note, note),
        cancellationToken);
}
