using System.Security.Claims;
using Madoguchi.Kernel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Madoguchi.Fees;

/// <summary>
/// A clerk pays back what is due (還付): through the agency what came through it, which the reconciler then carries out, and by hand the
/// rest. What is on its way is no longer due, so nothing goes back twice.
/// </summary>
internal static class RefundFee
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/staff/fees/{reference}/refunds", PostAsync)
        .WithName("RefundFee")
        .RequireAuthorization(Policies.Clerk)
        .RequireAuthorization(Policies.Fresh);

    private static async Task<Results<RedirectHttpResult, RazorComponentResult<ViewFeePage>, NotFound>> PostAsync(
        string reference, IFormCollection fields, ClaimsPrincipal user, FeeFiles files, FeeDesk desk, CancellationToken cancellationToken)
    {
        if (await files.FindAsync(reference, cancellationToken) is not { } fee)
        {
            return TypedResults.NotFound();
        }

        var form = FeeFormFields.Read(fields);
        var (way, receipt) = (fields["way"].ToString(), JapaneseText.Normalise(fields["receipt"].ToString()).Trim());
        var result = await ActAsync(fee.SubmissionId, fields["by"] == "agency", way, receipt, form, user.Actor(), desk, cancellationToken);
        return result.Refusal is { } refusal
            ? await files.PageAsync(fee, user, form.Key, refusal, new TypedFee("refund", way, receipt), cancellationToken)
            : TypedResults.LocalRedirect($"/staff/fees/{fee.Reference}");
    }

    /// <summary>Pays back, whoever does it and by whatever edge.</summary>
    public static Task<Result<long>> ActAsync(
        Guid submissionId, bool byAgency, string way, string receipt, FeeForm form, Actor actor, FeeDesk desk, CancellationToken cancellationToken) =>
        desk.ActAsync(
            submissionId,
            "refund",
            form,
            actor,
            (unit, it) => byAgency
                ? Start(unit, it, actor)
                : it.RefundInPerson(way, receipt, PlanFor(unit, it).Sum(part => part.Yen))
                    .Match<Result<(Fee, IReadOnlyList<FeeEntry>)>>(entry => (it, [entry]), refusal => refusal),
            cancellationToken);

    private static Result<(Fee Fee, IReadOnlyList<FeeEntry> Entries)> Start(Unit unit, Fee fee, Actor actor)
    {
        var plan = PlanFor(unit, fee);
        if (plan.Count == 0)
        {
            return new NothingToRefund();
        }

        var entries = new List<FeeEntry>(plan.Count);
        foreach (var (payment, yen) in plan)
        {
            var id = unit.NewId();
            Order(unit, fee, id, payment, yen, actor);
            entries.Add(new(EntryKind.Refunding, yen) { Way = RefundWay.Online, PaymentId = payment, RefundId = id });
        }

        return (fee, entries);
    }

    /// <summary>The reconciler carries it out.</summary>
    internal static void Order(Unit unit, Fee fee, Guid id, Guid payment, long yen, Actor actor) => unit.Execute(
        """
        insert into fees_refund (id, submission_id, payment_id, yen, state, actor, created_at, changed_at, looks, look_at)
        values (@id, @submission, @payment, @yen, 'started', @actor, @at, @at, 0, @at)
        """,
        ("id", id),
        ("submission", fee.SubmissionId),
        ("payment", payment),
        ("yen", yen),
        ("actor", actor.Id),
        ("at", unit.Now));

    private static IReadOnlyList<(Guid Payment, long Yen)> PlanFor(Unit unit, Fee fee) => RefundPlan.Of(
        fee.ToRefund,
        unit.Query(
            "select id, yen from fees_payment where submission_id = @submission and state = 'paid' order by created_at",
            row => (row.Guid("id"), row.Int64("yen")),
            ("submission", fee.SubmissionId)),
        unit.Query(
            "select payment_id, yen, state from fees_refund where submission_id = @submission",
            row => (row.Guid("payment_id"), row.Int64("yen"), row.Text("state")),
            ("submission", fee.SubmissionId)));
}
