using Madoguchi.Intake.Contracts;
using Madoguchi.Kernel;

namespace Madoguchi.Fees;

/// <summary>A submission that costs something has a fee from then on; a correction that changes the amount changes what is asked.</summary>
internal sealed class WhenSubmissionReceived : IHandles<SubmissionReceived>
{
    public void Handle(SubmissionReceived happened, Unit unit)
    {
        if (happened.Fee is not { } said)
        {
            return;
        }

        if (happened.InReplyTo is null)
        {
            FeeStore.Open(
                unit,
                new Fee
                {
                    SubmissionId = happened.SubmissionId,
                    Reference = happened.Reference,
                    ProcedureCode = happened.ProcedureCode,
                    DefinitionHash = happened.DefinitionHash,
                    Subject = happened.Subject,
                    Due = said.Due,
                    Exemption = said.Exemption,
                    IsUnclear = said.Yen is null,
                    AskedAt = unit.Now,
                    Version = 0,
                },
                new FeeEntry(EntryKind.Asked, said.Yen ?? 0) { Why = FeeReasons.Submitted },
                happened.ActorId);
            return;
        }

        // Of an application older than this module nothing was ever asked; its correction asks nothing either.
        if (FeeStore.Load(unit, happened.Reference) is { } fee)
        {
            var (changed, entries) = fee.AskAgain(said);
            foreach (var entry in entries)
            {
                changed = FeeStore.Append(unit, changed, entry, happened.ActorId);
            }
        }
    }
}
