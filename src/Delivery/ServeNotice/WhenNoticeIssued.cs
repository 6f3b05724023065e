using Madoguchi.Kernel;

namespace Madoguchi.Delivery;

/// <summary>Takes a notice up. Words, name and address come later: asking for them takes longer than a unit may.</summary>
internal sealed class WhenNoticeIssued : IHandles<NoticeIssued>
{
    public void Handle(NoticeIssued happened, Unit unit) => unit.Execute(
        """
        insert into delivery_notice (id, kind, recipient, reference, issued_at, status, official, category, attempts, due_at, last_error)
        values (@id, @kind, @recipient, @reference, @at, 'issued', null, null, 0, @now, null)
        on conflict (id) do nothing
        """,
        ("id", happened.NoticeId),
        ("kind", happened.Kind),
        ("recipient", happened.Recipient),
        ("reference", happened.Reference),
        ("at", happened.At),
        ("now", unit.Now));
}
