using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Madoguchi.DesignSystem;

namespace Madoguchi.Cases;

/// <summary>A case (案件) without its answers and reasons.</summary>
public sealed record CaseResponse
{
    /// <summary>The case.</summary>
    public required Guid Id { get; init; }

    /// <summary>The submission it began with.</summary>
    public required Guid SubmissionId { get; init; }

    /// <summary>The number on the receipt (受付番号).</summary>
    public required string Reference { get; init; }

    /// <summary>The procedure's code.</summary>
    public required string Procedure { get; init; }

    /// <summary>The version of the procedure that applies.</summary>
    public required string ProcedureVersion { get; init; }

    /// <summary>The party it is about.</summary>
    public required Guid Subject { get; init; }

    /// <summary>Where it stands: <c>open</c>, <c>waiting</c> (for the applicant), <c>decided</c>, <c>withdrawn</c>.</summary>
    public required string Status { get; init; }

    /// <summary>How it came: <c>web</c>, <c>paper</c>, <c>window</c>, <c>phone</c>.</summary>
    public required string Channel { get; init; }

    /// <summary>When the submission arrived.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>The last day of the standard period (標準処理期間); it stands still while <c>waiting</c>.</summary>
    public required DateOnly DueOn { get; init; }

    /// <summary>Who holds it: <c>staff:CODE</c> or <c>client:CODE</c>.</summary>
    public string? Assignee { get; init; }

    /// <summary>The correction (補正) waited for.</summary>
    public Guid? CorrectionId { get; init; }

    /// <summary>The last day for its answer.</summary>
    public DateOnly? AnswerBy { get; init; }

    /// <summary>When it was decided.</summary>
    public DateTimeOffset? DecidedAt { get; init; }

    /// <summary>The code of the decision.</summary>
    public string? Outcome { get; init; }

    /// <summary>The fee (手数料); absent where nothing was ever asked.</summary>
    public CaseFeeResponse? Fee { get; init; }

    /// <summary>Grows with each step; the <c>If-Match</c> of a change.</summary>
    public required long Version { get; init; }

    internal static CaseResponse Of(Case it) => new()
    {
        Id = it.Id,
        SubmissionId = it.SubmissionId,
        Reference = it.Reference,
        Procedure = it.ProcedureCode,
        ProcedureVersion = it.DefinitionHash,
        Subject = it.Subject,
        Status = it.Status,
        Channel = it.Channel,
        ReceivedAt = it.ReceivedAt,
        DueOn = it.DueOn,
        Assignee = it.Assignee,
        CorrectionId = it.CorrectionId,
        AnswerBy = it.AnswerBy,
        DecidedAt = it.DecidedAt,
        Outcome = it.Outcome,
        Fee = CaseFeeResponse.Of(it),
        Version = it.Version,
    };
}

/// <summary>What an application costs, and what of it is paid.</summary>
public sealed record CaseFeeResponse
{
    /// <summary>What is asked in all, waivers taken off; absent while it is not known yet, or somebody must set it.</summary>
    public long? AskedYen { get; init; }

    /// <summary>What is paid, refunds taken off; absent while it is not known what is asked.</summary>
    public long? PaidYen { get; init; }

    /// <summary>What is still to be paid; negative: what is to be paid back.</summary>
    public required long OpenYen { get; init; }

    /// <summary>When it is paid: <c>before-decision</c>, <c>at-collection</c>, <c>later</c>; absent while that is not known yet.</summary>
    public string? Due { get; init; }

    /// <summary>Nothing is granted before it is paid, or while it is not known: a decision to grant is refused with <c>fee-unpaid</c>.</summary>
    public required bool MustPayFirst { get; init; }

    internal static CaseFeeResponse? Of(Case it) => !it.HasFee ? null : new()
    {
        AskedYen = it.FeeAwaited ? null : it.FeeYen,
        PaidYen = it.FeeAwaited ? null : it.FeeYen - it.FeeOpen,
        OpenYen = it.FeeOpen,
        Due = it.FeeDue,
        MustPayFirst = it.MustPayFirst,
    };
}

/// <summary>A page of cases, the oldest first.</summary>
public sealed record CaseListResponse
{
    /// <summary>The cases.</summary>
    public required IReadOnlyList<CaseResponse> Items { get; init; }

    /// <summary>Given back as <c>after</c>, it leads to the next page; absent on the last.</summary>
    public string? Next { get; init; }
}

/// <summary>A case with what was answered and what happened.</summary>
public sealed record CaseDetailResponse
{
    /// <summary>The case.</summary>
    public required CaseResponse Case { get; init; }

    /// <summary>The answers as they stand, in the order of the procedure.</summary>
    public required IReadOnlyList<CaseAnswerResponse> Answers { get; init; }

    /// <summary>The files the answers name.</summary>
    public required IReadOnlyList<CaseFileResponse> Files { get; init; }

    /// <summary>What happened, the oldest first.</summary>
    public required IReadOnlyList<CaseStepResponse> History { get; init; }

    /// <summary>The reason of the decision in words; absent before it, and once it was erased.</summary>
    public string? Reason { get; init; }

    /// <summary>The grounds of the decision.</summary>
    public IReadOnlyList<string>? Grounds { get; init; }

