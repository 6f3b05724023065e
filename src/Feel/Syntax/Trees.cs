namespace Madoguchi.Feel.Syntax;

/// <summary>Trees as they are walked.</summary>
internal static class Trees
{
    /// <summary>What stands right below.</summary>
    public static IEnumerable<Expr> Children(Expr tree) => tree switch
    {
        Negation negation => [negation.Operand],
        Binary binary => [binary.Left, binary.Right],
        Logic logic => logic.Operands,
        Between between => [between.Value, between.Low, between.High],
        Membership membership => [membership.Value, .. membership.Tests],
        Conditional choice => [choice.Condition, choice.Then, choice.Else],
        ForLoop loop => [.. Sources(loop.Iterations), loop.Body],
        Quantified quantified => [.. Sources(quantified.Iterations), quantified.Body],
        ListOf list => list.Items,
        ContextOf entries => entries.Entries.Select(entry => entry.Value),
        MemberOf path => [path.Target],
        Filter filter => [filter.Target, filter.Condition],
        Call call => [call.Target, .. call.Arguments],
        InstanceOf test => [test.Target],
        Lambda lambda => [lambda.Body],
        RangeOf range => [range.Start, range.End],
        SignedRange range => [range.Bound],
        Tests tests => tests.Alternatives,
        Let let => [.. let.Entries.Select(entry => entry.Value), let.Body],
        Fitted fitted => [fitted.Value],
        External external => external.Arguments,
        TableOf table =>
        [
            .. table.Inputs.SelectMany(input => new[] { input.Value, input.Allowed }).OfType<Expr>(),
            .. table.Outputs.SelectMany(output => new[] { output.Values, output.Default }).OfType<Expr>(),
            .. table.Rows.SelectMany(row => row.Cells.OfType<Expr>().Concat(row.Outputs)),
        ],
        _ => [],
    };

    private static IEnumerable<Expr> Sources(Iteration[] iterations) =>
        iterations.SelectMany(iteration => new[] { iteration.From, iteration.To }).OfType<Expr>();

    /// <summary>The tree and all below it.</summary>
    public static IEnumerable<Expr> All(Expr tree)
    {
        var stack = new Stack<Expr>([tree]);
        while (stack.TryPop(out var next))
        {
            yield return next;
            foreach (var child in Children(next))
            {
                stack.Push(child);
            }
        }
    }
}
