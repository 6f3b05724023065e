using System.Text.Json;
using System.Text.Json.Serialization;

namespace Madoguchi.Cases;

/// <summary>
/// What happened to a case: codes, ids and days only. What people wrote lies in <c>cases_text</c>, where it can be erased.
/// Add-only: a stored event is read for as long as the case is kept.
/// </summary>
public abstract record CaseEvent
{
    private CaseEvent()
    {
    }

    /// <summary>A submission arrived and the clock started; where it costs something, what it costs is told next.</summary>
    public sealed record Opened(
        Guid SubmissionId, string Reference, string ProcedureCode, string DefinitionHash, Guid Subject, string Applicant, string Channel,
        DateTimeOffset ReceivedAt, DateOnly DueOn, bool FeeAwaited = false) : CaseEvent;

    /// <summary>The case was taken, given, or (null) given back.</summary>
    public sealed record Assigned(string? Assignee) : CaseEvent;

    public sealed record NoteAdded(Guid TextId) : CaseEvent;

    /// <summary>Single answers were asked for again (補正); the clock stopped with <paramref name="DaysLeft"/> working days left.</summary>
    public sealed record CorrectionRequested(Guid CorrectionId, IReadOnlyList<AskedField> Fields, DateOnly AnswerBy, int DaysLeft) : CaseEvent;

    /// <summary>The answer came; the clock goes on. An answer to a correction no longer waited for is kept and changes no day.</summary>
    public sealed record CorrectionReceived(Guid CorrectionId, Guid SubmissionId, string By, DateOnly DueOn) : CaseEvent;

    /// <summary>The city no longer waits for the answer; the clock goes on.</summary>
    public sealed record CorrectionWithdrawn(Guid CorrectionId, DateOnly DueOn) : CaseEvent;

    public sealed record Decided(string Outcome, IReadOnlyList<string> Grounds, Guid ReasonTextId, DateOnly DecidedOn) : CaseEvent;

    /// <summary>Who had applied as a guest signed in and took the case into their account.</summary>
    public sealed record Claimed(Guid Subject) : CaseEvent;

    /// <summary>What the application costs, anew whenever that changes; null while the head must set it.</summary>
    public sealed record FeeAsked(long? Yen, long OpenYen, string Due, string Why) : CaseEvent;

    public sealed record FeePaid(long Yen, long OpenYen, string Way) : CaseEvent;

    public sealed record FeeRefunded(long Yen, long OpenYen, string Way) : CaseEvent;

    /// <summary>The applicant took the application back (取下げ).</summary>
    public sealed record Withdrawn(Guid? ReasonTextId) : CaseEvent;

    /// <summary>The time of keeping was over, by the rules of this version.</summary>
    public sealed record Erased(string Rules) : CaseEvent;
}

/// <summary>An answer asked for again, and the text that says what is wrong with it.</summary>
public sealed record AskedField(string Path, Guid TextId);

/// <summary>An event with its place in the case's history.</summary>
public sealed record CaseHistoryEntry(long Version, DateTimeOffset At, string Actor, string Purpose, CaseEvent Event);

