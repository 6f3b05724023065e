using Madoguchi.Delivery;
using Madoguchi.Kernel;

namespace Madoguchi.Cases;

/// <summary>Announces, with the change it tells of, that the applicant must be told; Delivery sees to it that it arrives.</summary>
internal static class TellApplicant
{
    /// <summary>Every submission of the city comes through here, so nothing is stored: the notice has the case's id.</summary>
    public static void OfReceipt(Unit unit, Guid caseId, Guid subject, string reference) =>
        Publish(unit, caseId, NoticeKinds.Received, subject, reference);

    /// <param name="unit">The unit of the change.</param>
    /// <param name="it">The case after it.</param>
    /// <param name="kind">One of <see cref="NoticeKinds"/>.</param>
    /// <param name="noticeId">The notice.</param>
    public static void Of(Unit unit, Case it, string kind, Guid noticeId)
    {
        unit.Execute(
            "insert into cases_issued (notice_id, case_id, kind, at) values (@notice, @case, @kind, @at)",
            ("notice", noticeId),
            ("case", it.Id),
            ("kind", kind),
            ("at", unit.Now));
        Publish(unit, noticeId, kind, it.Subject, it.Reference);
    }

    private static void Publish(Unit unit, Guid noticeId, string kind, Guid subject, string reference) => unit.Publish(
        new NoticeIssued(unit.NewId(), noticeId, kind, subject, reference, unit.Now), $"notice/{noticeId}");
}
