namespace Madoguchi.Feel;

/// <summary>Bounds within which parsing and evaluating end, whatever the expression.</summary>
public sealed record FeelLimits
{
    public static FeelLimits Default { get; } = new();

    public int MaxLength { get; init; } = 20_000;

    /// <summary>Nesting of the expression, and height of its tree.</summary>
    public int MaxDepth { get; init; } = 200;

    /// <summary>Work of one evaluation: about one per node, list element and 16 characters made.</summary>
    public long MaxSteps { get; init; } = 10_000_000;

    /// <summary>Calls of functions written in FEEL within one another.</summary>
    public int MaxCalls { get; init; } = 200;

    /// <summary>Elements, entries and characters in one value.</summary>
    public int MaxSize { get; init; } = 1_000_000;

    public TimeSpan RegexTimeout { get; init; } = TimeSpan.FromMilliseconds(100);
}
