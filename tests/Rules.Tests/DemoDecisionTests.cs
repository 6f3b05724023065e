using Madoguchi.Feel;

namespace Madoguchi.Rules.Tests;

public sealed class DemoDecisionTests
{
    [Fact]
    public void Every_model_of_the_demo_city_has_nothing_to_mend()
    {
        var findings = CityCopy.Codes.SelectMany(code => CityCopy.Model(code).Findings).Where(finding => !finding.IsNote).ToList();

        CityCopy.Codes.Count().ShouldBe(3);
        findings.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(0, 1, 15000)]
    [InlineData(2, 2, 15000)]
    [InlineData(3, 2, 10000)]
    [InlineData(17, 1, 10000)]
    [InlineData(0, 3, 30000)]
    [InlineData(17, 4, 30000)]
    public void The_allowance_goes_by_age_and_by_order_of_birth(int age, int order, int yen)
    {
        var value = Amount(age, order, schoolAge: Math.Min(age, 17));

        value.ShouldBe((FeelValue)yen);
    }

    [Fact]
    public void Past_the_first_31_March_after_eighteen_nothing_is_paid() => Amount(18, 3, schoolAge: 18).ShouldBe((FeelValue)0);

    [Fact]
    public void Without_the_order_of_birth_the_amount_is_unknown_and_not_zero()
    {
        var value = CityCopy.Model("child-allowance").Decisions.Decide("月額", new FeelContext(FeelFacts.Of(
            ("年度初めの年齢", 5), ("年齢", 5), ("監護し生計を同じくする", true), ("請求者が公務員", false))));

        value.ShouldBeOfType<FeelNull>().Missing.ShouldBe(["何番目の子か"]);
    }

    [Fact]
    public void Every_document_that_applies_is_collected()
    {
        var value = CityCopy.Model("child-allowance-documents").Decisions.Decide("添える書類", new FeelContext(FeelFacts.Of(
            ("加入年金", "employees"), ("児童に3歳未満がいる", true), ("別居する児童がいる", false), ("離婚協議中", true))));

        value.ShouldBe(new FeelList("年金加入の書類", "離婚協議の書類"));
    }

    [Fact]
    public void The_text_reads_the_same_as_1_3_and_as_1_5()
    {
        foreach (var code in CityCopy.Codes)
        {
            var text = CityCopy.Text(code);
            var old = ModelText.As13(text);

            old.ShouldNotContain("20230324");
            Differences.Between(DecisionModel.Read(text), DecisionModel.Read(old)).ShouldBe(["判定は同じです。図や細かな書き方だけが違います。"]);
            ModelText.As15(old).ShouldBe(text);
        }
    }

    private static FeelValue Amount(int age, int order, int schoolAge) => CityCopy.Model("child-allowance").Decisions.Decide("月額", new FeelContext(FeelFacts.Of(
        ("年度初めの年齢", schoolAge), ("年齢", age), ("何番目の子か", order), ("監護し生計を同じくする", true), ("請求者が公務員", false))));
}
