using Madoguchi.Delivery;
using Madoguchi.Intake.Contracts;
using Madoguchi.Kernel;

namespace Madoguchi.Cases;

/// <summary>
/// Erases cases whose time of keeping is over: what people wrote, what was decided about them, what was handed to core systems, and
/// the words by which they were found. Intake, Fees and Delivery hear of it and erase theirs.
/// The events stay with their ids, codes and days, so that the city can still say that it acted, when, and within which time.
/// </summary>
internal sealed class EraseCases(Database database, IWriter writer, TimeProvider time) : IErases
{
    private const int Years = 5;
    private static readonly string IsFree = Holds.NoneOn("case/", "cases_case.id");

    public static RetainedClass Class { get; } = new(
        "application", "申請書と決定の記録", "決定または取下げの日",
        "回答、添付書類、メモ、理由、決定の内容、検索の語、連携データの値、手数料の理由、送った文書と連絡の内容が消えます。受付番号、日付、誰が扱ったかは残ります。",
        new(Years, 0, RetentionStart.FiscalYear, ""));

    public async Task<Retained> CountAsync(DateTimeOffset before, CancellationToken cancellationToken) => (await database.FirstAsync(
        $"""
        select count(*) as held, count(case when closed_at < @before and {IsFree} then 1 end) as due,
            min(case when closed_at >= @before then closed_at end) as next
        from cases_case where erased_at is null
        """,
        row => new Retained(row.Int64("held"), row.Int64("due"), row.InstantOrNull("next")),
        cancellationToken,
        ("before", before)))!;

    public async Task<long> EraseAsync(Erasure due, CancellationToken cancellationToken)
    {
        var ids = await database.QueryAsync(
            $"select id from cases_case where closed_at < @before and erased_at is null and {IsFree} order by closed_at limit @limit",
            row => row.Guid("id"),
            cancellationToken,
            ("before", due.Before),
            ("limit", (long)Erasure.AtOnce));
        var erased = 0L;
        foreach (var id in ids)
        {
            var done = await writer.WriteAsync<bool>(
                new Work($"case/{id}", $"erase-case/{id}/{Guid.CreateVersion7(time.GetUtcNow())}", Erasure.Eraser, Purpose.Maintain),
                unit => Erase(unit, id, due),
                cancellationToken);
            erased += done.Value ? 1 : 0;
        }

        return erased;
    }

    private static bool Erase(Unit unit, Guid id, Erasure due)
    {
        var isFree = unit.Scalar($"select 1 from cases_case where id = @id and {IsFree}", ("id", id)) is not null;
        if (!isFree || CaseStore.Load(unit, id) is not { ErasedAt: null, ClosedAt: { } closed } it || closed >= due.Before)
        {
            return false;
        }

        CaseStore.Append(unit, it, new CaseEvent.Erased(due.Version), Erasure.Eraser.Id, Purpose.Maintain);
        ForgetDecision(unit, id);
        unit.Execute(
            """
            update cases_text set body = null, erased_at = @at where case_id = @id and body is not null;
            delete from cases_token where case_id = @id;
            delete from cases_unindexed where case_id = @id;
            update cases_export_line set line_values = null, reason = null where case_id = @id
            """,
            ("at", unit.Now),
            ("id", id));
        unit.Publish(new SubmissionExpired(unit.NewId(), it.SubmissionId, unit.Now), $"submission/{it.SubmissionId}");
        unit.Publish(new NoticesExpired(unit.NewId(), it.Reference, unit.Now), $"submission/{it.SubmissionId}");
        due.Record(unit, 1);
        return true;
    }

    /// <summary>
    /// The one place that rewrites an event: outcome and grounds say something about a person, and lie nowhere else. That there was a
    /// decision, and when, stays.
    /// </summary>
    private static void ForgetDecision(Unit unit, Guid id)
    {
        foreach (var (version, decided) in unit.Query(
            "select version, type, at, actor, purpose, payload from cases_event where case_id = @id and type = 'decided'", CaseStore.Read, ("id", id))
            .Select(entry => (entry.Version, (CaseEvent.Decided)entry.Event)))
        {
            unit.Execute(
                "update cases_event set payload = @payload where case_id = @id and version = @version",
                ("payload", StoredCaseEvent.Write(decided with { Outcome = Outcomes.Erased, Grounds = [] }).Payload),
                ("id", id),
                ("version", version));
        }
    }
}
