using Madoguchi.Feel.Evaluation;
using static Madoguchi.Feel.Functions.Signature;

namespace Madoguchi.Feel.Functions;

/// <summary>DMN 1.5, 10.3.4.4. What an unknown element leaves open stays open; what it cannot change is said.</summary>
internal static class ListFunctions
{
    private static readonly FeelType Items = FeelType.ListOf(FeelType.Any);
    private static readonly FeelType Numbers = FeelType.ListOf(FeelType.Number);

    public static IEnumerable<Signature> All =>
    [
        Lenient("list contains", "list: list, element: Any", FeelType.Boolean, a => Contains(a.List(0), a[1])),
        Of("count", "list: list", FeelType.Number, a => a.List(0).Items.Count),
        .. OverList("min", FeelType.Any, a => Extreme(a, -1)),
        .. OverList("max", FeelType.Any, a => Extreme(a, 1)),
        .. OverList("sum", FeelType.Number, a => Fold(a, (sum, n) => sum.Add(n))),
        .. OverList("product", FeelType.Number, a => Fold(a, (product, n) => product.Multiply(n))),
        .. OverList("mean", FeelType.Number, a => Fold(a, (sum, n) => sum.Add(n)) is FeelNumber sum ? sum.Divide(new FeelNumber(a.List(0).Items.Count)) : Fold(a, (sum, n) => sum.Add(n))),
        .. OverList("median", FeelType.Number, Median),
        .. OverList("stddev", FeelType.Number, Deviation),
        .. OverList("mode", Numbers, Mode),
        .. OverList("all", FeelType.Boolean, a => Verdict(a, Operations.And, FeelBoolean.True)),
        .. OverList("any", FeelType.Boolean, a => Verdict(a, Operations.Or, FeelBoolean.False)),
        .. OverList("and", FeelType.Boolean, a => Verdict(a, Operations.And, FeelBoolean.True)),
        .. OverList("or", FeelType.Boolean, a => Verdict(a, Operations.Or, FeelBoolean.False)),
        Of("sublist", "list: list, start position: number, length?: number", Items, Sublist),
        Lenient("append", "list: list, item...: Any", Items, a => new FeelList([.. a.List(0).Items, .. a.List(1).Items])),
        Of("concatenate", "list...: list", Items, a => Joined(a, distinct: false)),
        Of("union", "list...: list", Items, a => Joined(a, distinct: true)),
        Lenient("insert before", "list: list, position: number, newItem: Any", Items, a =>
            Place(a, 1) is { } at ? new FeelList([.. a.List(0).Items.Take(at), a[2], .. a.List(0).Items.Skip(at)]) : a.Cannot(1)),
        Of("remove", "list: list, position: number", Items, a =>
            Place(a, 1) is { } at ? new FeelList(a.List(0).Items.Where((_, i) => i != at)) : a.Cannot(1)),
        Lenient("list replace", "list: list, position: number, newItem: Any", Items, a =>
            Place(a, 1) is { } at ? new FeelList(a.List(0).Items.Select((item, i) => i == at ? a[2] : item)) : a.Cannot(1)),
        Lenient("list replace", "list: list, match: function, newItem: Any", Items, ReplaceMatching),
        Of("reverse", "list: list", Items, a => new FeelList(a.List(0).Items.Reverse())),
        Of("index of", "list: list, match: Any", Numbers, IndexOf),
        Of("distinct values", "list: list", Items, a => Distinct(a, a.List(0).Items)),
        // An element that is not known may be a list.
        Of("flatten", "list: list", Items, a => Operations.UnknownWithin(a.List(0)) ?? (FeelValue)new FeelList(Flat(a.List(0)))),
        Of("sort", "list: list, precedes?: function", Items, Sort),
        Of("partition", "list: list, size: number", FeelType.ListOf(Items), Partition),
    ];

    /// <summary>f(list) and f(a, b, …) are the same function.</summary>
    private static Signature[] OverList(string name, FeelType result, Func<Arguments, FeelValue> body) =>
        [Lenient(name, "list: list", result, body), Lenient(name, "item...: Any", result, body)];

