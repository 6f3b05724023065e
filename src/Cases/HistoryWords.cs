using System.Globalization;
using Madoguchi.DesignSystem;

namespace Madoguchi.Cases;

/// <summary>What happened, in a few words for colleagues; the sentences for the applicant are in the texts.</summary>
internal static class HistoryWords
{
    public static string Of(CaseEvent happened, CaseFile file) => happened switch
    {
        CaseEvent.Opened => "申請を受け付けた",
        CaseEvent.Assigned { Assignee: { } assignee } => $"担当: {file.Names.Of(assignee)}",
        CaseEvent.Assigned => "担当を外した",
        CaseEvent.NoteAdded => "メモを書いた",
        CaseEvent.CorrectionRequested => "補正を求めた（期間停止）",
        CaseEvent.CorrectionReceived => "補正が届いた",
        CaseEvent.CorrectionWithdrawn => "補正の求めを取り下げた",
        CaseEvent.Decided { Outcome: Outcomes.Erased } => "決定した（内容は消去済み）",
        CaseEvent.Decided it => $"決定した: {Ruby.Strip(file.Definition.Decisions.FirstOrDefault(template => template.Outcome == it.Outcome)?.Label.Ja ?? it.Outcome)}",
        CaseEvent.Claimed => "申請者がサインインして、自分の申請にした",
        CaseEvent.Withdrawn => "申請者が取り下げた",
        CaseEvent.Erased => "保存期間が満了し、内容を消去した",
        CaseEvent.FeeAsked { Yen: null } => "手数料の額を定める必要がある",
        CaseEvent.FeeAsked { OpenYen: > 0 } it => $"手数料 {Yen(it.Yen!.Value)}（未納 {Yen(it.OpenYen)}）",
        CaseEvent.FeeAsked { OpenYen: < 0 } it => $"手数料 {Yen(it.Yen!.Value)}（還付が必要 {Yen(-it.OpenYen)}）",
        CaseEvent.FeeAsked it => $"手数料 {Yen(it.Yen!.Value)}",
        CaseEvent.FeePaid it => $"手数料 {Yen(it.Yen)} が納付された",
        CaseEvent.FeeRefunded it => $"手数料 {Yen(it.Yen)} を還付した",
        _ => happened.GetType().Name,
    };

    private static string Yen(long yen) => yen.ToString("N0", CultureInfo.InvariantCulture) + "円";

    public static Tone ToneOf(CaseEvent happened) => happened switch
    {
        CaseEvent.Opened => Tone.Info,
        CaseEvent.CorrectionRequested => Tone.Warning,
        CaseEvent.Decided or CaseEvent.FeePaid => Tone.Success,
        _ => Tone.Neutral,
    };
}
