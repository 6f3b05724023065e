using Madoguchi.Feel.Evaluation;

namespace Madoguchi.Feel.Columns;

/// <summary>Functions and tests of one value, for all values there can be.</summary>
internal static class Tabulation
{
    /// <summary>Values that a function is computed for at most: the days of three centuries are fewer.</summary>
    private const long Widest = 1 << 17;

    /// <summary>Values that a test is asked about one by one at most, where its bounds could not be told.</summary>
    private const long WidestTest = 1 << 12;

    /// <summary>A fact that is missing; which one does not matter where only the truth is asked.</summary>
    public static FeelNull Unknown { get; } = FeelNull.Unknown("?");

    /// <summary>The function's values as a truth or a value; null where there are too many, or they are no columns.</summary>
    public static Lowered? Of(Value value, Func<FeelValue, FeelValue> function)
    {
        var shape = value.Shape;
        if (shape.Width > Widest)
        {
            return null;
        }

        var results = new FeelValue[shape.Width];
        for (var i = 0; i < results.Length; i++)
        {
            results[i] = function(shape.Value(shape.Min + i));
        }

        var (ofEmpty, ofUnknown) = (shape.HasEmpty ? function(FeelNull.Value) : FeelNull.Value, shape.HasUnknown ? function(Unknown) : Unknown);
        return Array.TrueForAll(results, result => result is FeelBoolean or FeelNull) && ofEmpty is FeelBoolean or FeelNull && ofUnknown is FeelBoolean or FeelNull
            ? new Lowered.OfTruth(new Test(value, new Answers(
                Stretches(shape, i => results[i] is FeelBoolean { Value: true }), Stretches(shape, i => results[i] is FeelNull { IsUnknown: false }),
                Stretches(shape, i => Operations.IsUnknown(results[i])), ofEmpty, ofUnknown)))
            : ofUnknown is FeelNull ? Values(value, results, ofEmpty, (FeelNull)ofUnknown) : null;
    }

    /// <summary>Which values are within a constant range, within a list, or equal to a constant; null where that could not be told.</summary>
    public static Answers? Within(Shape shape, FeelValue constant)
    {
        var stretches = shape.Kind == Kind.Coded ? Codes(shape, constant) : Bounds(shape, constant);
        if (stretches is not null)
        {
            return new Answers(stretches, [], [], Operations.In(FeelNull.Value, constant), Operations.In(Unknown, constant));
        }

        if (shape.Width > WidestTest)
        {
            return null;
        }

        var results = new FeelValue[shape.Width];
        for (var i = 0; i < results.Length; i++)
        {
            results[i] = Operations.In(shape.Value(shape.Min + i), constant);
        }

        return new Answers(
            Stretches(shape, i => results[i] is FeelBoolean { Value: true }), Stretches(shape, i => results[i] is FeelNull { IsUnknown: false }),
            Stretches(shape, i => Operations.IsUnknown(results[i])), Operations.In(FeelNull.Value, constant), Operations.In(Unknown, constant));
    }

    public static Answers Always(Shape shape, FeelBoolean verdict, FeelValue ofEmpty, FeelValue ofUnknown) =>
        new(verdict.Value ? [(shape.Min, shape.Max)] : [], [], [], ofEmpty, ofUnknown);

    /// <summary>The value as a whole number of the kind; null where it is none.</summary>
    public static long? Lane(Kind kind, int scale, FeelValue value) => (kind, value) switch
    {
        (Kind.Number, FeelNumber number) when number.Scale <= scale && number.ToScaled(scale, Rounding.Floor) is var lane and > long.MinValue and < long.MaxValue => lane,
        (Kind.Date, FeelDate date) => date.Number,
        (Kind.Months, FeelYearsDuration years) => years.Months,
        (Kind.Days, FeelDaysDuration days) when days.Nanos % Calendar.NanosPerDay == 0 && Int128.Abs(days.Nanos / Calendar.NanosPerDay) < long.MaxValue => (long)(days.Nanos / Calendar.NanosPerDay),
        _ => null,
    };

