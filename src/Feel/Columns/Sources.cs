namespace Madoguchi.Feel.Columns;

/// <summary>Rows of a kind: residents, households, or each resident with each member of the household.</summary>
internal sealed record Space(string Name, int Rows);

/// <summary>Where a column comes from in a run.</summary>
internal abstract partial class Source(Shape shape)
{
    public Shape Shape { get; } = shape;

    /// <summary>Its place among the columns of a run.</summary>
    public int At { get; set; } = -1;

    public abstract Column Make(ColumnsOfRun run);
}

/// <summary>A column of the population.</summary>
internal sealed partial class Given(Column column) : Source(column.Shape)
{
    public Column Column => column;

    public override Column Make(ColumnsOfRun run) => column;
}

/// <summary>A column that is computed from others of the same rows.</summary>
internal sealed partial class Computed : Source
{
    private readonly Program program;

    public Computed(Space space, Truth truth)
        : base(Shape.Truths(!truth.IsTwoValued, truth.Null is not null)) => (program, Root) = (new Program(space, [truth]), truth);

    public Computed(Space space, Value value)
        : base(value.Shape) => (program, Root) = (new Program(space, [value]), value);

    public Node Root { get; }

    public override Column Make(ColumnsOfRun run) => run.Run(program)[0].ToColumn(Shape);
}

/// <summary>How rows of one kind point to rows of another.</summary>
internal enum Along
{
    HouseholdOfResident,
    ResidentOfPair,
    MemberOfPair,
}

/// <summary>A column of other rows, each where this row points to.</summary>
internal sealed partial class Gathered(Source source, Along along, Func<int[]> rows) : Source(source.Shape)
{
    public Source From => source;

    public Along Along => along;

    public override Column Make(ColumnsOfRun run) => run.Of(source).Gather(rows());
}

/// <summary>How the members of a household come together in one value.</summary>
internal enum Reduction
{
    Count,
    Some,
    Every,
    Sum,
    Min,
    Max,
}

/// <summary>One value for each group of rows: of those that pass a condition, their number, or what becomes of another column.</summary>
/// <param name="shape">Of the result.</param>
/// <param name="reduction">What is made of them.</param>
/// <param name="condition">Who counts; null for all.</param>
/// <param name="values">The other column; null where they are only counted.</param>
/// <param name="ofPairs">The rows are pairs and the groups residents; else residents and households.</param>
/// <param name="groups">The rows of each group.</param>
internal sealed partial class Reduced(Shape shape, Reduction reduction, Source? condition, Source? values, bool ofPairs, Func<Groups> groups) : Source(shape)
{
    public Reduction Reduction => reduction;

    public Source? Condition => condition;

    public Source? Values => values;

    public bool OfPairs => ofPairs;

    public override Column Make(ColumnsOfRun run)
    {
        var (who, kept, column) = (groups(), condition is null ? null : run.Of(condition), values is null ? null : run.Of(values));
        var count = who.Count;
        var lanes = Shape.Kind == Kind.Truth ? null : Lanes.Make(count, Shape.Min, Shape.Max);
        var truths = Shape.Kind == Kind.Truth ? new Bitmap(count) : null;
        var (known, empty) = (Shape.HasUnknown || Shape.HasEmpty ? new Bitmap(count) : null, Shape.HasEmpty ? new Bitmap(count) : null);
        Parallel.For(0, Bitmap.WordsFor(count), run.Options, word =>
        {
            for (var group = word * Kernels.WordBits; group < Math.Min(count, (word + 1) * Kernels.WordBits); group++)
            {
                switch (One(who, group, kept, column, out var value))
                {
                    case State.Value:
                        known?[group] = true;
                        truths?[group] = value != 0;
                        lanes?[group] = value;
                        break;
                    case State.Empty:
                        empty![group] = true;
                        break;
                }
            }
        });
        return new Column(count, Shape, lanes, truths, known, empty);
    }

    private enum State
    {
        Value,
        Empty,
        Unknown,
    }

    private State One(Groups who, int group, Column? kept, Column? column, out long value)
    {
        var (passed, someEmpty, someUnknown) = (0, false, false);
        value = reduction switch { Reduction.Every => 1, Reduction.Min => long.MaxValue, Reduction.Max => long.MinValue, _ => 0 };
        foreach (var row in who.Of(group))
        {
            if (kept is not null && StateOf(kept, row) is var belongs && (belongs != State.Value || !kept.Truths![row]))
            {
                if (belongs == State.Unknown)
                {
                    // Whether this one belongs is not known, so neither is anything of them all.
                    return State.Unknown;
                }

                continue;
            }

            passed++;
            if (column is null)
            {
                continue;
            }

            var state = StateOf(column, row);
            someEmpty |= state == State.Empty;
            someUnknown |= state == State.Unknown;
            if (state == State.Value)
            {
                var one = column.Lanes is { } lanes ? lanes[row] : column.Truths![row] ? 1 : 0;
                value = reduction switch
                {
                    Reduction.Some => value | one,
                    Reduction.Every => value & one,
                    Reduction.Min => Math.Min(value, one),
                    Reduction.Max => Math.Max(value, one),
                    _ => value + one,
                };
            }
        }

        switch (reduction)
        {
            case Reduction.Count:
                value = passed;
                return State.Value;
            case Reduction.Some:
                return value != 0 ? State.Value : someUnknown ? State.Unknown : someEmpty ? State.Empty : State.Value;
            case Reduction.Every:
                return value == 0 ? State.Value : someUnknown ? State.Unknown : someEmpty ? State.Empty : State.Value;
            default:
                return someEmpty || passed == 0 ? State.Empty : someUnknown ? State.Unknown : State.Value;
        }
    }

    private static State StateOf(Column column, int row) =>
        column.Known is null || column.Known[row] ? State.Value : column.Empty is not null && column.Empty[row] ? State.Empty : State.Unknown;
}

/// <summary>Rows in groups: places of the rows one group after another, and where each group begins.</summary>
internal sealed record Groups(int[] Offsets, int[]? Rows)
{
    public int Count => Offsets.Length - 1;

    public RowsOfGroup Of(int group) => new(Rows, Offsets[group], Offsets[group + 1]);
}

/// <summary>The rows of one group, without a list of them.</summary>
internal ref struct RowsOfGroup(int[]? rows, int from, int to)
{
    private int at = from - 1;

    public readonly int Current => rows is null ? at : rows[at];

    public readonly RowsOfGroup GetEnumerator() => this;

    public bool MoveNext() => ++at < to;
}

/// <summary>The columns of one run, each made when it is asked for.</summary>
internal sealed class ColumnsOfRun(int sources, ParallelOptions options)
{
    private readonly Column?[] made = new Column?[sources];

    public ParallelOptions Options { get; } = options;

    public Column Of(Source source) => made[source.At] ??= source.Make(this);

    public IReadOnlyList<Outcome> Run(Program program)
    {
        foreach (var source in program.Sources)
        {
            var column = Of(source);
            if (column.Lanes is not null)
            {
                column.MakePlanes(Options);
            }
        }

        return program.Run(this);
    }
}
