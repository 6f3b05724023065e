namespace Madoguchi.Feel.Columns;

/// <summary>Bits of a block of rows: those of a column, or a buffer that a node fills.</summary>
internal abstract class Mask
{
    public abstract ReadOnlySpan<ulong> In(Worker worker);
}

internal sealed class MaskOfColumn(Source source, Func<Column, Bitmap> bits) : Mask
{
    public override ReadOnlySpan<ulong> In(Worker worker) => bits(worker.Column(source)).Words.AsSpan(worker.FirstWord, worker.Words);
}

internal sealed class MaskBuffer : Mask
{
    /// <summary>Which of the worker's buffers, once the order of work is known.</summary>
    public int At { get; set; } = -1;

    public override ReadOnlySpan<ulong> In(Worker worker) => worker.Mask(At);

    public Span<ulong> Of(Worker worker) => worker.Mask(At);
}

/// <summary>A step of the work on a block: it reads the nodes it stands on and fills buffers of its own.</summary>
internal abstract class Node
{
    private readonly List<MaskBuffer> buffers = [];

    /// <summary>What has to be worked before.</summary>
    public IReadOnlyList<Node> Inputs { get; protected init; } = [];

    public IReadOnlyList<MaskBuffer> Buffers => buffers;

    /// <summary>The worker's buffer of whole numbers that it fills; −1 for none.</summary>
    public int LaneBuffer { get; set; } = -1;

    public virtual bool NeedsLanes => false;

    /// <summary>The masks that others read of it, also those that it has from others.</summary>
    public abstract IEnumerable<Mask?> Shown { get; }

    public virtual void Work(Worker worker)
    {
    }

    protected MaskBuffer Buffer()
    {
        var buffer = new MaskBuffer();
        buffers.Add(buffer);
        return buffer;
    }
}

/// <summary>
/// Four-valued truth of each row: true; possible is true, unknown or null; null is possible, not true and not unknown. Where nothing is
/// unknown or null, true says all.
/// </summary>
internal abstract partial class Truth : Node
{
    public Mask True { get; protected init; } = null!;

    /// <summary>Null where it is the same as <see cref="True"/>.</summary>
    public Mask? Possible { get; protected init; }

    /// <summary>Null where no row is.</summary>
    public Mask? Null { get; protected init; }

    public bool IsTwoValued => Possible is null;

    public sealed override IEnumerable<Mask?> Shown => [True, Possible, Null];

    public ReadOnlySpan<ulong> PossibleIn(Worker worker) => (Possible ?? True).In(worker);
}

/// <summary>A whole number for each row, of a shape; known or null (empty) or unknown.</summary>
internal abstract partial class Value(Shape shape) : Node
{
    public Shape Shape { get; } = shape;

    /// <summary>Null where all are.</summary>
    public Mask? Known { get; protected init; }

    /// <summary>Null where none is.</summary>
    public Mask? Empty { get; protected init; }

    public override IEnumerable<Mask?> Shown => [Known, Empty];

    /// <summary>The rows from low to high, both included; what it says of rows without a value means nothing.</summary>
    public virtual void Within(Worker worker, long low, long high, Span<ulong> mask) => Kernels.Within(Lanes(worker), low, high, mask);

    /// <summary>The values of the block's rows.</summary>
    public abstract void Read(Worker worker, Span<long> into);

    /// <summary>The values of the block's rows, in place where the node has them.</summary>
    public virtual ReadOnlySpan<long> Look(Worker worker)
    {
        var read = worker.Scratch(0);
        Read(worker, read);
        return read;
    }

    /// <summary>The node's own buffer.</summary>
    protected Span<long> Lanes(Worker worker) => worker.Lanes(LaneBuffer);
}

internal sealed partial class ConstantTruth : Truth
{
    public ConstantTruth(bool isTrue, bool isUnknown = false, bool isNull = false)
    {
        IsTrue = isTrue;
        True = Buffer();
        Possible = isUnknown || isNull ? Ones = Buffer() : null;
        Null = isNull ? Ones : null;
    }

    public bool IsTrue { get; }

    private MaskBuffer? Ones { get; }

    public override void Work(Worker worker)
    {
        ((MaskBuffer)True).Of(worker).Fill(IsTrue ? ulong.MaxValue : 0);
        Ones?.Of(worker).Fill(ulong.MaxValue);
    }
}