    internal static CaseDetailResponse Of(CaseFile file) => new()
    {
        Case = CaseResponse.Of(file.Case),
        Answers = [.. file.Lines.Select(CaseAnswerResponse.Of)],
        Files =
        [
            .. (file.Submission?.Evidence ?? []).Select(evidence => new CaseFileResponse
            {
                Id = evidence.FileId, Path = evidence.Path, Name = evidence.Name, Type = evidence.Type, Bytes = evidence.Length,
            }),
        ],
        History =
        [
            .. file.History.Select(entry => new CaseStepResponse
            {
                Version = entry.Version, Type = StoredCaseEvent.Write(entry.Event).Type, At = entry.At, By = entry.Actor,
            }),
        ],
        Reason = file.Decision is { } decided ? file.TextOf(decided.ReasonTextId) : null,
        Grounds = file.Decision?.Grounds,
    };
}

/// <summary>An answer.</summary>
public sealed record CaseAnswerResponse
{
    /// <summary>Where it lies.</summary>
    public required string Path { get; init; }

    /// <summary>The question, in Japanese.</summary>
    public required string Label { get; init; }

    /// <summary>The answer, in the JSON of the question's kind.</summary>
    public required JsonElement Value { get; init; }

    /// <summary>How it came about: <c>typed</c>, <c>confirmed</c> (the city held it), <c>contested</c> (the city holds something else).</summary>
    public required string How { get; init; }

    /// <summary>Who gave it.</summary>
    public required string By { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>What the city holds instead, where the answer contests it, in words.</summary>
    public string? Registered { get; init; }

    internal static CaseAnswerResponse Of(AnswerLine line)
    {
        using var json = JsonDocument.Parse(line.Answer.Value.ToJson());
        return new()
        {
            Path = line.Path,
            Label = Ruby.Strip(line.Label),
            Value = json.RootElement.Clone(),
            How = line.Answer.How switch { Procedures.How.Confirmed => "confirmed", Procedures.How.Contested => "contested", _ => "typed" },
            By = line.Answer.By,
            At = line.Answer.At,
            Registered = line.Registered,
        };
    }
}

/// <summary>A file handed in.</summary>
public sealed record CaseFileResponse
{
    /// <summary>The file.</summary>
    public required Guid Id { get; init; }

    /// <summary>The answer that names it.</summary>
    public required string Path { get; init; }

    /// <summary>As it was called.</summary>
    public required string Name { get; init; }

    /// <summary>Its type.</summary>
    public required string Type { get; init; }

    /// <summary>Its length.</summary>
    public required long Bytes { get; init; }
}

/// <summary>Something that happened to a case.</summary>
public sealed record CaseStepResponse
{
    /// <summary>Its place.</summary>
    public required long Version { get; init; }

    /// <summary>What: <c>opened</c>, <c>assigned</c>, <c>note-added</c>, <c>correction-requested</c>, <c>decided</c> …</summary>
    public required string Type { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Who.</summary>
    public required string By { get; init; }
}

/// <summary>What became of a change.</summary>
public sealed record CaseChangedResponse
{
    /// <summary>The case.</summary>
    public required Guid Id { get; init; }

    /// <summary>Its new version, also in <c>ETag</c>.</summary>
    public required long Version { get; init; }
}

/// <summary>Who is to hold a case.</summary>
public sealed record AssignCaseRequest
{
    /// <summary><c>staff:CODE</c>, <c>self</c> for the client itself, or null to give it back.</summary>
    [StringLength(80)]
    public string? Assignee { get; init; }
}

/// <summary>A note for colleagues.</summary>
public sealed record AddNoteRequest
{
    /// <summary>The words.</summary>
    [Required, StringLength(Case.LongestText)]
    public required string Text { get; init; }
}

/// <summary>Answers to ask for again (補正).</summary>
public sealed record AskForCorrectionRequest
{
    /// <summary>Which, and what is wrong with each.</summary>
    [Required, MinLength(1), MaxLength(50)]
    public required IReadOnlyList<AskedAnswerRequest> Fields { get; init; }

    /// <summary>The last day for the answer.</summary>
    [Required]
    public required DateOnly AnswerBy { get; init; }
}

/// <summary>An answer asked for again.</summary>
public sealed record AskedAnswerRequest
{
    /// <summary>Its path.</summary>
    [Required, StringLength(200)]
    public required string Path { get; init; }

    /// <summary>What is wrong with it, for the applicant to read.</summary>
    [Required, StringLength(Case.LongestText)]
    public required string Message { get; init; }
}

/// <summary>The application is taken back (取下げ).</summary>
public sealed record WithdrawCaseRequest
{
    /// <summary>Why, if the applicant says so.</summary>
    [StringLength(Case.LongestText)]
    public string? Reason { get; init; }
}

/// <summary>A decision (処分). It stays.</summary>
public sealed record DecideCaseRequest
{
    /// <summary>An outcome of the procedure.</summary>
    [Required, StringLength(80)]
    public required string Outcome { get; init; }

    /// <summary>Its grounds, by code.</summary>
    [Required, MinLength(1), MaxLength(50)]
    public required IReadOnlyList<string> Grounds { get; init; }

    /// <summary>The reason in words (行政手続法 第8条), for the applicant to read.</summary>
    [Required, StringLength(Case.LongestText)]
    public required string Reason { get; init; }
}
