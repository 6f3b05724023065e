using Madoguchi.Kernel;

namespace Madoguchi.Delivery;

/// <summary>
/// Empties the messages about the application and the words of its letters. The rest of a letter waits for <see cref="EraseLetters"/>:
/// its file is erased and its proof signed anew outside of a unit.
/// </summary>
internal sealed class WhenNoticesExpired : IHandles<NoticesExpired>
{
    public void Handle(NoticesExpired happened, Unit unit)
    {
        var messages = unit.Query(
            "select m.id from delivery_message m join delivery_notice n on n.id = m.notice_id where n.reference = @reference",
            row => row.Guid("id"),
            ("reference", happened.Reference));
        foreach (var message in messages)
        {
            MessageDesk.Forget(unit, message);
        }

        unit.Execute(
            "update delivery_letter set words = null, expired_at = @at where reference = @reference and expired_at is null",
            ("at", unit.Now),
            ("reference", happened.Reference));
    }
}
