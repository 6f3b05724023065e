using Madoguchi.Feel;

namespace Madoguchi.Procedures;

/// <summary>A FEEL expression of a definition, parsed when the definition was loaded.</summary>
public sealed class Expression
{
    private readonly FeelExpression _parsed;

    internal Expression(FeelExpression parsed) => _parsed = parsed;

    public string Text => _parsed.Source;

    internal IReadOnlyList<FeelName> Names => _parsed.Names;

    internal VerdictKind Test(FeelContext context) => _parsed.Test(context).Kind;

    internal FeelValue Evaluate(FeelContext context) => _parsed.Evaluate(context);

    public override string ToString() => Text;
}
