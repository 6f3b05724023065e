namespace Madoguchi.Feel.Evaluation;

/// <summary>"a.b" and "list[condition]".</summary>
internal static class Paths
{
    public static FeelValue Member(FeelValue target, string name) => target switch
    {
        FeelContextValue context => context.Get(name),
        FeelList list => new FeelList(Array.ConvertAll(list.Span.ToArray(), item => Member(item, name))),
        FeelNull { IsUnknown: true } unknown => Below(unknown, name),
        FeelNull => target,
        FeelRange range => Ranges.Property(range, name) ?? FeelNull.Because(FeelReason.NoEntry(name)),
        _ => TemporalOperations.Property(target, name) ?? FeelNull.Because(FeelReason.NoEntry(name)),
    };

    /// <summary>The entry of an element named without "item."; null when the element has none of its own.</summary>
    public static FeelValue? TryOwn(FeelValue element, string name) => element switch
    {
        FeelContextValue context => context.TryGet(name, out var value) ? value : null,
        FeelRange range => Ranges.Property(range, name),
        _ => TemporalOperations.Property(element, name),
    };

    /// <summary>The element's own entry, else what the name means outside; missing in both, it is the element's fact that is missing.</summary>
    public static FeelValue OwnOr(FeelValue element, string name, Code outside, Run run, Frame? frame)
    {
        if (TryOwn(element, name) is { } own)
        {
            return own;
        }
        var value = outside(run, frame);
        return value is FeelNull { Reason.Code: FeelReason.NoEntryCode or FeelReason.MissingCode } && element is FeelContextValue { FactsOf: { } whose }
            ? FeelNull.Unknown($"{whose}.{name}")
            : value;
    }

    public static FeelValue Filter(Run run, Frame? frame, FeelValue target, Code condition, int size, bool isIndex)
    {
        if (target is FeelNull)
        {
            return Operations.IsUnknown(target) ? target : isIndex ? target : FeelList.Empty;
        }
        var list = target as FeelList ?? new FeelList([target]);
        if (isIndex)
        {
            return At(list, condition(run, new Frame(frame, FeelNull.Value)));
        }
        var kept = new List<FeelValue>();
        FeelValue? unknown = null;
        foreach (var item in list.Items)
        {
            if (!run.Spend(size + 1))
            {
                return Run.Spent;
            }
            switch (condition(run, new Frame(frame, item)))
            {
                case FeelNumber index:
                    return At(list, index);
                case FeelBoolean { Value: true }:
                    kept.Add(item);
                    break;
                case FeelNull { IsUnknown: true } open:
                    // Whether this element belongs is not known, so neither is the result.
                    unknown = unknown is null ? open : Operations.Unknown(unknown, open);
                    break;
                case FeelBoolean or FeelNull:
                    break;
                case var other:
                    return FeelNull.Because(FeelReason.WrongType("[ ]", "boolean", other));
            }
        }
        return unknown ?? new FeelList(kept.ToArray());
    }

    private static FeelValue At(FeelList list, FeelValue index)
    {
        if (index is not FeelNumber number)
        {
            return index as FeelNull ?? FeelNull.Because(FeelReason.WrongType("[ ]", "number", index));
        }
        if (!number.TryToInt64(out var place) || place == 0 || Math.Abs(place) > list.Items.Count)
        {
            return FeelNull.Because(FeelReason.NoIndex);
        }
        return list.Items[(int)(place > 0 ? place - 1 : list.Items.Count + place)];
    }

    /// <summary>What is missing about something missing: "本人" becomes "本人.住所", but "生年月日.year" stays "生年月日".</summary>
    private static FeelNull Below(FeelNull unknown, string name) =>
        Syntax.Typing.PropertyNames.Contains(name, StringComparer.Ordinal) || unknown.Missing is not [var only] ? unknown : FeelNull.Unknown($"{only}.{name}");
}
