using Madoguchi.Intake.Contracts;
using Madoguchi.Kernel;

namespace Madoguchi.Fees;

/// <summary>Empties what words say of a person: why a fee was waived or set, and why nothing was asked. The sums stay: they are the city's accounts.</summary>
internal sealed class WhenSubmissionExpired : IHandles<SubmissionExpired>
{
    public void Handle(SubmissionExpired happened, Unit unit) => unit.Execute(
        """
        update fees_entry set reason = null where submission_id = @submission and reason is not null;
        update fees_fee set exemption = null, version = version + 1 where submission_id = @submission and exemption is not null
        """,
        ("submission", happened.SubmissionId));
}
