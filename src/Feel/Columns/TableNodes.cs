namespace Madoguchi.Feel.Columns;

/// <summary>
/// Which row of a decision table decides for whom (the one-case counterpart is Evaluation/Tables.cs): no resident is in two of the hits,
/// the open, the faults and those without a row.
/// </summary>
internal sealed partial class Hits : Node
{
    private readonly HitPolicy policy;
    private readonly Truth[] rows;
    private readonly Truth[] refused;
    private readonly MaskBuffer[] hits;
    private readonly MaskBuffer? open;
    private readonly MaskBuffer? faults;
    private readonly MaskBuffer none;

    /// <param name="policy">Unique, also for groups of rows that say the same (ANY); or First, in the order of the rows or of their importance.</param>
    /// <param name="openDecides">A row that is left open leaves the table open, although another row matches (PRIORITY).</param>
    /// <param name="rows">Whether each row matches.</param>
    /// <param name="refused">True where an input is none of its allowed values: the table then says nothing at all.</param>
    public Hits(HitPolicy policy, bool openDecides, Truth[] rows, Truth[] refused)
    {
        (this.policy, OpenDecides, this.rows, this.refused, Inputs) = (policy, openDecides, rows, refused, [.. rows, .. refused]);
        hits = [.. rows.Select(_ => Buffer())];
        open = rows.Any(row => row.Possible is not null) ? Buffer() : null;
        faults = policy == HitPolicy.Unique && rows.Length > 1 || refused.Length > 0 ? Buffer() : null;
        none = Buffer();
    }

    /// <summary>One mask for each row.</summary>
    public IReadOnlyList<Mask> Rows => hits;

    /// <summary>Where a fact is missing that decides.</summary>
    public Mask? Open => open;

    /// <summary>Where the table is null: several rows, or a value that is not allowed.</summary>
    public Mask? Faults => faults;

    /// <summary>Where no row matches.</summary>
    public Mask None => none;

    public override IEnumerable<Mask?> Shown => [.. hits, open, faults, none];

    private bool OpenDecides { get; }

    public override void Work(Worker worker)
    {
        // "none" counts down: at first everybody, in the end those for whom no row decided.
        var left = none.Of(worker);
        var unknown = worker.ScratchMask;
        left.Fill(ulong.MaxValue);
        open?.Of(worker).Clear();
        faults?.Of(worker).Clear();
        foreach (var truth in refused)
        {
            Kernels.Combine<Kernels.Or>(faults!.Of(worker), truth.True.In(worker), faults.Of(worker));
        }

        if (refused.Length > 0)
        {
            Kernels.Combine<Kernels.Except>(left, faults!.Of(worker), left);
        }

        if (policy == HitPolicy.Unique)
        {
            Unique(worker, left, unknown);
        }
        else
        {
            First(worker, left, unknown);
        }
    }

    private void First(Worker worker, Span<ulong> left, Span<ulong> unknown)
    {
        if (OpenDecides && open is not null)
        {
            Opened(worker, left, unknown);
        }

        for (var row = 0; row < rows.Length; row++)
        {
            var hit = hits[row].Of(worker);
            Kernels.Combine<Kernels.And>(left, rows[row].True.In(worker), hit);
            if (open is not null && !OpenDecides && rows[row].Possible is not null)
            {
                Truths.Unknown(worker, rows[row], unknown);
                Kernels.Combine<Kernels.And>(unknown, left, unknown);
                Kernels.Combine<Kernels.Or>(open.Of(worker), unknown, open.Of(worker));
                Kernels.Combine<Kernels.Except>(left, unknown, left);
            }

            Kernels.Combine<Kernels.Except>(left, hit, left);
        }
    }

    private void Unique(Worker worker, Span<ulong> left, Span<ulong> unknown)
    {
        var once = worker.OtherScratchMask;
        var more = worker.LastScratchMask;
        once.Clear();
        more.Clear();
        foreach (var row in rows)
        {
            var matches = row.True.In(worker);
            for (var word = 0; word < once.Length; word++)
            {
                more[word] |= once[word] & matches[word];
                once[word] |= matches[word];
            }
        }

        if (faults is not null)
        {
            Kernels.Combine<Kernels.And>(more, left, more);
            Kernels.Combine<Kernels.Or>(faults.Of(worker), more, faults.Of(worker));
            Kernels.Combine<Kernels.Except>(left, more, left);
        }

        for (var row = 0; row < rows.Length; row++)
        {
            Kernels.Combine<Kernels.And>(left, rows[row].True.In(worker), hits[row].Of(worker));
        }

        Kernels.Combine<Kernels.Except>(left, once, left);
        if (open is not null)
        {
            Opened(worker, left, unknown);
        }
    }

