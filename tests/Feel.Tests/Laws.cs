using CsCheck;
using Madoguchi.Feel.Evaluation;

namespace Madoguchi.Feel.Tests;

public sealed class Laws
{
    private static readonly Gen<FeelValue> Ternary = OneOf<FeelValue>(FeelBoolean.True, FeelBoolean.False, FeelNull.Unknown("x"), FeelNull.Value);

    private static readonly Gen<string> Leaf = OneOf(
        "1", "2.50", "\"子\"", "true", "null", "年齢", "氏 名", "@\"2024-02-29\"", "@\"P1Y\"", "[1..3]", "(1..3]", "[]", "{a: 1, b c: a}", "(< 3)", "世帯.世帯員");

    private static readonly Gen<string> Source = Gen.Recursive<string>((depth, inner) => depth > 3 ? Leaf : Gen.OneOf(
        Leaf,
        Gen.Select(inner, OneOf("+", "-", "*", "/", "**", "=", "!=", "<", "<=", ">", ">=", "and", "or", "in"), inner, (a, sign, b) => $"({a}) {sign} ({b})"),
        Gen.Select(inner, inner, inner, (a, b, c) => $"if {a} then {b} else {c}"),
        Gen.Select(inner, inner, inner, (a, b, c) => $"({a}) between ({b}) and ({c})"),
        Gen.Select(inner, inner, (a, b) => $"for i in {a} return [i, {b}]"),
        Gen.Select(inner, inner, (a, b) => $"some i in {a} satisfies {b}"),
        Gen.Select(inner, inner, (a, b) => $"({a})[{b}]"),
        Gen.Select(inner, inner, (a, b) => $"{{x: {a}, y z: {b}}}.y z"),
        Gen.Select(inner, inner, (a, b) => $"sum({a}, {b})"),
        Gen.Select(inner, a => $"-({a})"),
        Gen.Select(inner, a => $"substring(string: {a}, start position: 2)"),
        Gen.Select(inner, a => $"(function(p) {a})(3)"),
        Gen.Select(inner, a => $"({a}) instance of list<number>")));

    private static readonly FeelScope Scope = FeelScope.Of("年齢", "氏 名", "世帯");

    [Fact]
    public void And_and_or_are_mirror_images() =>
        Gen.Select(Ternary, Ternary).Sample((a, b) => Same(Operations.Not(Operations.And(a, b)), Operations.Or(Operations.Not(a), Operations.Not(b))));

    [Fact]
    public void And_does_not_mind_order_or_grouping() =>
        Gen.Select(Ternary, Ternary, Ternary).Sample((a, b, c) =>
            Same(Operations.And(a, b), Operations.And(b, a)) && Same(Operations.And(Operations.And(a, b), c), Operations.And(a, Operations.And(b, c))));

    [Fact]
    public void Or_does_not_mind_order_or_grouping() =>
        Gen.Select(Ternary, Ternary, Ternary).Sample((a, b, c) =>
            Same(Operations.Or(a, b), Operations.Or(b, a)) && Same(Operations.Or(Operations.Or(a, b), c), Operations.Or(a, Operations.Or(b, c))));

    [Fact]
    public void Learning_a_fact_never_turns_a_verdict_that_was_given() =>
        Gen.Select(Source, Gen.Int[0, 20]).Sample((source, age) =>
        {
            var expression = FeelExpression.Parse(source, Scope).Value;
            var before = expression.Test(FeelContext.Empty);
            var after = expression.Test(new FeelContext(FeelFacts.Of(("年齢", age))));
            return before.IsUndetermined || before.Kind == after.Kind;
        }, iter: 2000);

    [Fact]
    public void What_is_printed_parses_to_the_same_tree_and_value() =>
        Source.Sample(source =>
        {
            var first = FeelExpression.Parse(source, Scope).Value;
            var again = FeelExpression.Parse(first.Tree.ToString(), Scope).Value;
            return first.Tree.ToString() == again.Tree.ToString()
                && first.Evaluate(FeelContext.Empty).ToString() == again.Evaluate(FeelContext.Empty).ToString();
        }, iter: 2000);

    [Fact]
    public void No_input_throws() =>
        Gen.OneOf(
            Gen.String[0, 60],
            Gen.Char[" ()[]{}.,:@\"'<>=!+-*/?0123456789abcnotifrspyeuldv年齢　＜\\\n"].Array[0, 40].Select(signs => new string(signs)),
            OneOf("if", "then", "else", "for", "in", "return", "some", "satisfies", "(", ")", "[", "]", "{", "}", "..", ".", ",", ":", "not", "1", "a", "\"", "@", "-", "<", "and", "between", "function", "instance", "of", "date and time", "list")
                .Array[0, 15].Select(words => string.Join(' ', words)))
        .Sample(source =>
        {
            if (FeelExpression.Parse(source, Scope) is { IsValid: true } expression)
            {
                expression.Value.Evaluate(FeelContext.Empty);
            }
            if (FeelUnaryTests.Parse(source, Scope) is { IsValid: true } tests)
            {
                tests.Value.Evaluate(1, FeelContext.Empty);
            }
        }, iter: 20_000);

    private static Gen<T> OneOf<T>(params T[] choices) => Gen.Int[0, choices.Length - 1].Select(i => choices[i]);

    private static bool Same(FeelValue left, FeelValue right) => left switch
    {
        FeelBoolean known => known == right,
        FeelNull { IsUnknown: var unknown } => right is FeelNull other && other.IsUnknown == unknown,
        _ => false,
    };
}
