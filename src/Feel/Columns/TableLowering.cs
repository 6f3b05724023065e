using Madoguchi.Feel.Evaluation;
using Madoguchi.Feel.Syntax;

namespace Madoguchi.Feel.Columns;

/// <summary>A decision table as masks: rows of constants as their outputs where they can be, else as a choice among values.</summary>
internal sealed class TableLowering(City city, Lowering lowering, TableOf table)
{
    private Truth[] rows = [];

    public Lowered? Lower()
    {
        var inputs = new Lowered?[table.Inputs.Length];
        var refused = new List<Truth>();
        for (var i = 0; i < inputs.Length; i++)
        {
            inputs[i] = lowering.Lower(table.Inputs[i].Value);
            if (table.Inputs[i].Allowed is not { } allowed)
            {
                continue;
            }

            if (inputs[i] is not (Lowered.OfValue or Lowered.OfTruth) || lowering.Cell(allowed, inputs[i]!) is not { } passes)
            {
                return city.Refuse(allowed, "入力の許される値を列で調べられません。", "The allowed values of an input cannot be tested over columns.");
            }

            refused.Add(Fails(inputs[i]!, passes));
        }

        rows = new Truth[table.Rows.Length];
        for (var row = 0; row < rows.Length; row++)
        {
            if (Matches(row, inputs) is not { } matches)
            {
                return null;
            }

            rows[row] = matches;
        }

        return Decided([.. refused]) ?? city.Refuse(table, $"この判定表（{table.Policy}）の結果は列にできません。", $"The result of this table ({table.Policy}) is no column.");
    }

    /// <summary>Where the value is known and false.</summary>
    private static Junction Fails(Lowered input, Truth passes)
    {
        Truth given = input is Lowered.OfValue { Value: var value }
            ? new Test(value, Tabulation.Always(value.Shape, FeelBoolean.True, FeelBoolean.False, FeelBoolean.False))
            : new Known(((Lowered.OfTruth)input).Truth);
        return new Junction(isAnd: true, [new Known(new Negated(passes), isTrue: true), given]);
    }

    private Truth? Matches(int row, Lowered?[] inputs)
    {
        var cells = new List<Truth>();
        for (var i = 0; i < inputs.Length; i++)
        {
            if (table.Rows[row].Cells[i] is not { } cell)
            {
                continue;
            }

            if (((inputs[i] is { } input ? lowering.Cell(cell, input) : null) ?? city.Fallback(cell, lowering.RowByRow(cell, table.Inputs[i].Value), row + 1, i + 1)) is not { } truth)
            {
                return null;
            }

            cells.Add(truth);
        }

        return cells.Count switch { 0 => new ConstantTruth(true), 1 => cells[0], _ => new Junction(isAnd: true, [.. cells]) };
    }

    private Lowered? Decided(Truth[] refused)
    {
        var outputs = new Lowered[rows.Length];
        for (var row = 0; row < rows.Length; row++)
        {
            if (Output(table.Rows[row].Outputs) is not { } output)
            {
                return null;
            }

            outputs[row] = output;
        }

        Lowered? otherwise = null;
        if (Array.Exists(table.Outputs, output => output.Default is not null))
        {
            otherwise = Output([.. table.Outputs.Select(output => output.Default ?? new Literal(default, FeelNull.Value))]);
            if (otherwise is null)
            {
                return null;
            }
        }

        var constants = Array.ConvertAll(outputs, output => (output as Lowered.Constant)?.Value);
        switch (table.Policy)
        {
            case HitPolicy.Unique:
                return Chosen(new Hits(HitPolicy.Unique, false, rows, refused), outputs, otherwise);
            case HitPolicy.First:
                return Chosen(new Hits(HitPolicy.First, false, rows, refused), outputs, otherwise);
            case HitPolicy.Any when Array.TrueForAll(constants, constant => constant is not null):
                var groups = constants.Index().GroupBy(one => one.Item!).ToArray();
                Truth[] same = [.. groups.Select(group => group.Count() == 1 ? rows[group.First().Index] : new Junction(isAnd: false, [.. group.Select(one => rows[one.Index])]))];
                return Chosen(new Hits(HitPolicy.Unique, false, same, refused), [.. groups.Select(group => new Lowered.Constant(group.Key))], otherwise);
            case HitPolicy.Priority when Array.TrueForAll(constants, constant => constant is not null):
                int[] order = [.. Enumerable.Range(0, rows.Length).OrderBy(row => Ranks(table.Rows[row]), Comparer<int[]>.Create((a, b) => a.AsSpan().SequenceCompareTo(b)))];
                return Chosen(new Hits(HitPolicy.First, true, [.. order.Select(row => rows[row])], refused), [.. order.Select(row => outputs[row])], otherwise);
            case HitPolicy.Collect when table.Aggregation != Aggregation.None && table.Outputs.Length == 1:
                return Collected(constants, otherwise, refused);
            default:
                return null;
        }
    }

