using Madoguchi.Intake.Contracts;
using Madoguchi.Kernel;
using Madoguchi.Procedures;

namespace Madoguchi.Fees;

/// <summary>
/// The fee (手数料) of one application: the sums of its ledger. What was asked, less what was waived, is what was paid, less what was paid
/// back, and what is open; every act is one entry, so the sums hold at any moment.
/// </summary>
public sealed record Fee
{
    internal const int LongestReason = 1000;
    internal const int LongestReceipt = 40;

    public required Guid SubmissionId { get; init; }

    public required string Reference { get; init; }

    public required string ProcedureCode { get; init; }

    public required string DefinitionHash { get; init; }

    public required Guid Subject { get; init; }

    /// <summary>When it is paid: of <see cref="FeeDue"/>.</summary>
    public required string Due { get; init; }

    /// <summary>The code of the exemption for which nothing is asked.</summary>
    public string? Exemption { get; init; }

    /// <summary>The answers do not tell the amount: the head sets it.</summary>
    public bool IsUnclear { get; init; }

    /// <summary>Why the application came to nothing, when it did: of <see cref="FeeReasons"/>.</summary>
    public string? Closed { get; init; }

    public long Asked { get; init; }

    public long Waived { get; init; }

    public long Paid { get; init; }

    public long Refunded { get; init; }

    /// <summary>On its way back through the agency, not yet certain.</summary>
    public long Refunding { get; init; }

    public required DateTimeOffset AskedAt { get; init; }

    public required long Version { get; init; }

    /// <summary>Still to be paid; negative: to be paid back.</summary>
    public long Open => Asked - Waived - Paid + Refunded;

    public long ToPay => Math.Max(Open, 0);

    /// <summary>To be paid back, and not on its way yet.</summary>
    public long ToRefund => Math.Max(Math.Max(-Open, 0) - Refunding, 0);

    public string State => this switch
    {
        { IsUnclear: true } => FeeState.Unclear,
        { Open: > 0 } => FeeState.Unpaid,
        { Open: < 0 } => FeeState.RefundDue,
        { Paid: > 0 } when Paid == Refunded => FeeState.Refunded,
        { Paid: > 0 } => FeeState.Paid,
        _ => FeeState.Free,
    };

    /// <summary>What the fee is after one more entry.</summary>
    internal Fee After(FeeEntry entry)
    {
        var next = this with { Version = Version + 1 };
        return entry.Kind switch
        {
            EntryKind.Asked => next with { Asked = Asked + entry.Yen },
            EntryKind.Waived => next with { Waived = Waived + entry.Yen },
            EntryKind.Paid => next with { Paid = Paid + entry.Yen },
            EntryKind.Refunding => next with { Refunding = Refunding + entry.Yen },
            EntryKind.RefundFailed => next with { Refunding = Refunding - entry.Yen },
            EntryKind.Refunded => next with
            {
                Refunded = Refunded + entry.Yen,
                Refunding = entry.RefundId is null ? Refunding : Refunding - entry.Yen,
            },
            _ => next,
        };
    }

    /// <summary>A correction may change what is asked: the difference is asked, or becomes due to be paid back.</summary>
    internal (Fee Fee, IReadOnlyList<FeeEntry> Entries) AskAgain(SubmittedFee said)
    {
        var yen = said.Yen ?? Asked;
        if (Closed is not null || (yen == Asked && IsUnclear == said.Yen is null && said.Due == Due && said.Exemption == Exemption))
        {
            return (this, []);
        }

        return (
            this with { Due = said.Due, Exemption = said.Exemption, IsUnclear = said.Yen is null },
            [.. LessWaived(yen, FeeReasons.Corrected), new(EntryKind.Asked, yen - Asked) { Why = FeeReasons.Corrected }]);
    }

    /// <summary>The head sets what the answers did not tell.</summary>
    internal Result<(Fee Fee, IReadOnlyList<FeeEntry> Entries)> SetAmount(long yen, string reason)
    {
        if (!IsUnclear)
        {
            return new FeeIsClear();
        }

        if (CheckReason(reason) is { } wrong)
        {
            return wrong;
        }

        IReadOnlyList<FeeEntry> entries =
            [.. LessWaived(yen, FeeReasons.Set), new(EntryKind.Asked, yen - Asked) { Why = FeeReasons.Set, Reason = reason }];
        return (this with { IsUnclear = false }, entries);
    }

    /// <summary>減免 of a single case: what is open is no longer asked.</summary>
    internal Result<FeeEntry> Waive(string reason) =>
        Open <= 0 ? new NothingToPay()
        : CheckReason(reason) is { } wrong ? wrong
        : new FeeEntry(EntryKind.Waived, Open) { Why = FeeReasons.Waived, Reason = reason };

