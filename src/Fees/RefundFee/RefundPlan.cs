namespace Madoguchi.Fees;

/// <summary>
/// What of a sum can go back through the agency, payment by payment, the oldest first: no payment gives back more than it took, and one
/// whose refund failed once is left to be paid back by hand.
/// </summary>
internal static class RefundPlan
{
    public static IReadOnlyList<(Guid Payment, long Yen)> Of(
        long toRefund, IEnumerable<(Guid Id, long Yen)> paid, IEnumerable<(Guid Payment, long Yen, string State)> refunds)
    {
        var before = refunds.ToLookup(refund => refund.Payment);
        var plan = new List<(Guid, long)>();
        foreach (var (id, yen) in paid)
        {
            if (before[id].Any(refund => refund.State == RefundState.Failed))
            {
                continue;
            }

            var part = Math.Min(toRefund, yen - before[id].Sum(refund => refund.Yen));
            if (part > 0)
            {
                plan.Add((id, part));
                toRefund -= part;
            }
        }

        return plan;
    }
}
