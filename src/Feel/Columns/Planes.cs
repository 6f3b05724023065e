using System.Numerics;
using System.Runtime.CompilerServices;

namespace Madoguchi.Feel.Columns;

/// <summary>A column digit by digit in base two, block after block: what <see cref="Kernels.Within(ReadOnlySpan{ulong}, int, int, ulong, ulong, Span{ulong})"/> reads.</summary>
internal sealed class Planes
{
    private readonly long least;
    private readonly int digits;
    private readonly Words words;

    public Planes(Lanes lanes, int rows, long min, long max, ParallelOptions options)
    {
        (least, digits) = (min, max <= min ? 0 : 64 - BitOperations.LeadingZeroCount((ulong)(max - min)));
        var blocks = (Bitmap.WordsFor(rows) + Worker.BlockWords - 1) / Worker.BlockWords;
        words = new Words((long)blocks * digits * Worker.BlockWords);
        Parallel.For(0, blocks, options, block =>
        {
            var rest = Math.Min(Worker.BlockWords, Bitmap.WordsFor(rows) - (block * Worker.BlockWords));
            for (var digit = 0; digit < digits; digit++)
            {
                lanes.Digit(block * Worker.BlockRows, min, digit, words.From(((block * digits) + digit) * Worker.BlockWords, rest));
            }
        });
    }

    /// <summary>Which rows of the block lie from low to high, both included; what it says of rows without a value means nothing.</summary>
    public void Within(int firstRow, long low, long high, Span<ulong> mask)
    {
        var most = digits == 64 ? ulong.MaxValue : (1UL << digits) - 1;
        if (high < least || low > high || (low > least && (ulong)(low - least) > most))
        {
            mask.Clear();
            return;
        }

        var (from, to) = (low <= least ? 0 : (ulong)(low - least), Math.Min(most, (ulong)(high - least)));
        if (digits == 0)
        {
            mask.Fill(ulong.MaxValue);
            return;
        }

        Kernels.Within(words.From(firstRow / Worker.BlockRows * digits * Worker.BlockWords, digits * Worker.BlockWords), Worker.BlockWords, digits, from, to, mask);
    }
}

/// <summary>Words that begin at a line of the cache, so that no vector lies across two.</summary>
internal sealed class Words
{
    private const int Line = 64;

    private readonly ulong[] words;
    private readonly int start;

    public Words(long count)
    {
        words = GC.AllocateArray<ulong>(checked((int)(count + (Line / sizeof(ulong)))), pinned: true);
        unsafe
        {
            start = (int)((Line - ((nint)Unsafe.AsPointer(ref words[0]) & (Line - 1))) & (Line - 1)) / sizeof(ulong);
        }
    }

    public Span<ulong> From(int at, int count) => words.AsSpan(start + at, count);
}
