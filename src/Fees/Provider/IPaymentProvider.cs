namespace Madoguchi.Fees;

/// <summary>The payment door: an agency (決済代行) outside the program that takes money by card, e-money or bank.</summary>
internal interface IPaymentProvider
{
    /// <summary>Whether the city has an agency.</summary>
    bool IsAvailable { get; }

    /// <summary>Where the payer's pages are (scheme and host), so that a form of ours may lead there.</summary>
    string? PageOrigin { get; }

    /// <summary>Whether an address is one of these pages: nobody is sent anywhere else, whatever an answer says.</summary>
    bool IsPage(Uri address) => address.IsAbsoluteUri && PageOrigin is { } origin && address.GetLeftPart(UriPartial.Authority) == origin;

    /// <summary>Creates a payment, or finds the one this key made before.</summary>
    /// <exception cref="PaymentProviderAwayException">No answer, or none that can be read: the payment may exist or not.</exception>
    Task<ProviderPayment> CreateAsync(PaymentOrder order, CancellationToken cancellationToken);

    /// <summary>How a payment stands; null when the agency never heard of it.</summary>
    /// <exception cref="PaymentProviderAwayException">No answer, or none that can be read.</exception>
    Task<ProviderPayment?> FindAsync(Guid key, CancellationToken cancellationToken);

    /// <summary>Pays back, or tells how the refund of this key stands: failed, too, when the agency will never pay it back.</summary>
    /// <exception cref="PaymentProviderAwayException">No answer, or none that can be read: the money may be on its way or not.</exception>
    Task<ProviderRefund> RefundAsync(RefundOrder order, CancellationToken cancellationToken);
}

/// <summary>What is to be paid. It names nobody.</summary>
/// <param name="Key">Ours; a second order of this key is the same payment.</param>
/// <param name="Yen">The amount.</param>
/// <param name="Description">What the payer reads on the agency's page.</param>
/// <param name="ReturnTo">Where the agency sends the payer back, whatever came of it.</param>
internal sealed record PaymentOrder(Guid Key, long Yen, string Description, Uri ReturnTo);

/// <param name="Key">Ours; a second order of this key is the same refund.</param>
/// <param name="Payment">The key of the payment.</param>
/// <param name="Yen">The amount.</param>
internal sealed record RefundOrder(Guid Key, Guid Payment, long Yen);

/// <summary>A payment as the agency has it.</summary>
/// <param name="Key">Ours.</param>
/// <param name="Id">The agency's.</param>
/// <param name="Status">open, paid, cancelled, failed.</param>
/// <param name="Amount">In the currency's smallest unit: yen.</param>
/// <param name="Currency">JPY.</param>
/// <param name="Address">Where the payer pays.</param>
internal sealed record ProviderPayment(Guid Key, string Id, string Status, long Amount, string Currency, Uri? Address);

/// <param name="Key">Ours.</param>
/// <param name="Status">pending, done, failed.</param>
/// <param name="Amount">In yen.</param>
internal sealed record ProviderRefund(Guid Key, string Status, long Amount);

/// <summary>The agency gave no answer that can be relied on.</summary>
internal class PaymentProviderAwayException(string reason, Exception? inner = null) : Exception(reason, inner);

/// <summary>The agency answered, and said no: asked again it says the same.</summary>
internal sealed class PaymentProviderRefusedException(string reason) : PaymentProviderAwayException(reason);

/// <summary>The words of the agency's interface.</summary>
internal static class ProviderStatus
{
    public const string Open = "open";
    public const string Paid = "paid";
    public const string Cancelled = "cancelled";
    public const string Failed = "failed";
    public const string Pending = "pending";
    public const string Done = "done";
    public const string Yen = "JPY";
}
