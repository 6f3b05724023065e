using Madoguchi.Feel;

namespace Madoguchi.Procedures;

/// <summary>A FEEL expression of a definition, parsed when the definition was loaded.</summary>
public sealed class Expression
{
    private readonly FeelExpression parsed;

    internal Expression(FeelExpression parsed) => this.parsed = parsed;

    public string Text => parsed.Source;

    internal IReadOnlyList<FeelName> Names => parsed.Names;

    internal VerdictKind Test(FeelContext context) => parsed.Test(context).Kind;

    internal FeelValue Evaluate(FeelContext context) => parsed.Evaluate(context);

    public override string ToString() => Text;
}
