using System.Security.Claims;
using Madoguchi.Kernel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Madoguchi.Fees;

/// <summary>
/// The head says what becomes of money that is not what was ordered: it counts as paid, or goes back, through the agency or another way;
/// with a reason.
/// </summary>
internal static class SettleMismatch
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/staff/fees/{reference}/mismatches/{paymentId:guid}", PostAsync)
        .WithName("SettleMismatch")
        .RequireAuthorization(Policies.Head)
        .RequireAuthorization(Policies.Fresh);

    private static async Task<Results<RedirectHttpResult, RazorComponentResult<ViewFeePage>, NotFound>> PostAsync(
        string reference, Guid paymentId, IFormCollection fields, ClaimsPrincipal user, FeeFiles files, FeeDesk desk,
        CancellationToken cancellationToken)
    {
        if (await files.FindAsync(reference, cancellationToken) is not { } fee)
        {
            return TypedResults.NotFound();
        }

        var (form, actor) = (FeeFormFields.Read(fields), user.Actor());
        var typed = new TypedFee(
            $"mismatch-{paymentId}",
            fields["way"].ToString(),
            JapaneseText.Normalise(fields["receipt"].ToString()).Trim(),
            JapaneseText.Normalise(fields["reason"].ToString()));
        var result = await desk.ActAsync(
            fee.SubmissionId,
            "settle-mismatch",
            form,
            actor,
            (unit, it) => Find(unit, it.SubmissionId, paymentId) is not { } mismatch
                ? new NoSuchMismatch()
                : Settle(unit, it, mismatch, fields["by"].ToString(), typed, actor)
                    .Match<Result<(Fee, IReadOnlyList<FeeEntry>)>>(entry => (it, [entry]), refusal => refusal),
            cancellationToken);
        return result.Refusal is { } refusal
            ? await files.PageAsync(fee, user, form.Key, refusal, typed, cancellationToken)
            : TypedResults.LocalRedirect($"/staff/fees/{fee.Reference}");
    }

    private static Result<FeeEntry> Settle(Unit unit, Fee fee, Mismatch mismatch, string by, TypedFee typed, Actor actor)
    {
        if (by == "accept")
        {
            var accepted = mismatch.Accept(typed.Reason);
            if (!accepted.IsRefused)
            {
                unit.Execute(
                    "update fees_payment set state = 'paid', yen = @told, changed_at = @at where id = @id",
                    ("told", mismatch.Told), ("at", unit.Now), ("id", mismatch.PaymentId));
            }

            return accepted;
        }

        var refund = unit.NewId();
        var (isOnline, back) = by == "agency"
            ? (true, mismatch.GiveBackOnline(refund, typed.Reason))
            : (false, mismatch.GiveBackInPerson(typed.Way, typed.Receipt, typed.Reason));
        if (!back.IsRefused)
        {
            unit.Execute(
                "update fees_payment set given_back = @state, changed_at = @at where id = @id",
                ("state", isOnline ? GivenBack.Started : GivenBack.Done), ("at", unit.Now), ("id", mismatch.PaymentId));
            if (isOnline)
            {
                RefundFee.Order(unit, fee, refund, mismatch.PaymentId, mismatch.Told, actor);
            }
        }

        return back;
    }

    private static Mismatch? Find(Unit unit, Guid submission, Guid payment) => unit.First(
        """
        select p.id, p.yen, p.told_yen, p.told_currency, p.given_back,
            (select count(*) from fees_refund r where r.payment_id = p.id and r.state = 'failed') as refused
        from fees_payment p where p.id = @id and p.submission_id = @submission and p.state = 'mismatch'
        """,
        row => new Mismatch(
            row.Guid("id"), row.Int64("yen"), row.Int64OrNull("told_yen") ?? 0, row.TextOrNull("told_currency"), row.TextOrNull("given_back"),
            row.Int64("refused") > 0),
        ("id", payment),
        ("submission", submission));
}
