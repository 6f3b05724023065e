namespace Madoguchi.Feel;

/// <summary>A stretch of an expression: offset and length in UTF-16 units, line and column from 1.</summary>
public readonly record struct FeelSpan(int Start, int Length, int Line, int Column)
{
    public int End => Start + Length;
}

/// <summary>What is wrong with an expression, where, and if it can be said, what to write instead of the stretch.</summary>
public sealed record FeelError(string Code, FeelSpan Span, string Japanese, string English, string? Fix = null)
{
    public override string ToString() => $"{Span.Line}:{Span.Column} {Code} {Japanese}";
}

/// <summary>A parsed thing, or the errors that kept it from being one.</summary>
public sealed class FeelParsed<T> where T : class
{
    private readonly T? value;

    internal FeelParsed(T value) => this.value = value;

    internal FeelParsed(IReadOnlyList<FeelError> errors, string? suggestion)
    {
        Errors = errors;
        Suggestion = suggestion;
    }

    public bool IsValid => value is not null;

    public T Value => value ?? throw new InvalidOperationException($"The expression has errors: {string.Join("; ", Errors)}");

    public IReadOnlyList<FeelError> Errors { get; } = [];

    /// <summary>The whole source with every fix applied, when all errors have one.</summary>
    public string? Suggestion { get; }
}
