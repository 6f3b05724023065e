using System.Globalization;
using Madoguchi.Feel;

namespace Madoguchi.Rules;

/// <summary>What changed between two versions of a model, in sentences an officer can check against a decision of the council.</summary>
internal static class Differences
{
    public static IReadOnlyList<string> Between(DecisionModel before, DecisionModel after)
    {
        var said = new List<string>();
        Changed(said, "モデルの名前", before.Name, after.Name);
        var old = before.Model.Decisions.ToDictionary(decision => decision.Id, StringComparer.Ordinal);
        foreach (var decision in after.Model.Decisions)
        {
            if (!old.Remove(decision.Id, out var was))
            {
                said.Add($"判定「{decision.Name}」を加えました。");
                continue;
            }

            Changed(said, $"判定「{was.Name}」の名前", was.Name, decision.Name);
            Changed(said, $"判定「{decision.Name}」の型", was.Variable.Type, decision.Variable.Type);
            switch (was.Logic, decision.Logic)
            {
                case (DmnTable table, DmnTable now):
                    Table(said, decision.Name, table, now);
                    break;
                case (DmnLiteral literal, DmnLiteral now):
                    Changed(said, $"判定「{decision.Name}」の式", literal.Text, now.Text);
                    break;
                case var (logic, now) when logic?.GetType() != now?.GetType():
                    said.Add($"判定「{decision.Name}」の決め方を変えました。");
                    break;
                default:
                    break;
            }
        }

        said.AddRange(old.Values.Select(decision => $"判定「{decision.Name}」をなくしました。"));
        Inputs(said, before.Model, after.Model);
        if (said.Count == 0 && before.Content != after.Content)
        {
            said.Add("判定は同じです。図や細かな書き方だけが違います。");
        }

        return said;
    }

    private static void Inputs(List<string> said, DmnModel before, DmnModel after)
    {
        var old = before.Inputs.ToDictionary(input => input.Id, StringComparer.Ordinal);
        foreach (var input in after.Inputs)
        {
            if (old.Remove(input.Id, out var was))
            {
                Changed(said, $"入力「{was.Name}」の名前", was.Name, input.Name);
                Changed(said, $"入力「{input.Name}」の型", was.Variable.Type, input.Variable.Type);
            }
            else
            {
                said.Add($"入力「{input.Name}」を加えました。");
            }
        }

        said.AddRange(old.Values.Select(input => $"入力「{input.Name}」をなくしました。"));
    }

    private static void Table(List<string> said, string name, DmnTable before, DmnTable after)
    {
        Changed(said, $"「{name}」の当てはまり方", HitPolicyWords.Name(before.HitPolicy), HitPolicyWords.Name(after.HitPolicy));
        Changed(said, $"「{name}」の集計", HitPolicyWords.Name(before.Aggregation), HitPolicyWords.Name(after.Aggregation));
        var columnsStand = before.Inputs.Count == after.Inputs.Count && before.Outputs.Count == after.Outputs.Count
            && before.Annotations.Count == after.Annotations.Count;
        if (!columnsStand)
        {
            said.Add($"「{name}」の列を、入力{Of(before.Inputs)}・結果{Of(before.Outputs)}・注記{Of(before.Annotations)}から、入力{Of(after.Inputs)}・結果{Of(after.Outputs)}・注記{Of(after.Annotations)}に変えました。");
        }

        foreach (var (was, now) in before.Inputs.Zip(after.Inputs))
        {
            Changed(said, $"「{name}」の列「{TableWords.Heading(was)}」の見出し", was.Label, now.Label);
            Changed(said, $"「{name}」の列「{TableWords.Heading(now)}」の式", was.Expression, now.Expression);
            Changed(said, $"「{name}」の列「{TableWords.Heading(now)}」の型", was.Type, now.Type);
            Changed(said, $"「{name}」の列「{TableWords.Heading(now)}」の使える値", was.AllowedValues, now.AllowedValues);
        }

        foreach (var (was, now) in before.Outputs.Zip(after.Outputs))
        {
            Changed(said, $"「{name}」の列「{TableWords.Heading(was, name)}」の見出し", was.Label, now.Label);
            Changed(said, $"「{name}」の列「{TableWords.Heading(now, name)}」の名前", was.Name, now.Name);
            Changed(said, $"「{name}」の列「{TableWords.Heading(now, name)}」の型", was.Type, now.Type);
            Changed(said, $"「{name}」の列「{TableWords.Heading(now, name)}」の結果の値", was.Values, now.Values);
            Changed(said, $"「{name}」の列「{TableWords.Heading(now, name)}」の当てはまらないときの結果", was.Default, now.Default);
        }

        foreach (var (was, now) in before.Annotations.Zip(after.Annotations))
        {
            Changed(said, $"「{name}」の注記「{was}」の見出し", was, now);
        }

        Rules(said, name, before, after);
    }

