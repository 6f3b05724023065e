using Madoguchi.Kernel;

namespace Madoguchi.Fees;

/// <summary>What was paid too much, or for nothing, was paid back (還付). Published on the aggregate <c>submission/SUBMISSION</c>.</summary>
/// <param name="EventId">This event.</param>
/// <param name="SubmissionId">The submission it was for.</param>
/// <param name="Reference">The number on the receipt, canonical.</param>
/// <param name="Yen">What was paid back now.</param>
/// <param name="OpenYen">What is still to be paid; negative: what is still to be paid back.</param>
/// <param name="Way">How: <c>online</c>, <c>window</c>, <c>transfer</c>.</param>
/// <param name="By">Who began it.</param>
/// <param name="At">The moment it was certain.</param>
public sealed record FeeRefunded(
    Guid EventId, Guid SubmissionId, string Reference, long Yen, long OpenYen, string Way, string By, DateTimeOffset At) : IEvent;