    /// <summary>The shape that has room for all of these, nulls aside, and each as a whole number of it; null where there is none.</summary>
    public static (Shape Shape, long[] Lanes)? Column(FeelValue[] values, bool hasUnknown, bool hasEmpty)
    {
        var known = values.Where(value => value is not FeelNull).ToArray();
        if (known.Length == 0 || known[0] is FeelBoolean)
        {
            return null;
        }

        Kind? kind = known[0] switch
        {
            FeelNumber => Kind.Number,
            FeelDate => Kind.Date,
            FeelYearsDuration => Kind.Months,
            FeelDaysDuration => Kind.Days,
            _ => null,
        };
        var scale = kind == Kind.Number ? known.Max(value => (value as FeelNumber)?.Scale ?? 0) : 0;
        var lanes = new long[values.Length];
        if (kind is { } plain && scale <= 18 && Array.TrueForAll(known, value => Lane(plain, scale, value) is not null))
        {
            var (min, max) = (long.MaxValue, long.MinValue);
            for (var i = 0; i < lanes.Length; i++)
            {
                if (Lane(plain, scale, values[i]) is { } lane)
                {
                    (lanes[i], min, max) = (lane, Math.Min(min, lane), Math.Max(max, lane));
                }
            }

            return (new Shape(plain, scale, min, max, [], hasUnknown, hasEmpty), lanes);
        }

        if (kind == Kind.Number)
        {
            return null;
        }

        var places = new Dictionary<FeelValue, int>();
        for (var i = 0; i < lanes.Length; i++)
        {
            if (values[i] is not FeelNull)
            {
                lanes[i] = places.TryGetValue(values[i], out var place) ? place : places[values[i]] = places.Count;
            }
        }

        return (new Shape(Kind.Coded, 0, 0, places.Count - 1, [.. places.Keys], hasUnknown, hasEmpty), lanes);
    }

    private static Lowered? Values(Value value, FeelValue[] results, FeelValue ofEmpty, FeelNull ofUnknown)
    {
        var shape = value.Shape;
        var emptyIsValue = shape.HasEmpty && ofEmpty is not FeelNull;
        var hasUnknown = results.Any(Operations.IsUnknown) || (shape.HasUnknown && ofUnknown.IsUnknown) || (shape.HasEmpty && Operations.IsUnknown(ofEmpty));
        var hasEmpty = results.Any(IsEmpty) || (shape.HasEmpty && (emptyIsValue || IsEmpty(ofEmpty))) || (shape.HasUnknown && !ofUnknown.IsUnknown);
        if (Column(results, hasUnknown, hasEmpty) is not var (made, lanes))
        {
            return null;
        }

        var isPlain = !results.Any(result => result is FeelNull) && (!shape.HasEmpty || IsEmpty(ofEmpty)) && (!shape.HasUnknown || ofUnknown.IsUnknown);
        var lookUp = new LookUp(
            made, value, lanes,
            isPlain || !(hasUnknown || hasEmpty) ? null : new Test(value, Two(Stretches(shape, i => results[i] is not FeelNull), false, false)),
            isPlain || !hasEmpty ? null : new Test(value, Two(Stretches(shape, i => IsEmpty(results[i])), emptyIsValue || IsEmpty(ofEmpty), !ofUnknown.IsUnknown)));
        if (!emptyIsValue)
        {
            return new Lowered.OfValue(lookUp);
        }

        var ways = new Ways(new Test(value, Two([], true, false)));
        return Lowering.Cases([ways], [(ways.Then, new Lowered.Constant(ofEmpty)), (ways.Otherwise, new Lowered.OfValue(lookUp))], null);
    }

    private static bool IsEmpty(FeelValue value) => value is FeelNull { IsUnknown: false };

    private static Answers Two((long Low, long High)[] stretches, bool ofEmpty, bool ofUnknown) =>
        new(stretches, [], [], FeelBoolean.Of(ofEmpty), FeelBoolean.Of(ofUnknown));

