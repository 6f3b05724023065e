namespace Madoguchi.Feel.Evaluation;

/// <summary>"for … return" and "some / every … satisfies": the same walk over one or more sources.</summary>
internal static class Loops
{
    internal sealed record Plan((Code From, Code? To)[] Sources, Code Body, bool UsesPartial);

    public static Code Bind(Plan plan, int size) => (run, frame) =>
    {
        var results = new List<FeelValue>();
        var stopped = Walk(plan, run, frame, 0, size, inner =>
        {
            if (plan.UsesPartial && !run.Spend(results.Count))
            {
                return Run.Spent;
            }
            var soFar = plan.UsesPartial ? run.Made(new FeelList(results.ToArray())) : FeelList.Empty;
            results.Add(plan.Body(run, new Frame(inner, soFar)));
            return null;
        });
        return stopped ?? run.Made(new FeelList(results.ToArray()));
    };

    public static Code BindQuantified(Plan plan, int size, bool isSome, bool isStrict) => (run, frame) =>
    {
        FeelValue result = FeelBoolean.Of(!isSome);
        var stopped = Walk(plan, run, frame, 0, size, inner =>
        {
            var verdict = plan.Body(run, inner);
            if (isStrict && verdict is not (FeelBoolean or FeelNull))
            {
                return FeelNull.Because(FeelReason.WrongType("satisfies", "boolean", verdict));
            }
            result = isSome ? Operations.Or(result, verdict) : Operations.And(result, verdict);
            return result is FeelBoolean { Value: var decided } && decided == isSome ? result : null;
        });
        return stopped ?? result;
    };

    /// <summary>Calls the body for every combination; a value it returns ends the walk and is the result.</summary>
    private static FeelValue? Walk(Plan plan, Run run, Frame? frame, int level, int size, Func<Frame?, FeelValue?> body)
    {
        if (level == plan.Sources.Length)
        {
            return run.Spend(size) ? body(frame) : Run.Spent;
        }
        var (from, to) = plan.Sources[level];
        var source = from(run, frame);
        if (to is not null)
        {
            return Count(source, to(run, frame));
        }
        switch (source)
        {
            case FeelList list:
                foreach (var item in list.Items)
                {
                    if (!run.Spend(1))
                    {
                        return Run.Spent;
                    }
                    if (Walk(plan, run, new Frame(frame, item), level + 1, size, body) is { } ended)
                    {
                        return ended;
                    }
                }
                return null;
            case FeelRange { Start: { } start, End: { } end, Sign: null } range:
                return Count(start, end, range.StartIncluded, range.EndIncluded);
            case FeelNull:
                return source;
            default:
                return FeelNull.Because(FeelReason.WrongType("for / some / every", "list", source));
        }

        FeelValue? Count(FeelValue first, FeelValue last, bool firstIncluded = true, bool lastIncluded = true)
        {
            if (first is FeelNull || last is FeelNull)
            {
                return Operations.Unknown(first, last);
            }
            if (Steps(first, last) is not { } steps)
            {
                return FeelNull.Because(FeelReason.WrongType("for … in", "range", first));
            }
            var step = Operations.Order(first, last) <= 0 ? 1 : -1;
            for (var i = firstIncluded ? 0 : 1; i <= steps - (lastIncluded ? 0 : 1); i++)
            {
                if (!run.Spend(1))
                {
                    return Run.Spent;
                }
                if (Walk(plan, run, new Frame(frame, Advance(first, i * step)), level + 1, size, body) is { } ended)
                {
                    return ended;
                }
            }
            return null;
        }
    }

    /// <summary>How many steps of one (or one day) lie between; null when it cannot be counted.</summary>
    private static long? Steps(FeelValue first, FeelValue last) => (first, last) switch
    {
        (FeelNumber a, FeelNumber b) when a.TryToInt64(out var low) && b.TryToInt64(out var high) && Math.Abs((decimal)high - low) < int.MaxValue
            => Math.Abs(high - low),
        (FeelDate a, FeelDate b) => Math.Abs(b.Number - a.Number),
        _ => null,
    };

    private static FeelValue Advance(FeelValue first, long steps) => first switch
    {
        FeelNumber number => number.Add(new FeelNumber(steps)),
        _ => new FeelDate(((FeelDate)first).Number + steps),
    };
}
