namespace Madoguchi.Feel.Columns;

/// <summary>A value that a step makes, in a buffer of its own.</summary>
internal abstract class MadeValue : Value
{
    protected MadeValue(Shape shape, params Node[] inputs)
        : base(shape)
    {
        Inputs = inputs;
        if (shape.HasUnknown || shape.HasEmpty)
        {
            Known = KnownBuffer = Buffer();
            Empty = shape.HasEmpty ? EmptyBuffer = Buffer() : null;
        }
    }

    public sealed override bool NeedsLanes => true;

    protected MaskBuffer? KnownBuffer { get; }

    protected MaskBuffer? EmptyBuffer { get; private set; }

    public sealed override void Read(Worker worker, Span<long> into) => Lanes(worker).CopyTo(into);

    public sealed override ReadOnlySpan<long> Look(Worker worker) => Lanes(worker);
}

/// <summary>+, − or × of two numbers of which nothing can overflow. The scale of the result is that of its shape.</summary>
internal sealed partial class Arithmetic : MadeValue
{
    private readonly Value left;
    private readonly Value right;
    private readonly char sign;
    private readonly long leftFactor;
    private readonly long rightFactor;

    /// <param name="shape">Of the result.</param>
    /// <param name="sign">+, - or *.</param>
    /// <param name="left">The first.</param>
    /// <param name="right">The second.</param>
    /// <param name="leftFactor">What the first is multiplied by, so that both have one scale.</param>
    /// <param name="rightFactor">The same for the second.</param>
    public Arithmetic(Shape shape, char sign, Value left, Value right, long leftFactor, long rightFactor)
        : base(shape, left, right) =>
        (this.sign, this.left, this.right, this.leftFactor, this.rightFactor) = (sign, left, right, leftFactor, rightFactor);

    public override void Work(Worker worker)
    {
        var a = worker.Scratch(0);
        var b = worker.Scratch(1);
        var made = Lanes(worker);
        left.Read(worker, a);
        right.Read(worker, b);
        switch (sign)
        {
            case '+':
                for (var i = 0; i < made.Length; i++)
                {
                    made[i] = (a[i] * leftFactor) + (b[i] * rightFactor);
                }

                break;
            case '-':
                for (var i = 0; i < made.Length; i++)
                {
                    made[i] = (a[i] * leftFactor) - (b[i] * rightFactor);
                }

                break;
            default:
                for (var i = 0; i < made.Length; i++)
                {
                    made[i] = a[i] * b[i];
                }

                break;
        }

        if (KnownBuffer is not null)
        {
            var known = KnownBuffer.Of(worker);
            known.Fill(ulong.MaxValue);
            Truths.OfBoth(worker, left, right, known);
        }

        if (EmptyBuffer is not null)
        {
            var empty = EmptyBuffer.Of(worker);
            Truths.Empty(worker, left, right, empty);
            Truths.Unknown(worker, left, right, worker.ScratchMask);
            Kernels.Combine<Kernels.Except>(empty, worker.ScratchMask, empty);
        }
    }
}

/// <summary>
/// A function of one value, computed beforehand by the evaluator of one case for each value there can be: whatever the function, the same
/// result.
/// </summary>
internal sealed partial class LookUp : MadeValue
{
    private readonly Value value;
    private readonly long[] table;
    private readonly Test? known;
    private readonly Test? empty;

    /// <param name="shape">Of the result.</param>
    /// <param name="value">What is looked up.</param>
    /// <param name="table">The result for each value from the least on.</param>
    /// <param name="known">For which the result is a value, a test that is true or false; null means for all that are known.</param>
    /// <param name="empty">For which it is null.</param>
    public LookUp(Shape shape, Value value, long[] table, Test? known, Test? empty)
        : base(shape, [value, .. known is null ? Array.Empty<Node>() : [known], .. empty is null ? Array.Empty<Node>() : [empty]]) =>
        (this.value, this.table, this.known, this.empty) = (value, table, known, empty);

