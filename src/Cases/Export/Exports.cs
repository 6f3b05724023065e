using System.Text.Json;
using Madoguchi.DesignSystem;
using Madoguchi.Kernel;
using Madoguchi.Registry;
using Microsoft.EntityFrameworkCore;

namespace Madoguchi.Cases;

/// <summary>A numbered set of decided cases (連携データ) as it was handed to a core system.</summary>
public sealed record ExportSet(
    Guid Id, string Layout, long Number, string ProcedureCode, IReadOnlyList<string> Columns, string ContentHash, long Lines, long Accepted, long Rejected,
    DateTimeOffset MadeAt, string MadeBy)
{
    /// <summary>Lines of which nobody has said what became of them.</summary>
    public long Waiting => Lines - Accepted - Rejected;
}

/// <summary>A line of a set and what the core system said of it.</summary>
public sealed record ExportedCase(
    Guid ExportId, string Layout, long ExportNumber, long Line, Guid CaseId, string Reference, string? Result, string? Reason, DateTimeOffset? ResultAt,
    bool Again);

/// <summary>What a core system says of one line.</summary>
internal sealed record LineResult(long Line, bool IsAccepted, string? Reason);

internal sealed record NoSuchLayout() : Refusal("no-such-layout", RefusalKind.NotFound);

internal sealed record NoSuchExport() : Refusal("no-such-export", RefusalKind.NotFound);

/// <summary>Every decided case of the procedure was handed over already.</summary>
internal sealed record NothingToExport() : Refusal("nothing-to-export", RefusalKind.Conflict);

/// <summary>Another set with some of the same cases was made meanwhile: look again.</summary>
internal sealed record ExportMoved() : Refusal("export-moved", RefusalKind.Conflict);

/// <summary>The hash is of another content: what was taken over was not this set.</summary>
internal sealed record OtherContent() : Refusal("other-content", RefusalKind.Conflict);

internal sealed record NoSuchLine(long Line) : Refusal("no-such-line", RefusalKind.Invalid);

/// <summary>A rejected line says why, or nobody can mend it.</summary>
internal sealed record RejectionWithoutReason(long Line) : Refusal("rejection-without-reason", RefusalKind.Invalid);

/// <summary>What became of this line was said before.</summary>
internal sealed record AlreadyConfirmed(long Line) : Refusal("already-confirmed", RefusalKind.Conflict);

/// <summary>The time of keeping is over: the values of this set are erased.</summary>
internal sealed record ExportErased() : Refusal("export-erased", RefusalKind.Gone);

