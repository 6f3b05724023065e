using Madoguchi.Delivery;
using Madoguchi.Kernel;

namespace Madoguchi.Cases;

internal sealed record NoSuchCase() : Refusal("no-such-case", RefusalKind.NotFound);

internal sealed record AlreadyDecided() : Refusal("already-decided", RefusalKind.Conflict);

/// <summary>Its time of keeping is over: nothing more is written about it.</summary>
internal sealed record AlreadyErased() : Refusal("already-erased", RefusalKind.Gone);

internal sealed record AlreadyWithdrawn() : Refusal("already-withdrawn", RefusalKind.Conflict);

/// <summary>Somebody changed the case since the form was opened: what they did is between the two versions.</summary>
internal sealed record VersionChanged(long Seen, long Now) : Refusal("version-changed", RefusalKind.Conflict);

/// <summary>The case is another clerk's; its head may act, or give it to somebody else.</summary>
internal sealed record NotYours(string Assignee) : Refusal("not-yours", RefusalKind.Forbidden);

/// <summary>Giving a case to somebody is its holder's or the head's to do, and only to a clerk or head.</summary>
internal sealed record NoSuchClerk(string Assignee) : Refusal("no-such-clerk", RefusalKind.Invalid);

internal sealed record AlreadyAssigned(string? Assignee) : Refusal("already-assigned", RefusalKind.Conflict);

/// <summary>The applicant was asked to correct and still has time (行政手続法 第7条).</summary>
internal sealed record CorrectionOutstanding(DateOnly AnswerBy) : Refusal("correction-outstanding", RefusalKind.Conflict);

internal sealed record NoCorrectionOutstanding() : Refusal("no-correction-outstanding", RefusalKind.Conflict);

internal sealed record NothingAsked() : Refusal("nothing-asked", RefusalKind.Invalid);

internal sealed record NotAnAnswer(string Path) : Refusal("not-an-answer", RefusalKind.Invalid);

internal sealed record MessageMissing(string Path) : Refusal("message-missing", RefusalKind.Invalid);

internal sealed record AnswerDayNotAhead() : Refusal("answer-day-not-ahead", RefusalKind.Invalid);

internal sealed record TextMissing() : Refusal("text-missing", RefusalKind.Invalid);

internal sealed record TextTooLong(int Longest) : Refusal("text-too-long", RefusalKind.Invalid);

/// <summary>No letter could print these characters: the notice would stand there without them.</summary>
/// <param name="Field">Where they were written, as the form names it.</param>
/// <param name="Characters">As <c>「😀」(U+1F600)</c>.</param>
internal sealed record TextUnprintable(string Field, string Characters) : Refusal("text-unprintable", RefusalKind.Invalid)
{
    /// <summary>Null when the letter can say all of it.</summary>
    public static TextUnprintable? In(ILetters letters, string field, string text) => letters.Unprintable(text) is { Count: > 0 } characters
        ? new(field, string.Join('、', characters.Select(character => $"「{character.Text}」({character.CodePoints})")))
        : null;
}

/// <summary>The procedure asks for its fee before anything is granted (ADR 0030).</summary>
internal sealed record FeeUnpaid(long Yen) : Refusal("fee-unpaid", RefusalKind.Conflict);

internal sealed record OutcomeNotOfThisProcedure(string Outcome) : Refusal("outcome-not-of-this-procedure", RefusalKind.Invalid);

internal sealed record GroundMissing() : Refusal("ground-missing", RefusalKind.Invalid);

internal sealed record GroundNotOfThisProcedure(string Ground) : Refusal("ground-not-of-this-procedure", RefusalKind.Invalid);

/// <summary>A decision states its reason (理由の提示, 行政手続法 第8条); this city states it for grants too.</summary>
internal sealed record ReasonMissing() : Refusal("reason-missing", RefusalKind.Invalid);
