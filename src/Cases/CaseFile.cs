using Madoguchi.DesignSystem;
using Madoguchi.Intake.Contracts;
using Madoguchi.Kernel;
using Madoguchi.Procedures;
using Madoguchi.Registry;
using Microsoft.EntityFrameworkCore;

namespace Madoguchi.Cases;

/// <summary>A case with all that lies in its file (一件書類), as a clerk opens it.</summary>
public sealed record CaseFile
{
    public required Case Case { get; init; }

    public required ProcedureDefinition Definition { get; init; }

    public required Party? Subject { get; init; }

    public required Submission? Submission { get; init; }

    public required IReadOnlyList<AnswerGroup> Answers { get; init; }

    public required IReadOnlyList<CaseHistoryEntry> History { get; init; }

    /// <summary>Bodies by id; null where one was erased.</summary>
    public required IReadOnlyDictionary<Guid, string?> Texts { get; init; }

    public required NoticeNumber? Notice { get; init; }

    /// <summary>Where it was handed over to a core system (基幹システム), and what that said.</summary>
    public IReadOnlyList<ExportedCase> Exported { get; init; } = [];

    public required ActorNames Names { get; init; }

    public required DateOnly Today { get; init; }

    /// <summary>Working days until the deadline; what was left when the clock stands still.</summary>
    public required int DaysLeft { get; init; }

    public bool IsOpen => Case.Status is CaseStatus.Open or CaseStatus.Waiting;

    public string? TextOf(Guid id) => Texts.GetValueOrDefault(id);

    public IEnumerable<AnswerLine> Lines => Answers.SelectMany(group => group.Lines);

    public CaseEvent.Decided? Decision => History.Select(entry => entry.Event).OfType<CaseEvent.Decided>().FirstOrDefault();

    public CaseEvent.CorrectionRequested? Asked =>
        History.Select(entry => entry.Event).OfType<CaseEvent.CorrectionRequested>().LastOrDefault(asked => asked.CorrectionId == Case.CorrectionId);
}

/// <summary>Brings the file of a case together. Whoever shows it to somebody records the look.</summary>
internal sealed class CaseFiles(
    CasesDb db, ISubmissions submissions, IProcedureCatalogue procedures, IPartyDirectory parties, IStaffDirectory staff,
    IApiClients clients, IFacts facts, LegalCalendar calendar, TimeProvider time)
{
    /// <summary>The case with this number, however it was typed.</summary>
    public async Task<Case?> FindAsync(string reference, CancellationToken cancellationToken) =>
        ReferenceNumber.TryParse(reference, out var canonical)
            ? await db.Cases.SingleOrDefaultAsync(it => it.Reference == canonical, cancellationToken)
            : null;

    public async Task<CaseFile> OpenAsync(Case it, Language language, CancellationToken cancellationToken)
    {
        var definition = await procedures.VersionAsync(it.DefinitionHash, cancellationToken);
        var submission = await submissions.FindAsync(it.SubmissionId, cancellationToken);
        var history = (await db.Events.Where(row => row.CaseId == it.Id).OrderBy(row => row.Version).ToListAsync(cancellationToken))
            .ConvertAll(row => new CaseHistoryEntry(row.Version, row.At, row.Actor, row.Purpose, StoredCaseEvent.Read(row.Type, row.Payload)));
        var answers = submission?.Answers ?? Procedures.Answers.Empty;
        var groups = AnswerSheet.Of(definition, answers, language);
        groups = WithFirst(groups, answers, submission?.Original ?? answers, language);
        var actors = history.Select(entry => entry.Actor)
            .Concat(history.Select(entry => entry.Event).OfType<CaseEvent.Assigned>().Select(assigned => assigned.Assignee).OfType<string>())
            .Concat(groups.SelectMany(group => group.Lines).Select(line => line.Answer.By));
        var today = time.TodayInJapan();

        // Replayed, not read from the row: what a clerk acts on is what the events say at this version.
        var now = Case.Replay(it.Id, history);
        return new CaseFile
        {
            Case = now,
            Definition = definition,
            Subject = await parties.FindAsync(it.Subject, cancellationToken),
            Submission = submission,
            Answers = await WithRegisteredAsync(groups, answers, now.Subject, language, cancellationToken),
            History = history,
            Texts = await db.Texts.Where(text => text.CaseId == it.Id).ToDictionaryAsync(text => text.Id, text => text.Body, cancellationToken),
            Notice = await db.Notices.SingleOrDefaultAsync(notice => notice.CaseId == it.Id, cancellationToken),
            Names = await ActorNames.ForAsync(actors, parties, staff, clients, cancellationToken),
            Today = today,
            DaysLeft = now.DaysLeft ?? CaseClock.DaysLeft(calendar, today, now.DueOn),
        };
    }

    /// <summary>Beside an answer that a correction changed, what was submitted first.</summary>
    private static IReadOnlyList<AnswerGroup> WithFirst(IReadOnlyList<AnswerGroup> groups, Answers answers, Answers first, Language language) =>
        ReferenceEquals(answers, first) ? groups : [.. groups.Select(group => !KeptItems(answers, first, group.Section) ? group : group with
        {
            Lines = [.. group.Lines.Select(line => first[line.Path]?.Value is { } before && before != line.Answer.Value
                ? line with { Before = line.Type.Display(before, language) }
                : line)],
        })];

    /// <summary>
    /// Whether the first items of a section still stand under their numbers: one that was removed moved the later ones up. Where the list
    /// was answered again only the household's members tell who is who.
    /// </summary>
    private static bool KeptItems(Answers answers, Answers first, string section) =>
        first[section] is not { Value: ItemsValue before } list
        || answers[section] == list
        || (answers[section]?.Value is ItemsValue now && !before.Members.Contains(null)
            && now.Members.Take(before.Members.Count).SequenceEqual(before.Members));

    /// <summary>Beside an answer that contests the register, what the register held when it was shown.</summary>
    private async Task<IReadOnlyList<AnswerGroup>> WithRegisteredAsync(
        IReadOnlyList<AnswerGroup> groups, Answers answers, Guid subject, Language language, CancellationToken cancellationToken)
    {
        if (groups.All(group => group.Lines.All(line => line.Answer.How != How.Contested)))
        {
            return groups;
        }

        var shown = new List<AnswerGroup>(groups.Count);
        foreach (var group in groups)
        {
            var lines = new List<AnswerLine>(group.Lines.Count);
            foreach (var line in group.Lines)
            {
                lines.Add(line is { Answer: { How: How.Contested, Provenance: { } provenance }, Fact: { } fact }
                    ? line with { Registered = await RegisteredAsync(line, MemberOf(group, line, answers) ?? subject, fact, provenance.FactId, language, cancellationToken) }
                    : line);
            }

            shown.Add(group with { Lines = lines });
        }

        return shown;
    }

    private async Task<string?> RegisteredAsync(
        AnswerLine line, Guid party, string fact, Guid factId, Language language, CancellationToken cancellationToken)
    {
        var history = await facts.HistoryAsync(party, fact, cancellationToken);
        if (history.FirstOrDefault(record => record.Fact.Id == factId) is not { } record)
        {
            return null;
        }

        return AnswerValue.FromJson(line.Type.ValueKind, record.Fact.Json) is { } value ? line.Type.Display(value, language) : null;
    }

    private static Guid? MemberOf(AnswerGroup group, AnswerLine line, Answers answers) =>
        line.Item is { } item && answers[group.Section]?.Value is ItemsValue items && item < items.Members.Count ? items.Members[item] : null;
}
