using Madoguchi.Feel.Syntax;

namespace Madoguchi.Feel.Columns;

/// <summary>What names mean over the residents of a population, and what could not be said over columns.</summary>
internal sealed class City
{
    private readonly Dictionary<string, Lowered?> derived = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Source> given = new(StringComparer.Ordinal);
    private readonly List<PopulationFallback> fallbacks = [];

    /// <summary>How many calls and decisions are within one another below each decision, itself included.</summary>
    private readonly Dictionary<Dmn.Node, int> heights = new(ReferenceEqualityComparer.Instance);
    private int depth;
    private int reached;
    private (Expr At, string Japanese, string English)? why;

    /// <summary>The bound of the evaluator of one case, and one for what it counts otherwise.</summary>
    private static int Deepest => FeelLimits.Default.MaxCalls - 1;

    public City(Population population)
    {
        Population = population;
        Persons = new Space("residents", population.Count);
        Around = population.Membership is { } membership ? new Neighbours(this, membership) : null;
    }

    public Population Population { get; }

    public Space Persons { get; }

    public Neighbours? Around { get; }

    /// <summary>The decision or fact that is being lowered.</summary>
    public string Element { get; set; } = "";

    public int Sources { get; private set; }

    public IReadOnlyList<PopulationFallback> Fallbacks => fallbacks;

    public T Add<T>(T source)
        where T : Source
    {
        source.At = Sources++;
        return source;
    }

    /// <summary>Says why an expression cannot be lowered; the first reason is the one that is told.</summary>
    public Lowered? Refuse(Expr at, string japanese, string english)
    {
        why ??= (at, japanese, english);
        return null;
    }

    /// <summary>Takes the row-by-row way, and says so.</summary>
    public Truth? Fallback(Expr at, Truth? rowByRow, int? row = null, int? column = null)
    {
        if (rowByRow is not null)
        {
            Tell(at, row, column);
        }

        return rowByRow;
    }

    /// <summary>The whole element is decided one resident at a time.</summary>
    public void Tell(Expr at, int? row = null, int? column = null)
    {
        var (expression, japanese, english) = why ?? (at, "この式は列でまとめて計算できません。", "This expression cannot be computed over columns.");
        fallbacks.Add(new(Element, row, column, expression.ToString(), japanese, english));
        why = null;
    }

    public Lowered? Fact(Compartment compartment, string name)
    {
        var words = Population.Words;
        if (PersonFact(name) is { } own)
        {
            return Here(compartment, own);
        }

        if (Population.Derivations.Any(fact => fact.Name == name))
        {
            return null;
        }

        return Population.Shared.TryGetValue(name, out var shared) ? new Lowered.Constant(shared)
            : name == words.Person ? new Lowered.Entries(PersonType(), (other, entry) => IsSeen(entry) ? Here(other, PersonFact(entry)) : Absent(entry))
            : name == words.Household && Around is not null ? new Lowered.Entries(HouseholdType(), Around.Household)
            : new Lowered.Constant(FeelNull.Unknown(name));
    }

    /// <summary>Whether contexts of facts have it: all columns, and what is derived from them without looking around.</summary>
    public bool IsSeen(string name) =>
        Population.Residents.All.ContainsKey(name) || Population.Derivations.Any(fact => fact.Name == name && !fact.LooksAround);

    /// <summary>A fact of the resident: a leaf (of whichever compartment) or a constant; null where there is none, or it is no column.</summary>
    public Lowered? PersonFact(string name)
    {
        if (Population.Residents.All.TryGetValue(name, out var column))
        {
            if (!given.TryGetValue(name, out var source))
            {
                given[name] = source = Add(new Given(column));
            }

            return new Compartment(Persons).Leaf(source);
        }

        if (!derived.TryGetValue(name, out var lowered) && Population.Derivations.FirstOrDefault(fact => fact.Name == name) is { } fact)
        {
            derived[name] = lowered = Derive(fact);
        }

        return lowered;
    }

