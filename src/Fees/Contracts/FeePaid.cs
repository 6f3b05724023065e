using Madoguchi.Kernel;

namespace Madoguchi.Fees;

/// <summary>A fee was paid, once, for certain. Published on the aggregate <c>submission/SUBMISSION</c>.</summary>
/// <param name="EventId">This event.</param>
/// <param name="SubmissionId">The submission it is for.</param>
/// <param name="Reference">The number on the receipt, canonical.</param>
/// <param name="Yen">What was paid now.</param>
/// <param name="OpenYen">What is still to be paid; negative: what is to be paid back.</param>
/// <param name="Way">How: <c>online</c>, <c>window</c>, <c>slip</c>.</param>
/// <param name="By">The actor's id; the payer's for a payment online.</param>
/// <param name="At">The moment it was recorded.</param>
public sealed record FeePaid(
    Guid EventId, Guid SubmissionId, string Reference, long Yen, long OpenYen, string Way, string By, DateTimeOffset At) : IEvent;
