using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Madoguchi.Feel.Columns;

/// <summary>
/// The loops that everything over columns comes down to: a comparison of lanes with constants into bits, and logic of bits. As wide as
/// the processor is, and the same where it has nothing of the kind.
/// </summary>
internal static class Kernels
{
    public const int WordBits = 64;

    private interface ITest<T>
        where T : unmanaged, IBinaryInteger<T>
    {
        static abstract bool Passes(T value, T low, T high);

        static abstract Vector512<T> Passes(Vector512<T> value, Vector512<T> low, Vector512<T> high);

        static abstract Vector256<T> Passes(Vector256<T> value, Vector256<T> low, Vector256<T> high);
    }

    /// <summary>Logic of two masks, word by word.</summary>
    internal interface ILogic
    {
        static abstract ulong Of(ulong left, ulong right);

        static abstract Vector512<ulong> Of(Vector512<ulong> left, Vector512<ulong> right);

        static abstract Vector256<ulong> Of(Vector256<ulong> left, Vector256<ulong> right);
    }

    /// <summary>Sets a bit of <paramref name="mask"/> for each lane from <paramref name="low"/> to <paramref name="high"/>, both included.</summary>
    /// <param name="lanes">64 for each word of the mask.</param>
    /// <param name="low">The least that passes.</param>
    /// <param name="high">The greatest that passes.</param>
    /// <param name="mask">One word for 64 lanes.</param>
    public static void Within<T>(ReadOnlySpan<T> lanes, T low, T high, Span<ulong> mask)
        where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
    {
        if (low > high)
        {
            mask.Clear();
        }
        else if (low == high)
        {
            Fill<T, Same<T>>(lanes, low, high, mask);
        }
        else if (low == T.MinValue)
        {
            Fill<T, AtMost<T>>(lanes, low, high, mask);
        }
        else if (high == T.MaxValue)
        {
            Fill<T, AtLeast<T>>(lanes, low, high, mask);
        }
        else
        {
            Fill<T, Between<T>>(lanes, low, high, mask);
        }
    }

    public static void Combine<TLogic>(ReadOnlySpan<ulong> left, ReadOnlySpan<ulong> right, Span<ulong> into)
        where TLogic : struct, ILogic
    {
        var (at, length) = (0, into.Length);
        ref var a = ref MemoryMarshal.GetReference(left[..length]);
        ref var b = ref MemoryMarshal.GetReference(right[..length]);
        ref var to = ref MemoryMarshal.GetReference(into);
        if (Vector512.IsHardwareAccelerated)
        {
            for (; at + Vector512<ulong>.Count <= length; at += Vector512<ulong>.Count)
            {
                TLogic.Of(Vector512.LoadUnsafe(ref a, (nuint)at), Vector512.LoadUnsafe(ref b, (nuint)at)).StoreUnsafe(ref to, (nuint)at);
            }
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            for (; at + Vector256<ulong>.Count <= length; at += Vector256<ulong>.Count)
            {
                TLogic.Of(Vector256.LoadUnsafe(ref a, (nuint)at), Vector256.LoadUnsafe(ref b, (nuint)at)).StoreUnsafe(ref to, (nuint)at);
            }
        }

        for (; at < length; at++)
        {
            into[at] = TLogic.Of(left[at], right[at]);
        }
    }

