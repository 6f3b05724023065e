using Madoguchi.Kernel;

namespace Madoguchi.Delivery;

/// <summary>
/// Something happened to a case that a connected system may want to know. It carries ids and codes; what they stand for the receiver
/// asks with its token.
/// </summary>
/// <param name="Type">One of <see cref="AnnouncementTypes"/>.</param>
/// <param name="CaseId">The case.</param>
/// <param name="SubmissionId">The submission it began with.</param>
/// <param name="Reference">The number on the receipt, canonical.</param>
/// <param name="ProcedureCode">The procedure.</param>
/// <param name="Applicant">Who submitted it: a client hears of what it submitted itself.</param>
public sealed record Announcement(string Type, Guid CaseId, Guid SubmissionId, string Reference, string ProcedureCode, string Applicant);

/// <summary>What can be announced; part of the API's contract.</summary>
public static class AnnouncementTypes
{
    public const string SubmissionReceived = "submission.received";
    public const string CorrectionAsked = "correction.asked";
    public const string CorrectionReceived = "correction.received";
    public const string CaseDecided = "case.decided";
    public const string CaseWithdrawn = "case.withdrawn";
    public const string FeePaid = "fee.paid";

    public static IReadOnlyList<string> All { get; } =
        [SubmissionReceived, CorrectionAsked, CorrectionReceived, CaseDecided, CaseWithdrawn, FeePaid];
}

/// <summary>
/// Tells connected systems. A request that changes Delivery (ADR 0031): it is written in the unit of what it tells of, so that
/// neither is there without the other.
/// </summary>
public interface IAnnouncements
{
    void Announce(Unit unit, Announcement announcement);
}

/// <summary>A receiver as the page of its client shows it.</summary>
/// <param name="Id">The subscription.</param>
/// <param name="Url">Where it listens.</param>
/// <param name="Types">Of what it hears.</param>
/// <param name="Status"><c>active</c>, <c>disabled</c> (it failed for days), <c>ended</c>.</param>
/// <param name="FailingSince">Since when it has not answered.</param>
/// <param name="SucceededAt">When it last answered.</param>
public sealed record WebhookState(
    Guid Id, string Url, IReadOnlyList<string> Types, string Status, DateTimeOffset? FailingSince, DateTimeOffset? SucceededAt);

/// <summary>What others may ask about receivers.</summary>
public interface IWebhookDirectory
{
    /// <summary>The receivers of a client, ended ones left out.</summary>
    Task<IReadOnlyList<WebhookState>> ForClientAsync(string actorId, CancellationToken cancellationToken);
}