/// <summary>A column of truths.</summary>
internal sealed partial class TruthLeaf : Truth
{
    private readonly Mask? known;

    public TruthLeaf(Source source)
    {
        Source = source;
        True = new MaskOfColumn(source, column => column.Truths!);
        if (source.Shape.HasUnknown || source.Shape.HasEmpty)
        {
            known = new MaskOfColumn(source, column => column.Known!);
            Possible = Buffer();
            Null = source.Shape.HasEmpty ? new MaskOfColumn(source, column => column.Empty!) : null;
        }
    }

    public Source Source { get; }

    public override void Work(Worker worker)
    {
        if (Possible is MaskBuffer possible)
        {
            Kernels.Combine<Kernels.OrNot>(True.In(worker), known!.In(worker), possible.Of(worker));
        }
    }
}

internal sealed partial class ValueLeaf : Value
{
    public ValueLeaf(Source source)
        : base(source.Shape)
    {
        Source = source;
        Known = Shape.HasUnknown || Shape.HasEmpty ? new MaskOfColumn(source, column => column.Known!) : null;
        Empty = Shape.HasEmpty ? new MaskOfColumn(source, column => column.Empty!) : null;
    }

    public Source Source { get; }

    public override void Within(Worker worker, long low, long high, Span<ulong> mask) =>
        worker.Column(Source).Planes.Within(worker.First, low, high, mask);

    public override void Read(Worker worker, Span<long> into) => worker.Column(Source).Lanes!.Read(worker.First, into);
}

internal sealed partial class ConstantValue(Shape shape, long value) : Value(shape)
{
    public override void Within(Worker worker, long low, long high, Span<ulong> mask) => mask.Fill(value >= low && value <= high ? ulong.MaxValue : 0);

    public override void Read(Worker worker, Span<long> into) => into.Fill(value);
}

/// <summary>What a test says of a value that is known: true in some stretches, null in some, unknown in some, false in between.</summary>
internal sealed record Answers((long Low, long High)[] True, (long Low, long High)[] Null, (long Low, long High)[] Unknown, FeelValue OfEmpty, FeelValue OfUnknown);

/// <summary>A test of one value by itself.</summary>
internal sealed partial class Test : Truth
{
    private readonly Value value;
    private readonly Answers answers;
    private readonly (long Low, long High)[] open;

    /// <summary>What is unknown leaves it open, and nothing else does: the usual case, in one pass.</summary>
    private readonly bool isPlain;
    private readonly MaskBuffer isTrue;
    private readonly MaskBuffer? possible;
    private readonly MaskBuffer? isNull;

    public Test(Value value, Answers answers)
    {
        (this.value, this.answers, Inputs) = (value, answers, [value]);
        open = [.. answers.Null, .. answers.Unknown];
        True = isTrue = Buffer();
        var rest = new[] { value.Shape.HasEmpty ? answers.OfEmpty : FeelBoolean.False, value.Shape.HasUnknown ? answers.OfUnknown : FeelBoolean.False };
        var mayBeNull = answers.Null.Length > 0 || rest.Any(IsNull);
        Possible = possible = mayBeNull || answers.Unknown.Length > 0 || rest.Any(answer => answer is FeelNull) ? Buffer() : null;
        Null = isNull = mayBeNull ? Buffer() : null;
        isPlain = open.Length == 0 && value.Known is not null && value.Empty is null && Evaluation.Operations.IsUnknown(answers.OfUnknown);
    }

    public override void Work(Worker worker)
    {
        var result = isTrue.Of(worker);
        Stretches(worker, answers.True, result);
        if (isPlain)
        {
            Kernels.Settle(result, value.Known!.In(worker), possible!.Of(worker));
            return;
        }

        Finish(worker, result, answers.OfEmpty is FeelBoolean { Value: true }, answers.OfUnknown is FeelBoolean { Value: true });
        if (possible is not null)
        {
            var maybe = possible.Of(worker);
            Stretches(worker, open, maybe);
            Finish(worker, maybe, answers.OfEmpty is FeelNull, answers.OfUnknown is FeelNull);
            Kernels.Combine<Kernels.Or>(maybe, result, maybe);
        }

        if (isNull is not null)
        {
            var none = isNull.Of(worker);
            Stretches(worker, answers.Null, none);
            Finish(worker, none, IsNull(answers.OfEmpty), IsNull(answers.OfUnknown));
        }
    }

