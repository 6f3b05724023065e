using Madoguchi.Feel.Evaluation;
using Madoguchi.Feel.Syntax;

namespace Madoguchi.Feel.Proofs;

/// <summary>The values at which tests turn, and values beside and between them.</summary>
internal static class Points
{
    private static readonly FeelNumber Half = new(0.5m);

    /// <summary>The constants in the tests of a cell; null when one of them is no constant.</summary>
    public static List<FeelValue>? Of(Tests cell)
    {
        var points = new List<FeelValue>();
        foreach (var test in cell.Alternatives)
        {
            // "?" and every other name make it more than a constant.
            if (Words.Constant(test) is not { } value || !Add(value, points))
            {
                return null;
            }
        }

        return points;
    }

    /// <summary>Each point, and the values next to it.</summary>
    public static IEnumerable<FeelValue> Around(IReadOnlyList<FeelValue> points) =>
        points.Concat(points.SelectMany(Beside)).Concat(points.Zip(points.Skip(1), Middle).OfType<FeelValue>()).Distinct();

    /// <summary>
    /// A value of every stretch that the points cut the values of their kind into: tests of these points cannot tell more values apart.
    /// Null when the kind is not one whose stretches are known here.
    /// </summary>
    public static List<FeelValue>? Stretches(IReadOnlyList<FeelValue> points)
    {
        switch (points)
        {
            case []:
                return null;
            case var _ when points.All(point => point is FeelNumber or FeelDate) && points.Select(point => point.TypeName).Distinct().Count() == 1:
                var sorted = points.Distinct().Order(Comparer<FeelValue>.Create((a, b) => Operations.Order(a, b) ?? 0)).ToList();
                return [.. sorted, .. sorted.Zip(sorted.Skip(1), Middle).OfType<FeelValue>(), Beside(sorted[0]).First(), Beside(sorted[^1]).Last()];
            case var _ when points.All(point => point is FeelString):
                return [.. points.Distinct(), Other(points)];
            default:
                return null;
        }
    }

    /// <summary>Any other text: "…".</summary>
    public static FeelString Other(IReadOnlyList<FeelValue> points)
    {
        var other = new FeelString("…");
        while (points.Contains(other))
        {
            other = new FeelString(other.Value + "…");
        }

        return other;
    }

    /// <summary>People count in whole numbers, where these will do.</summary>
    public static bool IsWhole(FeelValue value) => value is not FeelNumber number || !number.ToText().Contains('.', StringComparison.Ordinal);

    /// <summary>How far two values are apart; 0 where that means nothing.</summary>
    public static double Distance(FeelValue from, FeelValue to) => (from, to) switch
    {
        (FeelNumber a, FeelNumber b) => Math.Abs(Size(a) - Size(b)),
        (FeelDate a, FeelDate b) => Math.Abs((double)a.Number - b.Number),
        _ => 0,
    };

    private static double Size(FeelNumber number) => double.Parse(number.ToText(), System.Globalization.CultureInfo.InvariantCulture);

    private static bool Add(FeelValue value, List<FeelValue> points)
    {
        switch (value)
        {
            case FeelNull or FeelContextValue or FeelFunction:
                return false;
            case FeelRange range:
                FeelValue[] ends = [.. new[] { range.Start, range.End }.OfType<FeelValue>()];
                points.AddRange(ends);
                return ends.All(end => end is not (FeelNull or FeelString));
            case FeelList list:
                return list.Items.All(item => Add(item, points));
            default:
                points.Add(value);
                return true;
        }
    }

    private static IEnumerable<FeelValue> Beside(FeelValue point) => point switch
    {
        FeelNumber number => [number.Add(new FeelNumber(-1)), number.Add(new FeelNumber(1))],
        FeelDate day => [new FeelDate(day.Number - 1), new FeelDate(day.Number + 1)],
        FeelBoolean flag => [FeelBoolean.Of(!flag.Value)],
        _ => [],
    };

    /// <summary>A value between the two; null where there is none.</summary>
    public static FeelValue? Middle(FeelValue low, FeelValue high) => (low, high) switch
    {
        (FeelNumber a, FeelNumber b) => (a.Add(b) as FeelNumber)?.Multiply(Half),
        (FeelDate a, FeelDate b) when Math.Abs(b.Number - a.Number) > 1 => new FeelDate((a.Number + b.Number) / 2),
        _ => null,
    };
}
