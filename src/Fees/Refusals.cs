using Madoguchi.Kernel;

namespace Madoguchi.Fees;

internal sealed record NoSuchFee() : Refusal("no-such-fee", RefusalKind.NotFound);

/// <summary>Something happened to the fee since the form was opened.</summary>
internal sealed record FeeChanged() : Refusal("fee-changed", RefusalKind.Conflict);

internal sealed record NothingToPay() : Refusal("nothing-to-pay", RefusalKind.Conflict);

internal sealed record NothingToRefund() : Refusal("nothing-to-refund", RefusalKind.Conflict);

/// <summary>The amount follows from the answers; what is too much is waived.</summary>
internal sealed record FeeIsClear() : Refusal("fee-is-clear", RefusalKind.Conflict);

internal sealed record AmountMissing() : Refusal("amount-missing", RefusalKind.Invalid);

internal sealed record WaiverReasonMissing() : Refusal("waiver-reason-missing", RefusalKind.Invalid);

internal sealed record WaiverReasonTooLong(int Longest) : Refusal("waiver-reason-too-long", RefusalKind.Invalid);

internal sealed record WayMissing() : Refusal("way-missing", RefusalKind.Invalid);

internal sealed record ReceiptNumberMissing() : Refusal("receipt-number-missing", RefusalKind.Invalid);

internal sealed record ReceiptNumberTooLong(int Longest) : Refusal("receipt-number-too-long", RefusalKind.Invalid);

/// <summary>What was not what was ordered is settled already, or there is no such payment.</summary>
internal sealed record NoSuchMismatch() : Refusal("no-such-mismatch", RefusalKind.Conflict);

/// <summary>Another currency, or one that was never told: it counts as no amount of yen, and the agency is not asked to give back yen.</summary>
internal sealed record MismatchIsNotYen() : Refusal("mismatch-is-not-yen", RefusalKind.Conflict);

/// <summary>The procedure takes no money online, or the city has no agency.</summary>
internal sealed record NotPayableOnline() : Refusal("not-payable-online", RefusalKind.Conflict);

/// <summary>The agency cannot be reached; nothing was charged.</summary>
internal sealed record PaymentAgencyAway() : Refusal("payment-agency-away", RefusalKind.Conflict);
