using System.Diagnostics.CodeAnalysis;
using Madoguchi.Feel.Columns;

namespace Madoguchi.Feel;

/// <summary>How FEEL names the people around a resident.</summary>
/// <param name="Person">A context with the resident's own facts, for where a bare name is a member's.</param>
/// <param name="Household">A context with the household's facts and its members.</param>
/// <param name="Members">The entry of the household that lists its members, the resident included, in the order of the population.</param>
public sealed record PopulationWords(string Person = "本人", string Household = "世帯", string Members = "世帯員");

/// <summary>A fact that is computed from others, written once in FEEL: <c>years and months duration(生年月日, 今日).years</c>.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Expression">What it is.</param>
/// <param name="LooksAround">It names the person or the household as such, so that no context of facts can hold it: it would need itself.</param>
internal sealed record Derivation(string Name, FeelExpression Expression, bool LooksAround);

/// <summary>
/// Residents as columns: their facts, the households they live in, facts derived from these, and what is the same for everybody. Filled
/// once, then read from many threads.
/// </summary>
public sealed class Population
{
    private readonly List<Derivation> derivations = [];
    private readonly Dictionary<string, FeelValue> shared = new(StringComparer.Ordinal);
    private readonly PopulationWords words;

    /// <param name="count">How many residents.</param>
    /// <param name="now">For today() and now().</param>
    /// <param name="words">How FEEL names the people around.</param>
    public Population(int count, DateTimeOffset? now = null, PopulationWords? words = null)
    {
        (Count, Now, this.words) = (count, now, words ?? new());
        Residents = new FactColumns(count);
    }

    public int Count { get; }

    public DateTimeOffset? Now { get; }

    /// <summary>Facts of each resident.</summary>
    public FactColumns Residents { get; }

    /// <summary>Facts of each household; null before <see cref="LiveIn"/>.</summary>
    public FactColumns? Households { get; private set; }

    internal Membership? Membership { get; private set; }

    internal IReadOnlyList<Derivation> Derivations => derivations;

    internal IReadOnlyDictionary<string, FeelValue> Shared => shared;

    internal PopulationWords Words => words;

    /// <summary>Who lives together.</summary>
    /// <param name="householdOf">For each resident the household, numbered from 0.</param>
    /// <param name="households">How many there are.</param>
    public FactColumns LiveIn(ReadOnlySpan<int> householdOf, int households)
    {
        if (householdOf.Length != Count)
        {
            throw new ArgumentException($"Households are given for {householdOf.Length} of {Count} residents.", nameof(householdOf));
        }

        Membership = new Membership(householdOf, households);
        return Households = new FactColumns(households);
    }

    /// <summary>Says that residents live in households without saying who: for a population that only describes what lies elsewhere (<see cref="PopulationSql"/>).</summary>
    /// <param name="largest">No household has more members.</param>
    public FactColumns DescribeHouseholds(int largest)
    {
        if (Count != 0)
        {
            throw new InvalidOperationException("A population with residents says who lives together.");
        }

        Membership = new Membership(largest);
        return Households = new FactColumns(0);
    }

    /// <summary>A value that is the same for everybody: a day, an amount.</summary>
    public Population Share(string name, FeelValue value)
    {
        shared[FeelName.Normalise(name)] = value;
        return this;
    }

    /// <summary>A fact computed from those there are so far. It is said at once when the expression cannot be read or names what there is not.</summary>
    /// <exception cref="ArgumentException">The expression is none; the message says where and why.</exception>
    public Population Derive(string name, string expression)
    {
        var parsed = FeelExpression.Parse(expression, Scope());
        var errors = parsed.IsValid ? parsed.Value.Warnings : parsed.Errors;
        if (errors.Count > 0)
        {
            throw new ArgumentException($"{name}: {string.Join(" ", errors)}", nameof(expression));
        }

        derivations.Add(new Derivation(FeelName.Normalise(name), parsed.Value, parsed.Value.Names.Any(used =>
            used.Name == words.Household || used.Name == words.Person || derivations.Exists(earlier => earlier.LooksAround && earlier.Name == used.Name))));
        return this;
    }

    /// <summary>The facts of one resident, as the evaluator of one case takes them.</summary>
    public IFeelFacts FactsOf(int resident) => new ResidentFacts(this, resident);

    /// <summary>What one evaluation for a resident stands on.</summary>
    public FeelContext ContextOf(int resident) => new(FactsOf(resident), Now);

    internal FeelScope Scope()
    {
        var own = Residents.All.Select(column => KeyValuePair.Create(column.Key, column.Value.Shape.Type)).ToArray();
        var person = FeelType.ContextWith(own.Concat(derivations.Where(fact => !fact.LooksAround).Select(Typed)));
        var all = own.Concat(derivations.Select(Typed)).Concat(shared.Select(value => KeyValuePair.Create(value.Key, Syntax.Typing.Of(value.Value))))
            .Append(KeyValuePair.Create(words.Person, person));
        return new FeelScope(Households is null ? all : all.Append(KeyValuePair.Create(words.Household, FeelType.ContextWith(
            Households.All.Select(column => KeyValuePair.Create(column.Key, column.Value.Shape.Type))
                .Append(KeyValuePair.Create(words.Members, FeelType.ListOf(person)))))));

        static KeyValuePair<string, FeelType> Typed(Derivation fact) => KeyValuePair.Create(fact.Name, fact.Expression.Type);
    }

    /// <summary>
    /// One resident's facts. A context says of each fact that there is a column for whether it is known, so that a member's fact that is not
    /// known is never taken from somebody else.
    /// </summary>
    private sealed class ResidentFacts(Population city, int resident) : IFeelFacts
    {
        private readonly Dictionary<string, FeelValue> made = new(StringComparer.Ordinal);

        public bool TryGet(string name, [NotNullWhen(true)] out FeelValue? value)
        {
            if (!made.TryGetValue(name, out value))
            {
                value = Make(name);
                if (value is not null)
                {
                    made[name] = value;
                }
            }

            return value is not null;
        }

        private FeelValue? Make(string name)
        {
            if (city.Residents.All.TryGetValue(name, out var column))
            {
                return column.At(resident, name);
            }

            if (city.derivations.Find(fact => fact.Name == name) is { } derived)
            {
                return derived.Expression.Evaluate(new FeelContext(this, city.Now));
            }

            return city.shared.TryGetValue(name, out var value) ? value
                : name == city.words.Person ? Entries(this, resident, name)
                : name == city.words.Household && city.Membership is { } membership ? Household(membership)
                : null;
        }

        private FeelContextValue Household(Membership membership)
        {
            var household = membership.HouseholdOf(resident);
            return new FeelContextValue(city.Households!.All.Select(column => KeyValuePair.Create(column.Key, column.Value.At(household, $"{city.words.Household}.{column.Key}")))
                .Append(KeyValuePair.Create(city.words.Members, (FeelValue)new FeelList(membership.MembersOf(household).ToArray().Select(member =>
                    (FeelValue)Entries(new ResidentFacts(city, member), member, city.words.Members))))));
        }

        private FeelContextValue Entries(ResidentFacts facts, int who, string whose) => new(
            city.Residents.All.Select(column => KeyValuePair.Create(column.Key, column.Value.At(who, $"{whose}.{column.Key}")))
                .Concat(city.derivations.Where(fact => !fact.LooksAround).Select(fact => KeyValuePair.Create(fact.Name, facts.TryGet(fact.Name, out var value) ? value : FeelNull.Value))));
    }
}
