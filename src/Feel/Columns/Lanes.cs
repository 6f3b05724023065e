using System.Numerics;

namespace Madoguchi.Feel.Columns;

/// <summary>Whole numbers, one a row, in as few bytes as they need; padded to whole words of 64 rows.</summary>
internal abstract class Lanes
{
    public abstract long this[int row] { get; set; }

    /// <summary>Room for so many rows of values from <paramref name="min"/> to <paramref name="max"/>; all are zero.</summary>
    public static Lanes Make(int rows, long min, long max)
    {
        var padded = Bitmap.WordsFor(rows) * Kernels.WordBits;
        return min >= sbyte.MinValue && max <= sbyte.MaxValue ? new Lanes<sbyte>(padded)
            : min >= short.MinValue && max <= short.MaxValue ? new Lanes<short>(padded)
            : min >= int.MinValue && max <= int.MaxValue ? new Lanes<int>(padded)
            : new Lanes<long>(padded);
    }

    /// <summary>One digit of each number above <paramref name="least"/>, 64 a word.</summary>
    public abstract void Digit(int from, long least, int digit, Span<ulong> plane);

    public abstract void Read(int from, Span<long> into);

    public abstract void Write(int from, ReadOnlySpan<long> values);

    /// <summary>into[i] = table[value − least], for rows from <paramref name="from"/>.</summary>
    public abstract void LookUp(int from, long least, ReadOnlySpan<long> table, Span<long> into);

    /// <summary>The values of those rows, one after another.</summary>
    public abstract Lanes Gather(ReadOnlySpan<int> rows);
}

internal sealed class Lanes<T>(int padded) : Lanes
    where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
{
    private readonly T[] values = new T[padded];

    public override long this[int row]
    {
        get => long.CreateTruncating(values[row]);
        set => values[row] = T.CreateTruncating(value);
    }

    public override void Digit(int from, long least, int digit, Span<ulong> plane) =>
        Kernels.Digit(values.AsSpan(from, plane.Length * Kernels.WordBits), T.CreateTruncating(least), digit, plane);

    public override void Read(int from, Span<long> into)
    {
        var lanes = values.AsSpan(from, into.Length);
        for (var i = 0; i < lanes.Length; i++)
        {
            into[i] = long.CreateTruncating(lanes[i]);
        }
    }

    public override void Write(int from, ReadOnlySpan<long> written)
    {
        var lanes = values.AsSpan(from, written.Length);
        for (var i = 0; i < lanes.Length; i++)
        {
            lanes[i] = T.CreateTruncating(written[i]);
        }
    }

    public override void LookUp(int from, long least, ReadOnlySpan<long> table, Span<long> into)
    {
        var lanes = values.AsSpan(from, into.Length);
        for (var i = 0; i < lanes.Length; i++)
        {
            // What a row without a value holds may lie outside of the table, and says nothing.
            var at = long.CreateTruncating(lanes[i]) - least;
            into[i] = (ulong)at < (ulong)table.Length ? table[(int)at] : 0;
        }
    }

    public override Lanes Gather(ReadOnlySpan<int> rows)
    {
        var gathered = new Lanes<T>(Bitmap.WordsFor(rows.Length) * Kernels.WordBits);
        for (var i = 0; i < rows.Length; i++)
        {
            gathered.values[i] = values[rows[i]];
        }

        return gathered;
    }
}
