using Madoguchi.Intake.Contracts;
using Madoguchi.Kernel;

namespace Madoguchi.Cases;

/// <summary>What a guest sent is from now on the case of somebody the city knows.</summary>
internal sealed class WhenApplicationClaimed : IHandles<ApplicationClaimed>
{
    public void Handle(ApplicationClaimed happened, Unit unit)
    {
        var found = unit.Query(
            "select id from cases_case where submission_id = @submission", row => row.Guid("id"), ("submission", happened.SubmissionId));
        if (found is not [var id] || CaseStore.Load(unit, id) is not { } it)
        {
            throw new InvalidOperationException($"The submission {happened.SubmissionId} opened no case.");
        }

        CaseStore.Append(unit, it, new CaseEvent.Claimed(happened.Subject), happened.ActorId, Purpose.Apply);
        CaseStore.WantIndex(unit, id);
    }
}
