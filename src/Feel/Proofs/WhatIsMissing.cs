using Madoguchi.Feel.Dmn;
using Madoguchi.Feel.Evaluation;
using Madoguchi.Feel.Syntax;

namespace Madoguchi.Feel.Proofs;

/// <summary>
/// Which missing facts could change an unknown verdict. Where a fact is only ever tested against constants, a value of every stretch between
/// them stands for all values of its kind; the decision is made for each combination, and a fact is asked for if two that differ in it alone
/// differ in what comes out. Where that cannot be told, the fact is asked for.
/// </summary>
internal static class WhatIsMissing
{
    private const int MostCombinations = 1_000;

    public static (IReadOnlyList<string> Names, FeelValue? Whatever) Of(
        FeelNull unknown, Node asked, FeelContext context, Func<FeelContext, FeelValue> decide)
    {
        var trees = new List<Expr>();
        if (!Reach(asked, [], trees))
        {
            return (unknown.Missing, null);
        }

        // Some facts are asked for only once others are known.
        var names = unknown.Missing.ToList();
        while (true)
        {
            var values = names.Select(name => Values(name, asked, trees, context)).ToArray();
            if (Array.Exists(values, options => options is null) || values.Aggregate(1L, (product, options) => Math.Min(product * options!.Count, int.MaxValue)) > MostCombinations)
            {
                return (unknown.Missing, null);
            }

            var results = Results(names, values!, context, decide);
            if (results.Any(result => result is FeelNull { Reason: var why } && why == FeelReason.BudgetSpent))
            {
                return (unknown.Missing, null);
            }

            var more = results.OfType<FeelNull>().SelectMany(result => result.Missing).Except(names, StringComparer.Ordinal).ToArray();
            if (more.Length > 0)
            {
                names.AddRange(more);
                continue;
            }

            if (results.Any(Operations.IsUnknown))
            {
                return (unknown.Missing, null);
            }

            var asks = names.Where((_, at) => Matters(at, values!, results)).ToArray();
            return (asks, asks.Length == 0 ? results[0] : null);
        }
    }

    private static FeelValue[] Results(List<string> names, List<FeelValue>[] values, FeelContext context, Func<FeelContext, FeelValue> decide)
    {
        var results = new FeelValue[values.Aggregate(1, (product, options) => product * options.Count)];
        for (var at = 0; at < results.Length; at++)
        {
            var (rest, given) = (at, new Dictionary<string, FeelValue>(StringComparer.Ordinal));
            for (var i = 0; i < values.Length; i++)
            {
                given[names[i]] = values[i][rest % values[i].Count];
                rest /= values[i].Count;
            }

            results[at] = decide(context.Trial(given));
        }

        return results;
    }

    /// <summary>Whether two combinations that differ in this fact alone come to different results.</summary>
    private static bool Matters(int fact, List<FeelValue>[] values, FeelValue[] results)
    {
        var stride = values.Take(fact).Aggregate(1, (product, options) => product * options.Count);
        var count = values[fact].Count;
        for (var at = 0; at < results.Length; at++)
        {
            var place = at / stride % count;
            if (place > 0 && !results[at].Equals(results[at - (place * stride)]))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The trees of a decision and of all that it may ask; false where a name leads out of the model or to a service.</summary>
    private static bool Reach(Node node, HashSet<Node> seen, List<Expr> trees)
    {
        if (!seen.Add(node))
        {
            return true;
        }

        if (node.Tree is { } tree)
        {
            trees.Add(tree);
        }

        return node.Element is not DmnService && node.Named.Values.All(named => named.Node is { } next && Reach(next, seen, trees));
    }

    private static List<FeelValue>? Values(string name, Node asked, List<Expr> trees, FeelContext context)
    {
        if (Input(asked, name, []) is not { } input || (input.Type is { } type && (type.Allowed ?? type.Narrows?.Allowed) is not null))
        {
            return null;
        }

        if (input.Shape == FeelType.Boolean)
        {
            return [FeelBoolean.True, FeelBoolean.False];
        }

        var points = new List<FeelValue>();
        if (!trees.TrueForAll(tree => Collect(tree, name, points)) || Points.Stretches(points) is not { } values)
        {
            return null;
        }

        var run = new Run(context);
        return input.Type is null || values.TrueForAll(value => input.Type.Fit(run, value).Equals(value)) ? values : null;
    }

    private static Node? Input(Node node, string name, HashSet<Node> seen) =>
        !seen.Add(node) ? null
        : node.Element is DmnInput ? node.Name == name ? node : null
        : node.Named.Values.Select(named => named.Node is { } next ? Input(next, name, seen) : null).FirstOrDefault(found => found is not null);

    /// <summary>The constants that the fact is tested against; false where it is used in another way.</summary>
    private static bool Collect(Expr tree, string name, List<FeelValue> points)
    {
        switch (tree)
        {
            case NameUse use:
                return use.Name != name;
            case TableOf table:
                for (var i = 0; i < table.Inputs.Length; i++)
                {
                    if (Prover.Bare(table.Inputs[i].Value) is not NameUse input || input.Name != name)
                    {
                        continue;
                    }

                    foreach (var cell in table.Rows.Select(row => row.Cells[i]).Append(table.Inputs[i].Allowed).OfType<Tests>())
                    {
                        if (!Take(cell, points))
                        {
                            return false;
                        }
                    }
                }

                return Trees.Children(table).All(child => (Prover.Bare(child) is NameUse input && input.Name == name && table.Inputs.Any(column => ReferenceEquals(column.Value, child)))
                    || Collect(child, name, points));
            case var _ when Nearness.AsCell(tree) is var (tested, cell) && tested is NameUse fact && fact.Name == name && tree is not NameUse:
                return Take(cell, points);
            default:
                return Trees.Children(tree).All(child => Collect(child, name, points));
        }
    }

    private static bool Take(Tests cell, List<FeelValue> points)
    {
        if (Points.Of(cell) is not { } found)
        {
            return false;
        }

        points.AddRange(found);
        return true;
    }
}