    private static void Fill<T, TTest>(ReadOnlySpan<T> lanes, T low, T high, Span<ulong> mask)
        where T : unmanaged, IBinaryInteger<T>
        where TTest : struct, ITest<T>
    {
        ref var lane = ref MemoryMarshal.GetReference(lanes[..(mask.Length * WordBits)]);
        if (Vector512.IsHardwareAccelerated)
        {
            var (least, most) = (Vector512.Create(low), Vector512.Create(high));
            for (var word = 0; word < mask.Length; word++)
            {
                var from = (nuint)word * WordBits;
                mask[word] = Vector512<T>.Count switch
                {
                    64 => Bits<T, TTest>(ref lane, from, least, most),
                    32 => Bits<T, TTest>(ref lane, from, least, most) | (Bits<T, TTest>(ref lane, from + 32, least, most) << 32),
                    16 => Quarter<T, TTest>(ref lane, from, 16, least, most),
                    _ => Quarter<T, TTest>(ref lane, from, 8, least, most) | (Quarter<T, TTest>(ref lane, from + 32, 8, least, most) << 32),
                };
            }
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            var (least, most) = (Vector256.Create(low), Vector256.Create(high));
            for (var word = 0; word < mask.Length; word++)
            {
                var bits = 0UL;
                for (var i = 0; i < WordBits; i += Vector256<T>.Count)
                {
                    bits |= (ulong)TTest.Passes(Vector256.LoadUnsafe(ref lane, ((nuint)word * WordBits) + (nuint)i), least, most).ExtractMostSignificantBits() << i;
                }

                mask[word] = bits;
            }
        }
        else
        {
            for (var word = 0; word < mask.Length; word++)
            {
                var bits = 0UL;
                for (var i = 0; i < WordBits; i++)
                {
                    bits |= TTest.Passes(lanes[(word * WordBits) + i], low, high) ? 1UL << i : 0;
                }

                mask[word] = bits;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Bits<T, TTest>(ref T lane, nuint at, Vector512<T> least, Vector512<T> most)
        where T : unmanaged, IBinaryInteger<T>
        where TTest : struct, ITest<T> => TTest.Passes(Vector512.LoadUnsafe(ref lane, at), least, most).ExtractMostSignificantBits();

    /// <summary>Four vectors in a row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Quarter<T, TTest>(ref T lane, nuint at, int step, Vector512<T> least, Vector512<T> most)
        where T : unmanaged, IBinaryInteger<T>
        where TTest : struct, ITest<T> =>
        Bits<T, TTest>(ref lane, at, least, most) | (Bits<T, TTest>(ref lane, at + (nuint)step, least, most) << step)
        | (Bits<T, TTest>(ref lane, at + (nuint)(2 * step), least, most) << (2 * step)) | (Bits<T, TTest>(ref lane, at + (nuint)(3 * step), least, most) << (3 * step));

    private readonly struct Same<T> : ITest<T>
        where T : unmanaged, IBinaryInteger<T>
    {
        public static bool Passes(T value, T low, T high) => value == low;

        public static Vector512<T> Passes(Vector512<T> value, Vector512<T> low, Vector512<T> high) => Vector512.Equals(value, low);

        public static Vector256<T> Passes(Vector256<T> value, Vector256<T> low, Vector256<T> high) => Vector256.Equals(value, low);
    }

    private readonly struct AtMost<T> : ITest<T>
        where T : unmanaged, IBinaryInteger<T>
    {
        public static bool Passes(T value, T low, T high) => value <= high;

        public static Vector512<T> Passes(Vector512<T> value, Vector512<T> low, Vector512<T> high) => Vector512.LessThanOrEqual(value, high);

        public static Vector256<T> Passes(Vector256<T> value, Vector256<T> low, Vector256<T> high) => Vector256.LessThanOrEqual(value, high);
    }

    private readonly struct AtLeast<T> : ITest<T>
        where T : unmanaged, IBinaryInteger<T>
    {
        public static bool Passes(T value, T low, T high) => value >= low;

        public static Vector512<T> Passes(Vector512<T> value, Vector512<T> low, Vector512<T> high) => Vector512.GreaterThanOrEqual(value, low);

        public static Vector256<T> Passes(Vector256<T> value, Vector256<T> low, Vector256<T> high) => Vector256.GreaterThanOrEqual(value, low);
    }

    private readonly struct Between<T> : ITest<T>
        where T : unmanaged, IBinaryInteger<T>
    {
        public static bool Passes(T value, T low, T high) => value >= low && value <= high;

        public static Vector512<T> Passes(Vector512<T> value, Vector512<T> low, Vector512<T> high) =>
            Vector512.GreaterThanOrEqual(value, low) & Vector512.LessThanOrEqual(value, high);

        public static Vector256<T> Passes(Vector256<T> value, Vector256<T> low, Vector256<T> high) =>
            Vector256.GreaterThanOrEqual(value, low) & Vector256.LessThanOrEqual(value, high);
    }

    internal readonly struct And : ILogic
    {
        public static ulong Of(ulong left, ulong right) => left & right;

        public static Vector512<ulong> Of(Vector512<ulong> left, Vector512<ulong> right) => left & right;

        public static Vector256<ulong> Of(Vector256<ulong> left, Vector256<ulong> right) => left & right;
    }

    internal readonly struct Or : ILogic
    {
        public static ulong Of(ulong left, ulong right) => left | right;

        public static Vector512<ulong> Of(Vector512<ulong> left, Vector512<ulong> right) => left | right;

        public static Vector256<ulong> Of(Vector256<ulong> left, Vector256<ulong> right) => left | right;
    }

    /// <summary>Left and not right.</summary>
    internal readonly struct Except : ILogic
    {
        public static ulong Of(ulong left, ulong right) => left & ~right;

        public static Vector512<ulong> Of(Vector512<ulong> left, Vector512<ulong> right) => Vector512.AndNot(left, right);

        public static Vector256<ulong> Of(Vector256<ulong> left, Vector256<ulong> right) => Vector256.AndNot(left, right);
    }

    /// <summary>Left or not right.</summary>
    internal readonly struct OrNot : ILogic
    {
        public static ulong Of(ulong left, ulong right) => left | ~right;

        public static Vector512<ulong> Of(Vector512<ulong> left, Vector512<ulong> right) => left | ~right;

        public static Vector256<ulong> Of(Vector256<ulong> left, Vector256<ulong> right) => left | ~right;
    }
}
