using System.Security.Claims;
using Madoguchi.DesignSystem;
using Madoguchi.Intake.Contracts;
using Madoguchi.Kernel;
using Madoguchi.Procedures;
using Madoguchi.Registry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Madoguchi.Cases;

public sealed record MyDraft(Localised Procedure, DateTimeOffset UpdatedAt, DateOnly KeptUntil, string Address);

/// <summary>A case in the resident's list.</summary>
/// <param name="Case">The case.</param>
/// <param name="Procedure">What was applied for.</param>
/// <param name="Outcome">What was decided, in the definition's words.</param>
public sealed record MyCaseRow(Case Case, Localised Procedure, Localised? Outcome);

public sealed record MyPageModel(
    IReadOnlyList<MyCaseRow> Asked, IReadOnlyList<MyDraft> Drafts, IReadOnlyList<MyCaseRow> Running, IReadOnlyList<MyCaseRow> Closed,
    bool IsGuest)
{
    public bool IsEmpty => Asked.Count + Drafts.Count + Running.Count + Closed.Count == 0;
}

/// <summary>Everything one has with the city: first what waits for oneself.</summary>
internal static class MyPage
{
    private const int MostCases = 100;

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/my", HandleAsync)
        .WithName("MyPage")
        .RequireAuthorization(Policies.Applicant);

    private static async Task<RazorComponentResult<MyPagePage>> HandleAsync(
        ClaimsPrincipal user, CasesDb db, IDrafts drafts, IProcedureCatalogue procedures, IAccessLog access, MayView mayView,
        CancellationToken cancellationToken)
    {
        var subject = user.Subject();
        var actor = user.Actor();
        var cases = await db.Cases.Where(it => it.Subject == subject).OrderByDescending(it => it.ReceivedAt).Take(MostCases).ToListAsync(cancellationToken);
        var begun = await drafts.ForSubjectAsync(subject, cancellationToken);

        // A mandate may cover some procedures only; what it does not cover is not there.
        var visible = new HashSet<string>(StringComparer.Ordinal);
        foreach (var code in cases.Select(it => it.ProcedureCode).Concat(begun.Select(draft => draft.ProcedureCode)).Distinct(StringComparer.Ordinal))
        {
            if (await mayView.CheckAsync(user, subject, code, cancellationToken))
            {
                visible.Add(code);
            }
        }

        var rows = new List<MyCaseRow>();
        foreach (var it in cases.Where(it => visible.Contains(it.ProcedureCode)))
        {
            var definition = await procedures.VersionAsync(it.DefinitionHash, cancellationToken);
            rows.Add(new(it, definition.Name, definition.Decisions.FirstOrDefault(template => template.Outcome == it.Outcome)?.Label));
        }

        var unfinished = new List<MyDraft>();
        foreach (var draft in begun.Where(draft => draft.InReplyTo is null && visible.Contains(draft.ProcedureCode)))
        {
            var definition = await procedures.VersionAsync(draft.DefinitionHash, cancellationToken);
            unfinished.Add(new(definition.Name, draft.UpdatedAt, draft.KeptUntil, draft.Address));
        }

        access.RecordLater(actor, Purpose.Apply, subject, "my-page");
        return new RazorComponentResult<MyPagePage>(new
        {
            Model = new MyPageModel(
                [.. rows.Where(row => row.Case.Status == CaseStatus.Waiting).OrderBy(row => row.Case.AnswerBy)],
                unfinished,
                [.. rows.Where(row => row.Case.Status == CaseStatus.Open)],
                [.. rows.Where(row => row.Case.Status is CaseStatus.Decided or CaseStatus.Withdrawn)],
                actor.Role == Roles.Guest),
        });
    }
}
