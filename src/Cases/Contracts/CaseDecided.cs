using Madoguchi.Kernel;

namespace Madoguchi.Cases.Contracts;

/// <summary>A case was decided. Why, in words, is for the applicant and is asked through <see cref="ICaseDirectory"/>, never announced.</summary>
/// <param name="EventId">This event.</param>
/// <param name="CaseId">The case.</param>
/// <param name="SubmissionId">The submission it began with.</param>
/// <param name="Reference">The number on the receipt, canonical.</param>
/// <param name="ProcedureCode">The procedure.</param>
/// <param name="DefinitionHash">The version of the procedure that was applied.</param>
/// <param name="Subject">The party the decision is about.</param>
/// <param name="Outcome">A code of the procedure's decisions (<c>granted</c>, <c>refused</c>).</param>
/// <param name="Grounds">Codes of the grounds, in the order chosen.</param>
/// <param name="FiscalYear">The fiscal year of the notice's number.</param>
/// <param name="Serial">The notice's number in that year.</param>
/// <param name="DecidedOn">The day of the decision in Japan.</param>
/// <param name="By">The actor's id.</param>
/// <param name="At">The moment.</param>
public sealed record CaseDecided(
    Guid EventId,
    Guid CaseId,
    Guid SubmissionId,
    string Reference,
    string ProcedureCode,
    string DefinitionHash,
    Guid Subject,
    string Outcome,
    IReadOnlyList<string> Grounds,
    long FiscalYear,
    long Serial,
    DateOnly DecidedOn,
    string By,
    DateTimeOffset At) : IEvent;

/// <summary>An application was taken back before it was decided.</summary>
/// <param name="EventId">This event.</param>
/// <param name="CaseId">The case.</param>
/// <param name="SubmissionId">The submission it began with.</param>
/// <param name="Reference">The number on the receipt, canonical.</param>
/// <param name="ProcedureCode">The procedure.</param>
/// <param name="Subject">The party it was for.</param>
/// <param name="By">The actor's id.</param>
/// <param name="At">The moment.</param>
public sealed record CaseWithdrawn(
    Guid EventId, Guid CaseId, Guid SubmissionId, string Reference, string ProcedureCode, Guid Subject, string By, DateTimeOffset At) : IEvent;
