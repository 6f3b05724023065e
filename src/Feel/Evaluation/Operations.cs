namespace Madoguchi.Feel.Evaluation;

/// <summary>Equality, order and arithmetic of DMN 1.5 chapter 10; whatever is not defined there is null with its reason.</summary>
internal static class Operations
{
    public static FeelNull Unknown(FeelValue first, FeelValue second)
    {
        if (first is FeelNull one && second is FeelNull other)
        {
            return !other.IsUnknown ? one : !one.IsUnknown ? other
                : one.Missing.SequenceEqual(other.Missing) ? one
                : new FeelNull(one.Reason, [.. one.Missing.Union(other.Missing, StringComparer.Ordinal)]);
        }
        return first as FeelNull ?? (FeelNull)second;
    }

    public static bool IsUnknown(FeelValue value) => value is FeelNull { IsUnknown: true };

    /// <summary>Something unknown in a list, a context or a range, at whatever depth; null where there is nothing.</summary>
    public static FeelNull? UnknownWithin(FeelValue value) => value switch
    {
        FeelNull { IsUnknown: true } unknown => unknown,
        FeelList list => list.Items.Select(UnknownWithin).FirstOrDefault(found => found is not null),
        FeelContextValue context => context.Entries.Select(entry => UnknownWithin(entry.Value)).FirstOrDefault(found => found is not null),
        FeelRange range => UnknownWithin(range.Start ?? FeelNull.Value) ?? UnknownWithin(range.End ?? FeelNull.Value),
        _ => null,
    };

    /// <summary>"=": null = null is true, null = value false, but an unknown value leaves it open.</summary>
    public static FeelValue Equal(FeelValue left, FeelValue right)
    {
        if (left is FeelNull || right is FeelNull)
        {
            return IsUnknown(left) || IsUnknown(right) ? Unknown(OnlyUnknown(left), OnlyUnknown(right)) : FeelBoolean.Of(left is FeelNull && right is FeelNull);
        }
        return (left, right) switch
        {
            (FeelNumber a, FeelNumber b) => FeelBoolean.Of(a.CompareTo(b) == 0),
            (FeelString a, FeelString b) => FeelBoolean.Of(string.Equals(a.Value, b.Value, StringComparison.Ordinal)),
            (FeelBoolean a, FeelBoolean b) => FeelBoolean.Of(a.Value == b.Value),
            (FeelList a, FeelList b) => EqualLists(a, b),
            (FeelContextValue a, FeelContextValue b) => EqualContexts(a, b),
            (FeelRange a, FeelRange b) => EqualRanges(a, b),
            (FeelFunction, FeelFunction) => FeelBoolean.Of(ReferenceEquals(left, right)),
            (FeelYearsDuration { Months: 0 }, FeelDaysDuration b) => FeelBoolean.Of(b.Nanos == 0),
            (FeelDaysDuration a, FeelYearsDuration { Months: 0 }) => FeelBoolean.Of(a.Nanos == 0),
            _ => Order(left, right) is { } order ? FeelBoolean.Of(order == 0)
                : left.GetType() == right.GetType() ? FeelBoolean.False
                : FeelNull.Because(FeelReason.Incomparable(left, right)),
        };
    }

    /// <summary>&lt; &lt;= &gt; &gt;=</summary>
    public static FeelValue Compare(string sign, FeelValue left, FeelValue right)
    {
        if (left is FeelNull || right is FeelNull)
        {
            return Unknown(left, right);
        }
        return Order(left, right) is not { } order
            ? FeelNull.Because(FeelReason.Incomparable(left, right))
            : FeelBoolean.Of(sign switch { "<" => order < 0, "<=" => order <= 0, ">" => order > 0, _ => order >= 0 });
    }

    public static FeelValue Not(FeelValue value) => value switch
    {
        FeelBoolean boolean => FeelBoolean.Of(!boolean.Value),
        FeelNull => value,
        _ => FeelNull.Because(FeelReason.WrongType("not", "boolean", value)),
    };

    public static FeelValue And(FeelValue left, FeelValue right) => Join(left, right, decides: false);

    public static FeelValue Or(FeelValue left, FeelValue right) => Join(left, right, decides: true);

    /// <summary>Whether a value passes a test: a range or list holds it, anything else equals it.</summary>
    public static FeelValue In(FeelValue value, FeelValue test) => test switch
    {
        FeelRange range => Includes(range, value),
        FeelList list => InList(value, list),
        _ => Equal(value, test),
    };

    public static FeelValue Includes(FeelRange range, FeelValue value)
    {
        switch (range.Sign)
        {
            case "=":
                return Equal(value, range.Start!);
            case "!=":
                return Not(Equal(value, range.Start!));
            default:
                var above = range.Start is { } start ? Compare(range.StartIncluded ? "<=" : "<", start, value) : FeelBoolean.True;
                var below = range.End is { } end ? Compare(range.EndIncluded ? "<=" : "<", value, end) : FeelBoolean.True;
                return And(above, below);
        }
    }

