using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Madoguchi.Feel.Columns;

/// <summary>
/// The loops that everything over columns comes down to: logic of bits, and whole numbers to bits. Each is written once and runs as wide as
/// the processor is, down to plain words.
/// </summary>
internal static class Kernels
{
    public const int WordBits = 64;

    /// <summary>
    /// Vectors of 512 bits. Some processors that have them run a little slower while they do, and .NET then calls them not accelerated; half
    /// as many instructions are worth it nevertheless.
    /// </summary>
    private static bool IsWidest => Vector512.IsHardwareAccelerated || Avx512BW.IsSupported;

    public static void Combine<TLogic>(ReadOnlySpan<ulong> left, ReadOnlySpan<ulong> right, Span<ulong> into)
        where TLogic : struct, ILogic
    {
        var at = 0;
        if (IsWidest)
        {
            at = Combine<TLogic, Bits512>(left, right, into, at);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            at = Combine<TLogic, Bits256>(left, right, into, at);
        }

        Combine<TLogic, Bits64>(left, right, into, at);
    }

    /// <summary>
    /// Which of 64 numbers a word lie from <paramref name="low"/> to <paramref name="high"/>. The numbers are given digit by digit in base
    /// two: a comparison is one operation a digit for as many numbers as a vector has bits, from the last digit to the first. (BitWeaving, Li
    /// and Patel 2013, keeps columns this way; from the last digit on, it needs no second mask for "equal so far".)
    /// </summary>
    /// <param name="planes">All last digits, then all before, each <paramref name="stride"/> words.</param>
    /// <param name="stride">Words from a digit to the next.</param>
    /// <param name="digits">How many digits there are.</param>
    /// <param name="low">The least that passes.</param>
    /// <param name="high">The greatest that passes.</param>
    /// <param name="mask">The result.</param>
    public static void Within(ReadOnlySpan<ulong> planes, int stride, int digits, ulong low, ulong high, Span<ulong> mask)
    {
        var at = 0;
        if (IsWidest)
        {
            at = Within<Bits512>(planes, stride, digits, low, high, mask, at);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            at = Within<Bits256>(planes, stride, digits, low, high, mask, at);
        }

        Within<Bits64>(planes, stride, digits, low, high, mask, at);
    }

    /// <summary>Which lanes lie from low to high, both included.</summary>
    public static void Within(ReadOnlySpan<long> lanes, long low, long high, Span<ulong> mask)
    {
        for (var word = 0; word < mask.Length; word++)
        {
            mask[word] = 0;
            var numbers = lanes.Slice(word * WordBits, WordBits);
            for (var i = 0; i < WordBits; i += 8)
            {
                var eight = Vector512.Create(numbers.Slice(i, 8));
                mask[word] |= (Vector512.GreaterThanOrEqual(eight, Vector512.Create(low)) & Vector512.LessThanOrEqual(eight, Vector512.Create(high))).ExtractMostSignificantBits() << i;
            }
        }
    }

    /// <summary>One digit of each number above <paramref name="least"/>, 64 a word.</summary>
    public static void Digit<T>(ReadOnlySpan<T> lanes, T least, int digit, Span<ulong> plane)
        where T : unmanaged, IBinaryInteger<T>
    {
        ref var lane = ref MemoryMarshal.GetReference(lanes[..(plane.Length * WordBits)]);
        var (vector, shift) = (Vector512.Create(least), (Unsafe.SizeOf<T>() * 8) - 1 - digit);
        for (var word = 0; word < plane.Length; word++)
        {
            var bits = 0UL;
            for (var i = 0; i < WordBits; i += Vector512<T>.Count)
            {
                bits |= ((Vector512.LoadUnsafe(ref lane, (nuint)((word * WordBits) + i)) - vector) << shift).ExtractMostSignificantBits() << i;
            }

            plane[word] = bits;
        }
    }

    /// <summary>What holds of the known, into <paramref name="holds"/>; what may hold, the unknown among it, into <paramref name="may"/>.</summary>
    public static void Settle(Span<ulong> holds, ReadOnlySpan<ulong> known, Span<ulong> may)
    {
        var at = 0;
        if (IsWidest)
        {
            at = Settle<Bits512>(holds, known, may, at);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            at = Settle<Bits256>(holds, known, may, at);
        }

        Settle<Bits64>(holds, known, may, at);
    }

