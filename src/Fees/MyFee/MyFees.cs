using System.Security.Claims;
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

namespace Madoguchi.Fees;

/// <summary>A fee as its payer sees it.</summary>
/// <param name="Fee">The fee.</param>
/// <param name="Definition">The procedure, in the version applied for.</param>
/// <param name="Entries">What happened, oldest first.</param>
/// <param name="IsOffered">Whether it can be paid online now.</param>
/// <param name="FormKey">Makes a press of the button count once.</param>
/// <param name="Payment">The payment the payer has just come back from.</param>
/// <param name="Refusal">Why the button did nothing.</param>
public sealed record MyFeeModel(
    Fee Fee, ProcedureDefinition Definition, IReadOnlyList<EntryRow> Entries, bool IsOffered, Guid FormKey, PaymentRow? Payment, Refusal? Refusal)
{
    public Exemption? Exemption => Definition.Fee.Exemptions.FirstOrDefault(one => one.Code == Fee.Exemption);
}

/// <summary>The record of what was paid (納付の記録), to be printed.</summary>
public sealed record PaymentRecordModel(Fee Fee, ProcedureDefinition Definition, IReadOnlyList<EntryRow> Entries, string Name, string City);

/// <summary>What an application costs, whether it is paid, and the way to pay it: for the applicant and whoever may act for them.</summary>
internal sealed class MyFees(
    FeesDb db, IMandates mandates, IAccessLog access, ISubmissions submissions, IProcedureCatalogue procedures, IPartyDirectory parties,
    IPaymentProvider provider, PayOnline pay, CityProfile city, TimeProvider time)
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/my/fees/{reference}", (string reference, Guid? payment, HttpContext context, MyFees mine) =>
            mine.ShowAsync(reference, payment, context)).WithName("MyFee").RequireAuthorization(Policies.Resident);
        routes.MapGet("/my/fees/{reference}/record", (string reference, Wording words, HttpContext context, MyFees mine) =>
            mine.RecordAsync(reference, words, context)).WithName("PaymentRecord").RequireAuthorization(Policies.Resident);
    }

    /// <summary>The fee of this number, if the person may see it; to anybody else it does not exist.</summary>
    public async Task<Fee?> FindAsync(string reference, ClaimsPrincipal user, CancellationToken cancellationToken) =>
        ReferenceNumber.TryParse(reference, out var canonical)
        && await db.Fees.SingleOrDefaultAsync(fee => fee.Reference == canonical, cancellationToken) is { } fee
        && await MayViewAsync(fee, user, cancellationToken) ? fee : null;

    public Task<bool> MayViewAsync(Fee fee, ClaimsPrincipal user, CancellationToken cancellationToken) =>
        MayViewAsync(user, fee.Subject, fee.ProcedureCode, cancellationToken);

    /// <summary>The page, after the browser came back or the button was refused.</summary>
    public async Task<IResult> PageAsync(Fee fee, ClaimsPrincipal user, HttpContext context, Guid formKey, Guid? paymentId, Refusal? refusal)
    {
        var cancellationToken = context.RequestAborted;
        await access.RecordAsync(user.Actor(), Purpose.Apply, fee.Subject, "fee", cancellationToken);
        var definition = await procedures.VersionAsync(fee.DefinitionHash, cancellationToken);
        var model = new MyFeeModel(
            fee,
            definition,
            await EntriesAsync(fee, cancellationToken),
            await pay.IsOfferedAsync(fee, cancellationToken),
            formKey,
            paymentId is { } id
                ? await db.Payments.SingleOrDefaultAsync(payment => payment.Id == id && payment.SubmissionId == fee.SubmissionId, cancellationToken)
                : null,
            refusal);
        LetFormsLeadToTheAgency(context.Response);
        return new RazorComponentResult<MyFeePage>(new { Model = model }) { StatusCode = refusal?.StatusCode() ?? StatusCodes.Status200OK };
    }

    private async Task<IResult> ShowAsync(string reference, Guid? paymentId, HttpContext context)
    {
        if (await FindAsync(reference, context.User, context.RequestAborted) is { } fee)
        {
            return await PageAsync(fee, context.User, context, Guid.CreateVersion7(time.GetUtcNow()), paymentId, null);
        }

        // Submitted, but its fee is not there yet: events are a moment behind.
        return ReferenceNumber.TryParse(reference, out var canonical)
            && await submissions.ByReferenceAsync(canonical, context.RequestAborted) is { } submission
            && await MayViewAsync(context.User, submission.Subject, submission.ProcedureCode, context.RequestAborted)
            && await procedures.VersionAsync(submission.DefinitionHash, context.RequestAborted) is { MayCost: true } definition
            ? new RazorComponentResult<FeeToComePage>(new { submission.Reference, Procedure = definition.Name })
            : TypedResults.NotFound();
    }

    private async Task<IResult> RecordAsync(string reference, Wording words, HttpContext context)
    {
        if (await FindAsync(reference, context.User, context.RequestAborted) is not { Paid: > 0 } fee)
        {
            return TypedResults.NotFound();
        }

        await access.RecordAsync(context.User.Actor(), Purpose.Apply, fee.Subject, "fee", context.RequestAborted);
        var model = new PaymentRecordModel(
            fee,
            await procedures.VersionAsync(fee.DefinitionHash, context.RequestAborted),
            [.. (await EntriesAsync(fee, context.RequestAborted)).Where(entry => entry.Kind is EntryKind.Paid or EntryKind.Refunded)],
            (await parties.FindAsync(fee.Subject, context.RequestAborted))?.Name ?? "",
            words.Of(city.Name));
        return new RazorComponentResult<PaymentRecordPage>(new { Model = model });
    }

    private Task<List<EntryRow>> EntriesAsync(Fee fee, CancellationToken cancellationToken) =>
        db.Entries.Where(entry => entry.SubmissionId == fee.SubmissionId).OrderBy(entry => entry.Number).ToListAsync(cancellationToken);

    private async Task<bool> MayViewAsync(ClaimsPrincipal user, Guid subject, string procedureCode, CancellationToken cancellationToken) =>
        user.Actor().Party is { } party
        && (party == subject || await mandates.MayActForAsync(party, subject, procedureCode, time.TodayInJapan(), cancellationToken));

    /// <summary>A form that is answered by a redirect to another site must be allowed to end there.</summary>
    private void LetFormsLeadToTheAgency(HttpResponse response)
    {
        if (provider.PageOrigin is { } origin && response.Headers.ContentSecurityPolicy.ToString() is { Length: > 0 } policy)
        {
            response.Headers.ContentSecurityPolicy = policy.Replace("form-action 'self'", $"form-action 'self' {origin}", StringComparison.Ordinal);
        }
    }
}
