using Madoguchi.Kernel;
using Madoguchi.Procedures;

namespace Madoguchi.Intake;

/// <summary>A draft as one read gives it.</summary>
internal sealed record Draft(
    Guid Id,
    Guid Subject,
    string ProcedureCode,
    string DefinitionHash,
    long Version,
    DraftStatus Status,
    Answers Answers,
    DateOnly KeptUntil,
    Correction? Correction,
    Guid? SubmissionId);

internal enum DraftStatus
{
    Open,
    Submitted,
    Erased,
}

/// <summary>What a clerk asked for again, of which submission, and until when.</summary>
internal sealed record Correction(Guid Id, Guid Original, IReadOnlyList<string> Asked, DateOnly DueOn);

/// <summary>There is no such draft, or it is not this person's: nobody learns which.</summary>
internal sealed record NoSuchDraft() : Refusal("no-such-draft", RefusalKind.NotFound);

/// <summary>The procedure asks for a surer sign-in than this one; what was written stays.</summary>
internal sealed record AssuranceTooLow(Assurance Required, string ReturnTo) : Refusal("assurance-too-low", RefusalKind.Forbidden);

/// <summary>The draft was submitted: its receipt says so.</summary>
internal sealed record DraftSubmitted(Guid Draft) : Refusal("draft-submitted", RefusalKind.Conflict);

/// <summary>The draft's time of keeping ended, or its owner erased it.</summary>
internal sealed record DraftErased() : Refusal("draft-erased", RefusalKind.Gone);

/// <summary>The answer to a correction is no longer waited for.</summary>
internal sealed record CorrectionClosed() : Refusal("correction-closed", RefusalKind.Gone);

/// <summary>Somebody saved or submitted the draft since it was read: read it again.</summary>
internal sealed record DraftMoved() : Refusal("draft-moved", RefusalKind.Conflict);

/// <summary>The journey has open steps, or an answer no longer holds.</summary>
internal sealed record NotComplete() : Refusal("not-complete", RefusalKind.Invalid);
