namespace Madoguchi.Feel.Evaluation;

/// <summary>Decision tables (DMN 1.5, 8.2.10 and 10.3.2.10).</summary>
internal static class Tables
{
    internal sealed record Input(Code Value, Code? Allowed);

    /// <summary><see cref="Values"/> in the order of their importance.</summary>
    internal sealed record Output(string Name, Code[] Values, Code? Default);

    /// <summary>A cell that any value passes is null.</summary>
    internal sealed record Row(Code?[] Cells, Code[] Outputs);

    internal sealed record Plan(HitPolicy Policy, Aggregation Aggregation, Input[] Inputs, Output[] Outputs, Row[] Rows)
    {
        /// <summary>Cases that are decided row by row first: an index costs about as much to make.</summary>
        private const int CasesBeforeIndex = 16;

        private int cases;
        private TableIndex? index;

        /// <summary>The tree it was bound from, for proofs.</summary>
        public required Syntax.TableOf Source { get; init; }

        public bool MayHaveIndex { get; init; } = true;

        /// <summary>Made for tables that are asked again and again; null before, and where it would not help.</summary>
        public TableIndex? Index
        {
            get
            {
                // Two threads may both make it; they make the same.
                if (MayHaveIndex && cases <= CasesBeforeIndex && Interlocked.Increment(ref cases) == CasesBeforeIndex)
                {
                    Volatile.Write(ref index, TableIndex.Of(this));
                }

                return Volatile.Read(ref index);
            }
        }
    }

    public static Code Bind(Plan plan) => (run, frame) =>
    {
        var inputs = new FeelValue[plan.Inputs.Length];
        for (var i = 0; i < inputs.Length; i++)
        {
            var value = inputs[i] = plan.Inputs[i].Value(run, frame);
            if (value is not FeelNull && plan.Inputs[i].Allowed?.Invoke(run, new Frame(frame, value)) is FeelBoolean { Value: false })
            {
                var refused = FeelNull.Because(FeelReason.NotAllowed);
                run.Recorder?.Table(plan, run, frame, inputs[..(i + 1)], refused);
                return refused;
            }
        }

        var decided = run.Spend(plan.Rows.Length) ? Decide(plan, run, frame, inputs) : Run.Spent;
        run.Recorder?.Table(plan, run, frame, inputs, decided);
        return decided;
    };

    public static FeelValue Decide(Plan plan, Run run, Frame? frame, FeelValue[] inputs)
    {
        var index = run.Recorder is null ? plan.Index : null;
        Span<ulong> rows = index is not { Words: <= 64 } ? new ulong[index?.Words ?? 0] : stackalloc ulong[index.Words];
        if (index is not null && TryMatch(index, inputs, rows))
        {
            var matching = new List<FeelValue[]>();
            for (var at = TableIndex.Next(rows, 0); at >= 0 && (matching.Count == 0 || plan.Policy != HitPolicy.First); at = TableIndex.Next(rows, at + 1))
            {
                matching.Add(Array.ConvertAll(plan.Rows[at].Outputs, output => output(run, frame)));
            }

            return matching.Count == 0 ? WithoutHit(plan, run, frame) : Result(plan, run, frame, matching);
        }

        var frames = Array.ConvertAll(inputs, input => new Frame(frame, input));
        var hits = new List<FeelValue[]>();
        FeelValue? open = null;
        for (var at = 0; at < plan.Rows.Length; at++)
        {
            if (index is not null && (at = TableIndex.Next(rows, at)) < 0)
            {
                break;
            }

            var row = plan.Rows[at];
            switch (Matches(row, run, frames))
            {
                case FeelBoolean { Value: true }:
                    hits.Add(Array.ConvertAll(row.Outputs, output => output(run, frame)));
                    break;
                case FeelNull { IsUnknown: true } unknown:
                    open = open is null ? unknown : Operations.Unknown(open, unknown);
                    break;
                default:
                    continue;
            }

            if (plan.Policy == HitPolicy.First)
            {
                break;
            }
        }

        // Whether a further row matches is not known. A unique table has one match, so it is this one; elsewhere the other could decide.
        if (open is not null && (hits.Count == 0 || plan.Policy is not (HitPolicy.Unique or HitPolicy.Any)))
        {
            return open;
        }

        return hits.Count == 0 ? WithoutHit(plan, run, frame) : Result(plan, run, frame, hits);
    }

