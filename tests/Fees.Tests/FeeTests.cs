using CsCheck;
using Madoguchi.Intake.Contracts;
using Madoguchi.Procedures;

namespace Madoguchi.Fees.Tests;

public sealed class FeeTests
{
    private static readonly Fee New = new()
    {
        SubmissionId = Guid.Empty,
        Reference = "202612345678",
        ProcedureCode = "resident-record",
        DefinitionHash = "x",
        Subject = Guid.Empty,
        Due = FeeDue.BeforeDecision,
        AskedAt = DateTimeOffset.UnixEpoch,
        Version = 0,
    };

    private static Fee Asked(long yen) => New.After(new FeeEntry(EntryKind.Asked, yen));

    private static FeeEntry Paid(long yen) => new(EntryKind.Paid, yen) { Way = FeeWay.Online };

    [Fact]
    public void What_was_asked_and_not_waived_is_what_was_paid_and_not_paid_back_and_what_is_open()
    {
        Gen.Select(Gen.Int[0, 9], Gen.Int[0, 20]).List[1, 40].Sample(acts =>
        {
            var fee = Asked(600);
            var ledger = new List<FeeEntry> { new(EntryKind.Asked, 600) };
            foreach (var (act, amount) in acts)
            {
                foreach (var entry in Act(ref fee, act, amount * 100))
                {
                    ledger.Add(entry);
                    fee = fee.After(entry);
                }
            }

            long Sum(string kind) => ledger.Where(entry => entry.Kind == kind).Sum(entry => entry.Yen);
            return Sum(EntryKind.Asked) - Sum(EntryKind.Waived) == Sum(EntryKind.Paid) - Sum(EntryKind.Refunded) + fee.Open
                && fee.Asked >= 0 && fee.Waived >= 0 && fee.Waived <= fee.Asked
                && fee.Refunding >= 0 && fee.Refunded + fee.Refunding <= fee.Paid
                && fee.ToPay >= 0 && fee.ToRefund >= 0 && (fee.ToPay == 0 || fee.ToRefund == 0);
        });
    }

    [Theory]
    [InlineData(FeeRefund.Never, FeeReasons.Withdrawn, false, 0)]
    [InlineData(FeeRefund.Never, FeeReasons.Refused, false, 0)]
    [InlineData(FeeRefund.BeforeHandling, FeeReasons.Withdrawn, false, 600)]
    [InlineData(FeeRefund.BeforeHandling, FeeReasons.Withdrawn, true, 0)]
    [InlineData(FeeRefund.BeforeHandling, FeeReasons.Refused, false, 0)]
    [InlineData(FeeRefund.Always, FeeReasons.Withdrawn, true, 600)]
    [InlineData(FeeRefund.Always, FeeReasons.Refused, true, 600)]
    public void What_is_paid_back_when_nothing_is_issued_is_as_the_procedure_says(string rule, string why, bool wasHandled, long refund)
    {
        var paid = Asked(600).After(Paid(600));

        paid.After(paid.Release(why, wasHandled, rule)).ToRefund.ShouldBe(refund);
    }

    [Theory]
    [InlineData(FeeRefund.Never)]
    [InlineData(FeeRefund.Always)]
    public void Nobody_is_asked_to_pay_for_what_came_to_nothing(string rule)
    {
        var unpaid = Asked(600);

        var released = unpaid.After(unpaid.Release(FeeReasons.Withdrawn, true, rule));

        released.Open.ShouldBe(0);
        released.State.ShouldBe(FeeState.Free);
    }

    [Fact]
    public void A_refund_takes_the_oldest_payment_first_and_never_more_than_it_brought()
    {
        var (first, second) = (Guid.Parse("00000000-0000-7000-8000-000000000001"), Guid.Parse("00000000-0000-7000-8000-000000000002"));
        (Guid, long)[] paid = [(first, 600), (second, 300)];

        RefundPlan.Of(700, paid, []).ShouldBe([(first, 600), (second, 100)]);
        RefundPlan.Of(700, paid, [(first, 400, RefundState.Done)]).ShouldBe([(first, 200), (second, 300)]);
        RefundPlan.Of(700, paid, [(first, 600, RefundState.Failed)]).ShouldBe([(second, 300)], "what failed once goes back by hand");
        RefundPlan.Of(0, paid, []).ShouldBeEmpty();
    }

    /// <summary>Somebody tries something; what the fee refuses leaves no entry.</summary>
    private static IReadOnlyList<FeeEntry> Act(ref Fee fee, int act, long yen)
    {
        switch (act)
        {
            case 0:
                var (changed, entries) = fee.AskAgain(new SubmittedFee(yen, FeeDue.BeforeDecision, null));
                fee = changed;
                return entries;
            case 1:
                return fee.Waive("災害").Match<IReadOnlyList<FeeEntry>>(entry => [entry], _ => []);
            case 2:
                return fee.PayInPerson(FeeWay.Window, "第1号").Match<IReadOnlyList<FeeEntry>>(entry => [entry], _ => []);
            case 3:
                // Online, of an amount that was asked some time ago.
                return yen > 0 ? [Paid(yen)] : [];
            case 4:
                return fee.ToRefund > 0 ? [new(EntryKind.Refunding, fee.ToRefund)] : [];
            case 5:
                return fee.Refunding > 0 ? [new(EntryKind.Refunded, fee.Refunding) { RefundId = Guid.Empty }] : [];
            case 6:
                return fee.Refunding > 0 ? [new(EntryKind.RefundFailed, fee.Refunding)] : [];
            case 7:
                // A correction after which the answers do not tell the amount.
                (changed, entries) = fee.AskAgain(new SubmittedFee(null, FeeDue.BeforeDecision, null));
                fee = changed;
                return entries;
            case 8:
                if (fee.SetAmount(yen, "条例別表").Match<(Fee Fee, IReadOnlyList<FeeEntry> Entries)?>(set => set, _ => null) is not { } given)
                {
                    return [];
                }

                fee = given.Fee;
                return given.Entries;
            default:
                return fee.RefundInPerson(RefundWay.Window, "第2号", 0).Match<IReadOnlyList<FeeEntry>>(entry => [entry], _ => []);
        }
    }
}
