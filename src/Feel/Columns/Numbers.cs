namespace Madoguchi.Feel.Columns;

/// <summary>Arithmetic and comparison of values, where it is proven from the ranges of the columns that no digit is lost.</summary>
internal static class Numbers
{
    /// <summary>Far enough from the ends of a long that sums of two never reach them.</summary>
    private static readonly Int128 Largest = (Int128)1 << 61;

    /// <summary>A value for each row; null for truths, and for what has no whole number.</summary>
    public static Value? Value(Lowered lowered) => lowered switch
    {
        Lowered.OfValue { Value.Shape: { Kind: Kind.Coded } coded } value when Array.TrueForAll(coded.Dictionary, entry => entry is FeelNumber) && coded.Dictionary.Length > 0 =>
            (Tabulation.Of(value.Value, entry => entry) as Lowered.OfValue)?.Value,
        Lowered.OfValue value => value.Value,
        Lowered.Constant { Value: not (FeelNull or FeelBoolean) and var constant } when Tabulation.Column([constant], false, false) is var (shape, lanes) => new ConstantValue(shape, lanes[0]),
        _ => null,
    };

    public static Lowered? Arithmetic(char sign, Lowered left, Lowered right)
    {
        if (Value(left) is not { } a || Value(right) is not { } b)
        {
            return null;
        }

        var made = (a.Shape.Kind, sign, b.Shape.Kind) switch
        {
            (Kind.Number, '*', Kind.Number) when a.Shape.Scale + b.Shape.Scale <= 18 => Made(Kind.Number, a.Shape.Scale + b.Shape.Scale, sign, a, b, 1, 1),
            (Kind.Number, '+' or '-', Kind.Number) => Made(Kind.Number, Math.Max(a.Shape.Scale, b.Shape.Scale), sign, a, b, Factor(b, a), Factor(a, b)),
            (Kind.Date, '-', Kind.Date) => Made(Kind.Days, 0, sign, a, b, 1, 1),
            (Kind.Date, '+' or '-', Kind.Days) or (Kind.Days, '+', Kind.Date) => Made(Kind.Date, 0, sign, a, b, 1, 1),
            (Kind.Days, '+' or '-', Kind.Days) => Made(Kind.Days, 0, sign, a, b, 1, 1),
            (Kind.Months, '+' or '-', Kind.Months) => Made(Kind.Months, 0, sign, a, b, 1, 1),
            _ => null,
        };
        return made is null ? null : new Lowered.OfValue(made);
    }

    public static Truth? Compared(string sign, Value left, Value right)
    {
        if (left.Shape.Kind != right.Shape.Kind || left.Shape.Kind == Kind.Truth || (left.Shape.Kind == Kind.Coded && sign != "="))
        {
            return null;
        }

        return Alike([left, right]) is [var a, var b] ? new Comparison(sign, a, b) : null;
    }

    /// <summary>The same values with one scale, or one dictionary; null where they are of several kinds.</summary>
    public static Value[]? Alike(Value[] values)
    {
        if (values.Length == 0 || values.Any(value => value.Shape.Kind != values[0].Shape.Kind))
        {
            return values.Length == 0 ? [] : null;
        }

        if (values[0].Shape.Kind == Kind.Number)
        {
            var scale = values.Max(value => value.Shape.Scale);
            var scaled = Array.ConvertAll(values, Value? (value) => value.Shape.Scale == scale ? value
                : Made(Kind.Number, scale, '+', value, new ConstantValue(value.Shape with { Min = 0, Max = 0, HasUnknown = false, HasEmpty = false }, 0), Power(scale - value.Shape.Scale), 1));
            return Array.TrueForAll(scaled, value => value is not null) ? [.. scaled.OfType<Value>()] : null;
        }

        if (values[0].Shape.Kind != Kind.Coded || values.All(value => ReferenceEquals(value.Shape.Dictionary, values[0].Shape.Dictionary)))
        {
            return values;
        }

        // "1" and 1.0 are equal in FEEL and not as entries, and a list may hold an unknown: only texts are told apart by being another entry.
        if (!Array.TrueForAll(values, value => Array.TrueForAll(value.Shape.Dictionary, entry => entry is FeelString)))
        {
            return null;
        }

        FeelValue[] all = [.. values.SelectMany(value => value.Shape.Dictionary).Distinct()];
        var places = all.Index().ToDictionary(entry => entry.Item, entry => (long)entry.Index);
        return Array.ConvertAll(values, Value (value) => new LookUp(
            value.Shape with { Dictionary = all, Min = 0, Max = Math.Max(0, all.Length - 1) }, value, Array.ConvertAll(value.Shape.Dictionary, entry => places[entry]), null, null));
    }

    /// <summary>The shape of what is one or another of these.</summary>
    public static Shape Common(Value[] values, bool hasUnknown, bool hasEmpty) => values.Length == 0
        ? new Shape(Kind.Coded, 0, 0, -1, [], hasUnknown, hasEmpty)
        : values[0].Shape with
        {
            Min = values.Min(value => value.Shape.Min),
            Max = values.Max(value => value.Shape.Max),
            HasUnknown = hasUnknown || values.Any(value => value.Shape.HasUnknown),
            HasEmpty = hasEmpty || values.Any(value => value.Shape.HasEmpty),
        };

    private static Arithmetic? Made(Kind kind, int scale, char sign, Value left, Value right, long leftFactor, long rightFactor)
    {
        Int128[] a = [(Int128)left.Shape.Min * leftFactor, (Int128)left.Shape.Max * leftFactor];
        Int128[] b = [(Int128)right.Shape.Min * rightFactor, (Int128)right.Shape.Max * rightFactor];
        Int128[] ends = sign switch
        {
            '+' => [a[0] + b[0], a[1] + b[1]],
            '-' => [a[0] - b[1], a[1] - b[0]],
            _ when a.Concat(b).All(end => Int128.Abs(end) < (Int128)1 << 62) => [a[0] * b[0], a[0] * b[1], a[1] * b[0], a[1] * b[1]],
            _ => [Int128.MaxValue],
        };
        var isDay = kind != Kind.Date || (ends.Min() >= Calendar.FirstDay && ends.Max() <= Calendar.LastDay);
        return isDay && ends.Concat(a).Concat(b).All(end => Int128.Abs(end) < Largest)
            ? new Arithmetic(
                new Shape(kind, scale, (long)ends.Min(), (long)ends.Max(), [], left.Shape.HasUnknown || right.Shape.HasUnknown, left.Shape.HasEmpty || right.Shape.HasEmpty),
                sign, left, right, leftFactor, rightFactor)
            : null;
    }

    private static long Factor(Value larger, Value smaller) => Power(Math.Max(0, larger.Shape.Scale - smaller.Shape.Scale));

    private static long Power(int places)
    {
        var power = 1L;
        for (; places > 0; places--)
        {
            power *= 10;
        }

        return power;
    }
}
