using Madoguchi.DesignSystem;
using Madoguchi.Kernel;

namespace Madoguchi.Fees;

/// <summary>A fee in words: its state and its entries for residents, and the same in short for staff.</summary>
internal static class FeeWords
{
    public static Tone ToneOf(string state) => state switch
    {
        FeeState.Unpaid or FeeState.Unclear or FeeState.RefundDue => Tone.Warning,
        FeeState.Paid => Tone.Success,
        _ => Tone.Neutral,
    };

    public static string Staff(string state) => state switch
    {
        FeeState.Unclear => "金額未定",
        FeeState.Unpaid => "未納",
        FeeState.Paid => "納付済み",
        FeeState.RefundDue => "還付あり",
        FeeState.Refunded => "還付済み",
        _ => "納付不要",
    };

    public static string StaffDue(string due) => due switch
    {
        Procedures.FeeDue.AtCollection => "受け取りのとき",
        Procedures.FeeDue.Later => "後日（納付書）",
        _ => "決定の前",
    };

    public static string StaffWay(string? way) => way switch
    {
        Procedures.FeeWay.Online => "オンライン",
        Procedures.FeeWay.Window => "窓口（現金）",
        Procedures.FeeWay.Slip => "納付書",
        RefundWay.Transfer => "口座振込",
        _ => "",
    };

    public static string Staff(EntryRow entry, Display display) => entry.Kind switch
    {
        EntryKind.Asked when entry.Why == FeeReasons.Corrected => entry.Yen < 0 ? $"補正で {display.Yen(-entry.Yen)} 減った" : $"補正で {display.Yen(entry.Yen)} 増えた",
        EntryKind.Asked when entry.Why == FeeReasons.Set => $"金額を定めた: {display.Yen(entry.Yen)}",
        EntryKind.Asked => $"手数料を求めた: {display.Yen(entry.Yen)}",
        EntryKind.Waived when entry.Why == FeeReasons.Withdrawn => $"取下げのため求めない: {display.Yen(entry.Yen)}",
        EntryKind.Waived when entry.Why == FeeReasons.Refused => $"交付しないため求めない: {display.Yen(entry.Yen)}",
        EntryKind.Waived when entry.Why == FeeReasons.Corrected => $"補正で減免を改めた: {display.Yen(-entry.Yen)}",
        EntryKind.Waived when entry.Why == FeeReasons.Set => $"金額を定めて減免を改めた: {display.Yen(-entry.Yen)}",
        EntryKind.Waived => $"減免した: {display.Yen(entry.Yen)}",
        EntryKind.Paying => $"オンラインの支払いを始めた: {display.Yen(entry.Yen)}",
        EntryKind.Paid => $"納付を確認した: {display.Yen(entry.Yen)}（{StaffWay(entry.Way)}）",
        EntryKind.Mismatch => $"決済の金額が合わない: {display.Yen(entry.Yen)}。決済代行に確認してください",
        EntryKind.GivingBack => $"合わない支払いを戻し始めた: {display.Yen(entry.Yen)}",
        EntryKind.GivingBackFailed => $"合わない支払いをオンラインで戻せなかった: {display.Yen(entry.Yen)}",
        EntryKind.GivenBack => $"合わない支払いを戻した: {display.Yen(entry.Yen)}（{StaffWay(entry.Way)}）",
        EntryKind.RefundDue => $"還付が必要になった: {display.Yen(entry.Yen)}",
        EntryKind.Refunding => $"還付を始めた: {display.Yen(entry.Yen)}",
        EntryKind.RefundFailed => $"オンラインの還付ができなかった: {display.Yen(entry.Yen)}",
        EntryKind.Refunded => $"還付した: {display.Yen(entry.Yen)}（{StaffWay(entry.Way)}）",
        _ => entry.Kind,
    };

    /// <summary>What a resident is told of an entry; null: nothing.</summary>
    public static string? Resident(EntryRow entry, Wording words) => entry.Kind switch
    {
        EntryKind.Asked when entry.Why == FeeReasons.Corrected => words.Format("fees.entry.corrected", words.Display.Yen(Math.Abs(entry.Yen))),
        EntryKind.Asked => words.Format("fees.entry.asked", words.Display.Yen(entry.Yen)),
        EntryKind.Waived when entry.Yen > 0 => words.Format("fees.entry.waived", words.Display.Yen(entry.Yen)),
        EntryKind.Paid => words.Format("fees.entry.paid", words.Display.Yen(entry.Yen)),
        EntryKind.Mismatch => words["fees.entry.mismatch"],
        EntryKind.Refunding or EntryKind.GivingBack => words.Format("fees.entry.refunding", words.Display.Yen(entry.Yen)),
        EntryKind.GivenBack => words["fees.entry.given-back"],
        EntryKind.Refunded => words.Format("fees.entry.refunded", words.Display.Yen(entry.Yen)),
        _ => null,
    };

    public static Tone ToneOf(EntryRow entry) => entry.Kind switch
    {
        EntryKind.Asked => Tone.Info,
        EntryKind.Paid or EntryKind.Refunded or EntryKind.GivenBack => Tone.Success,
        EntryKind.RefundDue or EntryKind.RefundFailed or EntryKind.Mismatch or EntryKind.GivingBackFailed => Tone.Warning,
        _ => Tone.Neutral,
    };

    /// <summary>A refusal as the summary of a page lists it: in words, at the field that can mend it.</summary>
    public static IReadOnlyList<FieldError>? Errors(Wording words, Refusal? refusal) => refusal switch
    {
        null => null,
        AmountMissing => [new("yen", words["fees.refusal.amount-missing"])],
        WaiverReasonMissing => [new("reason", words["fees.refusal.waiver-reason-missing"])],
        WaiverReasonTooLong it => [new("reason", words.Format("fees.refusal.waiver-reason-too-long", it.Longest))],
        WayMissing => [new("way", words["fees.refusal.way-missing"])],
        ReceiptNumberMissing => [new("receipt", words["fees.refusal.receipt-number-missing"])],
        ReceiptNumberTooLong it => [new("receipt", words.Format("fees.refusal.receipt-number-too-long", it.Longest))],
        _ => [new("", words[$"fees.refusal.{refusal.Code}"])],
    };
}