    private static FeelValue Contains(FeelList list, FeelValue wanted)
    {
        FeelValue found = FeelBoolean.False;
        foreach (var item in list.Items)
        {
            found = Operations.Equal(item, wanted) switch
            {
                FeelBoolean same => Operations.Or(found, same),
                FeelNull { IsUnknown: true } open => Operations.Or(found, open),
                // Of another type: not the wanted one.
                _ => found,
            };
        }
        return found;
    }

    private static FeelValue Verdict(Arguments a, Func<FeelValue, FeelValue, FeelValue> join, FeelBoolean start) =>
        a.List(0).Items.Aggregate((FeelValue)start, join);

    private static FeelValue Extreme(Arguments a, int sign)
    {
        FeelValue? best = null;
        FeelNull? unknown = null;
        foreach (var item in a.List(0).Items)
        {
            if (item is FeelNull { IsUnknown: true } open)
            {
                unknown = unknown is null ? open : Operations.Unknown(unknown, open);
            }
            else if (item is FeelNull || (Operations.Order(item, best ?? item) is not { } order))
            {
                return a.Cannot(item);
            }
            else
            {
                best = best is null || Math.Sign(order) == sign ? item : best;
            }
        }
        return (FeelValue?)unknown ?? best ?? a.Cannot(0);
    }

    private static FeelValue Fold(Arguments a, Func<FeelNumber, FeelNumber, FeelValue> fold)
    {
        if (a.TryNumbers(0, out var numbers) is { } reason)
        {
            return reason;
        }
        if (numbers.Length == 0)
        {
            return a.Cannot(0);
        }
        FeelValue result = numbers[0];
        foreach (var number in numbers.AsSpan(1))
        {
            result = result is FeelNumber known ? fold(known, number) : result;
        }
        return result;
    }

    private static FeelValue Median(Arguments a)
    {
        if (a.TryNumbers(0, out var numbers) is { } reason)
        {
            return reason;
        }
        if (numbers.Length == 0)
        {
            return a.Cannot(0);
        }
        Array.Sort(numbers);
        var middle = numbers.Length / 2;
        return numbers.Length % 2 == 1 ? numbers[middle]
            : numbers[middle - 1].Add(numbers[middle]) is FeelNumber both ? both.Divide(new FeelNumber(2L)) : FeelNull.Because(FeelReason.OutOfRange);
    }

    private static FeelValue Deviation(Arguments a)
    {
        if (a.TryNumbers(0, out var numbers) is { } reason)
        {
            return reason;
        }
        if (numbers.Length < 2 || Fold(a, (sum, n) => sum.Add(n)) is not FeelNumber total || total.Divide(new FeelNumber(numbers.Length)) is not FeelNumber mean)
        {
            return a.Cannot(0);
        }
        FeelValue squares = new FeelNumber(0L);
        foreach (var number in numbers)
        {
            squares = number.Subtract(mean) is FeelNumber gap && gap.Multiply(gap) is FeelNumber square && squares is FeelNumber sum ? sum.Add(square) : FeelNull.Because(FeelReason.OutOfRange);
        }
        return squares is FeelNumber all && all.Divide(new FeelNumber(numbers.Length - 1)) is FeelNumber variance ? variance.SquareRoot() : squares;
    }

    private static FeelValue Mode(Arguments a)
    {
        if (a.TryNumbers(0, out var numbers) is { } reason)
        {
            return reason;
        }
        var groups = numbers.GroupBy(number => number).ToArray();
        var most = groups.Select(group => group.Count()).DefaultIfEmpty().Max();
        return new FeelList(groups.Where(group => group.Count() == most).Select(group => group.Key).Order().Select(number => (FeelValue)number));
    }

    /// <summary>The zero-based place a position means; null when the list has none such.</summary>
    private static int? Place(Arguments a, int at) =>
        a.TryPlace(at, out var position) && position != 0 && Math.Abs((long)position) <= a.List(0).Items.Count
            ? position > 0 ? position - 1 : a.List(0).Items.Count + position
            : null;

    private static FeelValue Sublist(Arguments a)
    {
        var length = int.MaxValue;
        if (Place(a, 1) is not { } start || (a.Has(2) && (!a.TryInteger(2, out length) || length < 0 || start + (long)length > a.List(0).Items.Count)))
        {
            return a.Cannot(1);
        }
        return new FeelList(a.List(0).Items.Skip(start).Take(length));
    }

