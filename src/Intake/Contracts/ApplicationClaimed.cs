using Madoguchi.Kernel;

namespace Madoguchi.Intake.Contracts;

/// <summary>
/// Somebody who signed in took into their account what they had sent as a guest. Published on the aggregate <c>submission/ORIGINAL</c>,
/// after what made it.
/// </summary>
/// <param name="EventId">This event.</param>
/// <param name="SubmissionId">The original submission.</param>
/// <param name="Reference">Its number, canonical.</param>
/// <param name="Guest">The party it was for, which no register knows.</param>
/// <param name="Subject">The party it is for from now on.</param>
/// <param name="ActorId">Who took it.</param>
/// <param name="At">When.</param>
public sealed record ApplicationClaimed(
    Guid EventId, Guid SubmissionId, string Reference, Guid Guest, Guid Subject, string ActorId, DateTimeOffset At) : IEvent;
