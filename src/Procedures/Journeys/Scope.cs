using System.Diagnostics.CodeAnalysis;
using Madoguchi.Feel;

namespace Madoguchi.Procedures;

/// <summary>
/// What an expression sees: the answers so far by name and code, what is known of the subject, and inside a repeated section the
/// item's own. A name that is not here is not known, which is never the same as false.
/// </summary>
internal sealed class Scope : IFeelFacts
{
    /// <summary>What a scope holds beside its questions: today, the kind of the subject, the value being checked, the repeated sections.</summary>
    private const int NamesBeside = 8;

    private readonly Dictionary<string, FeelValue> values;
    private readonly JourneyPlan plan;
    private readonly IReadOnlyDictionary<string, KnownFact> facts;
    private readonly Scope? parent;
    private readonly PlannedSection? section;
    private readonly string? relation;
    private readonly Func<FeelValue>? household;

    private Scope(
        JourneyPlan plan, IReadOnlyDictionary<string, KnownFact> facts, Scope? parent, PlannedSection? section, string? relation, Func<FeelValue>? household)
    {
        (this.plan, this.facts, this.parent, this.section, this.relation, this.household) = (plan, facts, parent, section, relation, household);
        var names = section?.Names ?? (parent is null ? plan.TopNames : null);
        values = new(names is null ? 1 : names.Count + NamesBeside, StringComparer.Ordinal);
        Context = new(this);
    }

    public FeelContext Context { get; }

    /// <summary>The scope outside repeated sections.</summary>
    public static Scope Top(JourneyPlan plan, Known known, DateOnly today)
    {
        Scope? top = null;
        FeelValue? members = null;
        var relation = known.Members.FirstOrDefault(member => member.Party == known.Subject)?.Relation;
        top = new(plan, known.Facts, null, null, relation, () => members ??= Household(plan, known, top!));
        top.Set(JourneyPlan.TodayName, new FeelDate(today));
        top.Set(JourneyPlan.SubjectKindName, known.SubjectKind == Audience.Organisation ? "organisation" : "person");
        return top;
    }

    /// <summary>An item of a repeated section; a member of the household brings facts of their own.</summary>
    public Scope Item(PlannedSection section, KnownMember? member) =>
        new(plan, member?.Facts ?? NoFacts, this, section, member?.Relation, null);

    /// <summary>A member of the household, to see whether it is an item.</summary>
    public Scope Member(KnownMember member, bool isSubject)
    {
        var scope = new Scope(plan, member.Facts, this, null, member.Relation, null);
        scope.Set(JourneyPlan.SelfName, FeelBoolean.Of(isSubject));
        return scope;
    }

    public void Set(string name, FeelValue value) => values[name] = value;

    /// <summary>The names of a question: its name and its code.</summary>
    public void Set(Question question, FeelValue? value)
    {
        if (value is null)
        {
            Forget(question.Name);
            Forget(question.Code);
            return;
        }

        values[question.Name] = value;
        values[question.Code] = value;
    }

    public bool TryGet(string name, [NotNullWhen(true)] out FeelValue? value)
    {
        if (values.TryGetValue(name, out value))
        {
            return value is not FeelNull { IsUnknown: true };
        }

        if (parent is null)
        {
            return TryFact(name, out value) || TryHousehold(name, out value) || TryRelation(name, out value);
        }

        // Inside an item a person's name means the item's, never by accident the applicant's.
        if (section?.Names.Contains(name) == true)
        {
            return TryFact(name, out value);
        }

        if (name == JourneyPlan.RelationName)
        {
            return TryRelation(name, out value);
        }

        var isFact = plan.FactsByName.TryGetValue(name, out var fact) && fact.Subject == "person";
        if (isFact && (fact!.Derived is not null || section is null || !plan.TopNames.Contains(name)))
        {
            return TryFact(name, out value);
        }

        return parent.TryGet(name, out value);
    }

    /// <summary>The facts of each member, as 世帯員 shows them.</summary>
    private static FeelList Household(JourneyPlan plan, Known known, Scope top) => new(known.Members.Select(member =>
    {
        var isSubject = member.Party == known.Subject;
        var scope = top.Member(member, isSubject);
        var entries = new List<KeyValuePair<string, FeelValue>>
        {
            KeyValuePair.Create<string, FeelValue>(JourneyPlan.RelationName, member.Relation),
            KeyValuePair.Create<string, FeelValue>(JourneyPlan.SelfName, isSubject),
        };
        foreach (var name in plan.FactsByName.Keys)
        {
            if (name != JourneyPlan.RelationName && scope.TryFact(name, out var value))
            {
                entries.Add(KeyValuePair.Create(name, value));
            }
        }

        return (FeelValue)FeelContextValue.OfFacts(JourneyPlan.HouseholdName, entries);
    }));

    private void Forget(string name) => values[name] = FeelNull.Unknown(name);

    private bool TryFact(string name, [NotNullWhen(true)] out FeelValue? value)
    {
        value = null;
        if (!plan.FactsByName.TryGetValue(name, out var fact))
        {
            return false;
        }

        if (fact.Derived is { } derived)
        {
            value = derived.Evaluate(Context);
            return value is not FeelNull;
        }

        if (facts.TryGetValue(fact.Code, out var held))
        {
            value = fact.Type.Feel(held.Value);
            return true;
        }

        return false;
    }

    private bool TryHousehold(string name, [NotNullWhen(true)] out FeelValue? value)
    {
        value = name == JourneyPlan.HouseholdName ? household?.Invoke() : null;
        return value is not null;
    }

    private bool TryRelation(string name, [NotNullWhen(true)] out FeelValue? value)
    {
        value = name == JourneyPlan.RelationName && relation is { Length: > 0 } known ? new FeelString(known) : null;
        return value is not null;
    }

    private static readonly IReadOnlyDictionary<string, KnownFact> NoFacts = new Dictionary<string, KnownFact>();
}
