using System.ComponentModel.DataAnnotations;

namespace Madoguchi.Fees;

/// <summary>The fee (手数料) of an application: the sums of its ledger. What is asked, less what is waived, is what was paid, less what was paid back, and what is open.</summary>
public sealed record FeeResponse
{
    /// <summary>The submission it is for.</summary>
    public required Guid SubmissionId { get; init; }

    /// <summary>The number on the receipt (受付番号).</summary>
    public required string Reference { get; init; }

    /// <summary>The procedure's code.</summary>
    public required string Procedure { get; init; }

    /// <summary>The party whose application it is.</summary>
    public required Guid Subject { get; init; }

    /// <summary>Where it stands: <c>unclear</c> (the amount is to be set), <c>unpaid</c>, <c>paid</c>, <c>refund-due</c>, <c>refunded</c>, <c>free</c>.</summary>
    public required string State { get; init; }

    /// <summary>When it is paid: <c>before-decision</c>, <c>at-collection</c>, <c>later</c>.</summary>
    public required string Due { get; init; }

    /// <summary>What is asked; absent while it is to be set.</summary>
    public long? AskedYen { get; init; }

    /// <summary>What of it is waived (減免), or no longer asked.</summary>
    public required long WaivedYen { get; init; }

    /// <summary>What was paid.</summary>
    public required long PaidYen { get; init; }

    /// <summary>What was paid back (還付).</summary>
    public required long RefundedYen { get; init; }

    /// <summary>What is on its way back through the agency.</summary>
    public required long RefundingYen { get; init; }

    /// <summary>What is still to be paid; negative: what is to be paid back.</summary>
    public required long OpenYen { get; init; }

    /// <summary>What happened, the oldest first.</summary>
    public required IReadOnlyList<FeeEntryResponse> Entries { get; init; }

    /// <summary>Grows with each entry; the <c>If-Match</c> of a change.</summary>
    public required long Version { get; init; }

    internal static FeeResponse Of(Fee fee, IReadOnlyList<EntryRow> entries) => new()
    {
        SubmissionId = fee.SubmissionId,
        Reference = fee.Reference,
        Procedure = fee.ProcedureCode,
        Subject = fee.Subject,
        State = fee.State,
        Due = fee.Due,
        AskedYen = fee.IsUnclear ? null : fee.Asked,
        WaivedYen = fee.Waived,
        PaidYen = fee.Paid,
        RefundedYen = fee.Refunded,
        RefundingYen = fee.Refunding,
        OpenYen = fee.Open,
        Entries = [.. entries.Select(FeeEntryResponse.Of)],
        Version = fee.Version,
    };
}

/// <summary>A line of the ledger.</summary>
public sealed record FeeEntryResponse
{
    /// <summary>Its place.</summary>
    public required long Number { get; init; }

    /// <summary>What: <c>asked</c>, <c>waived</c>, <c>paying</c>, <c>paid</c>, <c>mismatch</c>, <c>refund-due</c>, <c>refunding</c>, <c>refund-failed</c>, <c>refunded</c> …</summary>
    public required string Kind { get; init; }

    /// <summary>How much; less was asked or waived than before where it is negative.</summary>
    public required long Yen { get; init; }

    /// <summary>How: <c>online</c>, <c>window</c>, <c>slip</c>, <c>transfer</c>.</summary>
    public string? Way { get; init; }

    /// <summary>The number of the receipt or slip.</summary>
    public string? Receipt { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Who brought it about.</summary>
    public required string By { get; init; }

    internal static FeeEntryResponse Of(EntryRow entry) => new()
    {
        Number = entry.Number,
        Kind = entry.Kind,
        Yen = entry.Yen,
        Way = entry.Way,
        Receipt = entry.Receipt,
        At = entry.At,
        By = entry.Actor,
    };
}

/// <summary>What became of a change.</summary>
public sealed record FeeChangedResponse
{
    /// <summary>The submission whose fee it is.</summary>
    public required Guid SubmissionId { get; init; }

    /// <summary>Its new version, also in <c>ETag</c>.</summary>
    public required long Version { get; init; }
}

/// <summary>All that is open was paid.</summary>
public sealed record RecordPaymentRequest
{
    /// <summary>How: <c>window</c> (cash) or <c>slip</c> (納付書).</summary>
    [Required, AllowedValues("window", "slip")]
    public required string Way { get; init; }

    /// <summary>The number of the receipt handed out, or of the slip.</summary>
    [Required, StringLength(Fee.LongestReceipt)]
    public required string Receipt { get; init; }
}

/// <summary>What is due goes back.</summary>
public sealed record RefundFeeRequest
{
    /// <summary>How: <c>online</c> starts what the agency can pay back; <c>window</c> or <c>transfer</c> records that the rest went back so.</summary>
    [Required, AllowedValues("online", "window", "transfer")]
    public required string Way { get; init; }

    /// <summary>The number of the receipt or transfer; not needed <c>online</c>.</summary>
    [StringLength(Fee.LongestReceipt)]
    public string? Receipt { get; init; }
}

/// <summary>What is open is no longer asked (減免).</summary>
public sealed record WaiveFeeRequest
{
    /// <summary>On what rule and which facts it rests.</summary>
    [Required, StringLength(Fee.LongestReason)]
    public required string Reason { get; init; }
}

/// <summary>An amount that the answers do not tell.</summary>
public sealed record SetFeeRequest
{
    /// <summary>How much.</summary>
    [Required, Range(1, WaiveFee.MostYen)]
    public required long Yen { get; init; }

    /// <summary>On what rule and which facts it rests.</summary>
    [Required, StringLength(Fee.LongestReason)]
    public required string Reason { get; init; }
}
