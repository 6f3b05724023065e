using Madoguchi.Feel.Dmn;
using Madoguchi.Feel.Proofs;
using Madoguchi.Feel.Sql;

namespace Madoguchi.Feel;

/// <summary>How much a finding matters.</summary>
public enum DmnSeverity
{
    /// <summary>Worth knowing; may be meant.</summary>
    Note,

    /// <summary>Probably not meant.</summary>
    Warning,

    /// <summary>Somebody will get no verdict, or a wrong one.</summary>
    Error,
}

/// <summary>Something said against a model: in which element, at which expression, and what.</summary>
/// <param name="Element">The name of the decision, knowledge model, input or type.</param>
/// <param name="ExpressionId">The id of the table, rule or expression, where it has one.</param>
/// <param name="Error">What, and at which place of the expression.</param>
public sealed record DmnFinding(string Element, string? ExpressionId, FeelError Error)
{
    public DmnSeverity Severity { get; init; } = DmnSeverity.Error;

    /// <summary>The rule of a table, from 1; null for its head, and where it is no table.</summary>
    public int? Row { get; init; }

    /// <summary>The column of a table, from 1, the outputs behind the inputs; null where it is no cell.</summary>
    public int? Column { get; init; }

    /// <summary>A case that shows it: a value for each input of the table, by what stands in the head of its column.</summary>
    public IReadOnlyList<KeyValuePair<string, FeelValue>> Example { get; init; } = [];
}

/// <summary>A model that was compiled once, with those it imports, and decides many times and from many threads.</summary>
public sealed class DmnDecisions
{
    private DmnDecisions(Graph graph, IReadOnlyList<DmnFinding> findings) => (Graph, Findings) = (graph, findings);

    internal Graph Graph { get; }

    /// <summary>What could not be read or resolved. What stands on it is null; the rest decides.</summary>
    public IReadOnlyList<DmnFinding> Findings { get; }

    /// <param name="model">The model whose decisions are asked.</param>
    /// <param name="imports">The models it may import, told apart by their namespaces.</param>
    /// <param name="limits">Bounds of parsing and evaluating.</param>
    public static DmnDecisions Compile(DmnModel model, IEnumerable<DmnModel>? imports = null, FeelLimits? limits = null)
    {
        var findings = new List<DmnFinding>();
        var graph = new Graph(model, [.. imports ?? []], limits ?? FeelLimits.Default, findings);
        return new DmnDecisions(graph, findings);
    }

    /// <summary>The value of a decision. Never throws: what cannot be decided is the null that says why.</summary>
    /// <param name="decision">Its name.</param>
    /// <param name="context">The inputs by their names, today, and the bounds.</param>
    public FeelValue Decide(string decision, FeelContext context) => Graph.Decide(FeelName.Normalise(decision), context);

    /// <summary>Makes a decision ready for many cases, one after another.</summary>
    /// <param name="decision">Its name.</param>
    /// <param name="facts">The inputs whose values will be given, in the order in which they will be.</param>
    /// <exception cref="ArgumentException">There is no decision of that name.</exception>
    public PreparedDecision Prepare(string decision, params IReadOnlyList<string> facts) =>
        new(Graph.Decision(FeelName.Normalise(decision)) ?? throw new ArgumentException($"There is no decision \"{decision}\".", nameof(decision)), facts);

    /// <summary>Makes decisions ready for everybody of a population at once.</summary>
    /// <exception cref="ArgumentException">There is no decision of that name.</exception>
    public PopulationSweep Over(Population population, params IReadOnlyList<string> decisions) => new(this, population, decisions);

    /// <summary>Writes decisions as a query over tables that hold such a population, with the verdicts of <see cref="Decide"/>.</summary>
    /// <param name="population">
    /// What there is: facts, their kinds and bounds, derived facts, households. It may be without residents; what is shared in it, and
    /// today(), stand in the query as they are now.
    /// </param>
    /// <param name="dialect">Of the database.</param>
    /// <param name="tables">Where the residents lie.</param>
    /// <param name="decisions">Their names.</param>
    /// <exception cref="ArgumentException">There is no decision of one of the names.</exception>
    public PopulationSql ToSql(Population population, SqlDialect dialect, PopulationTables? tables, params IReadOnlyList<string> decisions) =>
        new SqlQuery(this, population, dialect, tables ?? new()).Write(decisions);

    /// <summary>
    /// The value of a decision and why: the rows that matched, on which facts, where these came from; for a no the nearest missing
    /// condition, for an unknown the missing facts that could change it. Never throws.
    /// </summary>
    /// <param name="decision">Its name.</param>
    /// <param name="context">As for <see cref="Decide"/>. Facts that implement <see cref="IFeelSources"/> say where they came from.</param>
    /// <param name="wanted">Which values are no "no"; without it, whatever is neither false nor null.</param>
    public DmnProof Explain(string decision, FeelContext context, Func<FeelValue, bool>? wanted = null) =>
        Prover.Explain(Graph, FeelName.Normalise(decision), context, wanted ?? (value => value is not (FeelNull or FeelBoolean { Value: false })));

    /// <summary>The value of a decision service, or of a business knowledge model, called with these arguments by name.</summary>
    public FeelValue Invoke(string function, FeelContext context) => Graph.Invoke(FeelName.Normalise(function), context);
}
