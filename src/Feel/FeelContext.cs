using System.Diagnostics.CodeAnalysis;

namespace Madoguchi.Feel;

/// <summary>
/// Where an evaluation finds the values of names. <c>false</c> means: not known (the verdict will name it);
/// a known absence is <see cref="FeelNull.Value"/>.
/// </summary>
public interface IFeelFacts
{
    bool TryGet(string name, [NotNullWhen(true)] out FeelValue? value);
}

/// <summary>What one evaluation stands on: facts, the instant it happens, its bounds. Cheap to make for every request.</summary>
public sealed class FeelContext(IFeelFacts facts, DateTimeOffset? now = null, FeelLimits? limits = null, FeelExternals? externals = null)
{
    public static FeelContext Empty { get; } = new(FeelFacts.None);

    public IFeelFacts Facts { get; } = facts;

    /// <summary>For today() and now(); with its offset, so that the day is the day where it was taken. There is no ambient clock.</summary>
    public DateTimeOffset? Now { get; } = now;

    public FeelLimits Limits { get; } = limits ?? FeelLimits.Default;

    public FeelExternals Externals { get; } = externals ?? FeelExternals.None;

    /// <summary>The same with these facts instead of what is known or missing, and a small part of the budget: for trying what would be.</summary>
    internal FeelContext Trial(IReadOnlyDictionary<string, FeelValue> instead) =>
        new(FeelFacts.Of(instead).Over(Facts), Now, Limits with { MaxSteps = Limits.MaxSteps / 200 }, Externals);

    internal FeelContext WithFacts(IFeelFacts others) => new(others, Now, Limits, Externals);
}

/// <summary>The usual sources of facts.</summary>
public static class FeelFacts
{
    public static IFeelFacts None { get; } = Of(new Dictionary<string, FeelValue>());

    /// <summary>Keys must be in NFC, as <see cref="FeelName.Normalise"/> leaves them.</summary>
    public static IFeelFacts Of(IReadOnlyDictionary<string, FeelValue> values) => new Table(values);

    public static IFeelFacts Of(params ReadOnlySpan<(string Name, FeelValue Value)> values)
    {
        var table = new Dictionary<string, FeelValue>(values.Length, StringComparer.Ordinal);
        foreach (var (name, value) in values)
        {
            table[FeelName.Normalise(name)] = value;
        }
        return new Table(table);
    }

    /// <summary>Asks the first, and where it does not know, the fallback.</summary>
    public static IFeelFacts Over(this IFeelFacts first, IFeelFacts fallback) => new Layered(first, fallback);

    private sealed class Table(IReadOnlyDictionary<string, FeelValue> values) : IFeelFacts
    {
        public bool TryGet(string name, [NotNullWhen(true)] out FeelValue? value) => values.TryGetValue(name, out value);
    }

    private sealed class Layered(IFeelFacts first, IFeelFacts fallback) : IFeelFacts, IFeelSources
    {
        public bool TryGet(string name, [NotNullWhen(true)] out FeelValue? value) =>
            first.TryGet(name, out value) || fallback.TryGet(name, out value);

        public FeelFactSource? SourceOf(string name) =>
            ((first.TryGet(name, out _) ? first : fallback) as IFeelSources)?.SourceOf(name);
    }
}
