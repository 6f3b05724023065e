using Madoguchi.Kernel;
using Madoguchi.Procedures;

namespace Madoguchi.Fees;

/// <summary>An application came to nothing: nobody is asked for what is open, and what the procedure says becomes due to be paid back.</summary>
internal sealed class WhenFeeNoLongerDue(IProcedureCatalogue procedures) : IHandles<FeeNoLongerDue>
{
    public void Handle(FeeNoLongerDue happened, Unit unit)
    {
        if (FeeStore.Load(unit, happened.SubmissionId) is not { Closed: null } fee)
        {
            return;
        }

        var released = fee.Release(happened.Why, happened.WasHandled, RefundRuleOf(fee));
        FeeStore.Append(unit, fee with { Closed = happened.Why, IsUnclear = false }, released, happened.By);
    }

    private string RefundRuleOf(Fee fee)
    {
        // The catalogue remembers every version an application was begun with.
        var version = procedures.VersionAsync(fee.DefinitionHash, CancellationToken.None);
        return (version.IsCompletedSuccessfully ? version.Result : version.AsTask().GetAwaiter().GetResult()).Fee.Refund;
    }
}
