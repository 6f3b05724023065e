using Madoguchi.Kernel;

namespace Madoguchi.Fees;

/// <summary>
/// What an application costs, told when it was submitted and again whenever that changes: a correction, a waiver, an application that came
/// to nothing. Published on the aggregate <c>submission/SUBMISSION</c>.
/// </summary>
/// <param name="EventId">This event.</param>
/// <param name="SubmissionId">The submission it is for.</param>
/// <param name="Reference">The number on the receipt, canonical.</param>
/// <param name="Yen">What is asked in all, waivers taken off; null while somebody must set it.</param>
/// <param name="OpenYen">What is still to be paid; negative: what is to be paid back.</param>
/// <param name="Due">When it is paid: <c>before-decision</c>, <c>at-collection</c>, <c>later</c>.</param>
/// <param name="Why">One of <see cref="FeeReasons"/>.</param>
/// <param name="By">The actor's id.</param>
/// <param name="At">The moment.</param>
public sealed record FeeAsked(
    Guid EventId, Guid SubmissionId, string Reference, long? Yen, long OpenYen, string Due, string Why, string By, DateTimeOffset At) : IEvent;

/// <summary>Why a fee is what it is; stored as text.</summary>
public static class FeeReasons
{
    public const string Submitted = "submitted";
    public const string Corrected = "corrected";

    /// <summary>The answers did not tell the amount; the head set it.</summary>
    public const string Set = "set";

    /// <summary>The head waived it (減免).</summary>
    public const string Waived = "waived";
    public const string Withdrawn = "withdrawn";
    public const string Refused = "refused";
}
