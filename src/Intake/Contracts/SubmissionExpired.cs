using Madoguchi.Kernel;

namespace Madoguchi.Intake.Contracts;

/// <summary>
/// The time of keeping of a submission is over (保存期間満了). Whoever handles the case publishes it, because the case knows when that is;
/// Intake erases the answers and the files, of the original and of its corrections.
/// </summary>
/// <param name="EventId">This event.</param>
/// <param name="SubmissionId">The original submission.</param>
/// <param name="At">When it was erased.</param>
public sealed record SubmissionExpired(Guid EventId, Guid SubmissionId, DateTimeOffset At) : IEvent;