/// <summary>The stored form: a type name that no renaming changes, and JSON by generated code.</summary>
internal static class StoredCaseEvent
{
    public static (string Type, string Payload) Write(CaseEvent happened) => happened switch
    {
        CaseEvent.Opened it => ("opened", JsonSerializer.Serialize(it, CaseEventJson.Default.Opened)),
        CaseEvent.Assigned it => ("assigned", JsonSerializer.Serialize(it, CaseEventJson.Default.Assigned)),
        CaseEvent.NoteAdded it => ("note-added", JsonSerializer.Serialize(it, CaseEventJson.Default.NoteAdded)),
        CaseEvent.CorrectionRequested it => ("correction-requested", JsonSerializer.Serialize(it, CaseEventJson.Default.CorrectionRequested)),
        CaseEvent.CorrectionReceived it => ("correction-received", JsonSerializer.Serialize(it, CaseEventJson.Default.CorrectionReceived)),
        CaseEvent.CorrectionWithdrawn it => ("correction-withdrawn", JsonSerializer.Serialize(it, CaseEventJson.Default.CorrectionWithdrawn)),
        CaseEvent.Decided it => ("decided", JsonSerializer.Serialize(it, CaseEventJson.Default.Decided)),
        CaseEvent.Claimed it => ("claimed", JsonSerializer.Serialize(it, CaseEventJson.Default.Claimed)),
        CaseEvent.Withdrawn it => ("withdrawn", JsonSerializer.Serialize(it, CaseEventJson.Default.Withdrawn)),
        CaseEvent.Erased it => ("erased", JsonSerializer.Serialize(it, CaseEventJson.Default.Erased)),
        CaseEvent.FeeAsked it => ("fee-asked", JsonSerializer.Serialize(it, CaseEventJson.Default.FeeAsked)),
        CaseEvent.FeePaid it => ("fee-paid", JsonSerializer.Serialize(it, CaseEventJson.Default.FeePaid)),
        CaseEvent.FeeRefunded it => ("fee-refunded", JsonSerializer.Serialize(it, CaseEventJson.Default.FeeRefunded)),
        _ => throw new ArgumentOutOfRangeException(nameof(happened), happened.GetType().Name, "A new event needs its stored name here."),
    };

    public static CaseEvent Read(string type, string payload) => type switch
    {
        "opened" => Read(payload, CaseEventJson.Default.Opened),
        "assigned" => Read(payload, CaseEventJson.Default.Assigned),
        "note-added" => Read(payload, CaseEventJson.Default.NoteAdded),
        "correction-requested" => Read(payload, CaseEventJson.Default.CorrectionRequested),
        "correction-received" => Read(payload, CaseEventJson.Default.CorrectionReceived),
        "correction-withdrawn" => Read(payload, CaseEventJson.Default.CorrectionWithdrawn),
        "decided" => Read(payload, CaseEventJson.Default.Decided),
        "claimed" => Read(payload, CaseEventJson.Default.Claimed),
        "withdrawn" => Read(payload, CaseEventJson.Default.Withdrawn),
        "erased" => Read(payload, CaseEventJson.Default.Erased),
        "fee-asked" => Read(payload, CaseEventJson.Default.FeeAsked),
        "fee-paid" => Read(payload, CaseEventJson.Default.FeePaid),
        "fee-refunded" => Read(payload, CaseEventJson.Default.FeeRefunded),
        _ => throw new InvalidOperationException($"cases_event holds a {type}, which this version does not know."),
    };

    private static CaseEvent Read<T>(string payload, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
        where T : CaseEvent =>
        JsonSerializer.Deserialize(payload, type) ?? throw new InvalidOperationException("cases_event holds an empty event.");
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(CaseEvent.Opened))]
[JsonSerializable(typeof(CaseEvent.Assigned))]
[JsonSerializable(typeof(CaseEvent.NoteAdded))]
[JsonSerializable(typeof(CaseEvent.CorrectionRequested))]
[JsonSerializable(typeof(CaseEvent.CorrectionReceived))]
[JsonSerializable(typeof(CaseEvent.CorrectionWithdrawn))]
[JsonSerializable(typeof(CaseEvent.Decided))]
[JsonSerializable(typeof(CaseEvent.Claimed))]
[JsonSerializable(typeof(CaseEvent.Withdrawn))]
[JsonSerializable(typeof(CaseEvent.Erased))]
[JsonSerializable(typeof(CaseEvent.FeeAsked))]
[JsonSerializable(typeof(CaseEvent.FeePaid))]
[JsonSerializable(typeof(CaseEvent.FeeRefunded))]
internal sealed partial class CaseEventJson : JsonSerializerContext;
