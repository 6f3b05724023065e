using Madoguchi.Feel.Dmn;
using Madoguchi.Feel.Proofs;
using Madoguchi.Feel.Syntax;

namespace Madoguchi.Feel.Evaluation;

/// <summary>Which rows the values of one column pass: for each stretch of values a bit for each row.</summary>
internal sealed class IndexColumn
{
    private readonly int words;

    private IndexColumn(Tables.Plan plan, int at, ItemType[] types, int words, Scale scale, FeelValue?[] values, HashSet<int>[] own)
    {
        (this.words, Scale) = (words, scale);
        var (allowed, run) = (plan.Inputs[at].Allowed, new Run(FeelContext.Empty));
        var frames = Array.ConvertAll(values, value => value is null ? null : new Frame(null, types.Aggregate(value, (fitted, type) => type.Fit(run, fitted))));
        Values = [.. values.Zip(frames, FeelValue? (value, frame) => value is FeelNull || frame?.Value is not (null or FeelNull) ? value : null)];
        Sure = new ulong[values.Length * words];
        Possible = new ulong[values.Length * words];
        Refused = Array.ConvertAll(frames, frame => frame is { Value: not FeelNull } && allowed?.Invoke(run, frame) is FeelBoolean { Value: false });
        for (var row = 0; row < own.Length; row++)
        {
            // Nobody's budget is spent here.
            run = new Run(FeelContext.Empty);
            var cell = plan.Rows[row].Cells[at];
            var (ofEmpty, same) = (Passes(frames[Scale.Empty]!), (FeelValue?)null);
            Set(Scale.Unknown, row, Passes(frames[Scale.Unknown]!));
            Set(Scale.Empty, row, ofEmpty);
            for (var stretch = Scale.First; stretch < frames.Length; stretch++)
            {
                if (frames[stretch] is not { } frame)
                {
                    continue;
                }

                // Only at its own constants the verdict of a cell can change. A value that is none of its type is nothing.
                var isOwn = own[row].Contains(stretch);
                var passes = frame.Value is FeelNull ? ofEmpty : isOwn || same is null ? Passes(frame) : same;
                same = isOwn ? scale.IsOrdered ? null : same : frame.Value is FeelNull ? same : passes;
                Set(stretch, row, passes);
            }

            FeelValue Passes(Frame frame) => cell?.Invoke(run, frame) ?? FeelBoolean.True;
        }
    }

    public Scale Scale { get; }

    /// <summary>Rows that the values of a stretch pass, the words of one stretch after those of another.</summary>
    public ulong[] Sure { get; }

    /// <summary>Rows that they do not fail: null is neither.</summary>
    public ulong[] Possible { get; }

    /// <summary>Stretches whose values are not allowed.</summary>
    public bool[] Refused { get; }

    /// <summary>A value of each stretch; null for a stretch that has none, and where the value is none of its type.</summary>
    public IReadOnlyList<FeelValue?> Values { get; }

    public long Size => Sure.Length * 2L;

    /// <summary>Whether a known value leaves nothing open.</summary>
    private bool IsClear { get; set; } = true;

    public static IndexColumn? Of(Tables.Plan plan, int at, ItemType[] types, int words)
    {
        var source = plan.Source;
        var (points, ofRows) = (new List<FeelValue>(), new List<FeelValue>[source.Rows.Length]);
        for (var row = 0; row < ofRows.Length; row++)
        {
            if (Constants(source.Rows[row].Cells[at]) is not { } own)
            {
                return null;
            }

            ofRows[row] = own;
            points.AddRange(own);
        }

        foreach (var wider in types.SelectMany(Wider))
        {
            if (wider.Element is not null || wider.Members.Count > 0 || (wider.Allowed is not null && wider.AllowedTree is null) || Constants(wider.AllowedTree) is not { } own)
            {
                return null;
            }

            points.AddRange(own);
        }

        if (Constants(source.Inputs[at].Allowed) is not { } allowed)
        {
            return null;
        }

        points.AddRange(allowed);
        if (Scale.Over(points, types.Select(type => type.Shape).LastOrDefault(shape => shape != FeelType.Any) ?? FeelType.Any) is not var (scale, values) || Array.Exists(types, type => !scale.Holds(type.Shape))
            || (long)(Scale.First + values.Length) * words * 2 > TableIndex.MostWords)
        {
            return null;
        }

        FeelValue?[] stretches = [FeelNull.Unknown("?"), FeelNull.Value, .. values];
        var places = new Dictionary<FeelValue, int>();
        foreach (var (stretch, value) in stretches.Index().Skip(Scale.First))
        {
            if (value is not null)
            {
                places[value] = stretch;
            }
        }

        var column = new IndexColumn(plan, at, types, words, scale, stretches, Array.ConvertAll(ofRows, own => own.Select(point => places[point]).ToHashSet()));
        return column.IsClear ? column : null;
    }

    private void Set(int stretch, int row, FeelValue passes)
    {
        var (word, bit) = ((stretch * words) + (row >> 6), 1UL << (row & 63));
        Sure[word] |= passes is FeelBoolean { Value: true } ? bit : 0;
        Possible[word] |= passes is FeelBoolean { Value: false } ? 0 : bit;
        IsClear &= stretch == Scale.Unknown || !Operations.IsUnknown(passes);
    }

    public static void And(ulong[] masks, int stretch, Span<ulong> rows)
    {
        var mask = masks.AsSpan(stretch * rows.Length, rows.Length);
        for (var word = 0; word < rows.Length; word++)
        {
            rows[word] &= mask[word];
        }
    }

    /// <summary>The constants that a cell tests for; null when it tests for anything else.</summary>
    private static List<FeelValue>? Constants(Tests? cell)
    {
        var points = new List<FeelValue>();
        foreach (var test in cell is null or { IsAny: true } ? [] : cell.Alternatives)
        {
            if (!TableIndex.IsPlain(test))
            {
                return null;
            }

            // A constant null, as of a range whose ends are the wrong way round, tells no values apart but null.
            if (Words.Constant(test) is FeelNull)
            {
                continue;
            }

            if (Points.Of(new Tests(test.Span, false, false, [test])) is not { } found)
            {
                return null;
            }

            points.AddRange(found);
        }

        return points;
    }

    private static IEnumerable<ItemType> Wider(ItemType type) => type.Narrows is { } wider ? Wider(wider).Prepend(type) : [type];
}
