using Madoguchi.Delivery;
using Madoguchi.Intake.Contracts;
using Madoguchi.Kernel;
using Madoguchi.Procedures;

namespace Madoguchi.Cases;

/// <summary>
/// A submission opens a case; the answer to a correction goes to the case that asked. Runs for every submission of the city, so it
/// is two round trips at most; reading its words for the search is done later.
/// </summary>
internal sealed class WhenSubmissionReceived(
    IProcedureCatalogue procedures, LegalCalendar calendar, IAnnouncements announcements) : IHandles<SubmissionReceived>
{
    public void Handle(SubmissionReceived happened, Unit unit)
    {
        if (happened.InReplyTo is { } reply && AskedBy(unit, reply) is { } asking)
        {
            var it = CaseStore.Load(unit, asking) ?? throw new InvalidOperationException($"The correction {reply} belongs to no case.");
            var received = it.ReceiveCorrection(reply, happened.SubmissionId, happened.ActorId, happened.ReceivedAt.DateInJapan(), calendar);
            CaseStore.Append(unit, it, received, happened.ActorId, Purpose.Apply);
            CaseStore.WantIndex(unit, it.Id);
            announcements.Announce(unit, it.AnnouncedAs(AnnouncementTypes.CorrectionReceived));
            return;
        }

        var id = unit.NewId();
        CaseStore.Open(unit, id, new CaseEvent.Opened(
            happened.SubmissionId, happened.Reference, happened.ProcedureCode, happened.DefinitionHash, happened.Subject, happened.ActorId,
            happened.Channel, happened.ReceivedAt, CaseClock.DueOn(calendar, happened.ReceivedAt, StandardDaysOf(happened)), happened.Fee is not null));
        TellApplicant.OfReceipt(unit, id, happened.Subject, happened.Reference);
        announcements.Announce(unit, new(
            AnnouncementTypes.SubmissionReceived, id, happened.SubmissionId, happened.Reference, happened.ProcedureCode, happened.ActorId));
    }

    private static Guid? AskedBy(Unit unit, Guid correction)
    {
        var found = unit.Query("select case_id from cases_correction where id = @id", row => row.Guid("case_id"), ("id", correction));
        return found.Count == 0 ? null : found[0];
    }

    private int StandardDaysOf(SubmissionReceived happened)
    {
        if (procedures.Find(happened.ProcedureCode) is { } current && current.Hash == happened.DefinitionHash)
        {
            return current.StandardDays;
        }

        // An application begun before the procedure changed keeps its version; those are few, and the catalogue remembers them.
        var version = procedures.VersionAsync(happened.DefinitionHash, CancellationToken.None);
        return (version.IsCompletedSuccessfully ? version.Result : version.AsTask().GetAwaiter().GetResult()).StandardDays;
    }
}
