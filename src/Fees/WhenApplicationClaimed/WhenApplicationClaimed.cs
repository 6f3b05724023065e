using Madoguchi.Intake.Contracts;
using Madoguchi.Kernel;

namespace Madoguchi.Fees;

/// <summary>What a guest applied for is from now on somebody's the city knows, and its fee too.</summary>
internal sealed class WhenApplicationClaimed : IHandles<ApplicationClaimed>
{
    public void Handle(ApplicationClaimed happened, Unit unit) => unit.Execute(
        "update fees_fee set subject = @subject where submission_id = @submission",
        ("subject", happened.Subject),
        ("submission", happened.SubmissionId));
}
