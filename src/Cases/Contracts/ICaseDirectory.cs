namespace Madoguchi.Cases.Contracts;

/// <summary>What other modules may ask about cases. Whoever shows an answer to a person has checked that the person may see it.</summary>
public interface ICaseDirectory
{
    Task<CaseSummary?> FindAsync(Guid caseId, CancellationToken cancellationToken);

    /// <summary>By the number on the receipt; canonical.</summary>
    Task<CaseSummary?> ByReferenceAsync(string reference, CancellationToken cancellationToken);

    /// <summary>The cases of a party, the newest first; at most 200.</summary>
    Task<IReadOnlyList<CaseSummary>> ForSubjectAsync(Guid subject, CancellationToken cancellationToken);
}

/// <summary>A case without its answers and reasons.</summary>
/// <param name="Id">The case.</param>
/// <param name="SubmissionId">The submission it began with.</param>
/// <param name="Reference">The number on the receipt, canonical.</param>
/// <param name="ProcedureCode">The procedure.</param>
/// <param name="DefinitionHash">The version of the procedure that applies.</param>
/// <param name="Subject">The party it is about.</param>
/// <param name="Status">One of <c>open</c>, <c>waiting</c> (for the applicant), <c>decided</c>, <c>withdrawn</c>.</param>
/// <param name="ReceivedAt">When the submission arrived.</param>
/// <param name="DueOn">The last day of the standard period; stands still while <c>waiting</c>.</param>
/// <param name="CorrectionId">The correction waited for: the draft at <c>/apply/CORRECTION</c>.</param>
/// <param name="AnswerBy">The last day for that answer.</param>
/// <param name="DecidedAt">When it was decided.</param>
/// <param name="Outcome">The code of the decision.</param>
public sealed record CaseSummary(
    Guid Id,
    Guid SubmissionId,
    string Reference,
    string ProcedureCode,
    string DefinitionHash,
    Guid Subject,
    string Status,
    DateTimeOffset ReceivedAt,
    DateOnly DueOn,
    Guid? CorrectionId,
    DateOnly? AnswerBy,
    DateTimeOffset? DecidedAt,
    string? Outcome);
