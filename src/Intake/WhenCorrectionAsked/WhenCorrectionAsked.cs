using System.Text.Json;
using Madoguchi.Intake.Contracts;
using Madoguchi.Kernel;

namespace Madoguchi.Intake;

/// <summary>
/// A clerk asked for single answers again: the draft in which they are given lies ready at once, with the version of the procedure
/// that the submission was written with. The earlier answers are read from the submission, so they are not copied.
/// </summary>
internal sealed class WhenCorrectionAsked(RetentionPlan retention) : IHandles<CorrectionAsked>
{
    public void Handle(CorrectionAsked happened, Unit unit)
    {
        var opened = unit.Execute(
            """
            insert into intake_draft
                (id, subject, owner, procedure_code, definition_hash, version, status, answers, started_at, updated_at, kept_until,
                 correction_id, original_id, asked_paths, due_on, submission_id)
            select @correction, subject, actor, procedure_code, definition_hash, 1, 'open', '{}', @at, @at, @kept_until,
                   @correction, id, @paths, @due_on, null
            from intake_submission where id = @submission and part = 0
            """,
            ("correction", happened.CorrectionId),
            ("at", unit.Now),
            ("kept_until", KeptDrafts.Until(retention, happened.DueOn)),
            ("paths", JsonSerializer.Serialize(happened.Paths)),
            ("due_on", happened.DueOn),
            ("submission", happened.SubmissionId));
        if (opened == 0)
        {
            throw new InvalidOperationException($"The correction {happened.CorrectionId} is of a submission that does not exist.");
        }
    }
}
