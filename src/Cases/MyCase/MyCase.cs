using System.Security.Claims;
using Madoguchi.Delivery;
using Madoguchi.DesignSystem;
using Madoguchi.Intake.Contracts;
using Madoguchi.Kernel;
using Madoguchi.Procedures;
using Madoguchi.Registry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Madoguchi.Cases;

/// <param name="File">The case.</param>
/// <param name="Mayor">In whose name decisions are made.</param>
/// <param name="Letter">The notice of decision as a letter, once it is made.</param>
public sealed record MyCaseModel(CaseFile File, string Mayor, Guid? Letter)
{
    public DecisionTemplate? Decided => File.Definition.Decisions.FirstOrDefault(template => template.Outcome == File.Case.Outcome);
}

/// <summary>Received, but its case is not opened yet: events are a moment behind.</summary>
public sealed record MyReceiptModel(string Reference, Localised Procedure, DateTimeOffset ReceivedAt);

/// <summary>Where an application stands, what the city asks for, and what it decided.</summary>
internal static class MyCase
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/my/cases/{reference}", HandleAsync)
        .WithName("MyCase")
        .RequireAuthorization(Policies.Applicant);

    private static async Task<Results<RazorComponentResult<MyCasePage>, RazorComponentResult<MyReceiptPage>, NotFound>> HandleAsync(
        string reference, ClaimsPrincipal user, CaseFiles files, ISubmissions submissions, IProcedureCatalogue procedures, IAccessLog access,
        MayView mayView, Display display, CityProfile city, CasesDb db, ILetters letters, CancellationToken cancellationToken)
    {
        if (await files.FindAsync(reference, cancellationToken) is { } it)
        {
            if (!await mayView.CheckAsync(user, it.Subject, it.ProcedureCode, cancellationToken))
            {
                return TypedResults.NotFound();
            }

            await access.RecordAsync(user.Actor(), Purpose.Apply, it.Subject, "case", cancellationToken);
            var file = await files.OpenAsync(it, display.Language, cancellationToken);
            return new RazorComponentResult<MyCasePage>(new { Model = new MyCaseModel(file, city.Mayor, await LetterAsync(it, db, letters, cancellationToken)) });
        }

        if (!ReferenceNumber.TryParse(reference, out var canonical)
            || await submissions.ByReferenceAsync(canonical, cancellationToken) is not { } submission
            || !await mayView.CheckAsync(user, submission.Subject, submission.ProcedureCode, cancellationToken))
        {
            return TypedResults.NotFound();
        }

        var definition = await procedures.VersionAsync(submission.DefinitionHash, cancellationToken);
        return new RazorComponentResult<MyReceiptPage>(
            new { Model = new MyReceiptModel(submission.Reference, definition.Name, submission.ReceivedAt) });
    }

    /// <summary>The notice of decision as a letter, once it is made.</summary>
    private static async Task<Guid?> LetterAsync(Case it, CasesDb db, ILetters letters, CancellationToken cancellationToken) =>
        await db.Issued.SingleOrDefaultAsync(notice => notice.CaseId == it.Id && notice.Kind == NoticeKinds.Decision, cancellationToken) is { } issued
        && await letters.IsMadeAsync(issued.NoticeId, cancellationToken) ? issued.NoticeId : null;
}
