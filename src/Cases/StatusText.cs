using Madoguchi.DesignSystem;

namespace Madoguchi.Cases;

/// <summary>Where a case stands, in the words of the house and its colour.</summary>
internal static class StatusText
{
    public static string Staff(string status, string? outcome) => status switch
    {
        CaseStatus.Open => "審査中",
        CaseStatus.Waiting => "補正待ち",
        CaseStatus.Decided => outcome switch
        {
            Outcomes.Granted => "決定（認める）",
            Outcomes.Erased => "決定（内容は消去済み）",
            _ => "決定",
        },
        CaseStatus.Withdrawn => "取下げ",
        _ => status,
    };

    public static Tone ToneOf(string status) => status switch
    {
        CaseStatus.Open => Tone.Info,
        CaseStatus.Waiting => Tone.Warning,
        CaseStatus.Decided => Tone.Success,
        _ => Tone.Neutral,
    };
}

/// <summary>What is to be said of a case's fee, to colleagues and to the applicant.</summary>
internal static class FeeStanding
{
    public static string Staff(Case it) => it switch
    {
        { FeeAwaited: true } => "金額未定",
        { FeeOpen: > 0 } => "未納",
        { FeeOpen: < 0 } => "還付あり",
        { FeeYen: 0 } => "納付不要",
        _ => "納付済み",
    };

    /// <summary>The end of the text's key for the applicant.</summary>
    public static string Code(Case it) => it switch
    {
        { FeeAwaited: true } => "awaited",
        { FeeOpen: > 0 } => "unpaid",
        { FeeOpen: < 0 } => "refund",
        { FeeYen: 0 } => "free",
        _ => "paid",
    };

    public static Tone ToneOf(Case it) => it.IsUnpaid || it.FeeOpen < 0 ? Tone.Warning : it.FeeYen > 0 ? Tone.Success : Tone.Neutral;
}

/// <summary>The outcome with a meaning beyond its label: what the procedure establishes becomes known.</summary>
internal static class Outcomes
{
    public const string Granted = "granted";

    /// <summary>In place of the outcome of a case that was erased; no procedure may use it.</summary>
    public const string Erased = "erased";
}
