using Madoguchi.Feel.Evaluation;
using Madoguchi.Feel.Syntax;

namespace Madoguchi.Feel;

/// <summary>FEEL unary tests, as in a cell of a decision table: <c>&lt; 18</c>, <c>"子", "孫"</c>, <c>not(…)</c>, <c>-</c>.</summary>
public sealed class FeelUnaryTests
{
    private readonly Code code;

    private FeelUnaryTests(string source, Expr tree, Compiler.Compiled compiled)
    {
        (Source, Tree, code) = (source, tree, compiled.Code);
        (Names, Warnings) = (compiled.Names, compiled.Warnings);
    }

    public string Source { get; }

    /// <summary>The free names it uses, each where it stands first; the input ("?") is none of them.</summary>
    public IReadOnlyList<FeelName> Names { get; }

    public IReadOnlyList<FeelError> Warnings { get; }

    internal Expr Tree { get; }

    public static FeelParsed<FeelUnaryTests> Parse(string source, FeelScope? scope = null, FeelType? inputType = null, FeelLimits? limits = null)
    {
        scope ??= FeelScope.Empty;
        inputType ??= FeelType.Any;
        var parsed = Parser.ParseTests(source, scope.With("?", inputType), limits ?? FeelLimits.Default);
        return parsed.IsValid
            ? new(new FeelUnaryTests(source, parsed.Value, Compiler.CompileTests(parsed.Value, scope, inputType)))
            : new(parsed.Errors, parsed.Suggestion);
    }

    /// <summary>True, false, or the null that says what is missing.</summary>
    public FeelValue Evaluate(FeelValue input, FeelContext context)
    {
        var run = new Run(context);
        var value = code(run, new Frame(null, input));
        return run.IsSpent ? Run.Spent : value;
    }

    public Verdict Test(FeelValue input, FeelContext context) => Verdict.Of(Evaluate(input, context));

    public override string ToString() => Source;
}
