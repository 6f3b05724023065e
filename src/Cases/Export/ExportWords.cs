using Madoguchi.DesignSystem;

namespace Madoguchi.Cases;

/// <summary>What became of an exported case, in the words of the house and its colour.</summary>
internal static class ExportWords
{
    public static string Of(ExportedCase line) => line switch
    {
        { Result: "accepted" } => "基幹システムに取り込み済み",
        { Again: true } => "取り込まれず、もう一度渡す",
        { Result: "rejected" } => "取り込まれなかった",
        _ => "取込結果を待っている",
    };

    public static Tone ToneOf(ExportedCase line) => line switch
    {
        { Result: "accepted" } => Tone.Success,
        { Result: "rejected" } => Tone.Warning,
        _ => Tone.Info,
    };
}