    /// <summary>Paid in cash or by slip: all that is open, with the number of the receipt.</summary>
    internal Result<FeeEntry> PayInPerson(string way, string receipt)
    {
        if (Open <= 0)
        {
            return new NothingToPay();
        }

        return way is not (FeeWay.Window or FeeWay.Slip) ? new WayMissing()
            : CheckReceipt(receipt) is { } wrong ? wrong
            : new FeeEntry(EntryKind.Paid, Open) { Way = way, Receipt = receipt };
    }

    /// <summary>Paid back by hand: what no agency can pay back.</summary>
    internal Result<FeeEntry> RefundInPerson(string way, string receipt, long byAgency)
    {
        var yen = ToRefund - byAgency;
        return yen <= 0 ? new NothingToRefund()
            : way is not (RefundWay.Window or RefundWay.Transfer) ? new WayMissing()
            : CheckReceipt(receipt) is { } wrong ? wrong
            : new FeeEntry(EntryKind.Refunded, yen) { Way = way, Receipt = receipt };
    }

    /// <summary>
    /// The application came to nothing. Nobody is asked for what is still open; what was paid is due back where the procedure says so,
    /// and otherwise stays paid (既に納付した手数料は還付しない).
    /// </summary>
    internal FeeEntry Release(string why, bool wasHandled, string rule)
    {
        var isRefundable = rule == FeeRefund.Always || (rule == FeeRefund.BeforeHandling && why == FeeReasons.Withdrawn && !wasHandled);
        return new(EntryKind.Waived, isRefundable ? Asked - Waived : ToPay) { Why = why };
    }

    /// <summary>No more stays waived than is asked.</summary>
    private IEnumerable<FeeEntry> LessWaived(long asked, string why) => Waived > asked ? [new(EntryKind.Waived, asked - Waived) { Why = why }] : [];

    internal static Refusal? CheckReason(string reason) =>
        string.IsNullOrWhiteSpace(reason) ? new WaiverReasonMissing() : reason.Length > LongestReason ? new WaiverReasonTooLong(LongestReason) : null;

    internal static Refusal? CheckReceipt(string receipt) =>
        string.IsNullOrWhiteSpace(receipt) ? new ReceiptNumberMissing() : receipt.Length > LongestReceipt ? new ReceiptNumberTooLong(LongestReceipt) : null;
}

/// <summary>Where a fee stands.</summary>
public static class FeeState
{
    public const string Unclear = "unclear";
    public const string Unpaid = "unpaid";
    public const string Paid = "paid";
    public const string RefundDue = "refund-due";
    public const string Refunded = "refunded";

    /// <summary>Nothing was to be paid: exempt, waived, or never charged.</summary>
    public const string Free = "free";
}

/// <summary>How a fee is paid back; stored as text.</summary>
public static class RefundWay
{
    public const string Online = "online";
    public const string Window = "window";

    /// <summary>To a bank account (口座振込).</summary>
    public const string Transfer = "transfer";
}

/// <summary>What an entry of the ledger says; stored as text.</summary>
public static class EntryKind
{
    public const string Asked = "asked";
    public const string Waived = "waived";

    /// <summary>A payment online was begun; no sum changes.</summary>
    public const string Paying = "paying";
    public const string Paid = "paid";

    /// <summary>The agency told of another amount than was asked; no sum changes.</summary>
    public const string Mismatch = "mismatch";

    /// <summary>What was not what was ordered goes back through the agency; no sum changes, here and in the next two.</summary>
    public const string GivingBack = "giving-back";
    public const string GivingBackFailed = "giving-back-failed";
    public const string GivenBack = "given-back";

    /// <summary>More was paid than is asked; no sum changes.</summary>
    public const string RefundDue = "refund-due";
    public const string Refunding = "refunding";
    public const string RefundFailed = "refund-failed";
    public const string Refunded = "refunded";
}

/// <summary>One line of the ledger.</summary>
public sealed record FeeEntry(string Kind, long Yen)
{
    public string? Way { get; init; }

    /// <summary>The number of the receipt handed out, or of the slip.</summary>
    public string? Receipt { get; init; }

    public Guid? PaymentId { get; init; }

    public Guid? RefundId { get; init; }

    /// <summary>A code of <see cref="FeeReasons"/>.</summary>
    public string? Why { get; init; }

    /// <summary>In words, for what the head decides.</summary>
    public string? Reason { get; init; }
}
