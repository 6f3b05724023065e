using Madoguchi.Cases.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Madoguchi.Cases;

internal sealed class CaseDirectory(CasesDb db) : ICaseDirectory
{
    private const int MostCases = 200;

    public async Task<CaseSummary?> FindAsync(Guid caseId, CancellationToken cancellationToken) =>
        await db.Cases.SingleOrDefaultAsync(it => it.Id == caseId, cancellationToken) is { } it ? Summary(it) : null;

    public async Task<CaseSummary?> ByReferenceAsync(string reference, CancellationToken cancellationToken) =>
        await db.Cases.SingleOrDefaultAsync(it => it.Reference == reference, cancellationToken) is { } it ? Summary(it) : null;

    public async Task<IReadOnlyList<CaseSummary>> ForSubjectAsync(Guid subject, CancellationToken cancellationToken) =>
        (await db.Cases.Where(it => it.Subject == subject).OrderByDescending(it => it.ReceivedAt).ThenByDescending(it => it.Id).Take(MostCases)
            .ToListAsync(cancellationToken)).ConvertAll(Summary);

    private static CaseSummary Summary(Case it) => new(
        it.Id, it.SubmissionId, it.Reference, it.ProcedureCode, it.DefinitionHash, it.Subject, it.Status, it.ReceivedAt, it.DueOn, it.CorrectionId,
        it.AnswerBy, it.DecidedAt, it.Outcome);
}
