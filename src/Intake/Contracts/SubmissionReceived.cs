using Madoguchi.Kernel;
using Madoguchi.Procedures;

namespace Madoguchi.Intake.Contracts;

/// <summary>
/// A submission (申請・届出) is kept, whole and for good. Published in the transaction that stored it, on the aggregate
/// <c>submission/ORIGINAL</c>, so that a submission and its corrections arrive in order.
/// </summary>
/// <param name="EventId">This event.</param>
/// <param name="SubmissionId">What was kept; <see cref="ISubmissions"/> gives its answers.</param>
/// <param name="Reference">The number on the receipt, canonical. A correction carries the number of what it corrects.</param>
/// <param name="ProcedureCode">The procedure.</param>
/// <param name="DefinitionHash">The version of the procedure it was written with.</param>
/// <param name="Subject">The party it is for.</param>
/// <param name="ActorId">Who submitted it.</param>
/// <param name="Channel">One of <see cref="Channels"/>.</param>
/// <param name="InReplyTo">The correction it answers, or null.</param>
/// <param name="ReceivedAt">The moment of receipt (行政手続法 第7条).</param>
/// <param name="Fee">What it costs, by the answers as they now stand; null where the procedure is free.</param>
public sealed record SubmissionReceived(
    Guid EventId,
    Guid SubmissionId,
    string Reference,
    string ProcedureCode,
    string DefinitionHash,
    Guid Subject,
    string ActorId,
    string Channel,
    Guid? InReplyTo,
    DateTimeOffset ReceivedAt,
    SubmittedFee? Fee = null) : IEvent;

/// <summary>
/// What a submission costs (手数料), worked out from its version of the procedure, its answers and what was known on that day: the amount
/// its applicant saw before submitting, and not another one that a later day would give.
/// </summary>
/// <param name="Yen">The amount; null where the answers do not tell it, and somebody must.</param>
/// <param name="Due">One of <see cref="FeeDue"/>.</param>
/// <param name="Exemption">The code of the exemption for which nothing is paid, or null.</param>
public sealed record SubmittedFee(long? Yen, string Due, string? Exemption)
{
    /// <summary>The fee where a journey stands; null where the procedure is free.</summary>
    public static SubmittedFee? Of(JourneyState state) =>
        state.Definition.MayCost ? new(state.FeeYen, state.FeeDue, state.FeeExemption?.Code) : null;
}

/// <summary>The ways in which a submission reaches the city. What happens afterwards does not depend on it.</summary>
public static class Channels
{
    public const string Web = "web";
    public const string Paper = "paper";
    public const string Window = "window";
    public const string Phone = "phone";
}