    /// <summary>The rows that match, or false and those that may.</summary>
    private static bool TryMatch(TableIndex index, FeelValue[] inputs, Span<ulong> rows)
    {
        var isTold = index.IsWhole;
        index.Start(rows);
        for (var column = 0; column < inputs.Length && isTold; column++)
        {
            isTold = index.Narrow(column, inputs[column], rows) != Matching.Open;
        }

        if (isTold)
        {
            return true;
        }

        index.Start(rows);
        for (var column = 0; column < inputs.Length; column++)
        {
            index.NarrowPossible(column, inputs[column], rows);
        }

        return false;
    }

    public static FeelValue Matches(Row row, Run run, Frame[] inputs)
    {
        FeelValue result = FeelBoolean.True;
        for (var i = 0; i < row.Cells.Length; i++)
        {
            if (row.Cells[i] is { } cell)
            {
                result = Operations.And(result, cell(run, inputs[i]));
                if (result is FeelBoolean { Value: false })
                {
                    break;
                }
            }
        }

        return result;
    }

    public static FeelValue WithoutHit(Plan plan, Run run, Frame? frame)
    {
        if (plan.Outputs.Any(output => output.Default is not null))
        {
            return Whole(plan, Array.ConvertAll(plan.Outputs, output => output.Default?.Invoke(run, frame) ?? FeelNull.Value));
        }

        return plan.Aggregation == Aggregation.Count ? new FeelNumber(0) : FeelNull.Because(FeelReason.NoRule);
    }

    private static FeelValue Result(Plan plan, Run run, Frame? frame, List<FeelValue[]> hits)
    {
        switch (plan.Policy)
        {
            case HitPolicy.Unique:
                return hits.Count == 1 ? Whole(plan, hits[0]) : FeelNull.Because(FeelReason.SeveralRules);
            case HitPolicy.First:
                return Whole(plan, hits[0]);
            case HitPolicy.Any:
                var first = Whole(plan, hits[0]);
                return hits.TrueForAll(hit => Whole(plan, hit).Equals(first)) ? first : FeelNull.Because(FeelReason.SeveralRules);
            case HitPolicy.Priority:
                return Whole(plan, ByImportance(plan, run, frame, hits).First());
            case HitPolicy.OutputOrder:
                return run.Made(new FeelList(ByImportance(plan, run, frame, hits).Select(hit => Whole(plan, hit))));
            default:
                var all = new FeelList(hits.Select(hit => Whole(plan, hit)));
                return plan.Aggregation == Aggregation.None ? run.Made(all) : Aggregate(plan.Aggregation, run, all);
        }
    }

    private static FeelValue Aggregate(Aggregation aggregation, Run run, FeelList all) =>
        Functions.BuiltIns.Find(aggregation switch
        {
            Aggregation.Sum => "sum",
            Aggregation.Min => "min",
            Aggregation.Max => "max",
            _ => "count",
        })!.Invoke(run, [all], null);

    public static FeelValue Whole(Plan plan, FeelValue[] outputs) => plan.Outputs.Length == 1
        ? outputs[0]
        : new FeelContextValue(plan.Outputs.Zip(outputs, (output, value) => KeyValuePair.Create(output.Name, value)));

    private static IOrderedEnumerable<FeelValue[]> ByImportance(Plan plan, Run run, Frame? frame, List<FeelValue[]> hits)
    {
        var sorted = hits.OrderBy(_ => 0);
        for (var i = 0; i < plan.Outputs.Length; i++)
        {
            var (values, at) = (plan.Outputs[i].Values, i);
            sorted = sorted.ThenBy(hit => Rank(values, hit[at]));
        }

        return sorted;

        int Rank(Code[] values, FeelValue value)
        {
            var rank = Array.FindIndex(values, test => test(run, new Frame(frame, value)) is FeelBoolean { Value: true });
            return rank < 0 ? values.Length : rank;
        }
    }
}
