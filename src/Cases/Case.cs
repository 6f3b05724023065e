using Madoguchi.Delivery;
using Madoguchi.Kernel;
using Madoguchi.Procedures;

namespace Madoguchi.Cases;

/// <summary>
/// A case (案件): what its events make it. It decides what may happen next and says no in values; the row in <c>cases_case</c> is
/// this record, kept beside the events and never asked for a decision.
/// </summary>
public sealed record Case
{
    internal const int LongestText = 4000;

    public required Guid Id { get; init; }

    public required Guid SubmissionId { get; init; }

    public required string Reference { get; init; }

    public required string ProcedureCode { get; init; }

    public required string DefinitionHash { get; init; }

    public required Guid Subject { get; init; }

    public required string Applicant { get; init; }

    public required string Channel { get; init; }

    public required DateTimeOffset ReceivedAt { get; init; }

    public string Status { get; init; } = CaseStatus.Open;

    public string? Assignee { get; init; }

    public required DateOnly DueOn { get; init; }

    /// <summary>Since when the clock stands still.</summary>
    public DateTimeOffset? PausedSince { get; init; }

    /// <summary>Working days left when the clock was stopped.</summary>
    public int? DaysLeft { get; init; }

    /// <summary>The correction waited for.</summary>
    public Guid? CorrectionId { get; init; }

    public DateOnly? AnswerBy { get; init; }

    public DateTimeOffset? DecidedAt { get; init; }

    public string? Outcome { get; init; }

    /// <summary>When it was decided or withdrawn: from here its time of keeping counts.</summary>
    public DateTimeOffset? ClosedAt { get; init; }

    /// <summary>When that time was over and what people wrote was erased.</summary>
    public DateTimeOffset? ErasedAt { get; init; }

    /// <summary>It costs something, and how much is not known yet.</summary>
    public bool FeeAwaited { get; init; }

    /// <summary>What it costs; null where it is free or not known yet.</summary>
    public long? FeeYen { get; init; }

    /// <summary>What is still to be paid; negative: what is to be paid back.</summary>
    public long FeeOpen { get; init; }

    /// <summary>When it is paid: of <see cref="Procedures.FeeDue"/>.</summary>
    public string? FeeDue { get; init; }

    public required long Version { get; init; }

    /// <summary>Something is to be paid, now or later.</summary>
    internal bool IsUnpaid => FeeAwaited || FeeOpen > 0;

    /// <summary>Nothing is granted before the fee is paid, unless the procedure says otherwise.</summary>
    internal bool MustPayFirst => FeeAwaited || (FeeOpen > 0 && FeeDue == Procedures.FeeDue.BeforeDecision);

    internal bool HasFee => FeeAwaited || FeeYen is not null;

    /// <summary>Somebody took it or asked back: work was done for it.</summary>
    internal bool WasHandled { get; init; }

    internal static Case Replay(Guid id, IEnumerable<CaseHistoryEntry> history)
    {
        Case? it = null;
        foreach (var entry in history)
        {
            it = it is null ? Open(id, (CaseEvent.Opened)entry.Event) : it.After(entry.Event, entry.At);
        }

        return it ?? throw new InvalidOperationException($"Case {id} has no events.");
    }

    internal static Case Open(Guid id, CaseEvent.Opened opened) => new()
    {
        Id = id,
        SubmissionId = opened.SubmissionId,
        Reference = opened.Reference,
        ProcedureCode = opened.ProcedureCode,
        DefinitionHash = opened.DefinitionHash,
        Subject = opened.Subject,
        Applicant = opened.Applicant,
        Channel = opened.Channel,
        ReceivedAt = opened.ReceivedAt,
        DueOn = opened.DueOn,
        FeeAwaited = opened.FeeAwaited,
        Version = 1,
    };