    public static FeelValue Arithmetic(string sign, FeelValue left, FeelValue right)
    {
        if (left is FeelNumber a && right is FeelNumber b)
        {
            return sign switch
            {
                "+" => a.Add(b),
                "-" => a.Subtract(b),
                "*" => a.Multiply(b),
                "/" => a.Divide(b),
                _ => a.Power(b),
            };
        }
        if (left is FeelNull || right is FeelNull)
        {
            return Unknown(left, right);
        }
        return (sign, left, right) switch
        {
            ("+", FeelString x, FeelString y) => new FeelString(x.Value + y.Value),
            _ => TemporalOperations.Arithmetic(sign, left, right) ?? FeelNull.Because(FeelReason.NoOperation(sign, left, right)),
        };
    }

    public static FeelValue Negate(FeelValue value) => value switch
    {
        FeelNull => value,
        FeelNumber number => number.Negate(),
        FeelDaysDuration days => new FeelDaysDuration(-days.Nanos),
        FeelYearsDuration years => new FeelYearsDuration(-years.Months),
        _ => FeelNull.Because(FeelReason.WrongType("「-」", "number", value)),
    };

    /// <summary>Negative, zero or positive; null when the two have no order.</summary>
    public static int? Order(FeelValue left, FeelValue right) => (left, right) switch
    {
        (FeelNumber a, FeelNumber b) => a.CompareTo(b),
        (FeelString a, FeelString b) => string.CompareOrdinal(a.Value, b.Value),
        (FeelDate a, FeelDate b) => a.Number.CompareTo(b.Number),
        (FeelDaysDuration a, FeelDaysDuration b) => a.Nanos.CompareTo(b.Nanos),
        (FeelYearsDuration a, FeelYearsDuration b) => a.Months.CompareTo(b.Months),
        _ => TemporalOperations.Order(left, right),
    };

    private static FeelValue OnlyUnknown(FeelValue value) => IsUnknown(value) ? value : FeelNull.Value;

    private static FeelValue Join(FeelValue left, FeelValue right, bool decides)
    {
        if (left is FeelBoolean a && a.Value == decides)
        {
            return left;
        }
        if (right is FeelBoolean b)
        {
            return b.Value == decides ? right : left is FeelBoolean ? right : Undecided(left);
        }
        return left is FeelBoolean ? Undecided(right) : Unknown(Undecided(left), Undecided(right));
    }

    private static FeelNull Undecided(FeelValue value) =>
        value as FeelNull ?? FeelNull.Because(FeelReason.WrongType("and / or", "boolean", value));

    private static FeelValue InList(FeelValue value, FeelList list)
    {
        FeelValue found = FeelBoolean.False;
        foreach (var element in list.Span)
        {
            var passes = element is FeelRange range && value is not FeelRange ? Includes(range, value) : Equal(value, element);
            if (passes is FeelBoolean { Value: true })
            {
                return passes;
            }
            if (IsUnknown(passes))
            {
                found = found is FeelNull ? Unknown(found, passes) : passes;
            }
        }
        return found;
    }

    private static FeelValue EqualLists(FeelList left, FeelList right)
    {
        if (left.Items.Count != right.Items.Count)
        {
            return FeelBoolean.False;
        }
        FeelValue equal = FeelBoolean.True;
        for (var i = 0; i < left.Items.Count && equal is not FeelBoolean { Value: false }; i++)
        {
            equal = And(equal, Equal(left.Span[i], right.Span[i]));
        }
        return equal;
    }

    private static FeelValue EqualContexts(FeelContextValue left, FeelContextValue right)
    {
        if (left.Entries.Count != right.Entries.Count && left.FactsOf is null && right.FactsOf is null)
        {
            return FeelBoolean.False;
        }
        FeelValue equal = FeelBoolean.True;
        foreach (var name in left.Entries.Concat(right.Entries).Select(entry => entry.Key).Distinct(StringComparer.Ordinal))
        {
            var (mine, theirs) = (left.Get(name), right.Get(name));
            var absent = (!left.TryGet(name, out _) && left.FactsOf is null) || (!right.TryGet(name, out _) && right.FactsOf is null);
            equal = And(equal, absent ? FeelBoolean.False : Equal(mine, theirs));
        }
        return equal;
    }

    private static FeelValue EqualRanges(FeelRange left, FeelRange right)
    {
        var alike = left.Sign == right.Sign && left.StartIncluded == right.StartIncluded && left.EndIncluded == right.EndIncluded
            && left.Start is null == right.Start is null && left.End is null == right.End is null;
        return !alike ? FeelBoolean.False : And(
            left.Start is null ? FeelBoolean.True : Equal(left.Start, right.Start!),
            left.End is null ? FeelBoolean.True : Equal(left.End, right.End!));
    }
}
