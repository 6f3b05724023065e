using Madoguchi.Kernel;

namespace Madoguchi.Delivery;

/// <summary>
/// Something must reach somebody: an official notice (決定通知, 補正のお願い) or a plain message. Whoever's word it is publishes it with the
/// change it tells of; Delivery serves it. It carries no words and no personal data: those are asked of <see cref="INoticeSource"/> when
/// they are needed.
/// </summary>
/// <param name="EventId">This event.</param>
/// <param name="NoticeId">The notice; one notice is served once, whatever its channel.</param>
/// <param name="Kind">The template in the city's content: <c>letters/KIND.yaml</c>. It says whether the notice is official.</param>
/// <param name="Recipient">The party it is for.</param>
/// <param name="Reference">The receipt number of the application it is about, canonical.</param>
/// <param name="At">When it was issued.</param>
public sealed record NoticeIssued(Guid EventId, Guid NoticeId, string Kind, Guid Recipient, string? Reference, DateTimeOffset At) : IEvent;