    /// <summary>Those for whom some row is left open.</summary>
    private void Opened(Worker worker, Span<ulong> left, Span<ulong> unknown)
    {
        var all = open!.Of(worker);
        foreach (var row in rows)
        {
            if (row.Possible is not null)
            {
                Truths.Unknown(worker, row, unknown);
                Kernels.Combine<Kernels.Or>(all, unknown, all);
            }
        }

        Kernels.Combine<Kernels.And>(all, left, all);
        Kernels.Combine<Kernels.Except>(left, all, left);
    }
}

/// <summary>A table whose outputs are true, false and null.</summary>
internal sealed partial class Verdicts : Truth
{
    private readonly Hits hits;
    private readonly FeelValue[] outputs;
    private readonly FeelValue otherwise;
    private readonly MaskBuffer isTrue;
    private readonly MaskBuffer? possible;
    private readonly MaskBuffer? isNull;

    public Verdicts(Hits hits, FeelValue[] outputs, FeelValue otherwise)
    {
        (this.hits, this.outputs, this.otherwise, Inputs) = (hits, outputs, otherwise, [hits]);
        True = isTrue = Buffer();
        var mayBeNull = hits.Faults is not null || outputs.Append(otherwise).Any(output => output is FeelNull);
        Possible = possible = mayBeNull || hits.Open is not null ? Buffer() : null;
        Null = isNull = mayBeNull ? Buffer() : null;
    }

    public override void Work(Worker worker)
    {
        var result = isTrue.Of(worker);
        Gather(worker, FeelBoolean.True, result);
        if (isNull is not null)
        {
            Gather(worker, FeelNull.Value, isNull.Of(worker));
            if (hits.Faults is { } faults)
            {
                Kernels.Combine<Kernels.Or>(isNull.Of(worker), faults.In(worker), isNull.Of(worker));
            }
        }

        if (possible is not null)
        {
            var maybe = possible.Of(worker);
            result.CopyTo(maybe);
            foreach (var more in (ReadOnlySpan<Mask?>)[hits.Open, isNull])
            {
                if (more is not null)
                {
                    Kernels.Combine<Kernels.Or>(maybe, more.In(worker), maybe);
                }
            }
        }
    }

    private void Gather(Worker worker, FeelValue wanted, Span<ulong> into)
    {
        into.Clear();
        for (var row = 0; row <= outputs.Length; row++)
        {
            if ((row < outputs.Length ? outputs[row] : otherwise).Equals(wanted))
            {
                Kernels.Combine<Kernels.Or>(into, (row < outputs.Length ? hits.Rows[row] : hits.None).In(worker), into);
            }
        }
    }
}

/// <summary>The outputs of a table that are constants: for each output the rows that give it.</summary>
internal sealed partial class Choice : Value
{
    private readonly Hits hits;
    private readonly int?[] codes;
    private readonly MaskBuffer[] given;
    private readonly MaskBuffer? known;
    private readonly MaskBuffer? empty;

    /// <param name="shape">The dictionary has each output once.</param>
    /// <param name="hits">Which row decides.</param>
    /// <param name="codes">For each row its output; null where the output is null.</param>
    /// <param name="otherwise">The output where no row matches.</param>
    public Choice(Shape shape, Hits hits, int?[] codes, int? otherwise)
        : base(shape)
    {
        (this.hits, this.codes, Otherwise, Inputs) = (hits, codes, otherwise, [hits]);
        given = [.. shape.Dictionary.Select(_ => Buffer())];
        Known = known = shape.HasUnknown || shape.HasEmpty ? Buffer() : null;
        Empty = empty = shape.HasEmpty ? Buffer() : null;
    }

    public override IEnumerable<Mask?> Shown => [.. given, known, empty];

    /// <summary>For each entry of the dictionary, who has it.</summary>
    public IReadOnlyList<Mask> Given => given;

    private int? Otherwise { get; }

    public override void Work(Worker worker)
    {
        foreach (var mask in given)
        {
            mask.Of(worker).Clear();
        }

        for (var row = 0; row < codes.Length; row++)
        {
            Give(worker, codes[row], hits.Rows[row]);
        }

        Give(worker, Otherwise, hits.None);
        if (known is null)
        {
            return;
        }

        var all = known.Of(worker);
        all.Clear();
        foreach (var mask in given)
        {
            Kernels.Combine<Kernels.Or>(all, mask.In(worker), all);
        }

        if (empty is not null)
        {
            var none = empty.Of(worker);
            none.Fill(ulong.MaxValue);
            Kernels.Combine<Kernels.Except>(none, all, none);
            if (hits.Open is { } open)
            {
                Kernels.Combine<Kernels.Except>(none, open.In(worker), none);
            }
        }
    }

