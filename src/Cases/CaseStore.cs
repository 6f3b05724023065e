using Madoguchi.Kernel;

namespace Madoguchi.Cases;

/// <summary>
/// The only place that writes a case: its event and its row, in one round trip. A case is read back from its events, so that no
/// decision ever rests on the row.
/// </summary>
internal static class CaseStore
{
    private const string InsertEvent =
        """
        insert into cases_event (case_id, version, type, at, actor, purpose, payload)
        values (@id, @version, @type, @at, @actor, @purpose, @payload)
        """;

    private const string InsertCase =
        """
        insert into cases_case (id, submission_id, reference, procedure_code, definition_hash, subject, applicant, channel, received_at,
            status, assignee, due_on, paused_since, days_left, correction_id, answer_by, decided_at, outcome, closed_at, erased_at,
            fee_awaited, fee_yen, fee_open, fee_due, version)
        values (@id, @submission_id, @reference, @procedure_code, @definition_hash, @subject, @applicant, @channel, @received_at,
            @status, @assignee, @due_on, @paused_since, @days_left, @correction_id, @answer_by, @decided_at, @outcome, @closed_at, @erased_at,
            @fee_awaited, @fee_yen, @fee_open, @fee_due, @version)
        """;

    private const string MarkUnindexed = "insert into cases_unindexed (case_id, at) values (@id, @at) on conflict (case_id) do update set at = excluded.at";

    // The hot path: opening a case is one round trip of constants known at compile time.
    private const string OpenCase =
        $"""
        {InsertEvent};
        insert into cases_case (id, submission_id, reference, procedure_code, definition_hash, subject, applicant, channel, received_at,
            status, due_on, fee_awaited, version)
        values (@id, @submission_id, @reference, @procedure_code, @definition_hash, @subject, @applicant, @channel, @received_at,
            @status, @due_on, @fee_awaited, @version);
        {MarkUnindexed}
        """;

    private const string AppendEvent =
        $"""
        {InsertEvent};
        update cases_case set subject = @subject, status = @status, assignee = @assignee, due_on = @due_on, paused_since = @paused_since, days_left = @days_left,
            correction_id = @correction_id, answer_by = @answer_by, decided_at = @decided_at, outcome = @outcome, closed_at = @closed_at, erased_at = @erased_at,
            fee_awaited = @fee_awaited, fee_yen = @fee_yen, fee_open = @fee_open, fee_due = @fee_due, version = @version
        where id = @id
        """;

    public static void Open(Unit unit, Guid id, CaseEvent.Opened opened)
    {
        var it = Case.Open(id, opened);
        var (type, payload) = StoredCaseEvent.Write(opened);
        unit.Send(
            OpenCase,
            ("id", it.Id),
            ("version", it.Version),
            ("type", type),
            ("at", unit.Now),
            ("actor", opened.Applicant),
            ("purpose", Purpose.Apply.Code),
            ("payload", payload),
            ("submission_id", it.SubmissionId),
            ("reference", it.Reference),
            ("procedure_code", it.ProcedureCode),
            ("definition_hash", it.DefinitionHash),
            ("subject", it.Subject),
            ("applicant", it.Applicant),
            ("channel", it.Channel),
            ("received_at", it.ReceivedAt),
            ("status", it.Status),
            ("due_on", it.DueOn),
            ("fee_awaited", it.FeeAwaited));
    }

    /// <summary>The case as its events make it, held for this unit: on PostgreSQL nobody else changes it meanwhile.</summary>
    public static Case? Load(Unit unit, Guid id)
    {
        if (unit.IsPostgres)
        {
            unit.Scalar("select version from cases_case where id = @id for update", ("id", id));
        }

        var history = unit.Query(
            "select version, type, at, actor, purpose, payload from cases_event where case_id = @id order by version", Read, ("id", id));
        return history.Count == 0 ? null : Case.Replay(id, history);
    }

