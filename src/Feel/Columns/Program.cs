using System.Collections.Concurrent;

namespace Madoguchi.Feel.Columns;

/// <summary>Nodes in the order of work, with as few buffers as they can share, run block by block by several threads.</summary>
internal sealed class Program
{
    private readonly Space space;
    private readonly IReadOnlyList<Node> roots;

    /// <summary>Nodes to work and, as negative numbers − 1, roots to keep.</summary>
    private readonly List<(Node? Work, int Keep)> steps = [];
    private readonly ConcurrentBag<Worker> idle = [];

    public Program(Space space, IReadOnlyList<Node> roots)
    {
        (this.space, this.roots) = (space, roots);
        var seen = new HashSet<Node>(ReferenceEqualityComparer.Instance);
        var sources = new HashSet<Source>(ReferenceEqualityComparer.Instance);
        for (var root = 0; root < roots.Count; root++)
        {
            Order(roots[root], seen, sources);
            steps.Add((null, root));
        }

        Sources = [.. sources];
        ShareBuffers();
    }

    public IReadOnlyList<Source> Sources { get; }

    public int Rows => space.Rows;

    public int Masks { get; private set; }

    public int LaneBuffers { get; private set; }

    public IReadOnlyList<Outcome> Run(ColumnsOfRun columns)
    {
        Outcome[] outcomes = [.. roots.Select(root => Outcome.For(root, space.Rows))];
        var words = Bitmap.WordsFor(space.Rows);
        var blocks = (words + Worker.BlockWords - 1) / Worker.BlockWords;
        var next = -1;
        var threads = Math.Min(blocks, columns.Options.MaxDegreeOfParallelism > 0 ? columns.Options.MaxDegreeOfParallelism : Environment.ProcessorCount);
        Parallel.For(0, threads, columns.Options, _ =>
        {
            var worker = idle.TryTake(out var rested) ? rested : new Worker(this);
            worker.Columns = columns;
            for (var block = Interlocked.Increment(ref next); block < blocks; block = Interlocked.Increment(ref next))
            {
                columns.Options.CancellationToken.ThrowIfCancellationRequested();
                worker.MoveTo(block, words);
                foreach (var (work, keep) in steps)
                {
                    if (work is not null)
                    {
                        work.Work(worker);
                    }
                    else
                    {
                        outcomes[keep].Keep(worker);
                    }
                }
            }

            worker.Columns = null!;
            idle.Add(worker);
        });
        return outcomes;
    }

    private void Order(Node root, HashSet<Node> seen, HashSet<Source> sources)
    {
        var stack = new Stack<(Node Node, bool IsReady)>();
        stack.Push((root, false));
        while (stack.TryPop(out var top))
        {
            if (top.IsReady)
            {
                steps.Add((top.Node, -1));
            }
            else if (seen.Add(top.Node))
            {
                if (top.Node is ValueLeaf { Source: var column })
                {
                    sources.Add(column);
                }
                else if (top.Node is TruthLeaf { Source: var truths })
                {
                    sources.Add(truths);
                }

                stack.Push((top.Node, true));
                for (var input = top.Node.Inputs.Count - 1; input >= 0; input--)
                {
                    stack.Push((top.Node.Inputs[input], false));
                }
            }
        }
    }

    /// <summary>A buffer is free again after the last step that reads what it holds, through whichever node it reads it.</summary>
    private void ShareBuffers()
    {
        var lastRead = new Dictionary<object, int>(ReferenceEqualityComparer.Instance);
        for (var step = 0; step < steps.Count; step++)
        {
            foreach (var read in steps[step].Work is { } work ? work.Inputs.Append(work) : [roots[steps[step].Keep]])
            {
                lastRead[read] = step;
                foreach (var mask in read.Shown)
                {
                    if (mask is not null)
                    {
                        lastRead[mask] = step;
                    }
                }
            }
        }

        var (freeMasks, freeLanes) = (new Stack<int>(), new Stack<int>());
        var ending = new List<(MaskBuffer? Mask, Node? Lanes)>[steps.Count];
        for (var step = 0; step < steps.Count; step++)
        {
            if (steps[step].Work is { } node)
            {
                foreach (var buffer in node.Buffers)
                {
                    buffer.At = freeMasks.TryPop(out var free) ? free : Masks++;
                    (ending[Math.Max(step, lastRead.GetValueOrDefault(buffer, step))] ??= []).Add((buffer, null));
                }

                if (node.NeedsLanes)
                {
                    node.LaneBuffer = freeLanes.TryPop(out var free) ? free : LaneBuffers++;
                    (ending[lastRead[node]] ??= []).Add((null, node));
                }
            }

            foreach (var (mask, lanes) in ending[step] ?? [])
            {
                if (mask is not null)
                {
                    freeMasks.Push(mask.At);
                }
                else
                {
                    freeLanes.Push(lanes!.LaneBuffer);
                }
            }
        }
    }
}