    public override void Within(Worker worker, long low, long high, Span<ulong> mask)
    {
        mask.Clear();
        for (var code = Math.Max(0, low); code <= Math.Min(high, given.Length - 1); code++)
        {
            Kernels.Combine<Kernels.Or>(mask, given[code].In(worker), mask);
        }
    }

    public override void Read(Worker worker, Span<long> into)
    {
        into.Clear();
        for (var code = 0; code < given.Length; code++)
        {
            var rows = given[code].In(worker);
            for (var word = 0; word < rows.Length; word++)
            {
                for (var rest = rows[word]; rest != 0; rest &= rest - 1)
                {
                    into[(word * Kernels.WordBits) + System.Numerics.BitOperations.TrailingZeroCount(rest)] = code;
                }
            }
        }
    }

    private void Give(Worker worker, int? code, Mask rows)
    {
        if (code is { } place)
        {
            var mask = given[place].Of(worker);
            Kernels.Combine<Kernels.Or>(mask, rows.In(worker), mask);
        }
    }
}

/// <summary>What a COLLECT table makes of the outputs of all rows that match.</summary>
internal sealed partial class Collected : MadeValue
{
    private readonly Aggregation aggregation;
    private readonly Truth[] rows;
    private readonly long[] outputs;
    private readonly Truth[] refused;
    private readonly long? otherwise;
    private readonly bool isOpen;

    public Collected(Shape shape, Aggregation aggregation, Truth[] rows, long[] outputs, long? otherwise, Truth[] refused)
        : base(shape, [.. rows, .. refused])
    {
        (this.aggregation, this.rows, this.outputs, this.refused, this.otherwise) = (aggregation, rows, outputs, refused, otherwise);
        isOpen = rows.Any(row => row.Possible is not null);
    }

    public override void Work(Worker worker)
    {
        var made = Lanes(worker);
        var any = worker.OtherScratchMask;
        made.Fill(aggregation switch { Aggregation.Min => long.MaxValue, Aggregation.Max => long.MinValue, _ => 0 });
        any.Clear();
        for (var row = 0; row < rows.Length; row++)
        {
            var matches = rows[row].True.In(worker);
            var output = aggregation == Aggregation.Count ? 1 : outputs[row];
            for (var word = 0; word < matches.Length; word++)
            {
                any[word] |= matches[word];
                for (var rest = matches[word]; rest != 0; rest &= rest - 1)
                {
                    ref var lane = ref made[(word * Kernels.WordBits) + System.Numerics.BitOperations.TrailingZeroCount(rest)];
                    lane = aggregation switch { Aggregation.Min => Math.Min(lane, output), Aggregation.Max => Math.Max(lane, output), _ => lane + output };
                }
            }
        }

        for (var i = 0; i < made.Length; i++)
        {
            made[i] = (any[i / Kernels.WordBits] >> (i % Kernels.WordBits) & 1) != 0 ? made[i] : otherwise ?? 0;
        }

        if (KnownBuffer is null)
        {
            return;
        }

        var known = KnownBuffer.Of(worker);
        var unknown = worker.LastScratchMask;
        unknown.Clear();
        foreach (var row in rows)
        {
            if (row.Possible is not null)
            {
                Truths.Unknown(worker, row, worker.ScratchMask);
                Kernels.Combine<Kernels.Or>(unknown, worker.ScratchMask, unknown);
            }
        }

        if (otherwise is null)
        {
            any.CopyTo(known);
        }
        else
        {
            known.Fill(ulong.MaxValue);
        }

        foreach (var truth in refused)
        {
            Kernels.Combine<Kernels.Except>(known, truth.True.In(worker), known);
            Kernels.Combine<Kernels.Except>(unknown, truth.True.In(worker), unknown);
        }

        if (isOpen)
        {
            Kernels.Combine<Kernels.Except>(known, unknown, known);
        }

        if (EmptyBuffer is not null)
        {
            var empty = EmptyBuffer.Of(worker);
            empty.Fill(ulong.MaxValue);
            Kernels.Combine<Kernels.Except>(empty, known, empty);
            Kernels.Combine<Kernels.Except>(empty, unknown, empty);
        }
    }
}
