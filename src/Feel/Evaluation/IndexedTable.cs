using System.Numerics;
using Madoguchi.Feel.Dmn;
using Madoguchi.Feel.Syntax;

namespace Madoguchi.Feel.Evaluation;

/// <summary>
/// A decision that is nothing but an indexed table over facts in places, or over other such decisions: what each row gives is known
/// beforehand, so that a case makes nothing and spends nothing.
/// </summary>
internal sealed class IndexedTable
{
    /// <summary>Tables over tables; far within what the evaluator allows.</summary>
    private const int Deepest = 50;

    private readonly TableIndex index;
    private readonly Input[] inputs;
    private readonly FeelValue[] results;
    private readonly FeelValue without;
    private readonly FeelValue severalRules;
    private readonly FeelValue notAllowed;
    private readonly bool isUnique;
    private readonly ulong all;

    private IndexedTable(TableIndex index, Input[] inputs, Tables.Plan plan, Func<FeelValue, FeelValue> fit)
    {
        (this.index, this.inputs, isUnique) = (index, inputs, plan.Policy == HitPolicy.Unique);
        all = index.Words == 1 ? index.All : 0;
        var run = new Run(FeelContext.Empty);
        results = Array.ConvertAll(plan.Rows, row => fit(Tables.Whole(plan, Array.ConvertAll(row.Outputs, output => output(run, null)))));
        without = fit(Tables.WithoutHit(plan, run, null));
        (severalRules, notAllowed) = (fit(FeelNull.Because(FeelReason.SeveralRules)), fit(FeelNull.Because(FeelReason.NotAllowed)));
    }

    /// <summary>Null where it is not one of these.</summary>
    public static IndexedTable? Of(Node decision, string[] places) => Of(decision, places, []);

    /// <summary>Null when only the evaluator can tell, as of facts that are not known.</summary>
    public FeelValue? Decide(ReadOnlySpan<FeelValue?> facts)
    {
        if (all == 0)
        {
            return DecideWide(facts);
        }

        var rows = all;
        foreach (ref readonly var input in inputs.AsSpan())
        {
            var value = input.Table is null ? facts[input.Place] : input.Table.Decide(facts);
            if (value is null)
            {
                return null;
            }

            var stretch = input.Scale.Of(value);
            if (stretch <= Scale.Unknown)
            {
                return null;
            }

            if (input.Refused is { } refused && refused[stretch])
            {
                return notAllowed;
            }

            rows &= input.Sure[stretch];
        }

        return rows == 0 ? without : isUnique && (rows & (rows - 1)) != 0 ? severalRules : results[BitOperations.TrailingZeroCount(rows)];
    }

    private FeelValue? DecideWide(ReadOnlySpan<FeelValue?> facts)
    {
        Span<ulong> rows = index.Words <= 64 ? stackalloc ulong[index.Words] : new ulong[index.Words];
        index.Start(rows);
        foreach (ref readonly var input in inputs.AsSpan())
        {
            var value = input.Table is null ? facts[input.Place] : input.Table.Decide(facts);
            switch (value is null ? Matching.Open : index.Narrow(input.Column, value, rows))
            {
                case Matching.Open:
                    return null;
                case Matching.Refused:
                    return notAllowed;
            }
        }

        var first = TableIndex.Next(rows, 0);
        return first < 0 ? without : isUnique && TableIndex.Next(rows, first + 1) >= 0 ? severalRules : results[first];
    }

    private static IndexedTable? Of(Node decision, string[] places, HashSet<Node> under)
    {
        if (decision.Tree is null || decision.Element is not DmnDecision || Unfitted(decision.Tree) is not TableOf { Policy: HitPolicy.Unique or HitPolicy.First } source
            || !source.Outputs.All(output => output.Default is null || TableIndex.IsPlain(output.Default))
            || !source.Rows.All(row => Array.TrueForAll(row.Outputs, TableIndex.IsPlain)) || under.Count >= Deepest || !under.Add(decision))
        {
            return null;
        }

        var inputs = new (int Place, IndexedTable? Table)[source.Inputs.Length];
        var types = new ItemType[source.Inputs.Length][];
        for (var at = 0; at < inputs.Length; at++)
        {
            var written = source.Inputs[at].Value;
            if (Unfitted(written) is not NameUse name || !decision.Named.TryGetValue(name.Name, out var named) || named.Node is not { } node)
            {
                return null;
            }

            var place = node.Element is DmnInput ? Array.IndexOf(places, node.Name) : -1;
            var other = place < 0 ? Of(node, places, under) : null;
            if (place < 0 && other is null)
            {
                return null;
            }

            inputs[at] = (place, other);
            types[at] = [.. place >= 0 && node.Type is { } type ? [type] : Array.Empty<ItemType>(), .. Fits(written)];
        }

        under.Remove(decision);
        var plan = decision.Compiled!.Plans[source];
        var run = new Run(FeelContext.Empty);
        ItemType[] fits = [.. Fits(decision.Tree), .. decision.Type is { } own ? [own] : Array.Empty<ItemType>()];
        if (TableIndex.Of(plan, types) is not { IsWhole: true } index)
        {
            return null;
        }

        var made = new IndexedTable(
            index,
            [
                .. inputs.Zip(index.Columns).Index().Where(input => input.Item.Second is not null).Select(input => new Input(
                    input.Index, input.Item.First.Place, input.Item.First.Table, input.Item.Second!.Scale, input.Item.Second.Sure,
                    Array.Exists(input.Item.Second.Refused, isRefused => isRefused) ? input.Item.Second.Refused : null)),
            ],
            plan, value => fits.Aggregate(value, (fitted, type) => type.Fit(run, fitted)));

        // A constant that is not known names a fact after all: one that hides a function.
        return made.results.Append(made.without).Any(Operations.IsUnknown) ? null : made;
    }

    /// <summary>The types that the value within is fitted to, one after another.</summary>
    private static IEnumerable<ItemType> Fits(Expr tree) => tree is Fitted fitted ? Fits(fitted.Value).Append(fitted.Wanted) : [];

    private static Expr Unfitted(Expr tree) => tree is Fitted fitted ? Unfitted(fitted.Value) : tree;

    /// <summary>A column that tests: where its value comes from, and what is asked of it.</summary>
    private readonly record struct Input(int Column, int Place, IndexedTable? Table, Scale Scale, ulong[] Sure, bool[]? Refused);
}
