using System.Diagnostics.CodeAnalysis;

namespace Madoguchi.Feel;

/// <summary>Where a fact came from.</summary>
/// <param name="Who">Who said so: a register, a form, a person; as it is shown to people.</param>
/// <param name="Since">The day since which it is held to be so.</param>
/// <param name="Basis">On what basis: a law, a document, a declaration.</param>
public sealed record FeelFactSource(string Who, DateOnly? Since = null, string? Basis = null);

/// <summary>Facts that can say where they came from. What implements <see cref="IFeelFacts"/> may implement this too.</summary>
public interface IFeelSources
{
    /// <summary>The source of the fact of that name; null when it is not told.</summary>
    FeelFactSource? SourceOf(string name);
}

/// <summary>Facts with their sources.</summary>
public static class FeelSources
{
    /// <summary>The same facts, each of which says that it came from there, unless it says so itself.</summary>
    public static IFeelFacts From(this IFeelFacts facts, FeelFactSource source) => new Sourced(facts, source);

    private sealed class Sourced(IFeelFacts facts, FeelFactSource source) : IFeelFacts, IFeelSources
    {
        public bool TryGet(string name, [NotNullWhen(true)] out FeelValue? value) => facts.TryGet(name, out value);

        public FeelFactSource? SourceOf(string name) =>
            (facts as IFeelSources)?.SourceOf(name) ?? (facts.TryGet(name, out _) ? source : null);
    }
}
