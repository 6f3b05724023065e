namespace Madoguchi.Feel;

/// <summary>A FEEL expression, parsed and bound once, evaluated many times and from many threads.</summary>
public sealed class FeelExpression
{
    public required string Source { get; init; }

    /// <summary>The free names it uses, each where it stands first.</summary>
    public required IReadOnlyList<FeelName> Names { get; init; }

    /// <summary>The type of its result, as far as it can be told.</summary>
    public required FeelType Type { get; init; }

    /// <summary>Findings that do not stop it from evaluating: unknown names and functions, comparisons that can only be null.</summary>
    public required IReadOnlyList<FeelError> Warnings { get; init; }

    public static FeelParsed<FeelExpression> Parse(string source, FeelScope? scope = null, FeelLimits? limits = null) =>
        throw new NotImplementedException();

    public FeelValue Evaluate(FeelContext context) => throw new NotImplementedException();

    public Verdict Test(FeelContext context) => Verdict.Of(Evaluate(context));
}

/// <summary>FEEL unary tests, as in a cell of a decision table: <c>&lt; 18</c>, <c>"子", "孫"</c>, <c>not(…)</c>, <c>-</c>.</summary>
public sealed class FeelUnaryTests
{
    public required string Source { get; init; }

    public required IReadOnlyList<FeelName> Names { get; init; }

    public required IReadOnlyList<FeelError> Warnings { get; init; }

    public static FeelParsed<FeelUnaryTests> Parse(string source, FeelScope? scope = null, FeelType? inputType = null, FeelLimits? limits = null) =>
        throw new NotImplementedException();

    public FeelValue Evaluate(FeelValue input, FeelContext context) => throw new NotImplementedException();

    public Verdict Test(FeelValue input, FeelContext context) => Verdict.Of(Evaluate(input, context));
}
