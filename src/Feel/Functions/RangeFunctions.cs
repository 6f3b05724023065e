using Madoguchi.Feel.Evaluation;
using Madoguchi.Feel.Syntax;
using static Madoguchi.Feel.Functions.Signature;

namespace Madoguchi.Feel.Functions;

/// <summary>DMN 1.5, 10.3.4.10: how points and ranges lie to one another.</summary>
internal static class RangeFunctions
{
    private const string Two = "range1: Any, range2: Any";

    public static IEnumerable<Signature> All =>
    [
        Of("before", "point1: Any, point2: Any", FeelType.Boolean, a => Lies(a, (x, y) => IsBefore(x, y))),
        Of("after", "point1: Any, point2: Any", FeelType.Boolean, a => Lies(a, (x, y) => IsBefore(y, x))),
        Of("meets", Two, FeelType.Boolean, a => Lies(a, Meets)),
        Of("met by", Two, FeelType.Boolean, a => Lies(a, (x, y) => Meets(y, x))),
        Of("overlaps", Two, FeelType.Boolean, a => Lies(a, (x, y) => Operations.And(Operations.Not(IsBefore(x, y)), Operations.Not(IsBefore(y, x))))),
        Of("overlaps before", Two, FeelType.Boolean, a => Lies(a, OverlapsBefore)),
        Of("overlaps after", Two, FeelType.Boolean, a => Lies(a, (x, y) => OverlapsBefore(y, x))),
        Of("finishes", "point: Any, range: Any", FeelType.Boolean, a => Lies(a, Finishes)),
        Of("finished by", "range: Any, point: Any", FeelType.Boolean, a => Lies(a, (x, y) => Finishes(y, x))),
        Of("includes", "range: Any, point: Any", FeelType.Boolean, a => Lies(a, Includes)),
        Of("during", "point: Any, range: Any", FeelType.Boolean, a => Lies(a, (x, y) => Includes(y, x))),
        Of("starts", "point: Any, range: Any", FeelType.Boolean, a => Lies(a, Starts)),
        Of("started by", "range: Any, point: Any", FeelType.Boolean, a => Lies(a, (x, y) => Starts(y, x))),
        Of("coincides", "point1: Any, point2: Any", FeelType.Boolean, a => Lies(a, Coincides)),
        Of("range", "from: string", FeelType.RangeOf(FeelType.Any), Read),
    ];

    /// <summary>A point is the range from itself to itself.</summary>
    private static FeelRange AsRange(FeelValue value) => value as FeelRange ?? new FeelRange(value, true, value, true);

    private static FeelValue Lies(Arguments a, Func<FeelRange, FeelRange, FeelValue> relation) =>
        a[0] is FeelNull || a[1] is FeelNull || a[0] is FeelRange { Sign: "!=" } || a[1] is FeelRange { Sign: "!=" } ? a.Cannot(0)
        : relation(AsRange(a[0]), AsRange(a[1]));

    private static FeelValue IsBefore(FeelRange x, FeelRange y)
    {
        if (x.End is null || y.Start is null)
        {
            return false;
        }
        var touching = x.EndIncluded && y.StartIncluded ? FeelBoolean.False : Operations.Equal(x.End, y.Start);
        return Operations.Or(Operations.Compare("<", x.End, y.Start), touching);
    }

    private static FeelValue Meets(FeelRange x, FeelRange y) =>
        x.End is null || y.Start is null || !x.EndIncluded || !y.StartIncluded ? false : Operations.Equal(x.End, y.Start);

    private static FeelValue Coincides(FeelRange x, FeelRange y) => Operations.And(SameStart(x, y), SameEnd(x, y));

    private static FeelValue SameStart(FeelRange x, FeelRange y) =>
        x.StartIncluded != y.StartIncluded || x.Start is null != y.Start is null ? false : x.Start is null ? true : Operations.Equal(x.Start, y.Start!);

    private static FeelValue SameEnd(FeelRange x, FeelRange y) =>
        x.EndIncluded != y.EndIncluded || x.End is null != y.End is null ? false : x.End is null ? true : Operations.Equal(x.End, y.End!);

    /// <summary>Every point of y is one of x.</summary>
    private static FeelValue Includes(FeelRange x, FeelRange y) => Operations.And(StartsNoLater(x, y), EndsNoEarlier(x, y));

    private static FeelValue StartsNoLater(FeelRange x, FeelRange y) =>
        x.Start is null ? true : y.Start is null ? false
        : Operations.Compare(x.StartIncluded || !y.StartIncluded ? "<=" : "<", x.Start, y.Start);

    private static FeelValue EndsNoEarlier(FeelRange x, FeelRange y) =>
        x.End is null ? true : y.End is null ? false
        : Operations.Compare(x.EndIncluded || !y.EndIncluded ? ">=" : ">", x.End, y.End);

    private static FeelValue Starts(FeelRange x, FeelRange y) => Operations.And(SameStart(x, y), EndsNoEarlier(y, x));

    private static FeelValue Finishes(FeelRange x, FeelRange y) => Operations.And(SameEnd(x, y), StartsNoLater(y, x));

    private static FeelValue OverlapsBefore(FeelRange x, FeelRange y) => Operations.And(
        Operations.And(StartsNoLater(x, y), Operations.Not(SameStart(x, y))),
        Operations.And(Operations.Not(IsBefore(x, y)), EndsNoEarlier(y, x)));

    /// <summary>A range of literals, from text; nothing in it is evaluated beyond that.</summary>
    private static FeelValue Read(Arguments a)
    {
        if (a.Text(0).Length > 200 || FeelExpression.Parse(a.Text(0)) is not { IsValid: true, Value: { Tree: RangeOf ends } range }
            || !IsLiteral(ends.Start) || !IsLiteral(ends.End))
        {
            return a.Cannot(0);
        }
        return range.Evaluate(FeelContext.Empty) is FeelRange read ? read : a.Cannot(0);
    }

    private static bool IsLiteral(Expr end) => end switch
    {
        Negation negation => IsLiteral(negation.Operand),
        Call { Target: NameUse { Name: "date" or "time" or "date and time" or "duration" } } call => Array.TrueForAll(call.Arguments, a => a is Literal),
        _ => end is Literal,
    };
}
