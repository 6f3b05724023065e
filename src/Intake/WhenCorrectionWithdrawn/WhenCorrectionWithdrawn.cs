using Madoguchi.Intake.Contracts;
using Madoguchi.Kernel;

namespace Madoguchi.Intake;

/// <summary>Closes the draft in which the correction would have been given; an answer that was already sent stays.</summary>
internal sealed class WhenCorrectionWithdrawn : IHandles<CorrectionWithdrawn>
{
    public void Handle(CorrectionWithdrawn happened, Unit unit) => unit.Execute(
        """
        update intake_draft set status = 'erased', answers = '{}', version = version + 1, updated_at = @at
        where id = @correction and correction_id = @correction and status = 'open'
        """,
        ("at", unit.Now),
        ("correction", happened.CorrectionId));
}
