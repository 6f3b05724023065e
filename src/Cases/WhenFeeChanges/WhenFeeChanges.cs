using Madoguchi.Delivery;
using Madoguchi.Fees;
using Madoguchi.Kernel;
using Madoguchi.Procedures;

namespace Madoguchi.Cases;

/// <summary>What an application costs, and that it was paid, is part of its case: a case decides from its own events whether it may go on.</summary>
internal sealed class WhenFeeChanges(IAnnouncements announcements) : IHandles<FeeAsked>, IHandles<FeePaid>, IHandles<FeeRefunded>
{
    private static readonly Purpose Collect = new("collect");

    public void Handle(FeeAsked happened, Unit unit)
    {
        var it = Append(unit, happened.SubmissionId, new CaseEvent.FeeAsked(happened.Yen, happened.OpenYen, happened.Due, happened.Why), happened.By);

        // What is paid at the window is asked there, and a waiver asks for nothing.
        if (happened is { OpenYen: > 0, Why: FeeReasons.Submitted or FeeReasons.Corrected or FeeReasons.Set } && happened.Due != FeeDue.AtCollection)
        {
            TellApplicant.Of(unit, it, NoticeKinds.FeeAsked, unit.NewId());
        }
    }

    public void Handle(FeePaid happened, Unit unit)
    {
        var it = Append(unit, happened.SubmissionId, new CaseEvent.FeePaid(happened.Yen, happened.OpenYen, happened.Way), happened.By);
        announcements.Announce(unit, it.AnnouncedAs(AnnouncementTypes.FeePaid));
    }

    public void Handle(FeeRefunded happened, Unit unit)
    {
        var it = Append(unit, happened.SubmissionId, new CaseEvent.FeeRefunded(happened.Yen, happened.OpenYen, happened.Way), happened.By);
        TellApplicant.Of(unit, it, NoticeKinds.FeeRefunded, unit.NewId());
    }

    private static Case Append(Unit unit, Guid submissionId, CaseEvent happened, string by)
    {
        var found = unit.Query("select id from cases_case where submission_id = @submission", row => row.Guid("id"), ("submission", submissionId));
        if (found.Count == 0 || CaseStore.Load(unit, found[0]) is not { } it)
        {
            throw new InvalidOperationException($"The fee of submission {submissionId} belongs to no case.");
        }

        return CaseStore.Append(unit, it, happened, by, Collect);
    }
}

/// <summary>An application that came to nothing: its fee is no longer asked, and what was paid may be due back.</summary>
internal static class FeeRelease
{
    public static void Announce(Unit unit, Case it, string why)
    {
        if (it.HasFee)
        {
            unit.Publish(
                new FeeNoLongerDue(unit.NewId(), it.SubmissionId, why, it.WasHandled, unit.Actor.Id, unit.Now), $"submission/{it.SubmissionId}");
        }
    }
}
