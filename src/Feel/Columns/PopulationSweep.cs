using Madoguchi.Feel.Columns;

namespace Madoguchi.Feel;

/// <summary>Something that is not computed over columns but one resident at a time: the same verdict, later.</summary>
/// <param name="Element">The decision or derived fact.</param>
/// <param name="Row">The rule of its table, from 1; null when it is not a cell.</param>
/// <param name="Column">The input of the table, from 1; null when it is not a cell.</param>
/// <param name="Expression">What stands there.</param>
/// <param name="Japanese">Why, in Japanese.</param>
/// <param name="English">Why, in English.</param>
public sealed record PopulationFallback(string Element, int? Row, int? Column, string Expression, string Japanese, string English);

/// <summary>
/// Decisions made ready for one population: every resident's verdict at once, over columns, on all cores. The verdicts are those of
/// <see cref="DmnDecisions.Decide"/>, one by one.
/// </summary>
public sealed class PopulationSweep
{
    private readonly DmnDecisions decisions;
    private readonly Population population;
    private readonly City city;
    private readonly Program program;
    private readonly (string Name, Node? Root, FeelValue? Constant)[] roots;

    internal PopulationSweep(DmnDecisions decisions, Population population, IReadOnlyList<string> names)
    {
        (this.decisions, this.population) = (decisions, population);
        city = new City(population);
        var compartment = new Compartment(city.Persons);
        roots = [.. names.Select(name => Root(compartment, name))];
        program = new Program(city.Persons, [.. roots.Select(root => root.Root).OfType<Node>()]);
    }

    /// <summary>What is decided one resident at a time, wholly or in part, and why.</summary>
    public IReadOnlyList<PopulationFallback> Fallbacks => city.Fallbacks;

    /// <summary>Decides for everybody.</summary>
    /// <param name="threads">At most so many; −1 for all there are.</param>
    /// <param name="cancellation">Ends it between two blocks of residents.</param>
    public PopulationRun Run(int threads = -1, CancellationToken cancellation = default)
    {
        var columns = new ColumnsOfRun(city.Sources, new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellation });
        var (outcomes, at) = (columns.Run(program), 0);
        return new PopulationRun([.. roots.Select(root => new PopulationResult(root.Name, population.Count, root switch
        {
            { Root: not null } => outcomes[at++],
            { Constant: { } constant } => new OutcomeOfConstant(constant),
            _ => OneByOne(root.Name, columns.Options),
        }))]);
    }

    private (string, Node?, FeelValue?) Root(Compartment compartment, string name)
    {
        if (decisions.Graph.Decision(FeelName.Normalise(name)) is not { } decision)
        {
            throw new ArgumentException($"There is no decision \"{name}\".", nameof(name));
        }

        city.Element = name;
        switch (city.Decide(compartment, decision))
        {
            case Lowered.Constant { Value: var constant }:
                return (name, null, constant);
            case Lowered.OfTruth { Truth: var truth }:
                return (name, truth, null);
            case Lowered.OfValue { Value: var value }:
                return (name, value, null);
            default:
                city.Tell(decision.Tree ?? new Syntax.NameUse(default, name));
                return (name, null, null);
        }
    }

    private OutcomeOfEach OneByOne(string name, ParallelOptions options)
    {
        var values = new FeelValue[population.Count];
        Parallel.For(0, values.Length, options, resident => values[resident] = decisions.Decide(name, population.ContextOf(resident)));
        return new OutcomeOfEach(values);
    }
}

/// <summary>What one run decided.</summary>
public sealed class PopulationRun
{
    private readonly Dictionary<string, PopulationResult> results;

    internal PopulationRun(IReadOnlyList<PopulationResult> results) =>
        (Results, this.results) = (results, results.ToDictionary(result => result.Decision, StringComparer.Ordinal));

    /// <summary>In the order the decisions were asked.</summary>
    public IReadOnlyList<PopulationResult> Results { get; }

    public PopulationResult this[string decision] => results[decision];
}