    /// <summary>The source of a leaf, or a column computed for the nodes.</summary>
    public Source ToSource(Space space, Lowered lowered) => lowered switch
    {
        Lowered.OfTruth { Truth: TruthLeaf leaf } => leaf.Source,
        Lowered.OfValue { Value: ValueLeaf leaf } => leaf.Source,
        Lowered.OfTruth truth => Add(new Computed(space, truth.Truth)),
        Lowered.OfValue value => Add(new Computed(space, value.Value)),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>An entry that no such context has.</summary>
    public static Lowered Absent(string name) => new Lowered.Constant(FeelNull.Because(FeelReason.NoEntry(name)));

    public Lowered? Here(Compartment compartment, Lowered? lowered) => lowered switch
    {
        Lowered.OfTruth or Lowered.OfValue => compartment.Leaf(ToSource(Persons, lowered)),
        _ => lowered,
    };

    /// <summary>An element of a model.</summary>
    public Lowered? Decide(Compartment compartment, Dmn.Node node)
    {
        if (compartment.Elements.TryGetValue(node, out var known))
        {
            reached = Math.Max(reached, depth + heights.GetValueOrDefault(node));
            return reached <= Deepest ? known : TooDeep(node);
        }

        compartment.Elements[node] = null;
        if (!Enter())
        {
            return TooDeep(node);
        }

        var before = reached;
        reached = depth;
        var outside = Element;
        Element = node.Name;
        Lowered? Named(Compartment other, string name) => !node.Named.TryGetValue(name, out var named) ? Absent(name)
            : named.Node is { } found ? Decide(other, found) : null;
        var lowering = new Lowering(this, compartment, Named);
        var lowered = node.Element is DmnInput ? lowering.Fit(new NameUse(default, node.Name), Fact(compartment, node.Name), node.Type)
            : node.Tree is Lambda function ? new Lowered.Function(function, Named)
            : node.Tree is { } tree ? lowering.Fit(tree, lowering.Lower(tree) ?? AsTruth(Fallback(tree, tree.Type == FeelType.Boolean ? lowering.RowByRow(tree) : null)), node.Type)
            : null;
        Element = outside;
        why = lowered is null ? why : null;
        heights[node] = reached - depth + 1;
        reached = Math.Max(reached, before);
        Leave();
        return compartment.Elements[node] = lowered;
    }

    /// <summary>One more within another; false where the evaluator of one case might find it too deep, and has to say so.</summary>
    public bool Enter()
    {
        reached = Math.Max(reached, depth + 1);
        if (depth >= Deepest || !System.Runtime.CompilerServices.RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            return false;
        }

        depth++;
        return true;
    }

    public void Leave() => depth--;

    private Lowered? TooDeep(Dmn.Node node) =>
        Refuse(node.Tree ?? new NameUse(default, node.Name), "決定が深く重なりすぎています。", "Decisions stand on each other too deeply.");

    private static Lowered.OfTruth? AsTruth(Truth? truth) => truth is null ? null : new(truth);

    private Lowered? Derive(Derivation fact)
    {
        var outside = Element;
        Element = fact.Name;
        var compartment = new Compartment(Persons);
        var tree = fact.Expression.Tree;
        var lowered = new Lowering(this, compartment, Fact).Lower(tree);
        if (lowered is not (Lowered.Constant or Lowered.OfTruth or Lowered.OfValue))
        {
            lowered = OneByOne(fact);
            Tell(tree);
        }

        Element = outside;
        return lowered is Lowered.OfTruth or Lowered.OfValue ? new Compartment(Persons).Leaf(ToSource(Persons, lowered)) : lowered;
    }

    /// <summary>A derived fact of everybody, one resident at a time; null where the values are no column.</summary>
    private Lowered? OneByOne(Derivation fact)
    {
        var values = new FeelValue[Population.Count];
        Parallel.For(0, values.Length, resident => values[resident] = Population.FactsOf(resident).TryGet(fact.Name, out var value) ? value : FeelNull.Value);
        var (known, empty) = (Bitmap.Of(values.Length, at => values[at] is not FeelNull), Bitmap.Of(values.Length, at => values[at] is FeelNull { IsUnknown: false }));
        var (hasUnknown, hasEmpty) = (values.Any(Evaluation.Operations.IsUnknown), empty.Count() > 0);
        if (Array.TrueForAll(values, value => value is FeelBoolean or FeelNull))
        {
            var truths = Bitmap.Of(values.Length, at => values[at] is FeelBoolean { Value: true });
            return new Compartment(Persons).Leaf(Add(new Given(new Column(values.Length, Shape.Truths(hasUnknown, hasEmpty), null, truths, known, hasEmpty ? empty : null))));
        }

        if (Tabulation.Column(values, hasUnknown, hasEmpty) is not var (shape, lanes))
        {
            return null;
        }

        var rows = Lanes.Make(values.Length, shape.Min, shape.Max);
        rows.Write(0, lanes);
        return new Compartment(Persons).Leaf(Add(new Given(new Column(values.Length, shape, rows, null, known, hasEmpty ? empty : null))));
    }

    public FeelType PersonType() => FeelType.ContextWith(Population.Residents.All.Select(column => KeyValuePair.Create(column.Key, column.Value.Shape.Type))
        .Concat(Population.Derivations.Where(fact => !fact.LooksAround).Select(fact => KeyValuePair.Create(fact.Name, fact.Expression.Type))));

    private FeelType HouseholdType() => FeelType.ContextWith(Population.Households!.All.Select(column => KeyValuePair.Create(column.Key, column.Value.Shape.Type))
        .Append(KeyValuePair.Create(Population.Words.Members, FeelType.ListOf(PersonType()))));
}