    private static bool IsNull(FeelValue answer) => answer is FeelNull { IsUnknown: false };

    private void Stretches(Worker worker, (long Low, long High)[] stretches, Span<ulong> mask)
    {
        if (stretches.Length == 0)
        {
            mask.Clear();
            return;
        }

        value.Within(worker, stretches[0].Low, stretches[0].High, mask);
        foreach (var (low, high) in stretches.AsSpan(1))
        {
            var more = worker.ScratchMask;
            value.Within(worker, low, high, more);
            Kernels.Combine<Kernels.Or>(mask, more, mask);
        }
    }

    /// <summary>Takes away what rows without a value happen to hold, and adds those of them that it is so of.</summary>
    private void Finish(Worker worker, Span<ulong> mask, bool ofEmpty, bool ofUnknown)
    {
        if (value.Known is not { } known)
        {
            return;
        }

        Kernels.Combine<Kernels.And>(mask, known.In(worker), mask);
        if (ofUnknown && (ofEmpty || value.Empty is null))
        {
            Kernels.Combine<Kernels.OrNot>(mask, known.In(worker), mask);
        }
        else if (ofUnknown)
        {
            var some = worker.ScratchMask;
            Kernels.Combine<Kernels.Or>(known.In(worker), value.Empty!.In(worker), some);
            Kernels.Combine<Kernels.OrNot>(mask, some, mask);
        }
        else if (ofEmpty && value.Empty is { } empty)
        {
            Kernels.Combine<Kernels.Or>(mask, empty.In(worker), mask);
        }
    }
}

/// <summary>All of them (and), or any (or): the least or the greatest of false, null, unknown, true.</summary>
internal sealed partial class Junction : Truth
{
    private readonly Truth[] parts;
    private readonly bool isAnd;
    private readonly MaskBuffer isTrue;
    private readonly MaskBuffer? possible;
    private readonly MaskBuffer? isNull;

    public Junction(bool isAnd, Truth[] parts)
    {
        (this.isAnd, this.parts, Inputs) = (isAnd, parts, parts);
        True = isTrue = Buffer();
        Possible = possible = parts.All(part => part.IsTwoValued) ? null : Buffer();
        Null = isNull = parts.All(part => part.Null is null) ? null : Buffer();
    }

    public override void Work(Worker worker)
    {
        var result = isTrue.Of(worker);
        parts[0].True.In(worker).CopyTo(result);
        foreach (var part in parts.AsSpan(1))
        {
            Join(result, part.True.In(worker));
        }

        if (possible is not null)
        {
            var maybe = possible.Of(worker);
            parts[0].PossibleIn(worker).CopyTo(maybe);
            foreach (var part in parts.AsSpan(1))
            {
                Join(maybe, part.PossibleIn(worker));
            }
        }

        if (isNull is not null)
        {
            // Null is what is left of the possible when the true and the unknown are gone.
            var none = isNull.Of(worker);
            possible!.Of(worker).CopyTo(none);
            Kernels.Combine<Kernels.Except>(none, result, none);
            foreach (var part in parts)
            {
                Truths.Unknown(worker, part, worker.ScratchMask);
                Kernels.Combine<Kernels.Except>(none, worker.ScratchMask, none);
            }
        }
    }

    private void Join(Span<ulong> mask, ReadOnlySpan<ulong> more)
    {
        if (isAnd)
        {
            Kernels.Combine<Kernels.And>(mask, more, mask);
        }
        else
        {
            Kernels.Combine<Kernels.Or>(mask, more, mask);
        }
    }
}

/// <summary>The second of those that pass the first: what the first leaves open stays open, whatever the second says (a filter of a filter).</summary>
internal sealed partial class Chain : Truth
{
    private readonly Truth first;
    private readonly Truth second;
    private readonly MaskBuffer isTrue;
    private readonly MaskBuffer? possible;

    public Chain(Truth first, Truth second)
    {
        (this.first, this.second, Inputs) = (first, second, [first, second]);
        True = isTrue = Buffer();
        Possible = possible = first.IsTwoValued && second.IsTwoValued ? null : Buffer();
    }

