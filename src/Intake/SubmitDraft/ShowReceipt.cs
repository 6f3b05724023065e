using Madoguchi.Intake.Contracts;
using Madoguchi.Kernel;
using Madoguchi.Procedures;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Madoguchi.Intake;

/// <summary>The receipt of a submitted draft: its number, when it was received, and what happens next.</summary>
internal sealed class ShowReceipt(
    DraftDesk desk, Database database, IProcedureCatalogue catalogue, Submissions submissions, GuestApplications guests, IKnownFacts knownFacts, LegalCalendar calendar)
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/{draftId:guid}/receipt", (Guid draftId, HttpContext context, ShowReceipt receipt) =>
            receipt.ShowAsync(draftId, context)).WithName("ShowReceipt");

    private async Task<IResult> ShowAsync(Guid draftId, HttpContext context)
    {
        var found = await desk.FindAsync(draftId, context.User, context.RequestAborted);
        if (found.IsRefused)
        {
            return Pages.Refused(found.Refusal);
        }

        if (found.Value.SubmissionId is not { } submissionId)
        {
            return TypedResults.LocalRedirect($"/apply/{draftId}");
        }

        var rows = await database.QueryAsync(
            "select reference, received_at from intake_submission where id = @id",
            row => (Reference: row.Text("reference"), ReceivedAt: row.Instant("received_at")),
            context.RequestAborted,
            ("id", submissionId));
        var definition = await catalogue.VersionAsync(found.Value.DefinitionHash, context.RequestAborted);
        var hasFee = found.Value.Correction is null && definition.MayCost;
        return Pages.Of<ReceiptPage>(
            ("Definition", definition),
            ("Number", rows[0].Reference),
            ("ReceivedAt", rows[0].ReceivedAt),
            ("Deadline", Deadline(rows[0].ReceivedAt.DateInJapan(), definition.StandardDays)),
            ("IsCorrection", found.Value.Correction is not null),
            ("IsGuest", context.User.IsInRole(Roles.Guest)),
            ("Code", await guests.CodeOfAsync(submissionId, context.RequestAborted)),
            ("HasFee", hasFee),
            ("Fee", hasFee ? await FeeAsync(definition, submissionId, found.Value.Subject, rows[0].ReceivedAt.DateInJapan(), context.RequestAborted) : null));
    }

    /// <summary>The fee of what was submitted; null where it cannot be known, or no longer.</summary>
    private async Task<SubmittedFee?> FeeAsync(
        ProcedureDefinition definition, Guid submissionId, Guid subject, DateOnly received, CancellationToken cancellationToken) =>
        await submissions.FindAsync(submissionId, cancellationToken) is { IsErased: false } submission
            ? SubmittedFee.Of(Journey.Walk(definition, submission.Original, await knownFacts.ForAsync(definition, subject, received, cancellationToken), received))
            : null;

    /// <summary>The last day of the standard time (標準処理期間, 行政手続法 第6条); a receipt is shown also where the calendar ends before it.</summary>
    private DateOnly? Deadline(DateOnly received, int workingDays)
    {
        try
        {
            return calendar.AddWorkingDays(received, workingDays);
        }
        catch (LegalCalendarEndsException)
        {
            return null;
        }
    }
}
