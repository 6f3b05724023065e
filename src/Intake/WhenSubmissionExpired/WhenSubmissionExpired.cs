using Madoguchi.Intake.Contracts;
using Madoguchi.Kernel;

namespace Madoguchi.Intake;

/// <summary>
/// Empties the answers and lets go of the files: those that nobody names any more are erased by the sweep, which may do I/O and be
/// repeated. The submission itself stays, with its number, version and days.
/// </summary>
internal sealed class WhenSubmissionExpired : IHandles<SubmissionExpired>
{
    public void Handle(SubmissionExpired happened, Unit unit) => unit.Execute(
        """
        update intake_payload set answers = null, erased_at = @at
        where answers is not null and submission_id in (select id from intake_submission where original_id = @original);
        update intake_evidence set submission_id = null, draft_id = null, name = ''
        where submission_id in (select id from intake_submission where original_id = @original)
        """,
        ("at", unit.Now),
        ("original", happened.SubmissionId));
}
