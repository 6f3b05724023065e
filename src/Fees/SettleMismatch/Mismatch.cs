using Madoguchi.Kernel;

namespace Madoguchi.Fees;

/// <summary>Whether a mismatched payment goes back; stored as text.</summary>
public static class GivenBack
{
    public const string Started = "started";
    public const string Done = "done";
}

/// <summary>Money the agency took that is not what was ordered (金額の不一致): no payment until the head says what becomes of it.</summary>
/// <param name="PaymentId">The payment.</param>
/// <param name="OrderedYen">What was ordered.</param>
/// <param name="Told">What the agency told: yen, where the currency says so.</param>
/// <param name="Currency">Null of one that is older than the record of it.</param>
/// <param name="GivenBack">Of <see cref="Fees.GivenBack"/>, or null.</param>
/// <param name="IsRefusedBack">The agency would not give it back.</param>
public sealed record Mismatch(Guid PaymentId, long OrderedYen, long Told, string? Currency, string? GivenBack, bool IsRefusedBack)
{
    /// <summary>Somebody must say what becomes of it.</summary>
    public bool IsOpen => GivenBack is null;

    public bool IsYen => Currency == ProviderStatus.Yen && Told > 0;

    /// <summary>Whether the agency can be asked to give it back.</summary>
    public bool CanGoBackOnline => IsOpen && IsYen && !IsRefusedBack;

    /// <summary>It counts as paid, with what was told.</summary>
    internal Result<FeeEntry> Accept(string reason) =>
        !IsOpen ? new NoSuchMismatch()
        : !IsYen ? new MismatchIsNotYen()
        : Fee.CheckReason(reason) is { } wrong ? wrong
        : new FeeEntry(EntryKind.Paid, Told) { Way = Procedures.FeeWay.Online, PaymentId = PaymentId, Reason = reason };

    /// <summary>It goes back as it came; it was never a payment, so no sum changes.</summary>
    internal Result<FeeEntry> GiveBackOnline(Guid refundId, string reason) =>
        !IsOpen ? new NoSuchMismatch()
        : !CanGoBackOnline ? new MismatchIsNotYen()
        : Fee.CheckReason(reason) is { } wrong ? wrong
        : new FeeEntry(EntryKind.GivingBack, Told) { Way = RefundWay.Online, PaymentId = PaymentId, RefundId = refundId, Reason = reason };

    /// <summary>It went back another way.</summary>
    internal Result<FeeEntry> GiveBackInPerson(string way, string receipt, string reason) =>
        !IsOpen ? new NoSuchMismatch()
        : way is not (RefundWay.Window or RefundWay.Transfer) ? new WayMissing()
        : Fee.CheckReceipt(receipt) is { } wrong ? wrong
        : Fee.CheckReason(reason) is { } none ? none
        : new FeeEntry(EntryKind.GivenBack, Told) { Way = way, Receipt = receipt, PaymentId = PaymentId, Reason = reason };
}