    public override void Work(Worker worker)
    {
        Kernels.Combine<Kernels.And>(first.True.In(worker), second.True.In(worker), isTrue.Of(worker));
        if (possible is not null)
        {
            var maybe = possible.Of(worker);
            Truths.Unknown(worker, second, maybe);
            Kernels.Combine<Kernels.And>(maybe, first.True.In(worker), maybe);
            Truths.Unknown(worker, first, worker.ScratchMask);
            Kernels.Combine<Kernels.Or>(maybe, worker.ScratchMask, maybe);
            Kernels.Combine<Kernels.Or>(maybe, isTrue.In(worker), maybe);
        }
    }
}

internal sealed partial class Negated : Truth
{
    private readonly Truth part;
    private readonly MaskBuffer isTrue;
    private readonly MaskBuffer? possible;

    public Negated(Truth part)
    {
        (this.part, Inputs) = (part, [part]);
        True = isTrue = Buffer();
        Possible = possible = part.IsTwoValued ? null : Buffer();
        Null = part.Null;
    }

    public override void Work(Worker worker)
    {
        var result = isTrue.Of(worker);
        var was = part.PossibleIn(worker);
        for (var word = 0; word < result.Length; word++)
        {
            result[word] = ~was[word];
        }

        if (possible is not null)
        {
            var maybe = possible.Of(worker);
            var sure = part.True.In(worker);
            for (var word = 0; word < maybe.Length; word++)
            {
                maybe[word] = ~sure[word];
            }
        }
    }
}

/// <summary>Whether a truth is known: true or false itself; or, with isTrue, whether it is true. Never null, never unknown.</summary>
internal sealed partial class Known : Truth
{
    private readonly Truth part;
    private readonly bool isTrue;
    private readonly MaskBuffer result;

    public Known(Truth part, bool isTrue = false)
    {
        (this.part, this.isTrue, Inputs) = (part, isTrue, [part]);
        True = result = Buffer();
    }

    public override void Work(Worker worker)
    {
        var into = result.Of(worker);
        if (isTrue)
        {
            part.True.In(worker).CopyTo(into);
        }
        else
        {
            Kernels.Combine<Kernels.OrNot>(part.True.In(worker), part.PossibleIn(worker), into);
        }
    }
}

/// <summary>Another truth for each of true, false and null; what is unknown stays so.</summary>
internal sealed partial class Mapped : Truth
{
    private readonly Truth part;
    private readonly FeelValue ofTrue;
    private readonly FeelValue ofFalse;
    private readonly FeelValue ofNull;
    private readonly MaskBuffer isTrue;
    private readonly MaskBuffer? possible;
    private readonly MaskBuffer? isNull;

    public Mapped(Truth part, FeelValue ofTrue, FeelValue ofFalse, FeelValue ofNull)
    {
        (this.part, this.ofTrue, this.ofFalse, this.ofNull, Inputs) = (part, ofTrue, ofFalse, ofNull, [part]);
        True = isTrue = Buffer();
        var mayBeNull = ofTrue is FeelNull || ofFalse is FeelNull || (part.Null is not null && ofNull is FeelNull);
        Possible = possible = mayBeNull || !part.IsTwoValued ? Buffer() : null;
        Null = isNull = mayBeNull ? Buffer() : null;
    }

    public override void Work(Worker worker)
    {
        Gather(worker, FeelBoolean.True, isTrue.Of(worker));
        if (isNull is not null)
        {
            Gather(worker, FeelNull.Value, isNull.Of(worker));
        }

        if (possible is not null)
        {
            var maybe = possible.Of(worker);
            Truths.Unknown(worker, part, maybe);
            Kernels.Combine<Kernels.Or>(maybe, isTrue.In(worker), maybe);
            if (isNull is not null)
            {
                Kernels.Combine<Kernels.Or>(maybe, isNull.In(worker), maybe);
            }
        }
    }

    /// <summary>The rows that become this.</summary>
    private void Gather(Worker worker, FeelValue wanted, Span<ulong> into)
    {
        into.Clear();
        if (ofTrue.Equals(wanted))
        {
            Kernels.Combine<Kernels.Or>(into, part.True.In(worker), into);
        }

        if (ofFalse.Equals(wanted))
        {
            Kernels.Combine<Kernels.OrNot>(into, part.PossibleIn(worker), into);
        }

        if (part.Null is { } none && ofNull.Equals(wanted))
        {
            Kernels.Combine<Kernels.Or>(into, none.In(worker), into);
        }
    }
}

/// <summary>Two values compared. Equality knows null; order of null is null.</summary>
internal sealed partial class Comparison : Truth
{
    private readonly Value left;
    private readonly Value right;
    private readonly string sign;
    private readonly MaskBuffer isTrue;
    private readonly MaskBuffer? possible;
    private readonly MaskBuffer? isNull;