    private static int Settle<TBits>(Span<ulong> holds, ReadOnlySpan<ulong> known, Span<ulong> may, int at)
        where TBits : struct, IBits<TBits>
    {
        ref var bits = ref MemoryMarshal.GetReference(holds);
        ref var some = ref MemoryMarshal.GetReference(known[..holds.Length]);
        ref var to = ref MemoryMarshal.GetReference(may[..holds.Length]);
        for (; at + TBits.Words <= holds.Length; at += TBits.Words)
        {
            var (one, sure) = (TBits.Load(ref bits, at), TBits.Load(ref some, at));
            TBits.OrNot(one, sure).Store(ref to, at);
            TBits.And(one, sure).Store(ref bits, at);
        }

        return at;
    }

    private static int Combine<TLogic, TBits>(ReadOnlySpan<ulong> left, ReadOnlySpan<ulong> right, Span<ulong> into, int at)
        where TLogic : struct, ILogic
        where TBits : struct, IBits<TBits>
    {
        ref var a = ref MemoryMarshal.GetReference(left[..into.Length]);
        ref var b = ref MemoryMarshal.GetReference(right[..into.Length]);
        ref var to = ref MemoryMarshal.GetReference(into);
        for (; at + TBits.Words <= into.Length; at += TBits.Words)
        {
            TLogic.Of(TBits.Load(ref a, at), TBits.Load(ref b, at)).Store(ref to, at);
        }

        return at;
    }

    private static int Within<TBits>(ReadOnlySpan<ulong> planes, int stride, int digits, ulong low, ulong high, Span<ulong> mask, int at)
        where TBits : struct, IBits<TBits>
    {
        ref var plane = ref MemoryMarshal.GetReference(planes[..(((digits - 1) * stride) + mask.Length)]);
        ref var to = ref MemoryMarshal.GetReference(mask);

        // Digits that leave "at most" and "at least" as they begin need no look: the last ones of …0111 and of …1000.
        var (most, least) = (BitOperations.TrailingZeroCount(~high), BitOperations.TrailingZeroCount(low));
        for (; at + (4 * TBits.Words) <= mask.Length; at += 4 * TBits.Words)
        {
            var (a, b, c, d) = (TBits.Ones, TBits.Ones, TBits.Ones, TBits.Ones);
            if (most < digits)
            {
                for (var digit = most; digit < digits; digit++)
                {
                    var from = (digit * stride) + at;
                    if ((high >> digit & 1) != 0)
                    {
                        (a, b, c, d) = (
                            TBits.OrNot(a, TBits.Load(ref plane, from)), TBits.OrNot(b, TBits.Load(ref plane, from + TBits.Words)),
                            TBits.OrNot(c, TBits.Load(ref plane, from + (2 * TBits.Words))), TBits.OrNot(d, TBits.Load(ref plane, from + (3 * TBits.Words))));
                    }
                    else
                    {
                        (a, b, c, d) = (
                            TBits.Except(a, TBits.Load(ref plane, from)), TBits.Except(b, TBits.Load(ref plane, from + TBits.Words)),
                            TBits.Except(c, TBits.Load(ref plane, from + (2 * TBits.Words))), TBits.Except(d, TBits.Load(ref plane, from + (3 * TBits.Words))));
                    }
                }
            }

            if (least < digits)
            {
                var (e, f, g, h) = (TBits.Ones, TBits.Ones, TBits.Ones, TBits.Ones);
                for (var digit = least; digit < digits; digit++)
                {
                    var from = (digit * stride) + at;
                    if ((low >> digit & 1) != 0)
                    {
                        (e, f, g, h) = (
                            TBits.And(e, TBits.Load(ref plane, from)), TBits.And(f, TBits.Load(ref plane, from + TBits.Words)),
                            TBits.And(g, TBits.Load(ref plane, from + (2 * TBits.Words))), TBits.And(h, TBits.Load(ref plane, from + (3 * TBits.Words))));
                    }
                    else
                    {
                        (e, f, g, h) = (
                            TBits.Or(e, TBits.Load(ref plane, from)), TBits.Or(f, TBits.Load(ref plane, from + TBits.Words)),
                            TBits.Or(g, TBits.Load(ref plane, from + (2 * TBits.Words))), TBits.Or(h, TBits.Load(ref plane, from + (3 * TBits.Words))));
                    }
                }

                (a, b, c, d) = (TBits.And(a, e), TBits.And(b, f), TBits.And(c, g), TBits.And(d, h));
            }

            a.Store(ref to, at);
            b.Store(ref to, at + TBits.Words);
            c.Store(ref to, at + (2 * TBits.Words));
            d.Store(ref to, at + (3 * TBits.Words));
        }

        for (; at + TBits.Words <= mask.Length; at += TBits.Words)
        {
            var (atMost, atLeast) = (TBits.Ones, TBits.Ones);
            for (var digit = most; digit < digits; digit++)
            {
                var bits = TBits.Load(ref plane, (digit * stride) + at);
                atMost = (high >> digit & 1) != 0 ? TBits.OrNot(atMost, bits) : TBits.Except(atMost, bits);
            }

            for (var digit = least; digit < digits; digit++)
            {
                var bits = TBits.Load(ref plane, (digit * stride) + at);
                atLeast = (low >> digit & 1) != 0 ? TBits.And(atLeast, bits) : TBits.Or(atLeast, bits);
            }

            TBits.And(atMost, atLeast).Store(ref to, at);
        }

        return at;
    }

