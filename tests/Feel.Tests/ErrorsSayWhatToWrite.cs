using System.Text;

namespace Madoguchi.Feel.Tests;

public sealed class ErrorsSayWhatToWrite
{
    [Theory]
    [InlineData("年齢　＜　３", "年齢 < 3", 4)]
    [InlineData("年齢 ≧ 20", "年齢 >= 20", 1)]
    [InlineData("（年齢 ＝ 1）", "(年齢 = 1)", 3)]
    [InlineData("続柄 in （「子」、「孫」）", "続柄 in (\"子\",\"孫\")", 7)]
    [InlineData("世帯員。年齢", "世帯員.年齢", 1)]
    [InlineData("年齢 × ２ － １", "年齢 * 2 - 1", 4)]
    public void Wide_signs_are_refused_with_what_to_write(string source, string suggestion, int errors)
    {
        var parsed = FeelExpression.Parse(source);

        parsed.IsValid.ShouldBeFalse();
        parsed.Errors.Count.ShouldBe(errors);
        parsed.Errors.ShouldAllBe(error => error.Code == "wide-sign");
        parsed.Suggestion.ShouldBe(suggestion);
        FeelExpression.Parse(suggestion).IsValid.ShouldBeTrue();
    }

    [Fact]
    public void Wide_signs_inside_text_are_text()
    {
        FeelExpression.Parse("\"０１２、（株）　「」\"").Value.Evaluate(FeelContext.Empty).ShouldBe((FeelValue)"０１２、（株）　「」");
    }

    [Theory]
    [InlineData("1 +", "value-expected", 1, 4)]
    [InlineData("if a then b", "expected", 1, 12)]
    [InlineData("a and\n  or b", "value-expected", 2, 3)]
    [InlineData("[1, 2", "expected", 1, 6)]
    [InlineData("児童 年齢 < 3", "unknown-name", 1, 4)]
    [InlineData("@\"2024-02-30\"", "bad-date", 1, 1)]
    [InlineData("\"a", "unclosed-string", 1, 1)]
    [InlineData("1 /* a", "unclosed-comment", 1, 3)]
    [InlineData("a # b", "unexpected-character", 1, 3)]
    [InlineData("x instance of 数", "unknown-type", 1, 15)]
    [InlineData("", "value-expected", 1, 1)]
    [InlineData("f(a: 1, 2)", "mixed-arguments", 1, 1)]
    public void An_error_says_where(string source, string code, int line, int column)
    {
        var error = FeelExpression.Parse(source).Errors.ShouldHaveSingleItem();

        error.Code.ShouldBe(code);
        (error.Span.Line, error.Span.Column).ShouldBe((line, column));
        error.Japanese.ShouldEndWith("。");
        error.English.ShouldEndWith(".");
    }

    [Fact]
    public void Unknown_names_are_reported_with_their_place_and_the_nearest_known()
    {
        var scope = FeelScope.Empty.With("生年月日", FeelType.Date).With("世帯員", FeelType.ListOf(FeelType.ContextWith([KeyValuePair.Create("続柄", FeelType.String)])));

        var expression = FeelExpression.Parse("生年月 < today() and count(世帯員[続柄 = \"子\" and 年齢 < 3]) > 0", scope).Value;

        expression.Names.Select(name => (name.Name, name.Span.Column, name.IsKnown)).ShouldBe([("生年月", 1, false), ("世帯員", 25, true), ("年齢", 42, false)]);
        expression.Warnings[0].Fix.ShouldBe("生年月日");
        expression.Type.ShouldBe(FeelType.Boolean);
    }

    [Fact]
    public void Names_in_a_filter_over_elements_of_unknown_shape_may_be_members()
    {
        var expression = FeelExpression.Parse("一覧[額 > 3]", FeelScope.Of("一覧")).Value;

        expression.Names.Single(name => name.Name == "額").MayBeMember.ShouldBeTrue();
        expression.Warnings.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("数 = \"3\"", "incomparable")]
    [InlineData("日 < 3", "incomparable")]
    [InlineData("cuont(表)", "unknown-function")]
    public void What_can_only_be_null_is_warned_of(string source, string code)
    {
        var scope = FeelScope.Of("表").With("数", FeelType.Number).With("日", FeelType.Date);

        FeelExpression.Parse(source, scope).Value.Warnings.ShouldHaveSingleItem().Code.ShouldBe(code);
    }

    [Fact]
    public void Names_are_the_same_composed_or_decomposed()
    {
        var decomposed = "児童のガク".Normalize(NormalizationForm.FormD);
        var context = new FeelContext(FeelFacts.Of((decomposed, 3)));

        FeelExpression.Parse($"{decomposed} + 児童のガク", FeelScope.Of("児童のガク")).Value.Evaluate(context).ShouldBe((FeelValue)6);
    }
}
