namespace Madoguchi.Feel.Columns;

/// <summary>
/// The people one lives with. What is asked of members alone is worked once for each resident and brought together by household; what
/// compares members with the resident is worked for each resident with each member.
/// </summary>
internal sealed class Neighbours
{
    /// <summary>Pairs of residents of one household at most; a population that has more is decided one by one.</summary>
    private const long MostPairs = 200_000_000;

    private readonly City city;
    private readonly Membership membership;
    private readonly Space households;
    private readonly Space? pairs;
    private readonly Lazy<(int[] Resident, int[] Member, int[] Offsets)> pairing;
    private readonly Dictionary<(Source, Func<int[]>), Source> gathered = [];
    private readonly Dictionary<string, Source> given = new(StringComparer.Ordinal);
    private readonly Func<int[]> householdOf;
    private readonly Func<int[]> residentOf;
    private readonly Func<int[]> memberOf;

    public Neighbours(City city, Membership membership)
    {
        (this.city, this.membership) = (city, membership);
        households = new Space("households", membership.Households);
        pairs = membership.Pairs <= MostPairs ? new Space("residents and members", (int)membership.Pairs) : null;
        pairing = new(membership.Pair);
        (householdOf, residentOf, memberOf) = (() => membership.HouseholdOfAll, () => pairing.Value.Resident, () => pairing.Value.Member);
    }

    /// <summary>The entries of the household as a resident sees them.</summary>
    public Lowered? Household(Compartment compartment, string name)
    {
        if (name == city.Population.Words.Members)
        {
            return new Lowered.Members([]);
        }

        if (!city.Population.Households!.All.TryGetValue(name, out var column))
        {
            return City.Absent(name);
        }

        if (compartment.Space != city.Persons)
        {
            return null;
        }

        if (!given.TryGetValue(name, out var source))
        {
            given[name] = source = city.Add(new Given(column));
        }

        return compartment.Leaf(Gather(source, householdOf));
    }

    /// <summary>What comes of the members together, as a column of the residents; null where it cannot be said over columns.</summary>
    public Source? Reduce(Reduction reduction, Lowered.Members who, Lowered.Each? what) =>
        Reduce(reduction, who, what, city.Persons) ?? (pairs is null ? null : Reduce(reduction, who, what, pairs));

    private Source? Reduce(Reduction reduction, Lowered.Members who, Lowered.Each? what, Space space)
    {
        Truth? passes = null;
        var conditions = new Compartment(space);
        foreach (var condition in who.Conditions)
        {
            if (Lowering(conditions, condition).Truth(condition.Expression) is not { } next)
            {
                return null;
            }

            passes = passes is null ? next : new Chain(passes, next);
        }

        Source? values = null;
        if (what is not null)
        {
            var compartment = new Compartment(space);
            var lowered = Lowering(compartment, what).Lower(what.Expression);
            lowered = reduction is Reduction.Some or Reduction.Every
                ? Columns.Lowering.Truth(lowered) is { } truth ? new Lowered.OfTruth(truth) : null
                : lowered is not null && Numbers.Value(lowered) is { Shape.Kind: Kind.Number } value ? new Lowered.OfValue(value) : null;
            if (lowered is null)
            {
                return null;
            }

            values = city.ToSource(space, lowered);
        }

        var kept = passes is null ? null : city.ToSource(space, new Lowered.OfTruth(passes));
        if (ShapeOf(reduction, kept, values) is not { } shape)
        {
            return null;
        }

        return space == city.Persons
            ? Gather(city.Add(new Reduced(shape, reduction, kept, values, ofPairs: false, () => membership.Groups)), householdOf)
            : city.Add(new Reduced(shape, reduction, kept, values, ofPairs: true, () => new Groups(pairing.Value.Offsets, null)));
    }

    private Shape? ShapeOf(Reduction reduction, Source? kept, Source? values)
    {
        var hasUnknown = (kept?.Shape.HasUnknown ?? false) || (values?.Shape.HasUnknown ?? false);
        switch (reduction)
        {
            case Reduction.Count:
                return new Shape(Kind.Number, 0, 0, membership.Largest, [], kept?.Shape.HasUnknown ?? false, false);
            case Reduction.Some or Reduction.Every:
                return Shape.Truths(hasUnknown, values!.Shape.HasEmpty);
            default:
                var (min, max, most) = ((Int128)values!.Shape.Min, (Int128)values.Shape.Max, reduction == Reduction.Sum ? membership.Largest : 1);
                (min, max) = (reduction == Reduction.Sum ? Int128.Min(0, min) * most : min, reduction == Reduction.Sum ? Int128.Max(0, max) * most : max);
                return Int128.Abs(min) < (Int128)1 << 61 && Int128.Abs(max) < (Int128)1 << 61
                    ? new Shape(Kind.Number, values.Shape.Scale, (long)min, (long)max, [], hasUnknown, HasEmpty: true) : null;
        }
    }

    private Lowering Lowering(Compartment compartment, Lowered.Each each) => new(city, compartment, (here, name) =>
        name == (each.Element ?? "item") ? new Lowered.Entries(city.PersonType(), Member)
        : each.Element is null && city.IsSeen(name) ? Member(here, name)
        : Outside(here, each.Around, name));

    private Lowered? Member(Compartment compartment, string name) => !city.IsSeen(name) ? City.Absent(name)
        : city.PersonFact(name) switch
        {
            null => null,
            Lowered.Constant constant => constant,
            var fact => compartment.Leaf(compartment.Space == city.Persons ? city.ToSource(city.Persons, fact) : Gather(city.ToSource(city.Persons, fact), memberOf)),
        };

    /// <summary>A name of the resident's own, seen from a member.</summary>
    private Lowered? Outside(Compartment compartment, Names around, string name)
    {
        var mine = new Compartment(city.Persons);
        return around(mine, name) switch
        {
            Lowered.Constant constant => constant,
            Lowered.Entries entries => new Lowered.Entries(entries.Type, (here, entry) => Outside(here, entries.Names, entry)),
            (Lowered.OfTruth or Lowered.OfValue) and var own when compartment.Space == pairs => compartment.Leaf(Gather(city.ToSource(city.Persons, own), residentOf)),
            _ => null,
        };
    }

    private Source Gather(Source source, Func<int[]> rows)
    {
        if (!gathered.TryGetValue((source, rows), out var known))
        {
            var along = rows == householdOf ? Along.HouseholdOfResident : rows == residentOf ? Along.ResidentOfPair : Along.MemberOfPair;
            gathered[(source, rows)] = known = city.Add(new Gathered(source, along, rows));
        }

        return known;
    }
}
