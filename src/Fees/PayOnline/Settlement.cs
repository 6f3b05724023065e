using Madoguchi.Kernel;
using Madoguchi.Procedures;
using Microsoft.Extensions.Logging;

namespace Madoguchi.Fees;

/// <summary>Where a payment stands with us; stored as text.</summary>
public static class PaymentState
{
    /// <summary>Ordered; the agency's answer is not known.</summary>
    public const string Created = "created";

    /// <summary>The payer may pay.</summary>
    public const string Open = "open";
    public const string Paid = "paid";
    public const string Cancelled = "cancelled";
    public const string Failed = "failed";

    /// <summary>The agency says paid, but another amount or currency: somebody must look.</summary>
    public const string Mismatch = "mismatch";

    /// <summary>The agency never heard of it: the order was lost on the way.</summary>
    public const string Gone = "gone";
}

/// <summary>Where a refund through the agency stands; stored as text.</summary>
public static class RefundState
{
    public const string Started = "started";
    public const string Done = "done";
    public const string Failed = "failed";
}

/// <summary>
/// Writes down what the agency says of a payment, whoever asked and however often it is told: the return of the browser, a notification,
/// the reconciler. Paid is paid once; amount and currency must be those that were ordered.
/// </summary>
internal sealed partial class Settlement(IWriter writer, Database database, IPaymentProvider provider, ILogger<Settlement> logger)
{
    private static readonly Actor Agency = Actor.System("payment-agency");
    private static readonly Purpose Collect = new("collect");

    private sealed record Held(Guid SubmissionId, long Yen, string State, string Actor, long? Told, string? ToldCurrency, string? GivenBack);

    /// <returns>The payment's state with us; null when it is none of ours.</returns>
    public async Task<string?> RecordAsync(ProviderPayment seen, CancellationToken cancellationToken)
    {
        var owners = await database.QueryAsync(
            "select submission_id from fees_payment where id = @id", row => row.Guid("submission_id"), cancellationToken, ("id", seen.Key));
        if (owners is not [var submission])
        {
            return null;
        }

        if (seen.Address is { } elsewhere && !provider.IsPage(elsewhere))
        {
            LogElsewhere(seen.Key, elsewhere.IsAbsoluteUri ? elsewhere.Host : "");
            seen = seen with { Address = null };
        }

        var settled = await writer.WriteAsync<string>(
            new Work($"fee/{submission}", $"fees/settle/{seen.Key}/{seen.Status}/{seen.Amount}/{seen.Currency}", Agency, Collect),
            unit => Settle(unit, submission, seen),
            cancellationToken);
        return settled.Value;
    }

    private string Settle(Unit unit, Guid submission, ProviderPayment seen)
    {
        // The fee first: whoever changes its payments holds it.
        var fee = FeeStore.Load(unit, submission) ?? throw new InvalidOperationException($"The payment {seen.Key} belongs to no fee.");
        var held = unit.Query(
            "select submission_id, yen, state, actor, told_yen, told_currency, given_back from fees_payment where id = @id",
            row => new Held(
                row.Guid("submission_id"), row.Int64("yen"), row.Text("state"), row.Text("actor"), row.Int64OrNull("told_yen"),
                row.TextOrNull("told_currency"), row.TextOrNull("given_back")),
            ("id", seen.Key))[0];
        var next = StateOf(held, seen);
        var isSameMismatch = next == PaymentState.Mismatch && held.Told == seen.Amount && held.ToldCurrency == seen.Currency;
        if ((next == held.State && (isSameMismatch || next != PaymentState.Mismatch)) || held.State == PaymentState.Paid || held.GivenBack is not null)
        {
            return held.State;
        }

        var isFinal = next is not PaymentState.Open;
        unit.Execute(
            $"""
            update fees_payment set state = @state, agency_id = @agency, address = coalesce(@address, address), changed_at = @at,
                told_yen = @told, told_currency = @currency{(isFinal ? ", look_at = null" : "")}
            where id = @id
            """,
            ("told", next == PaymentState.Mismatch ? seen.Amount : null),
            ("currency", next == PaymentState.Mismatch ? seen.Currency : null),
            ("state", next),
            ("agency", seen.Id),
            ("address", seen.Address?.AbsoluteUri),
            ("at", unit.Now),
            ("id", seen.Key));
        switch (next)
        {
            case PaymentState.Paid:
                FeeStore.Append(unit, fee, new FeeEntry(EntryKind.Paid, held.Yen) { Way = FeeWay.Online, PaymentId = seen.Key }, held.Actor);
                break;
            case PaymentState.Mismatch:
                LogMismatch(seen.Key, held.Yen, seen.Amount);
                FeeStore.Append(unit, fee, new FeeEntry(EntryKind.Mismatch, seen.Amount) { Way = FeeWay.Online, PaymentId = seen.Key }, Agency.Id);
                break;
            default:
                break;
        }

        return next;
    }

    private static string StateOf(Held held, ProviderPayment seen) => seen.Status switch
    {
        ProviderStatus.Paid => seen.Amount == held.Yen && seen.Currency == ProviderStatus.Yen ? PaymentState.Paid : PaymentState.Mismatch,
        ProviderStatus.Cancelled => PaymentState.Cancelled,
        ProviderStatus.Failed => PaymentState.Failed,
        _ => PaymentState.Open,
    };

    [LoggerMessage(EventId = 5004, Level = LogLevel.Error, Message = "Payment {Payment}: the agency names {Host} as the payer's page, which is not where its pages are (Fees:AgencyPages); nobody is sent there")]
    private partial void LogElsewhere(Guid payment, string host);

    [LoggerMessage(EventId = 5001, Level = LogLevel.Error, Message = "Payment {Payment}: {Asked} yen were asked and the agency tells of {Told}; it is not taken as paid")]
    private partial void LogMismatch(Guid payment, long asked, long told);
}
