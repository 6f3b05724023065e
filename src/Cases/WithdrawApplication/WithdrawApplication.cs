using System.Security.Claims;
using Madoguchi.Cases.Contracts;
using Madoguchi.DesignSystem;
using Madoguchi.Fees;
using Madoguchi.Kernel;
using Madoguchi.Procedures;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Madoguchi.Cases;

public sealed record WithdrawModel(string Reference, Localised Procedure, long Version, Guid FormKey, string Reason = "", Refusal? Refusal = null);

/// <summary>The applicant takes the application back (取下げ), as long as nothing is decided.</summary>
internal static class WithdrawApplication
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/my/cases/{reference}/withdraw", FormAsync).WithName("WithdrawApplicationForm").RequireAuthorization(Policies.Applicant, Policies.Fresh);
        routes.MapPost("/my/cases/{reference}/withdraw", PostAsync).WithName("WithdrawApplication").RequireAuthorization(Policies.Applicant, Policies.Fresh);
    }

    private static async Task<Results<RazorComponentResult<WithdrawPage>, NotFound, RedirectHttpResult>> FormAsync(
        string reference, ClaimsPrincipal user, CaseFiles files, IProcedureCatalogue procedures, MayView mayView, TimeProvider time,
        CancellationToken cancellationToken)
    {
        if (await FindAsync(reference, user, files, mayView, cancellationToken) is not { } it)
        {
            return TypedResults.NotFound();
        }

        if (it.Status is CaseStatus.Decided or CaseStatus.Withdrawn)
        {
            return TypedResults.LocalRedirect($"/my/cases/{it.Reference}");
        }

        var definition = await procedures.VersionAsync(it.DefinitionHash, cancellationToken);
        return Page(new WithdrawModel(it.Reference, definition.Name, it.Version, Guid.CreateVersion7(time.GetUtcNow())));
    }

    private static async Task<IResult> PostAsync(
        string reference, IFormCollection fields, ClaimsPrincipal user, CaseFiles files, IProcedureCatalogue procedures, MayView mayView,
        CaseDesk desk, CancellationToken cancellationToken)
    {
        if (await FindAsync(reference, user, files, mayView, cancellationToken) is not { } it)
        {
            return TypedResults.NotFound();
        }

        var form = CaseFormFields.Read(fields);
        var reason = fields["reason"].ToString();
        var result = await ActAsync(it.Id, reason, form, user.Actor(), desk, cancellationToken);
        if (result.Refusal is not { } refusal)
        {
            return TypedResults.LocalRedirect($"/my/cases/{it.Reference}");
        }

        var definition = await procedures.VersionAsync(it.DefinitionHash, cancellationToken);
        return Page(new WithdrawModel(it.Reference, definition.Name, it.Version, form.Key, reason, refusal));
    }

    /// <summary>Withdraws, whoever does it for the applicant and by whatever edge.</summary>
    public static Task<Result<long>> ActAsync(
        Guid caseId, string reason, CaseForm form, Actor actor, CaseDesk desk, CancellationToken cancellationToken) => desk.ActAsync(
        caseId,
        "withdraw",
        form,
        actor,
        Purpose.Apply,
        (unit, current) => current.Withdraw(reason, unit.NewId()),
        (unit, after, happened) => Announce(unit, after, (CaseEvent.Withdrawn)happened, reason),
        cancellationToken);

    private static void Announce(Unit unit, Case it, CaseEvent.Withdrawn happened, string reason)
    {
        if (happened.ReasonTextId is { } text)
        {
            CaseStore.AddText(unit, text, it.Id, CaseTextKind.Withdrawal, reason);
        }

        TellApplicant.Of(unit, it, NoticeKinds.Withdrawn, unit.NewId());
        FeeRelease.Announce(unit, it, FeeReasons.Withdrawn);
        unit.Publish(
            new CaseWithdrawn(unit.NewId(), it.Id, it.SubmissionId, it.Reference, it.ProcedureCode, it.Subject, unit.Actor.Id, unit.Now), $"case/{it.Id}");
    }

    private static async Task<Case?> FindAsync(
        string reference, ClaimsPrincipal user, CaseFiles files, MayView mayView, CancellationToken cancellationToken) =>
        await files.FindAsync(reference, cancellationToken) is { } it
        && await mayView.CheckAsync(user, it.Subject, it.ProcedureCode, cancellationToken) ? it : null;

    private static RazorComponentResult<WithdrawPage> Page(WithdrawModel model) =>
        new(new { Model = model }) { StatusCode = model.Refusal?.StatusCode() ?? StatusCodes.Status200OK };
}
