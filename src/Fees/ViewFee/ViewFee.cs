using System.Security.Claims;
using Madoguchi.Kernel;
using Madoguchi.Procedures;
using Madoguchi.Registry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Madoguchi.Fees;

/// <summary>A form of staff as it was refused, so that nothing typed is lost.</summary>
public sealed record TypedFee(string Form, string Way = "", string Receipt = "", string Reason = "", string Yen = "");

/// <summary>A fee as staff see it.</summary>
/// <param name="Fee">The fee.</param>
/// <param name="Definition">The procedure, in the version applied for.</param>
/// <param name="Applicant">Whose application it is.</param>
/// <param name="Entries">The ledger, oldest first.</param>
/// <param name="Refunds">Refunds through the agency.</param>
/// <param name="Mismatches">Payments that are not what was ordered.</param>
/// <param name="Names">Who stands behind the actors.</param>
/// <param name="ByAgency">What of the sum to refund the agency can pay back.</param>
/// <param name="Actor">Who looks.</param>
/// <param name="FormKey">Makes a form count once.</param>
/// <param name="Refusal">Why the last form was not taken.</param>
/// <param name="Typed">What was typed into it.</param>
public sealed record ViewFeeModel(
    Fee Fee, ProcedureDefinition Definition, string Applicant, IReadOnlyList<EntryRow> Entries, IReadOnlyList<RefundRow> Refunds,
    IReadOnlyList<Mismatch> Mismatches, IReadOnlyDictionary<string, string> Names, long ByAgency, Actor Actor, Guid FormKey, Refusal? Refusal, TypedFee? Typed)
{
    public bool MayChange => Actor.Role is Roles.Clerk or Roles.Head;

    public bool MayWaive => Actor.Role == Roles.Head;

    public string NameOf(string actor) =>
        Names.TryGetValue(actor, out var name) ? name : actor.StartsWith("system:", StringComparison.Ordinal) ? "自動処理" : actor;
}

/// <summary>Brings a fee together for staff and records the look; every act of staff on a fee goes through here.</summary>
internal sealed class FeeFiles(
    FeesDb db, IProcedureCatalogue procedures, IPartyDirectory parties, IStaffDirectory staff, IAccessLog access, TimeProvider time)
{
    /// <summary>The fee of this number, however it was typed.</summary>
    public async Task<Fee?> FindAsync(string reference, CancellationToken cancellationToken) =>
        ReferenceNumber.TryParse(reference, out var canonical)
            ? await db.Fees.SingleOrDefaultAsync(fee => fee.Reference == canonical, cancellationToken)
            : null;

    public async Task<RazorComponentResult<ViewFeePage>> PageAsync(
        Fee fee, ClaimsPrincipal user, Guid? formKey, Refusal? refusal, TypedFee? typed, CancellationToken cancellationToken)
    {
        var actor = user.Actor();
        var purpose = actor.Role == Roles.Auditor ? Purpose.Audit : Purpose.Examine;
        await access.RecordAsync(actor, purpose, fee.Subject, "fee", cancellationToken);

        // Read anew: a refused form shows what is there now.
        fee = await db.Fees.SingleAsync(it => it.SubmissionId == fee.SubmissionId, cancellationToken);
        var entries = await db.Entries.Where(entry => entry.SubmissionId == fee.SubmissionId).OrderBy(entry => entry.Number).ToListAsync(cancellationToken);
        var refunds = await db.Refunds.Where(refund => refund.SubmissionId == fee.SubmissionId).OrderBy(refund => refund.CreatedAt).ToListAsync(cancellationToken);
        var mismatched = await db.Payments.Where(payment => payment.SubmissionId == fee.SubmissionId && payment.State == PaymentState.Mismatch)
            .OrderBy(payment => payment.CreatedAt).ToListAsync(cancellationToken);
        var model = new ViewFeeModel(
            fee,
            await procedures.VersionAsync(fee.DefinitionHash, cancellationToken),
            (await parties.FindAsync(fee.Subject, cancellationToken))?.Name ?? "（登録なし）",
            entries,
            refunds,
            mismatched.ConvertAll(payment => new Mismatch(
                payment.Id, payment.Yen, payment.ToldYen ?? 0, payment.ToldCurrency, payment.GivenBack,
                refunds.Exists(refund => refund.PaymentId == payment.Id && refund.State == RefundState.Failed))),
            await NamesAsync(entries, cancellationToken),
            await ByAgencyAsync(fee, cancellationToken),
            actor,
            formKey ?? Guid.CreateVersion7(time.GetUtcNow()),
            refusal,
            typed);
        return new(new { Model = model }) { StatusCode = refusal?.StatusCode() ?? StatusCodes.Status200OK };
    }

    private async Task<long> ByAgencyAsync(Fee fee, CancellationToken cancellationToken)
    {
        var payments = await db.Payments.Where(payment => payment.SubmissionId == fee.SubmissionId && payment.State == PaymentState.Paid)
            .ToListAsync(cancellationToken);
        var refunds = await db.Refunds.Where(refund => refund.SubmissionId == fee.SubmissionId).ToListAsync(cancellationToken);
        return RefundPlan.Of(
            fee.ToRefund,
            payments.OrderBy(payment => payment.CreatedAt).Select(payment => (payment.Id, payment.Yen)),
            refunds.Select(refund => (refund.PaymentId, refund.Yen, refund.State))).Sum(part => part.Yen);
    }

    private async Task<Dictionary<string, string>> NamesAsync(IEnumerable<EntryRow> entries, CancellationToken cancellationToken)
    {
        var names = (await staff.AllAsync(cancellationToken)).ToDictionary(member => member.ActorId, member => $"{member.Name}（{member.Department}）", StringComparer.Ordinal);
        var people = entries.Select(entry => entry.Actor).Where(actor => actor.StartsWith("party:", StringComparison.Ordinal))
            .Select(actor => Guid.TryParse(actor.AsSpan("party:".Length), out var id) ? id : Guid.Empty).Distinct().ToArray();
        foreach (var (id, party) in await parties.FindAllAsync(people, cancellationToken))
        {
            names[$"party:{id}"] = party.Name;
        }

        return names;
    }
}

/// <summary>The ledger of one fee, and what may be done with it.</summary>
internal static class ViewFee
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/staff/fees/{reference}", HandleAsync)
        .WithName("ViewFee")
        .RequireAuthorization(Policies.CaseReader);

    private static async Task<Results<RazorComponentResult<ViewFeePage>, NotFound>> HandleAsync(
        string reference, ClaimsPrincipal user, FeeFiles files, CancellationToken cancellationToken) =>
        await files.FindAsync(reference, cancellationToken) is { } fee
            ? await files.PageAsync(fee, user, null, null, null, cancellationToken)
            : TypedResults.NotFound();
}