    /// <summary>Words that are worked together.</summary>
    internal interface IBits<TSelf>
        where TSelf : struct, IBits<TSelf>
    {
        static abstract int Words { get; }

        static abstract TSelf Ones { get; }

        static abstract TSelf Load(ref ulong from, int at);

        static abstract TSelf And(TSelf left, TSelf right);

        static abstract TSelf Or(TSelf left, TSelf right);

        /// <summary>Left and not right.</summary>
        static abstract TSelf Except(TSelf left, TSelf right);

        /// <summary>Left or not right.</summary>
        static abstract TSelf OrNot(TSelf left, TSelf right);

        void Store(ref ulong to, int at);
    }

    /// <summary>Logic of two masks.</summary>
    internal interface ILogic
    {
        static abstract TBits Of<TBits>(TBits left, TBits right)
            where TBits : struct, IBits<TBits>;
    }

    internal readonly struct And : ILogic
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TBits Of<TBits>(TBits left, TBits right)
            where TBits : struct, IBits<TBits> => TBits.And(left, right);
    }

    internal readonly struct Or : ILogic
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TBits Of<TBits>(TBits left, TBits right)
            where TBits : struct, IBits<TBits> => TBits.Or(left, right);
    }

    internal readonly struct Except : ILogic
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TBits Of<TBits>(TBits left, TBits right)
            where TBits : struct, IBits<TBits> => TBits.Except(left, right);
    }

    internal readonly struct OrNot : ILogic
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TBits Of<TBits>(TBits left, TBits right)
            where TBits : struct, IBits<TBits> => TBits.OrNot(left, right);
    }

    private readonly struct Bits512(Vector512<ulong> bits) : IBits<Bits512>
    {
        private readonly Vector512<ulong> bits = bits;

        public static int Words => 8;

        public static Bits512 Ones => new(Vector512<ulong>.AllBitsSet);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Bits512 Load(ref ulong from, int at) => new(Vector512.LoadUnsafe(ref from, (nuint)at));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Bits512 And(Bits512 left, Bits512 right) => new(left.bits & right.bits);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Bits512 Or(Bits512 left, Bits512 right) => new(left.bits | right.bits);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Bits512 Except(Bits512 left, Bits512 right) => new(Vector512.AndNot(left.bits, right.bits));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Bits512 OrNot(Bits512 left, Bits512 right) => new(left.bits | ~right.bits);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Store(ref ulong to, int at) => bits.StoreUnsafe(ref to, (nuint)at);
    }

    private readonly struct Bits256(Vector256<ulong> bits) : IBits<Bits256>
    {
        private readonly Vector256<ulong> bits = bits;

        public static int Words => 4;

        public static Bits256 Ones => new(Vector256<ulong>.AllBitsSet);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Bits256 Load(ref ulong from, int at) => new(Vector256.LoadUnsafe(ref from, (nuint)at));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Bits256 And(Bits256 left, Bits256 right) => new(left.bits & right.bits);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Bits256 Or(Bits256 left, Bits256 right) => new(left.bits | right.bits);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Bits256 Except(Bits256 left, Bits256 right) => new(Vector256.AndNot(left.bits, right.bits));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Bits256 OrNot(Bits256 left, Bits256 right) => new(left.bits | ~right.bits);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Store(ref ulong to, int at) => bits.StoreUnsafe(ref to, (nuint)at);
    }

    private readonly struct Bits64(ulong bits) : IBits<Bits64>
    {
        private readonly ulong bits = bits;

        public static int Words => 1;

        public static Bits64 Ones => new(ulong.MaxValue);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Bits64 Load(ref ulong from, int at) => new(Unsafe.Add(ref from, at));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Bits64 And(Bits64 left, Bits64 right) => new(left.bits & right.bits);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Bits64 Or(Bits64 left, Bits64 right) => new(left.bits | right.bits);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Bits64 Except(Bits64 left, Bits64 right) => new(left.bits & ~right.bits);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Bits64 OrNot(Bits64 left, Bits64 right) => new(left.bits | ~right.bits);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Store(ref ulong to, int at) => Unsafe.Add(ref to, at) = bits;
    }
}
