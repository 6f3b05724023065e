using Madoguchi.Kernel;

namespace Madoguchi.Fees;

/// <summary>The only place that writes a fee: its entry, its sums, and the event that tells of it, in one unit.</summary>
internal static class FeeStore
{
    private const string Columns =
        """
        submission_id, reference, procedure_code, definition_hash, subject, due, exemption, is_unclear, closed,
        asked, waived, paid, refunded, refunding, asked_at, version
        """;

    private const string Update =
        """
        update fees_fee set due = @due, exemption = @exemption, is_unclear = @is_unclear, closed = @closed, asked = @asked, waived = @waived,
            paid = @paid, refunded = @refunded, refunding = @refunding, version = @version
        where submission_id = @submission
        """;

    /// <summary>The fee, held for this unit: on PostgreSQL nobody else changes it meanwhile.</summary>
    public static Fee? Load(Unit unit, Guid submissionId) => unit.First(
        $"select {Columns} from fees_fee where submission_id = @submission{(unit.IsPostgres ? " for update" : "")}", Read, ("submission", submissionId));

    public static Fee? Load(Unit unit, string reference) => unit.First(
        $"select {Columns} from fees_fee where reference = @reference{(unit.IsPostgres ? " for update" : "")}", Read, ("reference", reference));

    public static Fee Open(Unit unit, Fee nothingAskedYet, FeeEntry first, string by)
    {
        unit.Execute(
            $"""
            insert into fees_fee ({Columns})
            values (@submission, @reference, @procedure, @hash, @subject, @due, @exemption, @is_unclear, null, 0, 0, 0, 0, 0, @at, 0)
            """,
            ("submission", nothingAskedYet.SubmissionId),
            ("reference", nothingAskedYet.Reference),
            ("procedure", nothingAskedYet.ProcedureCode),
            ("hash", nothingAskedYet.DefinitionHash),
            ("subject", nothingAskedYet.Subject),
            ("due", nothingAskedYet.Due),
            ("exemption", nothingAskedYet.Exemption),
            ("is_unclear", nothingAskedYet.IsUnclear),
            ("at", unit.Now));
        return Append(unit, nothingAskedYet, first, by);
    }

    /// <summary>Appends an entry; when it makes more paid than is asked, a second one says so.</summary>
    /// <param name="unit">The unit.</param>
    /// <param name="before">As it was loaded in this unit; its terms (due, exemption) as they are from now on.</param>
    /// <param name="entry">What happens.</param>
    /// <param name="by">Who brought it about; a payer, where the program only records.</param>
    public static Fee Append(Unit unit, Fee before, FeeEntry entry, string by)
    {
        var it = before.After(entry);
        Insert(unit, it, entry, by);
        Tell(unit, it, entry, by);
        if (before.Open >= 0 && it.Open < 0)
        {
            var due = new FeeEntry(EntryKind.RefundDue, -it.Open) { Why = entry.Why };
            it = it.After(due);
            Insert(unit, it, due, by);
        }

        unit.Execute(
            Update,
            ("due", it.Due),
            ("exemption", it.Exemption),
            ("is_unclear", it.IsUnclear),
            ("closed", it.Closed),
            ("asked", it.Asked),
            ("waived", it.Waived),
            ("paid", it.Paid),
            ("refunded", it.Refunded),
            ("refunding", it.Refunding),
            ("version", it.Version),
            ("submission", it.SubmissionId));
        return it;
    }

    private static void Insert(Unit unit, Fee it, FeeEntry entry, string by) => unit.Execute(
        """
        insert into fees_entry (submission_id, number, kind, yen, way, receipt, payment_id, refund_id, why, reason, actor, at)
        values (@submission, @number, @kind, @yen, @way, @receipt, @payment, @refund, @why, @reason, @actor, @at)
        """,
        ("submission", it.SubmissionId),
        ("number", it.Version),
        ("kind", entry.Kind),
        ("yen", entry.Yen),
        ("way", entry.Way),
        ("receipt", entry.Receipt),
        ("payment", entry.PaymentId),
        ("refund", entry.RefundId),
        ("why", entry.Why),
        ("reason", entry.Reason),
        ("actor", by),
        ("at", unit.Now));

    private static void Tell(Unit unit, Fee it, FeeEntry entry, string by)
    {
        IEvent? told = entry.Kind switch
        {
            EntryKind.Asked or EntryKind.Waived => new FeeAsked(
                unit.NewId(), it.SubmissionId, it.Reference, it.IsUnclear ? null : it.Asked - it.Waived, it.Open, it.Due, entry.Why!, by, unit.Now),
            EntryKind.Paid => new FeePaid(unit.NewId(), it.SubmissionId, it.Reference, entry.Yen, it.Open, entry.Way!, by, unit.Now),
            EntryKind.Refunded => new FeeRefunded(unit.NewId(), it.SubmissionId, it.Reference, entry.Yen, it.Open, entry.Way!, by, unit.Now),
            _ => null,
        };
        if (told is not null)
        {
            unit.Publish(told, $"submission/{it.SubmissionId}");
        }
    }

    private static Fee Read(Row row) => new()
    {
        SubmissionId = row.Guid("submission_id"),
        Reference = row.Text("reference"),
        ProcedureCode = row.Text("procedure_code"),
        DefinitionHash = row.Text("definition_hash"),
        Subject = row.Guid("subject"),
        Due = row.Text("due"),
        Exemption = row.TextOrNull("exemption"),
        IsUnclear = row.Bool("is_unclear"),
        Closed = row.TextOrNull("closed"),
        Asked = row.Int64("asked"),
        Waived = row.Int64("waived"),
        Paid = row.Int64("paid"),
        Refunded = row.Int64("refunded"),
        Refunding = row.Int64("refunding"),
        AskedAt = row.Instant("asked_at"),
        Version = row.Int64("version"),
    };
}