    /// <summary>What the case is after one more event.</summary>
    internal Case After(CaseEvent happened, DateTimeOffset at)
    {
        var next = this with { Version = Version + 1 };
        return happened switch
        {
            CaseEvent.Assigned it => next with { Assignee = it.Assignee, WasHandled = true },
            CaseEvent.NoteAdded => next,
            CaseEvent.CorrectionRequested it => next with
            {
                Status = CaseStatus.Waiting,
                WasHandled = true,
                PausedSince = at,
                DaysLeft = it.DaysLeft,
                CorrectionId = it.CorrectionId,
                AnswerBy = it.AnswerBy,
            },
            CaseEvent.CorrectionReceived it when it.CorrectionId == CorrectionId => next.Resumed(it.DueOn),
            CaseEvent.CorrectionReceived => next,
            CaseEvent.CorrectionWithdrawn it => next.Resumed(it.DueOn),
            CaseEvent.Decided it => next.Closed(CaseStatus.Decided, at) with { DecidedAt = at, Outcome = it.Outcome },
            CaseEvent.Claimed it => next with { Subject = it.Subject },
            CaseEvent.Withdrawn => next.Closed(CaseStatus.Withdrawn, at),
            CaseEvent.Erased => next with { ErasedAt = at, Outcome = Outcome is null ? null : Outcomes.Erased },
            CaseEvent.FeeAsked it => next with { FeeAwaited = it.Yen is null, FeeYen = it.Yen, FeeOpen = it.OpenYen, FeeDue = it.Due },
            CaseEvent.FeePaid it => next with { FeeOpen = it.OpenYen },
            CaseEvent.FeeRefunded it => next with { FeeOpen = it.OpenYen },
            _ => throw new ArgumentOutOfRangeException(nameof(happened), happened.GetType().Name, "A case is opened once."),
        };
    }

    /// <summary>Takes the case, gives it to somebody, or gives it back (null).</summary>
    internal Result<CaseEvent> Assign(Actor actor, string? assignee)
    {
        if (Closing() is { } closed)
        {
            return closed;
        }

        if (assignee == Assignee)
        {
            return new AlreadyAssigned(Assignee);
        }

        // Taking a free case is everybody's; giving is its holder's and the head's.
        var free = Assignee is null && assignee == actor.Id;
        return free || Assignee == actor.Id || actor.Role == Roles.Head
            ? new CaseEvent.Assigned(assignee)
            : new NotYours(Assignee ?? "");
    }

    /// <summary>A note for colleagues; it is no step of the procedure, so any clerk may add it at any time, until the case is erased.</summary>
    internal Result<CaseEvent> AddNote(string text, Guid textId) =>
        ErasedAt is not null ? new AlreadyErased()
        : CheckText(text) is { } wrong ? wrong
        : new CaseEvent.NoteAdded(textId);

    /// <summary>Asks for single answers again and stops the clock (行政手続法 第7条: 相当の期間を定めて補正を求める).</summary>
    internal Result<CaseEvent> AskForCorrection(
        Actor actor, Guid correctionId, IReadOnlyList<(AskedField Field, string Message)> fields, Func<string, bool> isAnswer, DateOnly answerBy,
        DateOnly today, LegalCalendar calendar)
    {
        if (Hindering(actor) is { } no)
        {
            return no;
        }

        if (CorrectionId is not null)
        {
            return new CorrectionOutstanding(AnswerBy!.Value);
        }

        if (fields.Count == 0)
        {
            return new NothingAsked();
        }

        foreach (var (field, message) in fields)
        {
            if (!isAnswer(field.Path))
            {
                return new NotAnAnswer(field.Path);
            }

            if (CheckText(message) is { } wrong)
            {
                return wrong is TextMissing ? new MessageMissing(field.Path) : wrong;
            }
        }

        return answerBy <= today
            ? new AnswerDayNotAhead()
            : new CaseEvent.CorrectionRequested(
                correctionId, [.. fields.Select(field => field.Field)], answerBy, CaseClock.DaysLeft(calendar, today, DueOn));
    }

    /// <summary>An answer is never refused: when it is no longer waited for, it is kept and changes no day.</summary>
    internal CaseEvent.CorrectionReceived ReceiveCorrection(Guid correctionId, Guid submissionId, string by, DateOnly on, LegalCalendar calendar) =>
        new(correctionId, submissionId, by, correctionId == CorrectionId ? CaseClock.Resume(calendar, on, DueOn, DaysLeft!.Value) : DueOn);

