using System.Diagnostics.CodeAnalysis;
using Madoguchi.Feel.Dmn;
using Madoguchi.Feel.Evaluation;

namespace Madoguchi.Feel;

/// <summary>
/// A decision whose facts come in places instead of under names, for one case after another: where the decision is a table of constant
/// tests, or stands on such, a case is one search in each column. Gives what <see cref="DmnDecisions.Decide"/> gives, from many threads.
/// </summary>
public sealed class PreparedDecision
{
    private readonly Node decision;
    private readonly string[] facts;
    private readonly IndexedTable? table;

    internal PreparedDecision(Node decision, IReadOnlyList<string> facts)
    {
        this.decision = decision;
        this.facts = [.. facts.Select(FeelName.Normalise)];
        table = IndexedTable.Of(decision, this.facts);
    }

    /// <summary>The names of the facts in the order of their places.</summary>
    public IReadOnlyList<string> Facts => facts;

    /// <summary>The value of the decision. Never throws for what the facts are.</summary>
    /// <param name="values">One for each of <see cref="Facts"/>; <c>null</c> where the fact is not known.</param>
    /// <param name="among">Further facts, the instant, the bounds; none of them where absent.</param>
    /// <exception cref="ArgumentException">There are more or fewer values than places.</exception>
    public FeelValue Decide(ReadOnlySpan<FeelValue?> values, FeelContext? among = null)
    {
        if (values.Length != facts.Length)
        {
            throw new ArgumentException($"{facts.Length} values are wanted, {values.Length} were given.", nameof(values));
        }

        return table?.Decide(values) ?? ByNames(values, among ?? FeelContext.Empty);
    }

    private FeelValue ByNames(ReadOnlySpan<FeelValue?> values, FeelContext among) =>
        Graph.Decide(decision, among.WithFacts(new Places(facts, values.ToArray(), among.Facts)));

    private sealed class Places(string[] names, FeelValue?[] values, IFeelFacts others) : IFeelFacts
    {
        public bool TryGet(string name, [NotNullWhen(true)] out FeelValue? value)
        {
            var place = Array.IndexOf(names, name);
            value = place < 0 ? null : values[place];
            return value is not null || (place < 0 && others.TryGet(name, out value));
        }
    }
}
