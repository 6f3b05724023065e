using Madoguchi.Kernel;

namespace Madoguchi.Fees;

/// <summary>
/// An application came to nothing: withdrawn, or refused. Whoever handles the case publishes it, on the aggregate
/// <c>submission/SUBMISSION</c>; what is still open is no longer asked, and what the procedure says is paid back.
/// </summary>
/// <param name="EventId">This event.</param>
/// <param name="SubmissionId">The submission.</param>
/// <param name="Why"><see cref="FeeReasons.Withdrawn"/> or <see cref="FeeReasons.Refused"/>.</param>
/// <param name="WasHandled">Whether anybody had worked on it.</param>
/// <param name="By">The actor's id.</param>
/// <param name="At">The moment.</param>
public sealed record FeeNoLongerDue(Guid EventId, Guid SubmissionId, string Why, bool WasHandled, string By, DateTimeOffset At) : IEvent;