    internal Result<CaseEvent> WithdrawCorrection(Actor actor, DateOnly today, LegalCalendar calendar)
    {
        if (Hindering(actor) is { } no)
        {
            return no;
        }

        return CorrectionId is { } correction
            ? new CaseEvent.CorrectionWithdrawn(correction, CaseClock.Resume(calendar, today, DueOn, DaysLeft!.Value))
            : new NoCorrectionOutstanding();
    }

    /// <summary>
    /// Decides, once, with grounds from the definition and a reason in words (行政手続法 第8条). While the applicant still has time
    /// to correct, nothing is decided; after that day it may be, as the law lets the city refuse (第7条). Nothing is granted whose fee must
    /// be paid first and is not.
    /// </summary>
    internal Result<CaseEvent> Decide(
        Actor actor, IReadOnlyList<DecisionTemplate> templates, string outcome, IReadOnlyList<string> grounds, string reason, Guid reasonTextId,
        DateOnly today)
    {
        if (Hindering(actor) is { } no)
        {
            return no;
        }

        if (AnswerBy is { } answerBy && today <= answerBy)
        {
            return new CorrectionOutstanding(answerBy);
        }

        if (templates.FirstOrDefault(template => template.Outcome == outcome) is not { } chosen)
        {
            return new OutcomeNotOfThisProcedure(outcome);
        }

        if (outcome == Outcomes.Granted && MustPayFirst)
        {
            return new FeeUnpaid(FeeOpen);
        }

        if (grounds.Count == 0)
        {
            return new GroundMissing();
        }

        if (grounds.FirstOrDefault(ground => chosen.Grounds.All(known => known.Code != ground)) is { } foreign)
        {
            return new GroundNotOfThisProcedure(foreign);
        }

        return CheckText(reason) switch
        {
            TextMissing => new ReasonMissing(),
            { } wrong => wrong,
            null => new CaseEvent.Decided(outcome, [.. grounds.Distinct(StringComparer.Ordinal)], reasonTextId, today),
        };
    }

    /// <summary>The applicant takes the application back, as long as nothing is decided.</summary>
    internal Result<CaseEvent> Withdraw(string reason, Guid reasonTextId) => (Closing(), CheckText(reason)) switch
    {
        ({ } closed, _) => closed,
        (_, TextTooLong tooLong) => tooLong,
        (_, TextMissing) => new CaseEvent.Withdrawn(null),
        _ => new CaseEvent.Withdrawn(reasonTextId),
    };

    /// <summary>What connected systems are told of it.</summary>
    internal Announcement AnnouncedAs(string type) => new(type, Id, SubmissionId, Reference, ProcedureCode, Applicant);

    private Case Resumed(DateOnly dueOn) =>
        this with { Status = CaseStatus.Open, DueOn = dueOn, PausedSince = null, DaysLeft = null, CorrectionId = null, AnswerBy = null };

    private Case Closed(string status, DateTimeOffset at) =>
        this with { Status = status, ClosedAt = at, PausedSince = null, DaysLeft = null, CorrectionId = null, AnswerBy = null };

    private Refusal? Closing() => Status switch
    {
        CaseStatus.Decided => new AlreadyDecided(),
        CaseStatus.Withdrawn => new AlreadyWithdrawn(),
        _ => null,
    };

    private Refusal? Hindering(Actor actor) =>
        Closing() ?? (Assignee is { } holder && holder != actor.Id && actor.Role != Roles.Head ? new NotYours(holder) : null);

    private static Refusal? CheckText(string text) =>
        string.IsNullOrWhiteSpace(text) ? new TextMissing() : text.Length > LongestText ? new TextTooLong(LongestText) : null;
}

/// <summary>Where a case stands; stored as text.</summary>
public static class CaseStatus
{
    /// <summary>The city works on it.</summary>
    public const string Open = "open";

    /// <summary>The applicant must answer first.</summary>
    public const string Waiting = "waiting";

    public const string Decided = "decided";

    public const string Withdrawn = "withdrawn";

    public static IReadOnlyList<string> All { get; } = [Open, Waiting, Decided, Withdrawn];
}