/// <summary>What a program leaves of a root: its rows of all blocks.</summary>
internal abstract class Outcome
{
    public static Outcome For(Node root, int rows) => root switch
    {
        Truth truth => new OutcomeOfTruth(truth, rows),
        Choice choice => new OutcomeOfChoice(choice, rows),
        Value value => new OutcomeOfValue(value, rows),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>Keeps the rows of the worker's block.</summary>
    public abstract void Keep(Worker worker);

    public abstract Column ToColumn(Shape shape);

    public abstract FeelValue At(int row);

    /// <summary>The rows whose value is wanted.</summary>
    public virtual Bitmap Where(int rows, Func<FeelValue, bool> isWanted) => Bitmap.Of(rows, row => isWanted(At(row)));

    /// <summary>The sum of all numbers.</summary>
    public virtual FeelNumber Total(int rows)
    {
        FeelValue total = new FeelNumber(0L);
        for (var row = 0; row < rows; row++)
        {
            total = At(row) is FeelNumber number && total is FeelNumber sum ? sum.Add(number) : total;
        }

        return total as FeelNumber ?? new FeelNumber(0L);
    }

    /// <summary>Whether the row is known and, where it is not, what it is.</summary>
    protected static FeelNull? Missing(Bitmap? known, Bitmap? empty, int row) =>
        known is null || known[row] ? null : empty is not null && empty[row] ? FeelNull.Value : Tabulation.Unknown;

    protected static void Keep(Worker worker, ReadOnlySpan<ulong> bits, Bitmap? into)
    {
        if (into is null)
        {
            return;
        }

        var words = into.Words.AsSpan(worker.FirstWord, worker.Words);
        bits[..worker.Words].CopyTo(words);
        if (worker.First + worker.Rows > into.Length && (into.Length & 63) != 0)
        {
            words[^1] &= (1UL << (into.Length & 63)) - 1;
        }
    }
}

internal sealed class OutcomeOfTruth(Truth truth, int rows) : Outcome
{
    public Bitmap True { get; } = new(rows);

    /// <summary>Null where it is the same as <see cref="True"/>.</summary>
    public Bitmap? Possible { get; } = truth.IsTwoValued ? null : new(rows);

    public Bitmap? Null { get; } = truth.Null is null ? null : new(rows);

    public override void Keep(Worker worker)
    {
        Keep(worker, truth.True.In(worker), True);
        if (Possible is not null)
        {
            Keep(worker, truth.Possible!.In(worker), Possible);
        }

        if (Null is not null)
        {
            Keep(worker, truth.Null!.In(worker), Null);
        }
    }

    public override FeelValue At(int row) => True[row] ? FeelBoolean.True : Possible is null || !Possible[row] ? FeelBoolean.False
        : Null is not null && Null[row] ? FeelNull.Value : Tabulation.Unknown;

    public override Bitmap Where(int count, Func<FeelValue, bool> isWanted)
    {
        var nulls = Null ?? new Bitmap(count);
        (FeelValue Value, Func<Bitmap> Who)[] parts =
        [
            (FeelBoolean.True, () => True), (FeelBoolean.False, () => (Possible ?? True).Not()), (FeelNull.Value, () => nulls),
            (Tabulation.Unknown, () => (Possible ?? True).Except(True).Except(nulls)),
        ];
        return parts.Where(part => isWanted(part.Value)).Aggregate(new Bitmap(count), (all, part) => all.Or(part.Who()));
    }

    public override Column ToColumn(Shape shape) => new(True.Length, shape, null, True, Possible is null ? null : True.Or(Possible.Not()), Null);
}

internal sealed class OutcomeOfValue(Value value, int rows) : Outcome
{
    public Lanes Lanes { get; } = Lanes.Make(rows, value.Shape.Min, value.Shape.Max);

    public Bitmap? Known { get; } = value.Known is null ? null : new(rows);

    public Bitmap? Empty { get; } = value.Empty is null ? null : new(rows);

    public override void Keep(Worker worker)
    {
        Lanes.Write(worker.First, value.Look(worker));
        if (Known is not null)
        {
            Keep(worker, value.Known!.In(worker), Known);
        }

        if (Empty is not null)
        {
            Keep(worker, value.Empty!.In(worker), Empty);
        }
    }

