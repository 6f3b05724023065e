using Madoguchi.Kernel;

namespace Madoguchi.Delivery;

/// <summary>Writes down for each receiver what it is to be told: one statement that waits for nothing, for it travels with every submission.</summary>
internal sealed class Announcements : IAnnouncements
{
    private const string Tell =
        """
        insert into delivery_webhook_message (webhook_id, announcement_id, type, case_id, submission_id, reference, procedure_code, applicant,
            at, status, attempts, due_at, changed_at)
        select id, @announcement, @type, @case, @submission, @reference, @procedure, @applicant, @at, 'pending', 0, @at, @at
        from delivery_webhook where status <> 'ended' and types like @pattern and (not is_own or client = @applicant)
        """;

    public void Announce(Unit unit, Announcement announcement) => unit.Send(
        Tell,
        ("announcement", unit.NewId()),
        ("type", announcement.Type),
        ("case", announcement.CaseId),
        ("submission", announcement.SubmissionId),
        ("reference", announcement.Reference),
        ("procedure", announcement.ProcedureCode),
        ("applicant", announcement.Applicant),
        ("at", unit.Now),
        ("pattern", $"%\"{announcement.Type}\"%"));
}
