using Madoguchi.Intake.Contracts;
using Madoguchi.Kernel;

namespace Madoguchi.Cases;

/// <summary>The cases of a party that wait for a decision or for the party itself.</summary>
internal sealed class OpenCases(Database database) : IOpenCases
{
    public async Task<IReadOnlyList<OpenCase>> ForAsync(Guid subject, string procedureCode, CancellationToken cancellationToken) =>
        await database.QueryAsync(
            """
            select reference, received_at from cases_case
            where subject = @subject and procedure_code = @procedure and status in (@open, @waiting)
            order by received_at desc
            """,
            row => new OpenCase(row.Text("reference"), row.Instant("received_at"), $"/my/cases/{row.Text("reference")}"),
            cancellationToken,
            ("subject", subject), ("procedure", procedureCode), ("open", CaseStatus.Open), ("waiting", CaseStatus.Waiting));
}
