namespace Madoguchi.Fees;

/// <summary>What a payer may do on the stand-in's page.</summary>
internal static class StandInChoice
{
    public const string Pay = "pay";
    public const string Cancel = "cancel";
    public const string Fail = "fail";
}

/// <summary>What goes wrong at the stand-in, as it does with real agencies; a test sets it.</summary>
internal sealed class StandInFaults
{
    /// <summary>Nobody answers the interface.</summary>
    public bool IsAway { get; set; }

    /// <summary>What was asked is done, and the answer is lost on the way.</summary>
    public bool LosesReplies { get; set; }

    /// <summary>How often each notification is sent.</summary>
    public int Notifications { get; set; } = 1;

    /// <summary>Told and answered amounts are wrong by so much.</summary>
    public long WrongBy { get; set; }

    public bool SignsWrongly { get; set; }

    /// <summary>The payer's page is told to lie at this address.</summary>
    public Uri? LeadsElsewhere { get; set; }

    /// <summary>Refunds are answered with this status of HTTP, and nothing is done.</summary>
    public int? RefusesRefundsWith { get; set; }

    /// <summary>Refunds end so.</summary>
    public string RefundStatus { get; set; } = ProviderStatus.Done;
}

/// <summary>A payment the stand-in holds.</summary>
public sealed record StandInPayment(Guid Key, string Id, string Status, long Amount, string Description, Uri ReturnTo, long Refunded);

/// <summary>
/// Plays the payment agency: payments and refunds under the orderer's keys, in memory only. No money moves; it runs in Development, and in
/// tests on a socket of its own.
/// </summary>
internal sealed class StandInAgency
{
    private readonly Lock gate = new();
    private readonly Dictionary<Guid, StandInPayment> payments = [];
    private readonly Dictionary<Guid, ProviderRefund> refunds = [];

    public StandInFaults Faults { get; } = new();

    /// <summary>Where notifications go; null: to the address the stand-in itself was called under.</summary>
    public Uri? NotifyAt { get; set; }

    /// <summary>How often a payment was charged: one press of 支払う each.</summary>
    public int Charges { get; private set; }

    /// <summary>How many refunds moved money.</summary>
    public int Refunds
    {
        get
        {
            lock (gate)
            {
                return refunds.Values.Count(refund => refund.Status == ProviderStatus.Done);
            }
        }
    }

    public StandInPayment Create(CreatePaymentBody order)
    {
        lock (gate)
        {
            if (!payments.TryGetValue(order.Key, out var held))
            {
                held = new(order.Key, $"pay_{payments.Count + 1:D6}", ProviderStatus.Open, order.Amount, order.Description, order.ReturnTo, 0);
                payments.Add(order.Key, held);
            }

            return held;
        }
    }

    public StandInPayment? Find(Guid key)
    {
        lock (gate)
        {
            return payments.GetValueOrDefault(key);
        }
    }

    /// <summary>The payer chose; a payment that is no longer open stays as it is.</summary>
    public StandInPayment? Choose(Guid key, string choice)
    {
        lock (gate)
        {
            if (payments.GetValueOrDefault(key) is not { Status: ProviderStatus.Open } held)
            {
                return payments.GetValueOrDefault(key);
            }

            held = held with
            {
                Status = choice switch
                {
                    StandInChoice.Pay => ProviderStatus.Paid,
                    StandInChoice.Cancel => ProviderStatus.Cancelled,
                    _ => ProviderStatus.Failed,
                },
            };
            Charges += held.Status == ProviderStatus.Paid ? 1 : 0;
            payments[key] = held;
            return held;
        }
    }

    /// <returns>Null when there is no such payment, or it did not take so much.</returns>
    public ProviderRefund? Refund(CreateRefundBody order)
    {
        lock (gate)
        {
            if (refunds.TryGetValue(order.Key, out var refund) && refund.Status != ProviderStatus.Pending)
            {
                return refund;
            }

            if (payments.GetValueOrDefault(order.Payment) is not { Status: ProviderStatus.Paid } held || held.Refunded + order.Amount > held.Amount)
            {
                return null;
            }

            refund = new(order.Key, Faults.RefundStatus, order.Amount);
            payments[order.Payment] = held with { Refunded = held.Refunded + (refund.Status == ProviderStatus.Done ? order.Amount : 0) };
            refunds[order.Key] = refund;
            return refund;
        }
    }
}
