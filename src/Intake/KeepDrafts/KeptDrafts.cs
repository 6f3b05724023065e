using Madoguchi.Kernel;

namespace Madoguchi.Intake;

/// <summary>How long what nobody sent is kept.</summary>
internal static class KeptDrafts
{
    private const int Days = 90;

    public static RetainedClass Class { get; } = new(
        "draft", "下書き", "最後に保存した日", "書きかけの回答と添付書類が消えます。番号と日付は残ります。", new(0, Days, RetentionStart.Day, ""));

    /// <summary>The last day on which a draft saved on this one is there.</summary>
    public static DateOnly Until(RetentionPlan retention, DateOnly saved) => retention[Class.Code].DueOn(saved).AddDays(-1);
}