    public override void Work(Worker worker)
    {
        var made = Lanes(worker);
        if (value is ValueLeaf leaf)
        {
            worker.Column(leaf.Source).Lanes!.LookUp(worker.First, value.Shape.Min, table, made);
        }
        else
        {
            value.Read(worker, made);
            for (var i = 0; i < made.Length; i++)
            {
                var at = made[i] - value.Shape.Min;
                made[i] = (ulong)at < (ulong)table.Length ? table[at] : 0;
            }
        }

        if (KnownBuffer is not null)
        {
            (known is null ? value.Known!.In(worker) : known.True.In(worker)).CopyTo(KnownBuffer.Of(worker));
        }

        if (EmptyBuffer is not null)
        {
            (empty is null ? value.Empty!.In(worker) : empty.True.In(worker)).CopyTo(EmptyBuffer.Of(worker));
        }
    }
}

/// <summary>One of several values, each where its mask says; elsewhere there is none.</summary>
internal sealed partial class Select : MadeValue
{
    private readonly (Mask Where, Value Value)[] cases;
    private readonly Mask? unknown;

    /// <param name="shape">Of the result; the cases are of its kind and scale.</param>
    /// <param name="by">Nodes that the masks belong to.</param>
    /// <param name="cases">No row is in two of them.</param>
    /// <param name="unknown">Where it is not known which.</param>
    public Select(Shape shape, Node[] by, (Mask Where, Value Value)[] cases, Mask? unknown)
        : base(shape, [.. by, .. cases.Select(one => one.Value)]) => (this.cases, this.unknown) = (cases, unknown);

    public override void Work(Worker worker)
    {
        var made = Lanes(worker);
        made.Clear();
        KnownBuffer?.Of(worker).Clear();
        foreach (var (where, value) in cases)
        {
            var rows = where.In(worker);
            var lanes = worker.Scratch(0);
            value.Read(worker, lanes);
            for (var word = 0; word < rows.Length; word++)
            {
                for (var rest = rows[word]; rest != 0; rest &= rest - 1)
                {
                    var at = (word * Kernels.WordBits) + System.Numerics.BitOperations.TrailingZeroCount(rest);
                    made[at] = lanes[at];
                }
            }

            if (KnownBuffer is not null)
            {
                var mine = worker.ScratchMask;
                rows.CopyTo(mine);
                if (value.Known is { } known)
                {
                    Kernels.Combine<Kernels.And>(mine, known.In(worker), mine);
                }

                Kernels.Combine<Kernels.Or>(KnownBuffer.Of(worker), mine, KnownBuffer.Of(worker));
            }
        }

        if (EmptyBuffer is null)
        {
            return;
        }

        // Null is what has no value and is not unknown.
        var empty = EmptyBuffer.Of(worker);
        empty.Fill(ulong.MaxValue);
        Kernels.Combine<Kernels.Except>(empty, KnownBuffer!.Of(worker), empty);
        if (unknown is not null)
        {
            Kernels.Combine<Kernels.Except>(empty, unknown.In(worker), empty);
        }

        foreach (var (where, value) in cases)
        {
            if (value.Shape.HasUnknown)
            {
                Truths.Unknown(worker, value, worker.ScratchMask);
                Kernels.Combine<Kernels.And>(worker.ScratchMask, where.In(worker), worker.ScratchMask);
                Kernels.Combine<Kernels.Except>(empty, worker.ScratchMask, empty);
            }
        }
    }
}

/// <summary>Where a condition is true, where it leaves open, and all the rest: the three ways of an "if".</summary>
internal sealed partial class Ways : Node
{
    private readonly Truth condition;
    private readonly MaskBuffer otherwise;
    private readonly MaskBuffer? unknown;

    public Ways(Truth condition)
    {
        (this.condition, Inputs) = (condition, [condition]);
        Otherwise = otherwise = Buffer();
        Unknown = unknown = condition.IsTwoValued ? null : Buffer();
    }