/// <summary>
/// Makes sets, gives them again, and keeps what was taken over. A case goes into one set of a layout, and into a later one only when the
/// core system rejected it and a clerk hands it over again: so nothing is missed by a late commit, and nothing goes twice.
/// </summary>
internal sealed class Exports(
    CasesDb db, Database database, CaseFiles files, ExportLayouts layouts, IAccessLog access, IWriter writer)
{
    public const int MostLines = 2000;
    private const int Attempts = 3;
    private const int LongestReason = 500;

    private const string Sets =
        """
        select e.id, e.layout, e.number, e.procedure_code, e.columns, e.content_hash, e.line_count, e.made_at, e.made_by,
            (select count(*) from cases_export_line l where l.export_id = e.id and l.result = 'accepted') as accepted,
            (select count(*) from cases_export_line l where l.export_id = e.id and l.result = 'rejected') as rejected
        from cases_export e
        """;

    private const string Lines =
        """
        select l.export_id, l.layout, e.number as export_number, l.number, l.case_id, c.reference, l.result, l.reason, l.result_at, l.again
        from cases_export_line l join cases_export e on e.id = l.export_id join cases_case c on c.id = l.case_id
        """;

    /// <summary>Decided cases that were not handed over by this layout, or were rejected and are to go again.</summary>
    private const string Due =
        """
        from cases_case c where c.procedure_code = @procedure and c.status = 'decided' and c.erased_at is null and not exists
            (select 1 from cases_export_line l where l.layout = @layout and l.case_id = c.id and not l.again)
        """;

    /// <summary>Makes the next set of a layout. The same key gives the same set.</summary>
    public async Task<Result<Guid>> MakeAsync(ExportLayout layout, string key, Actor actor, CancellationToken cancellationToken)
    {
        var work = new Work($"export/{layout.Code}", $"export/make/{actor.Id}/{key}", actor, Purpose.Export) { Content = layout.Code };
        if (await writer.RecallAsync<Guid>(work, cancellationToken) is { } before)
        {
            return before;
        }

        Result<Guid> made = new ExportMoved();
        for (var attempt = 0; attempt < Attempts && made.Refusal is ExportMoved; attempt++)
        {
            var ids = await database.QueryAsync(
                $"select c.id {Due} order by c.decided_at, c.id limit @most", row => row.Guid("id"), cancellationToken,
                ("procedure", layout.Procedure), ("layout", layout.Code), ("most", (long)MostLines));
            var (lines, subjects) = await ReadAsync(layout, ids, cancellationToken);

            // Who is in a set is on record before the set is there for anybody to take.
            if (subjects.Count > 0)
            {
                await access.RecordAsync(actor, Purpose.Export, subjects, "export", cancellationToken);
            }

            made = await writer.WriteAsync(work, unit => Keep(unit, layout, lines), cancellationToken);
        }

        return made;
    }

    /// <summary>The sets of a layout after a number, in order.</summary>
    public Task<List<ExportSet>> ListAsync(string layout, long after, int most, CancellationToken cancellationToken) => database.QueryAsync(
        Sets + " where e.layout = @layout and e.number > @after order by e.number limit @most",
        ReadSet,
        cancellationToken,
        ("layout", layout),
        ("after", after),
        ("most", (long)most));

    /// <summary>The last sets of all layouts, the newest first.</summary>
    public Task<List<ExportSet>> LastAsync(int most, CancellationToken cancellationToken) =>
        database.QueryAsync(Sets + " order by e.made_at desc, e.id desc limit @most", ReadSet, cancellationToken, ("most", (long)most));

    public Task<ExportSet?> FindAsync(Guid id, CancellationToken cancellationToken) =>
        database.FirstAsync(Sets + " where e.id = @id", ReadSet, cancellationToken, ("id", id));

    /// <summary>The set's lines with what became of them, without values.</summary>
    public Task<List<ExportedCase>> LinesAsync(Guid id, CancellationToken cancellationToken) =>
        database.QueryAsync(Lines + " where l.export_id = @id order by l.number", ReadLine, cancellationToken, ("id", id));

    /// <summary>Where a case was handed over.</summary>
    public Task<List<ExportedCase>> OfCaseAsync(Guid caseId, CancellationToken cancellationToken) =>
        database.QueryAsync(Lines + " where l.case_id = @id order by e.made_at", ReadLine, cancellationToken, ("id", caseId));

    /// <summary>What core systems rejected and nobody has handed over again: work.</summary>
    public Task<List<ExportedCase>> RejectedAsync(CancellationToken cancellationToken) => database.QueryAsync(
        Lines + " where l.result = 'rejected' and not l.again and c.erased_at is null order by l.result_at limit @most", ReadLine, cancellationToken, ("most", (long)MostLines));

    /// <summary>How many cases wait for the next set of each layout.</summary>
    public async Task<IReadOnlyDictionary<string, long>> DueAsync(CancellationToken cancellationToken)
    {
        var due = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var layout in layouts.All)
        {
            due[layout.Code] = (await database.QueryAsync(
                $"select count(*) as cases {Due}", row => row.Int64("cases"), cancellationToken, ("procedure", layout.Procedure), ("layout", layout.Code)))[0];
        }

        return due;
    }

    /// <summary>The set as a file, the same bytes each time; everybody in it sees that it was taken.</summary>
    public async Task<Result<ExportFile>> TakeAsync(ExportSet set, string format, bool forSpreadsheet, Actor actor, CancellationToken cancellationToken)
    {
        var rows = await database.QueryAsync(
            "select number, case_id, subject, line_values from cases_export_line where export_id = @id order by number",
            row => (Number: row.Int64("number"), Case: row.Guid("case_id"), Subject: row.Guid("subject"), Values: row.TextOrNull("line_values")),
            cancellationToken,
            ("id", set.Id));
        if (rows.Exists(row => row.Values is null))
        {
            return new ExportErased();
        }

        await access.RecordAsync(actor, Purpose.Export, [.. rows.Select(row => row.Subject).Distinct()], "export", cancellationToken);
        var lines = rows.ConvertAll(row => new ExportLine((int)row.Number, row.Case, JsonSerializer.Deserialize<string[]>(row.Values!)!));
        return ExportFormats.Write(format, set.Columns, lines, forSpreadsheet);
    }

    /// <summary>Keeps what the core system says of each line (取込結果).</summary>
    /// <param name="set">Of which set.</param>
    /// <param name="contentHash">Of what it took; null when a clerk confirms by hand.</param>
    /// <param name="results">Line by line.</param>
    /// <param name="acceptsRest">All other lines that nobody has spoken of were taken over.</param>
    /// <param name="key">Makes a repeat harmless.</param>
    /// <param name="content">What is asked under it, where the core system chose the key.</param>
    /// <param name="actor">The core system, or the clerk.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<Result<long>> ConfirmAsync(
        ExportSet set, string? contentHash, IReadOnlyList<LineResult> results, bool acceptsRest, string key, string? content, Actor actor,
        CancellationToken cancellationToken)
    {
        if (contentHash is not null && contentHash != set.ContentHash)
        {
            return new OtherContent();
        }

        foreach (var result in results)
        {
            if (result.Line < 1 || result.Line > set.Lines)
            {
                return new NoSuchLine(result.Line);
            }

            if (!result.IsAccepted && (string.IsNullOrWhiteSpace(result.Reason) || result.Reason.Length > LongestReason))
            {
                return new RejectionWithoutReason(result.Line);
            }
        }

        return await writer.WriteAsync(
            new Work($"export/{set.Layout}", $"export/confirm/{set.Id}/{actor.Id}/{key}", actor, Purpose.Export) { Content = content },
            unit => Confirm(unit, set, results, acceptsRest),
            cancellationToken);
    }

    /// <summary>The case goes into the next set of the layout again.</summary>
    public Task<Result<bool>> HandOverAgainAsync(Guid exportId, long line, string key, Actor actor, CancellationToken cancellationToken) =>
        writer.WriteAsync<bool>(
            new Work($"export-line/{exportId}", $"export/again/{exportId}/{line}/{key}", actor, Purpose.Export),
            unit => unit.Execute(
                "update cases_export_line set again = @yes where export_id = @id and number = @line and result = 'rejected' and not again",
                ("yes", true),
                ("id", exportId),
                ("line", line)) == 1
                ? true
                : new NoSuchLine(line),
            cancellationToken);

    private static Result<Guid> Keep(Unit unit, ExportLayout layout, IReadOnlyList<(ExportLine Line, Guid Subject)> lines)
    {
        if (lines.Count == 0)
        {
            return new NothingToExport();
        }

        // Sets of one layout are made one after the other; SQLite has one lane, PostgreSQL orders them by this aggregate in one host and by the
        // number's uniqueness between hosts.
        var number = Convert.ToInt64(
            unit.Scalar("select coalesce(max(number), 0) + 1 from cases_export where layout = @layout", ("layout", layout.Code)),
            System.Globalization.CultureInfo.InvariantCulture);
        var id = unit.NewId();
        var columns = layout.Columns.Select(column => column.Name).ToArray();
        var isFirst = unit.Execute(
            """
            insert into cases_export (id, layout, number, procedure_code, columns, content_hash, line_count, made_at, made_by)
            values (@id, @layout, @number, @procedure, @columns, @hash, @count, @at, @by) on conflict (layout, number) do nothing
            """,
            ("id", id),
            ("layout", layout.Code),
            ("number", number),
            ("procedure", layout.Procedure),
            ("columns", JsonSerializer.Serialize(columns)),
            ("hash", ExportFormats.HashOf(columns, [.. lines.Select(line => line.Line)])),
            ("count", (long)lines.Count),
            ("at", unit.Now),
            ("by", unit.Actor.Id)) == 1;
        if (!isFirst)
        {
            return new ExportMoved();
        }

        foreach (var (line, subject) in lines)
        {
            var isDue = unit.Execute(
                """
                insert into cases_export_line (export_id, number, layout, case_id, subject, line_values, again)
                select @id, @number, @layout, @case, @subject, @values, @no
                where not exists (select 1 from cases_export_line l where l.layout = @layout and l.case_id = @case and not l.again)
                    and exists (select 1 from cases_case c where c.id = @case and c.erased_at is null)
                """,
                ("id", id),
                ("number", (long)line.Number),
                ("layout", layout.Code),
                ("case", line.CaseId),
                ("subject", subject),
                ("values", JsonSerializer.Serialize(line.Values)),
                ("no", false)) == 1;
            if (!isDue)
            {
                return new ExportMoved();
            }
        }

        return id;
    }

    private static Result<long> Confirm(Unit unit, ExportSet set, IReadOnlyList<LineResult> results, bool acceptsRest)
    {
        foreach (var result in results)
        {
            var isNew = unit.Execute(
                """
                update cases_export_line set result = @result, reason = case when line_values is null then null else @reason end, result_at = @at, result_by = @by
                where export_id = @id and number = @line and result is null
                """,
                ("result", result.IsAccepted ? "accepted" : "rejected"),
                ("reason", result.IsAccepted ? null : JapaneseText.Normalise(result.Reason!)),
                ("at", unit.Now),
                ("by", unit.Actor.Id),
                ("id", set.Id),
                ("line", result.Line)) == 1;
            if (!isNew)
            {
                return new AlreadyConfirmed(result.Line);
            }
        }

        long rest = acceptsRest
            ? unit.Execute(
                "update cases_export_line set result = 'accepted', result_at = @at, result_by = @by where export_id = @id and result is null",
                ("at", unit.Now),
                ("by", unit.Actor.Id),
                ("id", set.Id))
            : 0;
        return results.Count + rest;
    }

    private async Task<(IReadOnlyList<(ExportLine Line, Guid Subject)> Lines, IReadOnlyList<Guid> Subjects)> ReadAsync(
        ExportLayout layout, List<Guid> ids, CancellationToken cancellationToken)
    {
        var lines = new List<(ExportLine, Guid)>(ids.Count);
        foreach (var id in ids)
        {
            var it = await db.Cases.SingleAsync(known => known.Id == id, cancellationToken);
            var file = await files.OpenAsync(it, Language.Ja, cancellationToken);
            lines.Add((new ExportLine(lines.Count + 1, id, ExportValues.Of(layout, file)), it.Subject));
        }

        return (lines, [.. lines.Select(line => line.Item2).Distinct()]);
    }

    private static ExportSet ReadSet(Row row) => new(
        row.Guid("id"), row.Text("layout"), row.Int64("number"), row.Text("procedure_code"), JsonSerializer.Deserialize<string[]>(row.Text("columns"))!,
        row.Text("content_hash"), row.Int64("line_count"), row.Int64("accepted"), row.Int64("rejected"), row.Instant("made_at"), row.Text("made_by"));

    private static ExportedCase ReadLine(Row row) => new(
        row.Guid("export_id"), row.Text("layout"), row.Int64("export_number"), row.Int64("number"), row.Guid("case_id"), row.Text("reference"),
        row.TextOrNull("result"), row.TextOrNull("reason"), row.InstantOrNull("result_at"), row.Bool("again"));
}
