using Madoguchi.Feel.Evaluation;
using static Madoguchi.Feel.Functions.Signature;

namespace Madoguchi.Feel.Functions;

/// <summary>DMN 1.5, 10.3.4.1 and 10.3.4.2: conversion, negation, and what can be asked of any value.</summary>
internal static class ConversionFunctions
{
    public static IEnumerable<Signature> All =>
    [
        Of("string", "from: Any", FeelType.String, a => a[0] is FeelNull ? a[0] : Operations.UnknownWithin(a[0]) ?? (FeelValue)FeelText.Plain(a[0])),
        Of("number", "from: string, grouping separator??: string, decimal separator??: string", FeelType.Number, ToNumber),
        Of("number", "from: number", FeelType.Number, a => a[0]),
        Of("not", "negand: Any", FeelType.Boolean, a => Operations.Not(a[0])),
        // Not in DMN: whether a fact is known, for those who must ask; null that is known counts as known.
        Lenient("is defined", "value: Any", FeelType.Boolean, a => !Operations.IsUnknown(a[0])),
        Of("is", "value1??: Any, value2??: Any", FeelType.Boolean, a => Same(a.Has(0) ? a[0] : FeelNull.Value, a.Has(1) ? a[1] : FeelNull.Value)),
    ];

    private static FeelValue ToNumber(Arguments a)
    {
        var (grouping, point) = (a.TextOrNull(1), a.TextOrNull(2));
        if (grouping is not (null or " " or "," or ".") || point is not (null or "," or ".") || (grouping is not null && grouping == point))
        {
            return a.Cannot(1);
        }
        var text = grouping is null ? a.Text(0) : a.Text(0).Replace(grouping, "", StringComparison.Ordinal);
        text = point is null ? text : text.Replace(point, ".", StringComparison.Ordinal);
        return FeelNumber.Read(text) ?? (FeelValue)a.Cannot(0);
    }

    /// <summary>The same value in the same form: equal, of the same type, and with the same zone.</summary>
    private static FeelValue Same(FeelValue left, FeelValue right) => (left, right) switch
    {
        (FeelNull, FeelNull) => true,
        _ when left.GetType() != right.GetType() => false,
        (FeelDateTime or FeelTime, _) => left.Equals(right),
        _ => Operations.Equal(left, right),
    };
}