    public override FeelValue At(int row) => (FeelValue?)Missing(Known, Empty, row) ?? value.Shape.Value(Lanes[row]);

    public override Column ToColumn(Shape shape) => new(rows, shape, Lanes, null, Known, Empty);
}

/// <summary>
/// The outputs of a table as digits of their code in base two, a bitmap each: four bits a resident for a table of eight outputs, and no
/// more work than a few joins of bitmaps.
/// </summary>
internal sealed class OutcomeOfChoice : Outcome
{
    private readonly Choice choice;

    public OutcomeOfChoice(Choice choice, int rows)
    {
        this.choice = choice;
        Digits = new Bitmap[System.Numerics.BitOperations.Log2((uint)Math.Max(1, choice.Given.Count - 1)) + 1];
        for (var digit = 0; digit < Digits.Length; digit++)
        {
            Digits[digit] = new Bitmap(rows);
        }

        Known = choice.Known is null ? null : new(rows);
        Empty = choice.Empty is null ? null : new(rows);
    }

    public Bitmap[] Digits { get; }

    public Bitmap? Known { get; }

    public Bitmap? Empty { get; }

    public override void Keep(Worker worker)
    {
        for (var digit = 0; digit < Digits.Length; digit++)
        {
            var bits = worker.ScratchMask;
            bits.Clear();
            for (var code = 0; code < choice.Given.Count; code++)
            {
                if ((code >> digit & 1) != 0)
                {
                    Kernels.Combine<Kernels.Or>(bits, choice.Given[code].In(worker), bits);
                }
            }

            Keep(worker, bits, Digits[digit]);
        }

        if (Known is not null)
        {
            Keep(worker, choice.Known!.In(worker), Known);
        }

        if (Empty is not null)
        {
            Keep(worker, choice.Empty!.In(worker), Empty);
        }
    }

    public override FeelValue At(int row) => (FeelValue?)Missing(Known, Empty, row) ?? choice.Shape.Dictionary[CodeAt(row)];

    public override Bitmap Where(int rows, Func<FeelValue, bool> isWanted)
    {
        var all = new Bitmap(rows);
        for (var code = 0; code < choice.Given.Count; code++)
        {
            if (isWanted(choice.Shape.Dictionary[code]))
            {
                all = all.Or(Having(code));
            }
        }

        if (Known is not null && isWanted(Tabulation.Unknown))
        {
            all = all.Or(Empty is null ? Known.Not() : Known.Or(Empty).Not());
        }

        return Empty is not null && isWanted(FeelNull.Value) ? all.Or(Empty) : all;
    }

    public override FeelNumber Total(int rows)
    {
        FeelValue total = new FeelNumber(0L);
        for (var code = 0; code < choice.Given.Count; code++)
        {
            if (choice.Shape.Dictionary[code] is FeelNumber number && number.Multiply(new FeelNumber(Having(code).Count())) is FeelNumber part && total is FeelNumber sum)
            {
                total = sum.Add(part);
            }
        }

        return total as FeelNumber ?? new FeelNumber(0L);
    }

    private Bitmap Having(int code)
    {
        var having = Known ?? new Bitmap(Digits[0].Length).Not();
        for (var digit = 0; digit < Digits.Length; digit++)
        {
            having = (code >> digit & 1) != 0 ? having.And(Digits[digit]) : having.Except(Digits[digit]);
        }

        return having;
    }

    private int CodeAt(int row)
    {
        var code = 0;
        for (var digit = 0; digit < Digits.Length; digit++)
        {
            code |= Digits[digit][row] ? 1 << digit : 0;
        }

        return code;
    }

    public override Column ToColumn(Shape shape)
    {
        var lanes = Lanes.Make(Digits[0].Length, 0, Math.Max(0, choice.Given.Count - 1));
        for (var row = 0; row < Digits[0].Length; row++)
        {
            lanes[row] = CodeAt(row);
        }

        return new(Digits[0].Length, shape, lanes, null, Known, Empty);
    }
}

/// <summary>The same for everybody.</summary>
internal sealed class OutcomeOfConstant(FeelValue value) : Outcome
{
    public override void Keep(Worker worker)
    {
    }

    public override FeelValue At(int row) => value;

    public override Column ToColumn(Shape shape) => throw new System.Diagnostics.UnreachableException();
}

/// <summary>Values that were decided one by one.</summary>
internal sealed class OutcomeOfEach(FeelValue[] values) : Outcome
{
    public override void Keep(Worker worker)
    {
    }

    public override FeelValue At(int row) => values[row];

    public override Column ToColumn(Shape shape) => throw new System.Diagnostics.UnreachableException();
}
