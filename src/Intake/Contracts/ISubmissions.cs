using Madoguchi.Procedures;

namespace Madoguchi.Intake.Contracts;

/// <summary>The submissions kept. The caller has checked that the reader may see them and records the look.</summary>
public interface ISubmissions
{
    /// <summary>The submission with its corrections merged in. The id of a correction finds the original.</summary>
    Task<Submission?> FindAsync(Guid submissionId, CancellationToken cancellationToken);

    /// <summary>The same by reference number, in its canonical form.</summary>
    Task<Submission?> ByReferenceAsync(string reference, CancellationToken cancellationToken);
}

/// <summary>A submission as it stands today.</summary>
/// <param name="Id">The original submission.</param>
/// <param name="Reference">The number on the receipt, canonical.</param>
/// <param name="ProcedureCode">The procedure.</param>
/// <param name="DefinitionHash">The version it was written with.</param>
/// <param name="Subject">The party it is for.</param>
/// <param name="ActorId">Who submitted it.</param>
/// <param name="Channel">How it came.</param>
/// <param name="ReceivedAt">When the original was received.</param>
/// <param name="Answers">The answers, each with who gave it, when and how; a corrected answer replaces the earlier one.</param>
/// <param name="Original">The answers as first submitted.</param>
/// <param name="Evidence">The files that the answers name.</param>
/// <param name="Corrections">The corrections received, oldest first.</param>
/// <param name="IsErased">The answers were erased when their time of keeping ended; the rest stays.</param>
public sealed record Submission(
    Guid Id,
    string Reference,
    string ProcedureCode,
    string DefinitionHash,
    Guid Subject,
    string ActorId,
    string Channel,
    DateTimeOffset ReceivedAt,
    Answers Answers,
    Answers Original,
    IReadOnlyList<Evidence> Evidence,
    IReadOnlyList<CorrectionReceived> Corrections,
    bool IsErased);

/// <summary>A file handed in as (part of) the answer at a path.</summary>
public sealed record Evidence(Guid SubmissionId, string Path, Guid FileId, string Name, string Type, long Length);

/// <summary>A correction received: which one, by whom and when, and the answers it changed.</summary>
public sealed record CorrectionReceived(
    Guid SubmissionId, Guid CorrectionId, string ActorId, DateTimeOffset ReceivedAt, IReadOnlyList<string> Paths);
