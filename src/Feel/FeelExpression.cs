using Madoguchi.Feel.Evaluation;
using Madoguchi.Feel.Syntax;

namespace Madoguchi.Feel;

/// <summary>A FEEL expression, parsed and bound once, evaluated many times and from many threads.</summary>
public sealed class FeelExpression
{
    private readonly Code code;

    private FeelExpression(string source, Expr tree, Compiler.Compiled compiled)
    {
        (Source, Tree, code) = (source, tree, compiled.Code);
        (Names, Warnings) = (compiled.Names, compiled.Warnings);
    }

    public string Source { get; }

    /// <summary>The free names it uses, each where it stands first.</summary>
    public IReadOnlyList<FeelName> Names { get; }

    /// <summary>The type of its result, as far as it can be told.</summary>
    public FeelType Type => Tree.Type;

    /// <summary>Findings that do not stop it from evaluating: unknown names and functions, comparisons that can only be null.</summary>
    public IReadOnlyList<FeelError> Warnings { get; }

    internal Expr Tree { get; }

    public static FeelParsed<FeelExpression> Parse(string source, FeelScope? scope = null, FeelLimits? limits = null)
    {
        scope ??= FeelScope.Empty;
        var parsed = Parser.ParseExpression(source, scope, limits ?? FeelLimits.Default);
        return parsed.IsValid
            ? new(new FeelExpression(source, parsed.Value, Compiler.Compile(parsed.Value, scope)))
            : new(parsed.Errors, parsed.Suggestion);
    }

    /// <summary>Never throws: what cannot be computed is a null that says why.</summary>
    public FeelValue Evaluate(FeelContext context)
    {
        var run = new Run(context);
        var value = code(run, null);
        return run.IsSpent ? Run.Spent : value;
    }

    public Verdict Test(FeelContext context) => Verdict.Of(Evaluate(context));

    public override string ToString() => Source;
}