    public Comparison(string sign, Value left, Value right)
    {
        (this.sign, this.left, this.right, Inputs) = (sign, left, right, [left, right]);
        True = isTrue = Buffer();
        var hasUnknown = left.Shape.HasUnknown || right.Shape.HasUnknown;
        var mayBeNull = sign != "=" && (left.Shape.HasEmpty || right.Shape.HasEmpty);
        Possible = possible = hasUnknown || mayBeNull ? Buffer() : null;
        Null = isNull = mayBeNull ? Buffer() : null;
    }

    public override void Work(Worker worker)
    {
        var result = isTrue.Of(worker);
        var a = worker.Scratch(0);
        var b = worker.Scratch(1);
        left.Read(worker, a);
        right.Read(worker, b);
        for (var word = 0; word < result.Length; word++)
        {
            var bits = 0UL;
            for (var i = 0; i < Kernels.WordBits; i++)
            {
                var (x, y) = (a[(word * Kernels.WordBits) + i], b[(word * Kernels.WordBits) + i]);
                bits |= (sign switch { "=" => x == y, "<" => x < y, "<=" => x <= y, ">" => x > y, _ => x >= y }) ? 1UL << i : 0;
            }

            result[word] = bits;
        }

        Truths.OfBoth(worker, left, right, result);
        var unknown = worker.ScratchMask;
        var empty = worker.OtherScratchMask;
        if (sign == "=" && left.Empty is { } none && right.Empty is { } noneToo)
        {
            Kernels.Combine<Kernels.And>(none.In(worker), noneToo.In(worker), empty);
            Kernels.Combine<Kernels.Or>(result, empty, result);
        }

        if (possible is null)
        {
            return;
        }

        Truths.Unknown(worker, left, right, unknown);
        Kernels.Combine<Kernels.Or>(result, unknown, possible.Of(worker));
        if (isNull is not null)
        {
            var nulls = isNull.Of(worker);
            Truths.Empty(worker, left, right, nulls);
            Kernels.Combine<Kernels.Except>(nulls, unknown, nulls);
            Kernels.Combine<Kernels.Or>(possible.Of(worker), nulls, possible.Of(worker));
        }
    }
}

/// <summary>Which rows of a block are what, from the masks of the nodes it depends on.</summary>
internal static class Truths
{
    public static void Unknown(Worker worker, Truth part, Span<ulong> into)
    {
        if (part.Possible is null)
        {
            into.Clear();
            return;
        }

        Kernels.Combine<Kernels.Except>(part.Possible.In(worker), part.True.In(worker), into);
        if (part.Null is { } none)
        {
            Kernels.Combine<Kernels.Except>(into, none.In(worker), into);
        }
    }

    public static void Unknown(Worker worker, Value value, Span<ulong> into)
    {
        if (!value.Shape.HasUnknown)
        {
            into.Clear();
            return;
        }

        into.Fill(ulong.MaxValue);
        Kernels.Combine<Kernels.Except>(into, value.Known!.In(worker), into);
        if (value.Empty is { } empty)
        {
            Kernels.Combine<Kernels.Except>(into, empty.In(worker), into);
        }
    }

    /// <summary>Where one of two is unknown.</summary>
    public static void Unknown(Worker worker, Value left, Value right, Span<ulong> into)
    {
        Unknown(worker, left, into);
        Unknown(worker, right, worker.LastScratchMask);
        Kernels.Combine<Kernels.Or>(into, worker.LastScratchMask, into);
    }

    /// <summary>Where one of two is empty.</summary>
    public static void Empty(Worker worker, Value left, Value right, Span<ulong> into)
    {
        into.Clear();
        foreach (var value in (ReadOnlySpan<Value>)[left, right])
        {
            if (value.Empty is { } empty)
            {
                Kernels.Combine<Kernels.Or>(into, empty.In(worker), into);
            }
        }
    }

    /// <summary>Keeps of the mask only rows where both are known.</summary>
    public static void OfBoth(Worker worker, Value left, Value right, Span<ulong> mask)
    {
        foreach (var value in (ReadOnlySpan<Value>)[left, right])
        {
            if (value.Known is { } known)
            {
                Kernels.Combine<Kernels.And>(mask, known.In(worker), mask);
            }
        }
    }
}
