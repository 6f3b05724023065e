using System.Collections.Concurrent;
using System.Text.Json;
using Madoguchi.Intake.Contracts;
using Madoguchi.Kernel;
using Madoguchi.Procedures;

namespace Madoguchi.Intake;

/// <summary>
/// Reads and saves drafts by prepared SQL: both happen thirty times in one application. A save is one statement that finds
/// the version it read, so JSON and merging stay outside the writer; who comes second reads again.
/// </summary>
internal sealed class Drafts(Database database, IWriter writer, RetentionPlan retention, TimeProvider time) : IDrafts
{
    private const int Remembered = 1_024;

    /// <summary>
    /// The answers last saved, good for as long as the row has their version: a page need not parse what the step before wrote. What is
    /// only read is not kept: it would outlive its request for nothing, and a city of many drafts would do little but collect it.
    /// </summary>
    private readonly ConcurrentDictionary<Guid, (long Version, Answers Answers)> saved = new();

    public Task<Draft?> FindAsync(Guid id, CancellationToken cancellationToken) => database.FirstAsync(
        """
        select id, subject, procedure_code, definition_hash, version, status, answers, kept_until,
               correction_id, original_id, asked_paths, due_on, submission_id
        from intake_draft where id = @id
        """,
        Read,
        cancellationToken,
        ("id", id));

    public async Task<IReadOnlyList<DraftSummary>> ForSubjectAsync(Guid subject, CancellationToken cancellationToken) =>
        await database.QueryAsync(
            """
            select id, procedure_code, definition_hash, subject, started_at, updated_at, kept_until, correction_id, due_on
            from intake_draft
            where subject = @subject and status = 'open' and (version > 1 or correction_id is not null)
            order by updated_at desc
            """,
            row => new DraftSummary(
                row.Guid("id"), row.Text("procedure_code"), row.Text("definition_hash"), row.Guid("subject"), row.Instant("started_at"),
                row.Instant("updated_at"), row.Date("kept_until"), row.GuidOrNull("correction_id"), row.DateOrNull("due_on")),
            cancellationToken,
            ("subject", subject));

    /// <summary>
    /// Stores the answers where the draft still has the version that was read. Whatever closes a draft moves its version on, so the version
    /// says that it is open; to name the status would offer PostgreSQL the index of open drafts, a slow way to one row that old statistics
    /// make look short.
    /// </summary>
    public async Task<Result<long>> SaveAsync(
        Draft draft, Answers answers, IReadOnlyList<NewEvidence> added, IReadOnlyList<Guid> removed, Actor actor,
        CancellationToken cancellationToken)
    {
        var json = new Utf8Text(answers.ToJson());
        var next = draft.Version + 1;
        var result = await writer.WriteAsync<long>(
            new Work($"draft/{draft.Id}", $"save/{Guid.CreateVersion7(time.GetUtcNow())}", actor, Purpose.Apply),
            unit =>
            {
                var isSaved = unit.SendExpecting(
                    1,
                    """
                    update intake_draft set answers = @answers, version = @next, updated_at = @at, kept_until = @kept_until
                    where id = @id and version = @seen
                    """,
                    ("answers", json),
                    ("next", next),
                    ("at", unit.Now),
                    ("kept_until", KeptUntil(draft, unit.Now)),
                    ("id", draft.Id),
                    ("seen", draft.Version));
                if (!isSaved)
                {
                    return new DraftMoved();
                }

                foreach (var file in added)
                {
                    file.AddTo(draft.Id, unit);
                }

                foreach (var file in removed)
                {
                    // Without a draft it is nobody's: the sweep erases it.
                    unit.Send(
                        "update intake_evidence set draft_id = null where file_id = @file and draft_id = @draft and submission_id is null",
                        ("file", file),
                        ("draft", draft.Id));
                }

                return next;
            },
            cancellationToken);
        if (!result.IsRefused)
        {
            Remember(draft.Id, next, answers);
        }

        return result;
    }

    private Answers AnswersOf(Guid id, long version, Row row) =>
        saved.TryGetValue(id, out var known) && known.Version == version ? known.Answers : Answers.FromJson(row.Bytes("answers"));

    private void Remember(Guid id, long version, Answers answers)
    {
        if (saved.Count >= Remembered)
        {
            saved.Clear();
        }

        saved[id] = (version, answers);
    }

    private DateOnly KeptUntil(Draft draft, DateTimeOffset now) =>
        draft.Correction is null ? KeptDrafts.Until(retention, now.DateInJapan()) : draft.KeptUntil;

    private Draft Read(Row row) => Read(row, row.Guid("id"), row.Int64("version"));

    /// <summary>What is submitted or erased leaves this memory too, with the first look or the next clearing.</summary>
    private Draft Read(Row row, Guid id, long version) => new(
        id,
        row.Guid("subject"),
        row.Text("procedure_code"),
        row.Text("definition_hash"),
        version,
        row.Text("status") switch
        {
            "open" => DraftStatus.Open,
            "submitted" => DraftStatus.Submitted,
            _ => DraftStatus.Erased,
        },
        AnswersOf(id, version, row),
        row.Date("kept_until"),
        row.GuidOrNull("correction_id") is not { } correction ? null : new Correction(
            correction,
            row.GuidOrNull("original_id")!.Value,
            JsonSerializer.Deserialize<string[]>(row.Text("asked_paths"))!,
            row.DateOrNull("due_on")!.Value),
        row.GuidOrNull("submission_id"));
}

/// <summary>A file just kept by the file store, to be named by the answer at a path.</summary>
internal sealed record NewEvidence(string Path, Guid FileId, string Name, string Type, long Length)
{
    public void AddTo(Guid draft, Unit unit) => unit.Send(
        """
        insert into intake_evidence (file_id, draft_id, submission_id, path, name, type, length, added_at)
        values (@file, @draft, null, @path, @name, @type, @length, @at)
        """,
        ("file", FileId),
        ("draft", draft),
        ("path", Path),
        ("name", Name),
        ("type", Type),
        ("length", Length),
        ("at", unit.Now));
}
