namespace Madoguchi.Feel.Evaluation;

/// <summary>Making ranges, and their parts.</summary>
internal static class Ranges
{
    public static FeelValue Make(FeelValue start, bool startIncluded, FeelValue end, bool endIncluded)
    {
        if (Operations.IsUnknown(start) || Operations.IsUnknown(end))
        {
            return new FeelRange(start, startIncluded, end, endIncluded);
        }
        if (start is FeelNull && end is FeelNull)
        {
            return FeelNull.Because(new FeelReason("empty-range", "範囲の両端がどちらもありません。", "A range needs at least one end."));
        }
        if (start is FeelNull || end is FeelNull)
        {
            return new FeelRange(start, startIncluded && start is not FeelNull, end, endIncluded && end is not FeelNull);
        }
        return Operations.Order(start, end) is { } order && order <= 0
            ? new FeelRange(start, startIncluded, end, endIncluded)
            : FeelNull.Because(new FeelReason("bad-range", "範囲の始まりが終わりより後です。", "The start of a range lies after its end."));
    }

    public static FeelValue Make(string sign, FeelValue bound) => sign switch
    {
        "<" => new FeelRange(null, false, bound, false) { Sign = sign },
        "<=" => new FeelRange(null, false, bound, true) { Sign = sign },
        ">" => new FeelRange(bound, false, null, false) { Sign = sign },
        ">=" => new FeelRange(bound, true, null, false) { Sign = sign },
        "=" => new FeelRange(bound, true, bound, true) { Sign = sign },
        _ => new FeelRange(bound, false, bound, false) { Sign = sign },
    };

    public static FeelValue? Property(FeelRange range, string name) => name switch
    {
        "start" => range.Start ?? FeelNull.Value,
        "end" => range.End ?? FeelNull.Value,
        "start included" => FeelBoolean.Of(range.StartIncluded),
        "end included" => FeelBoolean.Of(range.EndIncluded),
        _ => null,
    };
}
