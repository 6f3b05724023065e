using System.Collections.Frozen;
using System.Numerics;
using Madoguchi.Feel.Proofs;

namespace Madoguchi.Feel.Evaluation;

/// <summary>
/// The stretches that constants cut the values of their kind into, numbered: what is not known, what is known to be nothing, then the
/// values: below the first constant, the first, between, the second …; of texts each constant, and all others.
/// </summary>
internal abstract class Scale
{
    public const int Unknown = 0;
    public const int Empty = 1;
    public const int First = 2;

    /// <summary>Of another kind: only asking can tell.</summary>
    protected const int Other = -1;

    public virtual bool IsOrdered => false;

    /// <summary>The scale, and a value of each stretch, null where it has none; null where the constants are not of one kind that is known here.</summary>
    /// <param name="constants">What is tested for.</param>
    /// <param name="type">The type of the values, for where there is no constant to tell it.</param>
    public static (Scale Scale, FeelValue?[] Values)? Over(IEnumerable<FeelValue> constants, FeelType type)
    {
        FeelValue[] bounds = [.. constants.Distinct()];
        return bounds switch
        {
            [] => Anything.One(type) is { } one ? (new Anything(type, one), [one]) : null,
            _ when Array.TrueForAll(bounds, bound => bound is FeelString) => (new Texts(bounds), [.. bounds, Points.Other(bounds)]),
            _ when Array.TrueForAll(bounds, bound => bound is FeelBoolean) => (new Flags(), [FeelBoolean.False, FeelBoolean.True]),
            _ when Array.TrueForAll(bounds, bound => bound is FeelNumber) && Ordered(bounds) is { } values => (new Numbers(bounds), values),
            _ when Array.TrueForAll(bounds, bound => bound is FeelDate) && Ordered(bounds) is { } values => (new Days(bounds), values),
            _ => null,
        };
    }

    /// <summary>The stretch of a value; negative when its kind is another.</summary>
    public abstract int Of(FeelValue value);

    /// <summary>Whether whatever is of that type and not null has a stretch.</summary>
    public abstract bool Holds(FeelType type);

    protected static int OfNull(FeelValue value) => value is FeelNull none ? none.IsUnknown ? Unknown : Empty : Other;

    /// <summary>Sorts the bounds. Null where a stretch is left without a value: numbers of 34 digits may have no neighbour that one step leads to.</summary>
    private static FeelValue?[]? Ordered(FeelValue[] bounds)
    {
        Array.Sort(bounds, (a, b) => Operations.Order(a, b)!.Value);
        var values = new FeelValue?[(2 * bounds.Length) + 1];
        (values[0], values[^1]) = (Beside(bounds[0], -1), Beside(bounds[^1], 1));
        for (var at = 0; at < bounds.Length; at++)
        {
            values[(2 * at) + 1] = bounds[at];
            if (at > 0)
            {
                values[2 * at] = Points.Middle(bounds[at - 1], bounds[at]);
            }
        }

        for (var at = 0; at < values.Length; at++)
        {
            var isBetweenDays = values[at] is null && bounds[0] is FeelDate;
            if (!isBetweenDays && (values[at] is not { } value || (at > 0 && values[at - 1] is { } before && Operations.Order(before, value) is not < 0)))
            {
                return null;
            }
        }

        return values;

        static FeelValue? Beside(FeelValue bound, int step) =>
            bound is FeelDate day ? new FeelDate(day.Number + step) : ((FeelNumber)bound).Add(new FeelNumber(step)) as FeelNumber;
    }

    /// <summary>No constants: all values are alike.</summary>
    private sealed class Anything(FeelType type, FeelValue one) : Scale
    {
        /// <summary>Some value of the type.</summary>
        public static FeelValue? One(FeelType type) =>
            type == FeelType.Any || type == FeelType.String ? Points.Other([]) : type == FeelType.Number ? 0 : type == FeelType.Boolean ? false : type == FeelType.Date ? new FeelDate(0) : null;

        public override int Of(FeelValue value) => value is FeelNull ? OfNull(value) : type == FeelType.Any || value.GetType() == one.GetType() ? First : Other;

        public override bool Holds(FeelType other) => other == FeelType.Any || other == type;
    }

    private sealed class Flags : Scale
    {
        public override int Of(FeelValue value) => value is FeelBoolean flag ? flag.Value ? First + 1 : First : OfNull(value);

        public override bool Holds(FeelType type) => type == FeelType.Any || type == FeelType.Boolean;
    }

    private sealed class Texts : Scale
    {
        /// <summary>Steps from where a text should be to where it is.</summary>
        private const int Farthest = 3;

        private readonly int count;

        /// <summary>By length, first and last character: nearly always enough, and several times as fast as a hash of all. Empty where it is not enough.</summary>
        private readonly (string? Text, int Stretch)[] places;
        private readonly FrozenDictionary<string, int> all;

