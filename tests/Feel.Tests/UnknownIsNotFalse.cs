namespace Madoguchi.Feel.Tests;

public sealed class UnknownIsNotFalse
{
    private static readonly FeelScope Scope = FeelScope.Of("年齢", "所得", "住所", "世帯員", "本人");

    [Theory]
    [InlineData("年齢 < 18", "年齢")]
    [InlineData("年齢 = 18", "年齢")]
    [InlineData("年齢 != 18", "年齢")]
    [InlineData("not(年齢 = 18)", "年齢")]
    [InlineData("年齢 < 18 and 所得 < 100", "年齢,所得")]
    [InlineData("true and 年齢 < 18", "年齢")]
    [InlineData("年齢 + 所得 > 3", "年齢,所得")]
    [InlineData("年齢 in [1..3]", "年齢")]
    [InlineData("年齢 in (1, 2)", "年齢")]
    [InlineData("年齢 between 1 and 2", "年齢")]
    [InlineData("if 年齢 < 18 then true else false", "年齢")]
    [InlineData("string length(住所) > 3", "住所")]
    [InlineData("sum([1, 年齢]) > 0", "年齢")]
    [InlineData("list contains([1, 年齢], 2)", "年齢")]
    [InlineData("some x in [1, 年齢] satisfies x > 5", "年齢")]
    [InlineData("count(世帯員[続柄 = \"子\"]) > 0", "世帯員")]
    [InlineData("本人.住所 = \"宇都宮\"", "本人.住所")]
    [InlineData("date(住所).year = 2020", "住所")]
    [InlineData("年齢 = null", "年齢")]
    [InlineData("count(distinct values([1, 年齢])) = 2", "年齢")]
    [InlineData("count(union([1], [年齢])) = 2", "年齢")]
    [InlineData("count(flatten([1, 年齢])) = 2", "年齢")]
    [InlineData("string([1, 年齢]) = \"[1, null]\"", "年齢")]
    [InlineData("string({a: 年齢}) = \"{a: null}\"", "年齢")]
    [InlineData("[年齢] instance of list<number>", "年齢")]
    [InlineData("年齢(1) = null", "年齢")]
    public void A_condition_without_its_facts_names_them(string source, string missing)
    {
        var verdict = FeelExpression.Parse(source, Scope).Value.Test(FeelContext.Empty);

        verdict.Kind.ShouldBe(VerdictKind.Undetermined);
        verdict.Missing.ShouldBe(missing.Split(','));
    }

    [Theory]
    [InlineData("年齢 < 18 and false", VerdictKind.False)]
    [InlineData("false and 年齢 < 18", VerdictKind.False)]
    [InlineData("年齢 < 18 or true", VerdictKind.True)]
    [InlineData("some x in [1, 年齢] satisfies x = 1", VerdictKind.True)]
    [InlineData("every x in [1, 年齢] satisfies x > 1", VerdictKind.False)]
    [InlineData("list contains([1, 年齢], 1)", VerdictKind.True)]
    [InlineData("any([true, 年齢 < 18])", VerdictKind.True)]
    [InlineData("all([false, 年齢 < 18])", VerdictKind.False)]
    [InlineData("count([1, 年齢]) = 2", VerdictKind.True)]
    [InlineData("[\"a\", 年齢] instance of list<number>", VerdictKind.False)]
    [InlineData("[年齢] instance of list<Any>", VerdictKind.True)]
    public void What_a_missing_fact_cannot_change_is_said(string source, VerdictKind kind)
    {
        FeelExpression.Parse(source, Scope).Value.Test(FeelContext.Empty).Kind.ShouldBe(kind);
    }

    [Fact]
    public void A_member_whose_age_is_not_known_leaves_the_count_open()
    {
        var known = FeelContextValue.OfFacts("世帯員[1]", [KeyValuePair.Create("年齢", (FeelValue)10)]);
        var unknown = FeelContextValue.OfFacts("世帯員[2]");
        var context = new FeelContext(FeelFacts.Of(("世帯員", new FeelList([known, unknown]))));

        var count = FeelExpression.Parse("count(世帯員[年齢 < 18]) >= 1", FeelScope.Of("世帯員")).Value.Test(context);
        var some = FeelExpression.Parse("some 人 in 世帯員 satisfies 人.年齢 < 18", FeelScope.Of("世帯員")).Value.Test(context);

        count.Missing.ShouldBe(["世帯員[2].年齢"]);
        some.IsTrue.ShouldBeTrue();
    }

    [Fact]
    public void A_known_absence_is_not_unknown()
    {
        var context = new FeelContext(FeelFacts.Of(("年齢", FeelNull.Value)));

        FeelExpression.Parse("年齢 = null", Scope).Value.Test(context).IsTrue.ShouldBeTrue();
        FeelExpression.Parse("年齢 = 3", Scope).Value.Test(context).IsFalse.ShouldBeTrue();
        FeelExpression.Parse("年齢 < 3", Scope).Value.Test(context).Missing.ShouldBeEmpty();
    }

    [Fact]
    public void A_cell_without_its_input_is_undetermined()
    {
        var verdict = FeelUnaryTests.Parse("< 18").Value.Test(FeelNull.Unknown("年齢"), FeelContext.Empty);

        verdict.Missing.ShouldBe(["年齢"]);
    }

    [Fact]
    public void A_fallback_is_asked_for_what_the_first_does_not_know()
    {
        var facts = FeelFacts.Of(("年齢", 3)).Over(FeelFacts.Of(("年齢", 4), ("所得", 5)));

        FeelExpression.Parse("年齢 + 所得", Scope).Value.Evaluate(new FeelContext(facts)).ShouldBe((FeelValue)8);
    }
}
