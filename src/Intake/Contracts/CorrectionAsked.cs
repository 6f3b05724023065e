using Madoguchi.Kernel;

namespace Madoguchi.Intake.Contracts;

/// <summary>
/// A clerk asked the resident to correct single answers (補正, 行政手続法 第7条). Whoever handles the case publishes it;
/// Intake opens the draft in which it is answered. That draft has the correction's id: it is found at <c>/apply/CORRECTION</c>.
/// </summary>
/// <param name="EventId">This event.</param>
/// <param name="CorrectionId">The correction, and the draft that answers it.</param>
/// <param name="CaseId">The case.</param>
/// <param name="SubmissionId">The original submission.</param>
/// <param name="Paths">The answers asked for again (<c>bank</c>, <c>children/2/name</c>).</param>
/// <param name="DueOn">The last day for the answer.</param>
/// <param name="At">When it was asked.</param>
public sealed record CorrectionAsked(
    Guid EventId,
    Guid CorrectionId,
    Guid CaseId,
    Guid SubmissionId,
    IReadOnlyList<string> Paths,
    DateOnly DueOn,
    DateTimeOffset At) : IEvent;
