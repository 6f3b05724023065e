namespace Madoguchi.Delivery;

internal sealed class NoticeRow
{
    public required Guid Id { get; init; }

    public required string Kind { get; init; }

    public required Guid Recipient { get; init; }

    public string? Reference { get; init; }

    public required DateTimeOffset IssuedAt { get; init; }

    public required string Status { get; init; }

    public bool? Official { get; init; }

    public string? Category { get; init; }

    public required long Attempts { get; init; }

    public required DateTimeOffset DueAt { get; init; }

    public string? LastError { get; init; }
}

/// <summary>What a notice in <c>delivery_notice</c> has come to.</summary>
internal static class NoticeStatus
{
    public const string Issued = "issued";
    public const string Served = "served";
    public const string Lapsed = "lapsed";
    public const string Declined = "declined";

    /// <summary>Why one lapsed: no register knows whom it is for.</summary>
    public const string NotRegistered = "not-registered";
}

/// <summary>The ways a message takes.</summary>
internal static class Channels
{
    public const string Email = "email";
    public const string Letter = "letter";
    public const string Webhook = "webhook";
}

internal sealed class MessageRow
{
    public required Guid Id { get; init; }

    public required Guid NoticeId { get; init; }

    public required Guid Recipient { get; init; }

    public required string Kind { get; init; }

    public required string Channel { get; init; }

    public required bool Official { get; init; }

    public string? Category { get; init; }

    public required string State { get; init; }

    public string? Code { get; init; }

    public required long Attempt { get; init; }

    public required long Repeats { get; init; }

    public required long LostReplies { get; init; }

    public required string WireId { get; init; }

    public string? Address { get; init; }

    public string? Subject { get; init; }

    public string? Body { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ChangedAt { get; init; }

    public DateTimeOffset? DueAt { get; init; }

    public required DateTimeOffset GiveUpAt { get; init; }

    public Guid? HeldBy { get; init; }

    public DateTimeOffset? HeldUntil { get; init; }
}

internal sealed class StepRow
{
    public required Guid MessageId { get; init; }

    public required long Number { get; init; }

    public required DateTimeOffset At { get; init; }

    public required string State { get; init; }

    public string? Code { get; init; }

    public required long Attempt { get; init; }

    public required string Actor { get; init; }
}

internal sealed class PreferenceRow
{
    public required Guid Party { get; init; }

    public required string OfficialChannel { get; init; }

    public DateTimeOffset? ConsentedAt { get; init; }

    public string? ConsentWording { get; init; }

    public string? Email { get; init; }

    /// <summary>What the city's webhook understands: a phone number for SMS, the id of an account.</summary>
    public string? WebhookAddress { get; init; }

    public required string QuietFrom { get; init; }

    public required string QuietUntil { get; init; }

    public required string Language { get; init; }

    public required DateTimeOffset ChangedAt { get; init; }

    public required long Version { get; init; }
}

internal sealed class DeclinedRow
{
    public required Guid Party { get; init; }

    public required string Category { get; init; }

    public required DateTimeOffset At { get; init; }

    public required string By { get; init; }
}

internal sealed class FailedAddressRow
{
    public required Guid Party { get; init; }

    public required string Address { get; init; }

    public required DateTimeOffset Since { get; init; }

    public required string Code { get; init; }
}

internal sealed class RecordedRow
{
    public required Guid Id { get; init; }

    public required Guid MessageId { get; init; }

    public required string Channel { get; init; }

    public required DateTimeOffset At { get; init; }

    public required string Address { get; init; }

    public required string Subject { get; init; }

    public required string Content { get; init; }
}