    private static (long Low, long High)[] Stretches(Shape shape, Func<int, bool> belongs)
    {
        var stretches = new List<(long Low, long High)>();
        for (var i = 0; i < shape.Width; i++)
        {
            if (!belongs(i))
            {
                continue;
            }

            if (stretches.Count > 0 && stretches[^1].High == shape.Min + i - 1)
            {
                stretches[^1] = (stretches[^1].Low, shape.Min + i);
            }
            else
            {
                stretches.Add((shape.Min + i, shape.Min + i));
            }
        }

        return [.. stretches];
    }

    private static (long Low, long High)[]? Codes(Shape shape, FeelValue constant) => constant switch
    {
        FeelString => Array.FindIndex(shape.Dictionary, entry => entry.Equals(constant)) is var at and >= 0 ? [(at, at)]
            : Array.TrueForAll(shape.Dictionary, entry => entry is FeelString) ? [] : null,
        FeelList list when list.Items.All(item => item is FeelString) && list.Items.Select(item => Codes(shape, item)).ToArray() is var all && Array.TrueForAll(all, one => one is not null) =>
            [.. all.SelectMany(one => one!).Distinct()],
        _ => null,
    };

    private static (long Low, long High)[]? Bounds(Shape shape, FeelValue constant)
    {
        switch (constant)
        {
            case FeelList list:
                var all = new List<(long, long)>();
                foreach (var item in list.Items)
                {
                    if (item is FeelList || Bounds(shape, item) is not { } some)
                    {
                        return null;
                    }

                    all.AddRange(some);
                }

                return [.. all];
            case FeelRange { Sign: "=", Start: { } same }:
                return Bounds(shape, same);
            case FeelRange { Sign: "!=", Start: { } same }:
                return Ends(shape, same) is var (below, above) ? Clip(shape, [(long.MinValue, below - 1), (above + 1, long.MaxValue)]) : null;
            case FeelRange range:
                return Low(shape, range) is { } low && High(shape, range) is { } high ? Clip(shape, [(low, high)]) : null;
            case FeelNull { IsUnknown: false }:
                return [];
            default:
                return Ends(shape, constant) is var (floor, ceiling) ? Clip(shape, floor == ceiling ? [(floor, floor)] : []) : null;
        }
    }

    private static Int128? Low(Shape shape, FeelRange range) => range.Start is null ? Int128.MinValue
        : Ends(shape, range.Start) is var (floor, ceiling) ? range.StartIncluded ? ceiling : floor + 1 : null;

    private static Int128? High(Shape shape, FeelRange range) => range.End is null ? Int128.MaxValue
        : Ends(shape, range.End) is var (floor, ceiling) ? range.EndIncluded ? floor : ceiling - 1 : null;

    /// <summary>The whole numbers of the shape next to a constant, below and above; the same twice when it is one of them.</summary>
    private static (Int128 Floor, Int128 Ceiling)? Ends(Shape shape, FeelValue constant)
    {
        switch (shape.Kind, constant)
        {
            case (Kind.Number, FeelNumber number):
                return (number.ToScaled(shape.Scale, Rounding.Floor), number.ToScaled(shape.Scale, Rounding.Ceiling));
            case (Kind.Days, FeelDaysDuration days):
                var (whole, rest) = Int128.DivRem(days.Nanos, Calendar.NanosPerDay);
                return rest == 0 ? (whole, whole) : rest > 0 ? (whole, whole + 1) : (whole - 1, whole);
            default:
                return Lane(shape.Kind, 0, constant) is { } lane ? (lane, lane) : null;
        }
    }

    private static (long Low, long High)[] Clip(Shape shape, ReadOnlySpan<(Int128 Low, Int128 High)> stretches)
    {
        var clipped = new List<(long, long)>();
        foreach (var (low, high) in stretches)
        {
            var (from, to) = (Int128.Max(low, shape.Min), Int128.Min(high, shape.Max));
            if (from <= to)
            {
                // An end that no value reaches needs no comparison.
                clipped.Add((from == shape.Min ? long.MinValue : (long)from, to == shape.Max ? long.MaxValue : (long)to));
            }
        }

        return [.. clipped];
    }
}