    private static FeelValue Joined(Arguments a, bool distinct)
    {
        var size = a.List(0).Items.Sum(list => (list as FeelList)?.Items.Count ?? 0L);
        if (a.List(0).Items.FirstOrDefault(list => list is FeelNull) is { } missing || !a.Run.Spend(size))
        {
            return a.List(0).Items.FirstOrDefault(Operations.IsUnknown) ?? a.Cannot(0);
        }
        var items = a.List(0).Items.SelectMany(list => ((FeelList)list).Items);
        return distinct ? Distinct(a, items) : new FeelList(items);
    }

    private static FeelValue Distinct(Arguments a, IEnumerable<FeelValue> items)
    {
        var kept = new List<FeelValue>();
        foreach (var item in items)
        {
            if (!a.Run.Spend(kept.Count + 1))
            {
                return Run.Spent;
            }
            FeelValue isThere = FeelBoolean.False;
            for (var at = 0; at < kept.Count && isThere is not FeelBoolean { Value: true }; at++)
            {
                isThere = Operations.Or(isThere, Operations.Equal(kept[at], item));
            }
            // Whether it is another value is not known, and so neither how many there are.
            if (Operations.IsUnknown(isThere))
            {
                return isThere;
            }
            if (isThere is not FeelBoolean { Value: true })
            {
                kept.Add(item);
            }
        }
        return new FeelList(kept.ToArray());
    }

    private static IEnumerable<FeelValue> Flat(FeelList list) =>
        list.Items.SelectMany(item => item is FeelList inner ? Flat(inner) : [item]);

    private static FeelValue IndexOf(Arguments a)
    {
        var places = new List<FeelValue>();
        for (var i = 0; i < a.List(0).Items.Count; i++)
        {
            var same = Operations.Equal(a.List(0).Items[i], a[1]);
            if (Operations.IsUnknown(same))
            {
                return same;
            }
            if (same is FeelBoolean { Value: true })
            {
                places.Add(i + 1);
            }
        }
        return new FeelList(places.ToArray());
    }

    private static FeelValue ReplaceMatching(Arguments a)
    {
        var (match, replaced) = ((FeelFunction)a[1], new List<FeelValue>());
        foreach (var item in a.List(0).Items)
        {
            switch (match.Invoke(a.Run, [item, a[2]], null))
            {
                case FeelBoolean yes:
                    replaced.Add(yes.Value ? a[2] : item);
                    break;
                case FeelNull reason:
                    return reason;
                case var other:
                    return a.Cannot(other);
            }
        }
        return new FeelList(replaced.ToArray());
    }

    /// <summary>A stable merge, so that a "precedes" that is no order still ends.</summary>
    private static FeelValue Sort(Arguments a)
    {
        var precedes = a.Has(1) ? (FeelFunction)a[1] : null;
        var run = a.Run;
        FeelValue? failure = null;
        var sorted = Merge([.. a.List(0).Items]);
        return failure ?? new FeelList(sorted);

        FeelValue[] Merge(FeelValue[] items)
        {
            if (items.Length < 2 || failure is not null)
            {
                return items;
            }
            var (left, right) = (Merge(items[..(items.Length / 2)]), Merge(items[(items.Length / 2)..]));
            var (merged, l, r) = (new List<FeelValue>(items.Length), 0, 0);
            while (l < left.Length && r < right.Length)
            {
                merged.Add(Precedes(right[r], left[l]) ? right[r++] : left[l++]);
            }
            return [.. merged, .. left[l..], .. right[r..]];
        }

        bool Precedes(FeelValue first, FeelValue second)
        {
            var verdict = !run.Spend(1) ? Run.Spent
                : precedes is null ? Operations.Compare("<", first, second) : precedes.Invoke(run, [first, second], null);
            if (verdict is not FeelBoolean)
            {
                failure ??= verdict as FeelNull ?? FeelNull.Because(FeelReason.WrongType("sort", "boolean", verdict));
            }
            return verdict is FeelBoolean { Value: true };
        }
    }

    private static FeelValue Partition(Arguments a) =>
        a.TryInteger(1, out var size) && size > 0 ? new FeelList(a.List(0).Items.Chunk(size).Select(part => (FeelValue)new FeelList(part))) : a.Cannot(1);
}
