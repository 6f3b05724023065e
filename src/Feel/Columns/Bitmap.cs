using System.Collections;
using System.Numerics;

namespace Madoguchi.Feel;

/// <summary>One bit for each resident, in the order of the population.</summary>
public sealed class Bitmap : IEnumerable<int>
{
    /// <param name="length">Number of bits; all are zero.</param>
    public Bitmap(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        (Length, Words) = (length, new ulong[WordsFor(length)]);
    }

    internal Bitmap(int length, ulong[] words)
    {
        (Length, Words) = (length, words);
        ClearBeyond();
    }

    public int Length { get; }

    /// <summary>64 bits a word, the first resident in the lowest bit; what lies beyond the last resident is zero.</summary>
    internal ulong[] Words { get; }

    public bool this[int at]
    {
        get => at >= 0 && at < Length ? (Words[at >> 6] >> (at & 63) & 1) != 0 : throw new ArgumentOutOfRangeException(nameof(at));
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(at);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(at, Length);
            Words[at >> 6] = value ? Words[at >> 6] | (1UL << (at & 63)) : Words[at >> 6] & ~(1UL << (at & 63));
        }
    }

    public static Bitmap Of(int length, Func<int, bool> holds)
    {
        var bitmap = new Bitmap(length);
        for (var at = 0; at < length; at++)
        {
            bitmap.Words[at >> 6] |= holds(at) ? 1UL << (at & 63) : 0;
        }

        return bitmap;
    }

    /// <summary>How many bits are set.</summary>
    public int Count()
    {
        var count = 0;
        foreach (var word in Words)
        {
            count += BitOperations.PopCount(word);
        }

        return count;
    }

    /// <summary>Those set here and there.</summary>
    public Bitmap And(Bitmap other) => Join(other, (mine, theirs) => mine & theirs);

    /// <summary>Those set here or there.</summary>
    public Bitmap Or(Bitmap other) => Join(other, (mine, theirs) => mine | theirs);

    /// <summary>Those set here and not there.</summary>
    public Bitmap Except(Bitmap other) => Join(other, (mine, theirs) => mine & ~theirs);

    /// <summary>Those not set here.</summary>
    public Bitmap Not() => new(Length, Array.ConvertAll(Words, word => ~word));

    /// <summary>The places of the bits that are set, in order.</summary>
    public IEnumerator<int> GetEnumerator()
    {
        for (var word = 0; word < Words.Length; word++)
        {
            for (var rest = Words[word]; rest != 0; rest &= rest - 1)
            {
                yield return (word << 6) + BitOperations.TrailingZeroCount(rest);
            }
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal static int WordsFor(int length) => (int)(((long)length + 63) >> 6);

    private Bitmap Join(Bitmap other, Func<ulong, ulong, ulong> join)
    {
        if (other.Length != Length)
        {
            throw new ArgumentException($"A bitmap of {other.Length} does not go with one of {Length}.", nameof(other));
        }

        var joined = new Bitmap(Length);
        for (var word = 0; word < Words.Length; word++)
        {
            joined.Words[word] = join(Words[word], other.Words[word]);
        }

        return joined;
    }

    private void ClearBeyond()
    {
        if ((Length & 63) != 0)
        {
            Words[^1] &= (1UL << (Length & 63)) - 1;
        }
    }
}
