using Madoguchi.Feel;

namespace Madoguchi.Rules;

/// <summary>What a hit policy means, in an officer's words.</summary>
internal static class HitPolicyWords
{
    public static IReadOnlyList<HitPolicy> All { get; } = Enum.GetValues<HitPolicy>();

    /// <summary>As the standard writes it: RULE ORDER.</summary>
    public static string Code(HitPolicy policy) => policy switch
    {
        HitPolicy.RuleOrder => "RULE ORDER",
        HitPolicy.OutputOrder => "OUTPUT ORDER",
        _ => policy.ToString().ToUpperInvariant(),
    };

    public static HitPolicy? Read(string code) => All.Cast<HitPolicy?>().FirstOrDefault(policy => Code(policy!.Value).Equals(code.Trim(), StringComparison.OrdinalIgnoreCase));

    public static string Name(HitPolicy policy) => policy switch
    {
        HitPolicy.Unique => "一行だけ当てはまる",
        HitPolicy.First => "上から見て最初の行",
        HitPolicy.Priority => "優先順位の高い結果",
        HitPolicy.Any => "どの行でも同じ結果",
        HitPolicy.Collect => "当てはまる行をすべて集める",
        HitPolicy.RuleOrder => "すべての行を表の順に",
        _ => "すべての行を優先順位の順に",
    };

    public static string Sentence(HitPolicy policy, Aggregation aggregation) => policy switch
    {
        HitPolicy.Unique => "当てはまる行は一つだけです。二つ以上の行に当てはまるときは、表の誤りです。",
        HitPolicy.First => "上から順に見て、最初に当てはまった行の結果になります。行の順番に意味があります。",
        HitPolicy.Priority => "当てはまる行のうち、「結果の値」に先に書いた結果になります。",
        HitPolicy.Any => "いくつの行に当てはまっても、結果は同じです。違う結果の行に当てはまるときは、表の誤りです。",
        HitPolicy.Collect => aggregation switch
        {
            Aggregation.Sum => "当てはまる行の結果を合計します。",
            Aggregation.Count => "当てはまる行の結果を数えます。",
            Aggregation.Min => "当てはまる行の結果のうち、いちばん小さいものになります。",
            Aggregation.Max => "当てはまる行の結果のうち、いちばん大きいものになります。",
            _ => "当てはまる行の結果をすべて集めます。順番に意味はありません。",
        },
        HitPolicy.RuleOrder => "当てはまる行の結果を、表の順にすべて集めます。",
        _ => "当てはまる行の結果を、「結果の値」に書いた順にすべて集めます。",
    };

    public static string Name(Aggregation aggregation) => aggregation switch
    {
        Aggregation.Sum => "合計",
        Aggregation.Count => "個数",
        Aggregation.Min => "最小",
        Aggregation.Max => "最大",
        _ => "集計しない",
    };
}
