using Madoguchi.Intake.Contracts;
using Madoguchi.Kernel;
using Madoguchi.Procedures;

namespace Madoguchi.Intake;

internal sealed class Submissions(Database database) : ISubmissions
{
    private const string Parts =
        """
        select s.id, s.reference, s.part, s.original_id, s.procedure_code, s.definition_hash, s.subject, s.actor, s.channel,
               s.correction_id, s.received_at, p.answers
        from intake_submission s left join intake_payload p on p.submission_id = s.id
        """;

    public async Task<Submission?> FindAsync(Guid submissionId, CancellationToken cancellationToken) => await MergeAsync(
        await database.QueryAsync(
            Parts + " where s.original_id = (select original_id from intake_submission where id = @id) order by s.part",
            Read,
            cancellationToken,
            ("id", submissionId)),
        cancellationToken);

    public async Task<Submission?> ByReferenceAsync(string reference, CancellationToken cancellationToken) => await MergeAsync(
        await database.QueryAsync(Parts + " where s.reference = @reference order by s.part", Read, cancellationToken, ("reference", reference)),
        cancellationToken);

    private async Task<Submission?> MergeAsync(List<Part> parts, CancellationToken cancellationToken)
    {
        if (parts is not [var first, .. var corrections])
        {
            return null;
        }

        var merged = corrections.Aggregate(
            first.Answers ?? Answers.Empty, (answers, correction) => Journey.Correct(answers, correction.Answers ?? Answers.Empty));
        return new(
            first.Id, first.Reference, first.ProcedureCode, first.DefinitionHash, first.Subject, first.Actor, first.Channel, first.ReceivedAt,
            merged,
            first.Answers ?? Answers.Empty,
            await EvidenceAsync(first.Id, cancellationToken),
            [.. corrections.Select(correction => new CorrectionReceived(
                correction.Id, correction.CorrectionId!.Value, correction.Actor, correction.ReceivedAt,
                [.. (correction.Answers ?? Answers.Empty).All.Where(answer => answer.Value.How != How.Void).Select(answer => answer.Key)]))],
            IsErased: first.Answers is null);
    }

    private Task<List<Evidence>> EvidenceAsync(Guid original, CancellationToken cancellationToken) => database.QueryAsync(
        """
        select e.submission_id, e.path, e.file_id, e.name, e.type, e.length
        from intake_evidence e join intake_submission s on s.id = e.submission_id
        where s.original_id = @original order by s.part, e.added_at
        """,
        row => new Evidence(
            row.Guid("submission_id"), row.Text("path"), row.Guid("file_id"), row.Text("name"), row.Text("type"), row.Int64("length")),
        cancellationToken,
        ("original", original));

    private static Part Read(Row row) => new(
        row.Guid("id"), row.Text("reference"), row.Text("procedure_code"), row.Text("definition_hash"), row.Guid("subject"), row.Text("actor"),
        row.Text("channel"), row.GuidOrNull("correction_id"), row.Instant("received_at"),
        row.BytesOrNull("answers") is { } json ? Answers.FromJson(json) : null);

    private sealed record Part(
        Guid Id, string Reference, string ProcedureCode, string DefinitionHash, Guid Subject, string Actor, string Channel, Guid? CorrectionId,
        DateTimeOffset ReceivedAt, Answers? Answers);
}