    public override IEnumerable<Mask?> Shown => [condition.True, Otherwise, Unknown];

    public Mask Then => condition.True;

    public Mask Otherwise { get; }

    public Mask? Unknown { get; }

    public override void Work(Worker worker)
    {
        var rest = otherwise.Of(worker);
        rest.Fill(ulong.MaxValue);
        Kernels.Combine<Kernels.Except>(rest, condition.True.In(worker), rest);
        if (unknown is not null)
        {
            Truths.Unknown(worker, condition, unknown.Of(worker));
            Kernels.Combine<Kernels.Except>(rest, unknown.In(worker), rest);
        }
    }
}

/// <summary>One of several truths, each where its mask says; elsewhere null.</summary>
internal sealed partial class SelectTruth : Truth
{
    private readonly (Mask Where, Truth Truth)[] cases;
    private readonly Mask? unknown;
    private readonly Mask? nulls;
    private readonly MaskBuffer isTrue;
    private readonly MaskBuffer? possible;
    private readonly MaskBuffer? isNull;

    /// <param name="by">Nodes that the masks belong to.</param>
    /// <param name="cases">No row is in two of them.</param>
    /// <param name="unknown">Where it is not known which.</param>
    /// <param name="nulls">Where it is none of them, and null.</param>
    public SelectTruth(Node[] by, (Mask Where, Truth Truth)[] cases, Mask? unknown, Mask? nulls)
    {
        (this.cases, this.unknown, this.nulls, Inputs) = (cases, unknown, nulls, [.. by, .. cases.Select(one => one.Truth)]);
        True = isTrue = Buffer();
        Possible = possible = unknown is not null || nulls is not null || cases.Any(one => !one.Truth.IsTwoValued) ? Buffer() : null;
        Null = isNull = nulls is not null || cases.Any(one => one.Truth.Null is not null) ? Buffer() : null;
    }

    public override void Work(Worker worker)
    {
        var result = isTrue.Of(worker);
        Sum(worker, one => one.True, null, result);
        if (possible is not null)
        {
            var maybe = possible.Of(worker);
            Sum(worker, one => one.Possible ?? one.True, unknown, maybe);
            if (nulls is not null)
            {
                Kernels.Combine<Kernels.Or>(maybe, nulls.In(worker), maybe);
            }
        }

        if (isNull is not null)
        {
            Sum(worker, one => one.Null, nulls, isNull.Of(worker));
        }
    }

    private void Sum(Worker worker, Func<Truth, Mask?> which, Mask? and, Span<ulong> into)
    {
        into.Clear();
        if (and is not null)
        {
            and.In(worker).CopyTo(into);
        }

        foreach (var (where, truth) in cases)
        {
            if (which(truth) is { } mask)
            {
                Kernels.Combine<Kernels.And>(where.In(worker), mask.In(worker), worker.ScratchMask);
                Kernels.Combine<Kernels.Or>(into, worker.ScratchMask, into);
            }
        }
    }
}

/// <summary>A truth as 0 and 1.</summary>
internal sealed partial class TruthAsValue : MadeValue
{
    private readonly Truth part;

    public TruthAsValue(Truth part)
        : base(Shape.Truths(!part.IsTwoValued, part.Null is not null), part) => this.part = part;

    public override void Work(Worker worker)
    {
        var made = Lanes(worker);
        var bits = part.True.In(worker);
        for (var i = 0; i < made.Length; i++)
        {
            made[i] = (long)(bits[i / Kernels.WordBits] >> (i % Kernels.WordBits) & 1);
        }

        if (KnownBuffer is not null)
        {
            Kernels.Combine<Kernels.OrNot>(bits, part.PossibleIn(worker), KnownBuffer.Of(worker));
        }

        if (EmptyBuffer is not null)
        {
            part.Null!.In(worker).CopyTo(EmptyBuffer.Of(worker));
        }
    }
}
