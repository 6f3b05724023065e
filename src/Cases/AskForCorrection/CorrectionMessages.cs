using Madoguchi.Intake.Contracts;
using Madoguchi.Kernel;

namespace Madoguchi.Cases;

/// <summary>What a clerk wrote about each answer, for the page on which the resident answers again.</summary>
internal sealed class CorrectionMessages(Database database) : ICorrectionMessages
{
    public async Task<IReadOnlyDictionary<string, string>> ForAsync(Guid correctionId, CancellationToken cancellationToken)
    {
        var asked = await database.QueryAsync(
            """
            select e.type, e.payload from cases_event e join cases_correction c on c.case_id = e.case_id
            where c.id = @correction and e.type = 'correction-requested'
            """,
            row => (CaseEvent.CorrectionRequested)StoredCaseEvent.Read(row.Text("type"), row.Text("payload")),
            cancellationToken,
            ("correction", correctionId));
        var texts = await database.QueryAsync(
            """
            select t.id, t.body from cases_text t join cases_correction c on c.case_id = t.case_id
            where c.id = @correction and t.kind = 'correction' and t.body is not null
            """,
            row => KeyValuePair.Create(row.Guid("id"), row.Text("body")),
            cancellationToken,
            ("correction", correctionId));
        var bodies = texts.ToDictionary();
        return asked.Where(it => it.CorrectionId == correctionId).SelectMany(it => it.Fields).Where(field => bodies.ContainsKey(field.TextId))
            .ToDictionary(field => field.Path, field => bodies[field.TextId], StringComparer.Ordinal);
    }
}
