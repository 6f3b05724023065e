using System.Text;

namespace Madoguchi.Feel.Syntax;

/// <summary>A tree as FEEL source, every operation in parentheses: what it prints parses to the same tree.</summary>
internal static class Printer
{
    public static string Print(Expr expr) => expr switch
    {
        Literal literal => FeelText.Literal(literal.Value),
        NameUse name => name.Name,
        Negation negation => $"(-{negation.Operand})",
        Binary binary => $"({binary.Left} {binary.Sign} {binary.Right})",
        Logic logic => $"({string.Join(logic.IsAnd ? " and " : " or ", logic.Operands.AsEnumerable())})",
        Between between => $"({between.Value} between {between.Low} and {between.High})",
        Membership membership => $"({membership.Value} in ({All(membership.Tests)}))",
        Conditional choice => $"(if {choice.Condition} then {choice.Then} else {choice.Else})",
        ForLoop loop => $"(for {Print(loop.Iterations)} return {loop.Body})",
        Quantified quantified => $"({(quantified.IsSome ? "some" : "every")} {Print(quantified.Iterations)} satisfies {quantified.Body})",
        ListOf list => $"[{All(list.Items)}]",
        ContextOf context => $"{{{string.Join(", ", context.Entries.Select(entry => $"{FeelText.Quote(entry.Name)}: {entry.Value}"))}}}",
        MemberOf path => $"{path.Target}.{path.Member}",
        Filter filter => $"{filter.Target}[{filter.Condition}]",
        Call call => $"{Callee(call.Target)}({Arguments(call)})",
        InstanceOf test => $"({test.Target} instance of {test.Wanted})",
        Lambda lambda => $"(function({string.Join(", ", lambda.Parameters.Select(Parameter))}) {lambda.Body})",
        RangeOf range => $"{(range.StartIncluded ? '[' : '(')}{range.Start}..{range.End}{(range.EndIncluded ? ']' : ')')}",
        SignedRange range => $"({range.Sign} {range.Bound})",
        Tests { IsAny: true } => "-",
        Tests tests => tests.IsNegated ? $"not({All(tests.Alternatives)})" : All(tests.Alternatives),
        Fitted fitted => Print(fitted.Value),
        Let let => $"{{{string.Join(", ", let.Entries.Select(entry => $"{FeelText.Quote(entry.Name)}: {entry.Value}"))}}} → {let.Body}",
        External external => $"external {external.Class}.{external.Method}",
        TableOf table => $"table of {table.Rows.Length}",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static string Callee(Expr target) => target.ToString();

    private static string All(Expr[] items) => string.Join(", ", items.AsEnumerable());

    private static string Print(Iteration[] iterations) => string.Join(
        ", ", iterations.Select(iteration => $"{iteration.Name} in {iteration.From}{(iteration.To is { } to ? $"..{to}" : "")}"));

    private static string Parameter((string Name, FeelType Type) parameter) =>
        parameter.Type == FeelType.Any ? parameter.Name : $"{parameter.Name}: {parameter.Type}";

    private static string Arguments(Call call)
    {
        var text = new StringBuilder();
        for (var i = 0; i < call.Arguments.Length; i++)
        {
            text.Append(i > 0 ? ", " : "").Append(call.Names is { } names ? $"{names[i]}: " : "").Append(call.Arguments[i]);
        }
        return text.ToString();
    }
}
