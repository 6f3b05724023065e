using System.Diagnostics.CodeAnalysis;
using Madoguchi.Feel.Evaluation;

namespace Madoguchi.Feel.Columns;

/// <summary>A truth that the evaluator of one case decides for each row: for what cannot be said over columns.</summary>
internal sealed partial class RowByRow : Truth
{
    private readonly Population population;
    private readonly KeyValuePair<string, Lowered>[] leaves;
    private readonly Code code;
    private readonly Code? input;
    private readonly MaskBuffer isTrue;
    private readonly MaskBuffer possible;
    private readonly MaskBuffer isNull;

    /// <param name="population">For names that are no columns: the household.</param>
    /// <param name="leaves">The other names.</param>
    /// <param name="code">What is decided.</param>
    /// <param name="input">What "?" is in it.</param>
    public RowByRow(Population population, IReadOnlyDictionary<string, Lowered> leaves, Code code, Code? input)
    {
        (this.population, this.leaves, this.code, this.input) = (population, [.. leaves], code, input);
        Inputs = [.. leaves.Values.Select(Node? (leaf) => leaf switch { Lowered.OfTruth truth => truth.Truth, Lowered.OfValue value => value.Value, _ => null }).OfType<Node>()];
        True = isTrue = Buffer();
        Possible = possible = Buffer();
        Null = isNull = Buffer();
    }

    public override void Work(Worker worker)
    {
        var columns = Array.ConvertAll(leaves, leaf => Read(worker, leaf.Value, leaf.Key));
        var result = isTrue.Of(worker);
        var maybe = possible.Of(worker);
        var none = isNull.Of(worker);
        result.Clear();
        maybe.Clear();
        none.Clear();
        for (var row = 0; row < Math.Min(worker.Rows, worker.TotalRows - worker.First); row++)
        {
            var run = new Run(new FeelContext(new Facts(this, columns, row, worker.First + row), population.Now));
            var value = code(run, new Frame(null, input?.Invoke(run, null) ?? FeelNull.Value));
            var bit = 1UL << (row % Kernels.WordBits);
            result[row / Kernels.WordBits] |= value is FeelBoolean { Value: true } ? bit : 0;
            maybe[row / Kernels.WordBits] |= value is FeelBoolean { Value: false } ? 0 : bit;
            none[row / Kernels.WordBits] |= value is FeelBoolean || Operations.IsUnknown(value) ? 0 : bit;
        }
    }

    private static FeelValue[] Read(Worker worker, Lowered leaf, string name)
    {
        var values = new FeelValue[worker.Rows];
        switch (leaf)
        {
            case Lowered.Constant constant:
                Array.Fill(values, constant.Value);
                break;
            case Lowered.OfTruth { Truth: var truth }:
                var isTrue = truth.True.In(worker);
                var isPossible = truth.PossibleIn(worker);
                var isNull = truth.Null is { } nulls ? nulls.In(worker) : default;
                for (var row = 0; row < values.Length; row++)
                {
                    values[row] = Bit(isTrue, row) ? FeelBoolean.True : !Bit(isPossible, row) ? FeelBoolean.False : isNull.Length > 0 && Bit(isNull, row) ? FeelNull.Value : FeelNull.Unknown(name);
                }

                break;
            case Lowered.OfValue { Value: var value }:
                var lanes = worker.Scratch(0);
                value.Read(worker, lanes);
                var known = value.Known is { } some ? some.In(worker) : default;
                var empty = value.Empty is { } without ? without.In(worker) : default;
                for (var row = 0; row < values.Length; row++)
                {
                    values[row] = value.Known is null || Bit(known, row) ? value.Shape.Value(lanes[row]) : empty.Length > 0 && Bit(empty, row) ? FeelNull.Value : FeelNull.Unknown(name);
                }

                break;
        }

        return values;
    }

    private static bool Bit(ReadOnlySpan<ulong> mask, int row) => (mask[row / Kernels.WordBits] >> (row % Kernels.WordBits) & 1) != 0;

    private sealed class Facts(RowByRow owner, FeelValue[][] columns, int row, int resident) : IFeelFacts
    {
        private IFeelFacts? others;

        public bool TryGet(string name, [NotNullWhen(true)] out FeelValue? value)
        {
            var at = Array.FindIndex(owner.leaves, leaf => leaf.Key == name);
            value = at >= 0 ? columns[at][row] : null;
            return at >= 0 || (others ??= owner.population.FactsOf(resident)).TryGet(name, out value);
        }
    }
}
