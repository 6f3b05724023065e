using Madoguchi.Kernel;

namespace Madoguchi.Intake.Contracts;

/// <summary>
/// The answer to a correction is no longer waited for: the clerk took the question back, or the case was closed without it.
/// Whoever handles the case publishes it, on the aggregate of <see cref="CorrectionAsked"/>; Intake closes the draft.
/// </summary>
/// <param name="EventId">This event.</param>
/// <param name="CorrectionId">The correction, and the draft that would have answered it.</param>
/// <param name="CaseId">The case.</param>
/// <param name="SubmissionId">The original submission.</param>
/// <param name="At">When it was withdrawn.</param>
public sealed record CorrectionWithdrawn(Guid EventId, Guid CorrectionId, Guid CaseId, Guid SubmissionId, DateTimeOffset At) : IEvent;