    /// <summary>Appends one event and the row it makes. Two units that append the same version collide on the key.</summary>
    public static Case Append(Unit unit, Case before, CaseEvent happened, string actor, Purpose purpose)
    {
        var it = before.After(happened, unit.Now);
        var (type, payload) = StoredCaseEvent.Write(happened);
        unit.Send(
            AppendEvent,
            ("id", it.Id),
            ("version", it.Version),
            ("type", type),
            ("at", unit.Now),
            ("actor", actor),
            ("purpose", purpose.Code),
            ("payload", payload),
            ("subject", it.Subject),
            ("status", it.Status),
            ("assignee", it.Assignee),
            ("due_on", it.DueOn),
            ("paused_since", it.PausedSince),
            ("days_left", (long?)it.DaysLeft),
            ("correction_id", it.CorrectionId),
            ("answer_by", it.AnswerBy),
            ("decided_at", it.DecidedAt),
            ("outcome", it.Outcome),
            ("closed_at", it.ClosedAt),
            ("erased_at", it.ErasedAt),
            ("fee_awaited", it.FeeAwaited),
            ("fee_yen", it.FeeYen),
            ("fee_open", it.FeeOpen),
            ("fee_due", it.FeeDue));
        return it;
    }

    public static void AddText(Unit unit, Guid id, Guid caseId, string kind, string body) => unit.Execute(
        "insert into cases_text (id, case_id, kind, body) values (@id, @case_id, @kind, @body)",
        ("id", id),
        ("case_id", caseId),
        ("kind", kind),
        ("body", JapaneseText.Normalise(body)));

    /// <summary>The words of the case changed: they are read again soon.</summary>
    public static void WantIndex(Unit unit, Guid id) => unit.Send(MarkUnindexed, ("id", id), ("at", unit.Now));

    /// <summary>Makes the rows of one case anew from its events.</summary>
    public static void Rebuild(Unit unit, Guid id)
    {
        var history = unit.Query(
            "select version, type, at, actor, purpose, payload from cases_event where case_id = @id order by version", Read, ("id", id));
        var it = Case.Replay(id, history);
        unit.Execute("delete from cases_case where id = @id; delete from cases_correction where case_id = @id", ("id", id));
        unit.Execute(
            InsertCase,
            ("id", it.Id),
            ("submission_id", it.SubmissionId),
            ("reference", it.Reference),
            ("procedure_code", it.ProcedureCode),
            ("definition_hash", it.DefinitionHash),
            ("subject", it.Subject),
            ("applicant", it.Applicant),
            ("channel", it.Channel),
            ("received_at", it.ReceivedAt),
            ("status", it.Status),
            ("assignee", it.Assignee),
            ("due_on", it.DueOn),
            ("paused_since", it.PausedSince),
            ("days_left", (long?)it.DaysLeft),
            ("correction_id", it.CorrectionId),
            ("answer_by", it.AnswerBy),
            ("decided_at", it.DecidedAt),
            ("outcome", it.Outcome),
            ("closed_at", it.ClosedAt),
            ("erased_at", it.ErasedAt),
            ("fee_awaited", it.FeeAwaited),
            ("fee_yen", it.FeeYen),
            ("fee_open", it.FeeOpen),
            ("fee_due", it.FeeDue),
            ("version", it.Version));
        foreach (var asked in history.Select(entry => entry.Event).OfType<CaseEvent.CorrectionRequested>())
        {
            AddCorrection(unit, asked.CorrectionId, id);
        }

        WantIndex(unit, id);
    }

    public static void AddCorrection(Unit unit, Guid correctionId, Guid caseId) => unit.Execute(
        "insert into cases_correction (id, case_id) values (@id, @case_id)", ("id", correctionId), ("case_id", caseId));

    /// <summary>The next number of the fiscal year's register of notices.</summary>
    public static (long FiscalYear, long Serial) NumberNotice(Unit unit, Guid caseId, DateOnly decidedOn)
    {
        // Two lanes must not read the same last number; SQLite has one lane.
        const long NoticeRegister = 20150401;
        if (unit.IsPostgres)
        {
            unit.Scalar("select pg_advisory_xact_lock(@register)", ("register", NoticeRegister));
        }

        var year = (long)(decidedOn.Month >= 4 ? decidedOn.Year : decidedOn.Year - 1);
        var serial = Convert.ToInt64(
            unit.Scalar("select coalesce(max(serial), 0) + 1 from cases_notice where fiscal_year = @year", ("year", year)),
            System.Globalization.CultureInfo.InvariantCulture);
        unit.Execute(
            "insert into cases_notice (case_id, fiscal_year, serial) values (@case_id, @year, @serial)",
            ("case_id", caseId),
            ("year", year),
            ("serial", serial));
        return (year, serial);
    }

    public static CaseHistoryEntry Read(Row row) => new(
        row.Int64("version"), row.Instant("at"), row.Text("actor"), row.Text("purpose"), StoredCaseEvent.Read(row.Text("type"), row.Text("payload")));
}