    private static void Rules(List<string> said, string name, DmnTable before, DmnTable after)
    {
        var pairs = Pair(before.Rules, after.Rules);
        var gone = before.Rules.Select((rule, at) => (rule, at)).Where(each => !pairs.Contains(each.at)).ToList();
        said.AddRange(gone.Select(each => $"「{name}」の{Row(each.at)}をなくしました（{TableWords.Row(before, each.rule)}）。"));

        // A row is said to have moved only when the rows that stayed stand in another order.
        var order = pairs.Where(at => at >= 0).ToList();
        var moved = Moved(order);
        foreach (var (rule, at) in after.Rules.Select((rule, at) => (rule, at)))
        {
            if (pairs[at] < 0)
            {
                said.Add($"「{name}」の{Row(at)}を加えました（{TableWords.Row(after, rule)}）。");
                continue;
            }

            var was = before.Rules[pairs[at]];
            if (moved.Contains(pairs[at]))
            {
                said.Add($"「{name}」の{Row(pairs[at])}を{Row(at)}へ移しました。");
            }

            Cells(said, name, at, was.Inputs, rule.Inputs, [.. after.Inputs.Select(TableWords.Heading)]);
            Cells(said, name, at, was.Outputs, rule.Outputs, [.. after.Outputs.Select(output => TableWords.Heading(output, name))]);
            Cells(said, name, at, was.Annotations, rule.Annotations, after.Annotations);
        }
    }

    private static void Cells(List<string> said, string name, int row, IReadOnlyList<string> before, IReadOnlyList<string> after, IReadOnlyList<string> headings)
    {
        for (var column = 0; column < headings.Count; column++)
        {
            Changed(said, $"「{name}」の{Row(row)}「{headings[column]}」", before.ElementAtOrDefault(column), after.ElementAtOrDefault(column));
        }
    }

    /// <summary>For each row of the new table the index of the old one it was, or -1: by id where every row has its own, else by place.</summary>
    private static List<int> Pair(IReadOnlyList<DmnRule> before, IReadOnlyList<DmnRule> after)
    {
        if (!HasIds(before) || !HasIds(after))
        {
            return [.. after.Select((_, at) => at < before.Count ? at : -1)];
        }

        var places = before.Select((rule, at) => (rule.Id, at)).ToDictionary(each => each.Id!, each => each.at, StringComparer.Ordinal);
        return [.. after.Select(rule => places.GetValueOrDefault(rule.Id!, -1))];
    }

    private static bool HasIds(IReadOnlyList<DmnRule> rules) => rules.All(rule => rule.Id is not null)
        && rules.Select(rule => rule.Id).Distinct(StringComparer.Ordinal).Count() == rules.Count;

    /// <summary>The fewest rows whose moving explains the new order: those outside of a longest ascending run.</summary>
    private static HashSet<int> Moved(List<int> order)
    {
        var lengths = new int[order.Count];
        var previous = new int[order.Count];
        var best = -1;
        for (var at = 0; at < order.Count; at++)
        {
            (lengths[at], previous[at]) = (1, -1);
            for (var earlier = 0; earlier < at; earlier++)
            {
                if (order[earlier] < order[at] && lengths[earlier] + 1 > lengths[at])
                {
                    (lengths[at], previous[at]) = (lengths[earlier] + 1, earlier);
                }
            }

            best = best < 0 || lengths[at] > lengths[best] ? at : best;
        }

        var moved = order.ToHashSet();
        for (var at = best; at >= 0; at = previous[at])
        {
            moved.Remove(order[at]);
        }

        return moved;
    }

    private static void Changed(List<string> said, string what, string? before, string? after)
    {
        if ((before ?? "") != (after ?? ""))
        {
            said.Add($"{what}: {Quoted(before)} → {Quoted(after)}");
        }
    }

    private static string Quoted(string? text) => string.IsNullOrEmpty(text) ? "（空）" : $"「{text}」";

    private static string Row(int at) => string.Create(CultureInfo.InvariantCulture, $"{at + 1}行目");

    private static string Of<T>(IReadOnlyList<T> columns) => string.Create(CultureInfo.InvariantCulture, $"{columns.Count}列");
}
