using Madoguchi.Kernel;

namespace Madoguchi.Delivery;

/// <summary>
/// The time of keeping of what somebody was told about an application is over (保存期間満了). Whoever handles the case publishes it, because
/// the case knows when that is; Delivery erases the contents of its letters and messages and keeps the proof that there were letters.
/// </summary>
/// <param name="EventId">This event.</param>
/// <param name="Reference">The application's receipt number, canonical, as <see cref="NoticeIssued"/> carried it.</param>
/// <param name="At">When it was erased.</param>
public sealed record NoticesExpired(Guid EventId, string Reference, DateTimeOffset At) : IEvent;
