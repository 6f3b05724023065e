using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Madoguchi.Bench;

/// <summary>
/// What an able programmer writes for the same rules without an engine: loops over int columns with a bitmap of what is known, 8,192
/// residents at a time so that a block stays in the cache, as wide as the processor is. Known and unknown are told apart as the engine does.
/// </summary>
internal static class HandWrittenSweep
{
    private const int BlockWords = 128;

    /// <summary>A column and the residents whose value is known.</summary>
    public sealed record IntColumn(int[] Values, ulong[] Known);

    /// <summary>A condition: a value from low to high.</summary>
    public readonly record struct Condition(IntColumn Column, int Low, int High);

    private static bool IsWide => Vector512.IsHardwareAccelerated || Avx512BW.IsSupported;

    /// <summary>For each rule who fulfils it, and who perhaps does.</summary>
    public static (ulong[] True, ulong[] Unknown)[] Each(Condition[][] rules, int words, int threads)
    {
        var results = Array.ConvertAll(rules, _ => (True: new ulong[words], Unknown: new ulong[words]));
        Blocks(words, threads, (from, to) =>
        {
            for (var rule = 0; rule < rules.Length; rule++)
            {
                var holds = results[rule].True.AsSpan(from, to - from);
                var may = results[rule].Unknown.AsSpan(from, to - from);
                Row(rules[rule], from, holds, may);
                for (var word = 0; word < may.Length; word++)
                {
                    may[word] &= ~holds[word];
                }
            }
        });
        return results;
    }

    /// <summary>For each table the number of the first row that holds, 0 for none and 255 for unknown, one byte a resident.</summary>
    public static byte[][] First(Condition[][][] tables, int words, int threads)
    {
        var results = Array.ConvertAll(tables, _ => new byte[words * 64]);
        Blocks(words, threads, (from, to) =>
        {
            Span<ulong> left = stackalloc ulong[BlockWords];
            Span<ulong> holds = stackalloc ulong[BlockWords];
            Span<ulong> may = stackalloc ulong[BlockWords];
            for (var table = 0; table < tables.Length; table++)
            {
                left.Fill(ulong.MaxValue);
                for (var row = 0; row < tables[table].Length; row++)
                {
                    Row(tables[table][row], from, holds[..(to - from)], may[..(to - from)]);
                    for (var word = 0; word < to - from; word++)
                    {
                        Write(results[table], from + word, left[word] & holds[word], (byte)(row + 1));
                        Write(results[table], from + word, left[word] & may[word] & ~holds[word], 255);
                        left[word] &= ~may[word];
                    }
                }
            }
        });
        return results;
    }

    private static void Row(Condition[] conditions, int from, Span<ulong> holds, Span<ulong> may)
    {
        holds.Fill(ulong.MaxValue);
        may.Fill(ulong.MaxValue);
        foreach (var condition in conditions)
        {
            var values = condition.Column.Values;
            var known = condition.Column.Known.AsSpan(from, holds.Length);
            if (IsWide)
            {
                var (least, most) = (Vector512.Create(condition.Low), Vector512.Create(condition.High));
                ref var first = ref values[from * 64];
                for (var word = 0; word < holds.Length; word++)
                {
                    var at = (nuint)(word * 64);
                    var bits = Wide(ref first, at, least, most) | (Wide(ref first, at + 16, least, most) << 16) | (Wide(ref first, at + 32, least, most) << 32) | (Wide(ref first, at + 48, least, most) << 48);
                    holds[word] &= bits & known[word];
                    may[word] &= bits | ~known[word];
                }
            }
            else
            {
                for (var word = 0; word < holds.Length; word++)
                {
                    var bits = Within(values, (from + word) * 64, condition.Low, condition.High);
                    holds[word] &= bits & known[word];
                    may[word] &= bits | ~known[word];
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Wide(ref int first, nuint at, Vector512<int> least, Vector512<int> most)
    {
        var lanes = Vector512.LoadUnsafe(ref first, at);
        return (Vector512.GreaterThanOrEqual(lanes, least) & Vector512.LessThanOrEqual(lanes, most)).ExtractMostSignificantBits();
    }

    private static ulong Within(int[] values, int from, int low, int high)
    {
        var bits = 0UL;
        var (least, most) = (Vector256.Create(low), Vector256.Create(high));
        for (var i = 0; i < 64; i += 8)
        {
            var lanes = Vector256.LoadUnsafe(ref values[from], (nuint)i);
            bits |= (ulong)(Vector256.GreaterThanOrEqual(lanes, least) & Vector256.LessThanOrEqual(lanes, most)).ExtractMostSignificantBits() << i;
        }

        return bits;
    }

    private static void Write(byte[] into, int word, ulong rows, byte value)
    {
        if (IsWide && rows != 0)
        {
            // Bits to bytes: each byte of the vector looks at its own bit.
            ref var at = ref into[word * 64];
            for (var i = 0; i < 64; i += 16)
            {
                var spread = Vector128.Shuffle(Vector128.Create((ushort)(rows >> i)).AsByte(), Vector128.Create((byte)0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1));
                var bit = Vector128.Create((byte)1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128);
                Vector128.ConditionalSelect(Vector128.Equals(spread & bit, bit), Vector128.Create(value), Vector128.LoadUnsafe(ref at, (nuint)i)).StoreUnsafe(ref at, (nuint)i);
            }

            return;
        }

        for (; rows != 0; rows &= rows - 1)
        {
            into[(word * 64) + BitOperations.TrailingZeroCount(rows)] = value;
        }
    }

    private static void Blocks(int words, int threads, Action<int, int> work)
    {
        var (blocks, next) = ((words + BlockWords - 1) / BlockWords, -1);
        Parallel.For(0, threads, new ParallelOptions { MaxDegreeOfParallelism = threads }, _ =>
        {
            for (var block = Interlocked.Increment(ref next); block < blocks; block = Interlocked.Increment(ref next))
            {
                work(block * BlockWords, Math.Min(words, (block + 1) * BlockWords));
            }
        });
    }
}