    /// <summary>What a row gives: the one output, or a context of several constants.</summary>
    private Lowered? Output(Expr[] cells)
    {
        if (cells.Length == 1)
        {
            return lowering.Lower(cells[0]);
        }

        var values = new KeyValuePair<string, FeelValue>[cells.Length];
        for (var i = 0; i < cells.Length; i++)
        {
            if (lowering.Lower(cells[i]) is not Lowered.Constant { Value: var value })
            {
                return null;
            }

            values[i] = KeyValuePair.Create(table.Outputs[i].Name, value);
        }

        return new Lowered.Constant(new FeelContextValue(values));
    }

    private int[] Ranks(TableRow row) => [.. row.Outputs.Zip(table.Outputs, (cell, output) =>
    {
        var alternatives = output.Values?.Alternatives ?? [];
        var rank = Array.FindIndex(alternatives, value => lowering.Cell(new Tests(value.Span, false, false, [value]), lowering.Lower(cell)!) is ConstantTruth { IsTrue: true });
        return rank < 0 ? alternatives.Length : rank;
    })];

    private static Lowered? Chosen(Hits hits, Lowered[] outputs, Lowered? otherwise)
    {
        FeelValue?[] constants = [.. outputs.Append(otherwise ?? new Lowered.Constant(FeelNull.Value)).Select(output => (output as Lowered.Constant)?.Value)];
        if (Array.Exists(constants, constant => constant is null || Operations.IsUnknown(constant)))
        {
            (Mask Where, Lowered Lowered)[] cases = [.. hits.Rows.Zip(outputs), (hits.None, otherwise ?? new Lowered.Constant(FeelNull.Value))];
            return Lowering.Cases([hits], cases, hits.Open, hits.Faults);
        }

        if (Array.TrueForAll(constants, constant => constant is FeelBoolean or FeelNull) && Array.Exists(constants, constant => constant is FeelBoolean))
        {
            return new Lowered.OfTruth(new Verdicts(hits, constants[..^1]!, constants[^1]!));
        }

        FeelValue[] dictionary = [.. constants.OfType<FeelValue>().Where(constant => constant is not FeelNull).Distinct()];
        int?[] codes = [.. constants.Select(constant => Array.IndexOf(dictionary, constant) is var at and >= 0 ? at : (int?)null)];
        var shape = new Shape(
            Kind.Coded, 0, 0, dictionary.Length - 1, dictionary, HasUnknown: hits.Open is not null, HasEmpty: hits.Faults is not null || Array.Exists(codes, code => code is null));
        return new Lowered.OfValue(new Choice(shape, hits, codes[..^1], codes[^1]));
    }

    private Lowered.OfValue? Collected(FeelValue?[] constants, Lowered? otherwise, Truth[] refused)
    {
        var isCount = table.Aggregation == Aggregation.Count;
        FeelValue[] given = isCount ? [new FeelNumber(0)] : [.. constants.OfType<FeelNumber>()];
        if ((!isCount && given.Length < rows.Length) || (otherwise is not null and not Lowered.Constant { Value: FeelNumber })
            || Tabulation.Column(otherwise is Lowered.Constant { Value: var or } ? [.. given, or] : given, false, false) is not var (shape, lanes))
        {
            return null;
        }

        var (min, max) = table.Aggregation switch
        {
            Aggregation.Sum => (lanes.Where(lane => lane < 0).Aggregate(Int128.Zero, (sum, lane) => sum + lane), lanes.Where(lane => lane > 0).Aggregate(Int128.Zero, (sum, lane) => sum + lane)),
            Aggregation.Count => (0, Int128.Max(rows.Length, shape.Max)),
            _ => ((Int128)shape.Min, (Int128)shape.Max),
        };
        if (Int128.Abs(min) > long.MaxValue || Int128.Abs(max) > long.MaxValue)
        {
            return null;
        }

        long? without = otherwise is null ? isCount ? 0 : null : lanes[^1];
        return new Lowered.OfValue(new Collected(
            shape with
            {
                Min = (long)Int128.Min(min, shape.Min),
                Max = (long)Int128.Max(max, shape.Max),
                HasUnknown = rows.Any(row => row.Possible is not null),
                HasEmpty = without is null || refused.Length > 0,
            },
            table.Aggregation, rows, lanes, without, refused));
    }
}
