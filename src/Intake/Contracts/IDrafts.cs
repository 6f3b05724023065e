namespace Madoguchi.Intake.Contracts;

/// <summary>What a party has begun and not yet submitted.</summary>
public interface IDrafts
{
    /// <summary>
    /// The open drafts of a party in which something is written, and the corrections it was asked for; the one touched last first.
    /// The caller has checked that the reader may act for the party.
    /// </summary>
    Task<IReadOnlyList<DraftSummary>> ForSubjectAsync(Guid subject, CancellationToken cancellationToken);
}

/// <summary>A draft without its answers; it continues at <see cref="Address"/>.</summary>
/// <param name="Id">The draft; for a correction, the correction's id.</param>
/// <param name="ProcedureCode">The procedure.</param>
/// <param name="DefinitionHash">The version it was begun with and keeps.</param>
/// <param name="Subject">The party it is for.</param>
/// <param name="StartedAt">When it was begun.</param>
/// <param name="UpdatedAt">When it was last saved.</param>
/// <param name="KeptUntil">The last day before it is erased.</param>
/// <param name="InReplyTo">The correction it answers, or null.</param>
/// <param name="DueOn">The last day for answering a correction.</param>
public sealed record DraftSummary(
    Guid Id,
    string ProcedureCode,
    string DefinitionHash,
    Guid Subject,
    DateTimeOffset StartedAt,
    DateTimeOffset UpdatedAt,
    DateOnly KeptUntil,
    Guid? InReplyTo,
    DateOnly? DueOn)
{
    public string Address => $"/apply/{Id}";
}
