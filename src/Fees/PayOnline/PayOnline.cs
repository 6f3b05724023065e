using System.Security.Claims;
using Madoguchi.Kernel;
using Madoguchi.Procedures;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Madoguchi.Fees;

/// <summary>
/// Leads a resident to the agency and back. The payment is ours before the agency hears of it, under a key that makes a second press, a
/// second device and a lost reply the same payment; coming back proves nothing, so the agency is asked.
/// </summary>
internal sealed class PayOnline(
    IPaymentProvider provider, Settlement settlement, IWriter writer, IProcedureCatalogue procedures, AgencyDoor door, PublicSettings site, Database database)
{
    private const string Returned = "/my/fees/returned";

    /// <summary>A payment to send the payer to.</summary>
    private sealed record Begun(Guid PaymentId, long Yen, string? Address);

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/my/fees/{reference}/payment", (string reference, IFormCollection fields, HttpContext context, PayOnline pay, MyFees mine) =>
            pay.StartAsync(reference, fields, context, mine)).WithName("PayOnline").RequireAuthorization(Policies.Resident);
        routes.MapGet(Returned + "/{paymentId:guid}", (Guid paymentId, ClaimsPrincipal user, PayOnline pay, MyFees mine, FeesDb db, CancellationToken cancellationToken) =>
            pay.ReturnAsync(paymentId, user, mine, db, cancellationToken)).WithName("ReturnFromPayment").RequireAuthorization(Policies.Resident);
    }

    /// <summary>Whether what is open of this fee can be paid online now: not while money lies there of which nobody has said what becomes of it.</summary>
    public async ValueTask<bool> IsOfferedAsync(Fee fee, CancellationToken cancellationToken) =>
        provider.IsAvailable && fee is { ToPay: > 0, IsUnclear: false }
        && (await procedures.VersionAsync(fee.DefinitionHash, cancellationToken)).Fee.Ways.Contains(FeeWay.Online)
        && (await database.QueryAsync(
            "select id from fees_payment where submission_id = @submission and state = 'mismatch' and given_back is null limit 1",
            row => row.Guid("id"),
            cancellationToken,
            ("submission", fee.SubmissionId))).Count == 0;

    private async Task<IResult> StartAsync(string reference, IFormCollection fields, HttpContext context, MyFees mine)
    {
        var (user, cancellationToken) = (context.User, context.RequestAborted);
        if (await mine.FindAsync(reference, user, cancellationToken) is not { } fee)
        {
            return TypedResults.NotFound();
        }

        var key = FeeFormFields.ReadKey(fields);
        if (!await IsOfferedAsync(fee, cancellationToken))
        {
            return await mine.PageAsync(fee, user, context, key, null, fee.ToPay > 0 ? new NotPayableOnline() : new NothingToPay());
        }

        var begun = await BeginAsync(fee.SubmissionId, user.Actor(), key, cancellationToken);
        if (begun.Refusal is { } refusal)
        {
            return await mine.PageAsync(fee, user, context, key, null, refusal);
        }

        try
        {
            return new SeeOther(begun.Value.Address is { } known && provider.IsPage(new Uri(known)) ? known : await OrderAsync(begun.Value, context, cancellationToken));
        }
        catch (PaymentProviderAwayException)
        {
            return await mine.PageAsync(fee, user, context, key, null, new PaymentAgencyAway());
        }
    }

    /// <summary>A new payment of all that is open, or the one that is already open for as much.</summary>
    private Task<Result<Begun>> BeginAsync(Guid submissionId, Actor actor, Guid key, CancellationToken cancellationToken) => writer.WriteAsync<Begun>(
        new Work($"fee/{submissionId}", $"fees/pay/{submissionId}/{key}", actor, Purpose.Apply),
        unit =>
        {
            if (FeeStore.Load(unit, submissionId) is not { } fee)
            {
                return new NoSuchFee();
            }

            if (fee.ToPay == 0)
            {
                return new NothingToPay();
            }

            var open = unit.First(
                """
                select id, yen, address from fees_payment
                where submission_id = @submission and yen = @yen and state in ('created', 'open') order by created_at desc limit 1
                """,
                row => new Begun(row.Guid("id"), row.Int64("yen"), row.TextOrNull("address")),
                ("submission", submissionId),
                ("yen", fee.ToPay));
            if (open is not null)
            {
                return open;
            }

            var id = unit.NewId();
            unit.Execute(
                """
                insert into fees_payment (id, submission_id, yen, state, actor, created_at, changed_at, looks, look_at)
                values (@id, @submission, @yen, 'created', @actor, @at, @at, 0, @look_at)
                """,
                ("id", id),
                ("submission", submissionId),
                ("yen", fee.ToPay),
                ("actor", actor.Id),
                ("at", unit.Now),
                ("look_at", ReconcilePayments.FirstLookAt(unit.Now)));
            FeeStore.Append(unit, fee, new FeeEntry(EntryKind.Paying, fee.ToPay) { Way = FeeWay.Online, PaymentId = id }, actor.Id);
            return new Begun(id, fee.ToPay, null);
        },
        cancellationToken);

    private async Task<string> OrderAsync(Begun begun, HttpContext context, CancellationToken cancellationToken)
    {
        // The order names nobody: neither the applicant nor what was applied for.
        var order = new PaymentOrder(begun.PaymentId, begun.Yen, "手数料", ReturnTo(begun.PaymentId, context.Request));
        var ordered = await provider.CreateAsync(order, cancellationToken);
        await settlement.RecordAsync(ordered, cancellationToken);
        return ordered.Address is null || provider.IsPage(ordered.Address)
            ? (ordered.Address ?? order.ReturnTo).AbsoluteUri
            : throw new PaymentProviderAwayException("The agency would send the payer to a place that is not one of its pages (Fees:AgencyPages).");
    }

    /// <summary>The browser is back, from wherever: what it came of is asked of the agency.</summary>
    private async Task<IResult> ReturnAsync(Guid paymentId, ClaimsPrincipal user, MyFees mine, FeesDb db, CancellationToken cancellationToken)
    {
        if (await db.Payments.SingleOrDefaultAsync(payment => payment.Id == paymentId, cancellationToken) is not { } payment
            || await db.Fees.SingleAsync(fee => fee.SubmissionId == payment.SubmissionId, cancellationToken) is not { } fee
            || !await mine.MayViewAsync(fee, user, cancellationToken))
        {
            return TypedResults.NotFound();
        }

        if (payment.State is PaymentState.Created or PaymentState.Open)
        {
            try
            {
                if (await provider.FindAsync(paymentId, cancellationToken) is { } seen)
                {
                    await settlement.RecordAsync(seen, cancellationToken);
                }
            }
            catch (PaymentProviderAwayException)
            {
                // The page says that it is not known yet; the reconciler asks again.
            }
        }

        return TypedResults.LocalRedirect($"/my/fees/{fee.Reference}?payment={paymentId}");
    }

    /// <summary>As the city is known to the world; the stand-in, which is nowhere else, leads back to where the browser found it.</summary>
    private Uri ReturnTo(Guid paymentId, HttpRequest request) => door.IsStandIn
        ? new Uri($"{request.Scheme}://{request.Host}{Returned}/{paymentId}")
        : site.At($"{Returned}/{paymentId}");

    /// <summary>To the agency, by a GET whatever brought us here.</summary>
    private sealed class SeeOther(string address) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
            httpContext.Response.Headers.Location = address;
            return Task.CompletedTask;
        }
    }
}

/// <summary>Reads the hidden fields of forms on a fee.</summary>
internal static class FeeFormFields
{
    public static Guid ReadKey(IFormCollection form) => Guid.TryParse(form["key"], out var key)
        ? key
        : throw new BadHttpRequestException("The form lost the key that makes it count once.");

    /// <summary>A form without a version saw nothing: it is answered like a stale one.</summary>
    public static FeeForm Read(IFormCollection form) => new(
        long.TryParse(form["version"], System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var version)
            ? version : 0,
        ReadKey(form));
}