        public Texts(FeelValue[] bounds)
        {
            count = bounds.Length;
            all = bounds.Index().ToFrozenDictionary(bound => ((FeelString)bound.Item).Value, bound => First + bound.Index, StringComparer.Ordinal);
            places = new (string?, int)[BitOperations.RoundUpToPowerOf2((uint)(4 * count))];
            foreach (var (text, stretch) in all)
            {
                var (place, step) = (PlaceOf(text), 0);
                for (; places[(place + step) & (places.Length - 1)].Text is not null; step++)
                {
                }

                if (step > Farthest)
                {
                    places = [];
                    return;
                }

                places[(place + step) & (places.Length - 1)] = (text, stretch);
            }
        }

        public override int Of(FeelValue value)
        {
            if (value is not FeelString { Value: var text })
            {
                return OfNull(value);
            }

            if (places.Length == 0)
            {
                return all.TryGetValue(text, out var known) ? known : First + count;
            }

            for (var place = PlaceOf(text); places[place & (places.Length - 1)] is { Text: { } other, Stretch: var stretch }; place++)
            {
                if (text == other)
                {
                    return stretch;
                }
            }

            return First + count;
        }

        public override bool Holds(FeelType type) => type == FeelType.Any || type == FeelType.String;

        private static int PlaceOf(string text) => text.Length == 0 ? 0 : text.Length + (text[0] * 7) + (text[^1] * 31);
    }

    private sealed class Numbers(FeelValue[] bounds) : Scale
    {
        private readonly Wholes? wholes = Array.TrueForAll(bounds, bound => ((FeelNumber)bound).TryToInt64(out _))
            ? new Wholes(Array.ConvertAll(bounds, bound => ((FeelNumber)bound).TryToInt64(out var whole) ? whole : 0)) : null;

        public override bool IsOrdered => true;

        public override int Of(FeelValue value) =>
            value is not FeelNumber number ? OfNull(value) : wholes is not null && number.TryToInt64(out var whole) ? wholes.Find(whole) : Search(number);

        public override bool Holds(FeelType type) => type == FeelType.Any || type == FeelType.Number;

        private int Search(FeelNumber number)
        {
            var (low, high) = (0, bounds.Length);
            while (low < high)
            {
                var middle = (low + high) / 2;
                (low, high) = ((FeelNumber)bounds[middle]).CompareTo(number) < 0 ? (middle + 1, high) : (low, middle);
            }

            return First + (2 * low) + (low < bounds.Length && ((FeelNumber)bounds[low]).CompareTo(number) == 0 ? 1 : 0);
        }
    }

    private sealed class Days(FeelValue[] bounds) : Scale
    {
        private readonly Wholes wholes = new(Array.ConvertAll(bounds, bound => ((FeelDate)bound).Number));

        public override bool IsOrdered => true;

        public override int Of(FeelValue value) => value is FeelDate day ? wholes.Find(day.Number) : OfNull(value);

        public override bool Holds(FeelType type) => type == FeelType.Any || type == FeelType.Date;
    }

    /// <summary>Bounds that are whole: buckets of equal width, so narrow that each has one bound at most, tell the one to compare with.</summary>
    private sealed class Wholes
    {
        private const int MostBuckets = 1 << 16;

        private readonly long[] bounds;

        /// <summary>The first bound in or behind each bucket; empty where the bounds are too close together somewhere.</summary>
        private readonly ushort[] first;
        private readonly long from;
        private readonly int shift;

        public Wholes(long[] bounds)
        {
            (this.bounds, from) = (bounds, bounds[0] - (bounds[0] == long.MinValue ? 0 : 1));
            var width = (ulong)(bounds[^1] - from) + 1;
            var most = Math.Min(MostBuckets, BitOperations.RoundUpToPowerOf2((uint)Math.Max(1024, 16 * bounds.Length)));
            while (width >> shift >= (ulong)most)
            {
                shift++;
            }

            first = new ushort[(int)(width >> shift) + 2];
            var next = 0;
            for (var bucket = 0; bucket < first.Length; bucket++)
            {
                first[bucket] = (ushort)Math.Min(next, bounds.Length - 1);
                var before = next;
                for (; next < bounds.Length && (ulong)(bounds[next] - from) >> shift == (ulong)bucket; next++)
                {
                }

                if (next - before > 1 || bounds.Length > ushort.MaxValue)
                {
                    first = [];
                    break;
                }
            }
        }

        /// <summary>Twice the bounds below, and one more on a bound; no branch depends on the number, so none is guessed wrong.</summary>
        public int Find(long whole)
        {
            var at = first.Length == 0 ? Search(whole) : first[(int)Math.Min((ulong)(Math.Max(whole, from) - from) >> shift, (ulong)first.Length - 1)];
            return First + (2 * at) + (bounds[at] < whole ? 2 : 0) + (bounds[at] == whole ? 1 : 0);
        }

        /// <summary>The first bound that is not below, or the last.</summary>
        private int Search(long whole)
        {
            var (low, length) = (0, bounds.Length);
            while (length > 1)
            {
                var half = length / 2;
                low += bounds[low + half - 1] < whole ? half : 0;
                length -= half;
            }

            return low;
        }
    }
}
