using System.Text;

namespace Madoguchi.Feel.Tests;

/// <summary>Whole models: what a city's officers write, and what somebody might send to do harm.</summary>
public sealed class Decisions
{
    private const string Allowance =
        """
        <decision id="d" name="支給額">
          <variable name="支給額" typeRef="number"/>
          <informationRequirement id="r1"><requiredInput href="#i1"/></informationRequirement>
          <informationRequirement id="r2"><requiredInput href="#i2"/></informationRequirement>
          <decisionTable id="t" hitPolicy="{0}">
            <input id="in1"><inputExpression typeRef="number"><text>児童の年齢</text></inputExpression></input>
            <input id="in2"><inputExpression typeRef="boolean"><text>市内に住んでいる</text></inputExpression></input>
            <output id="out" typeRef="number"/>
            <rule id="under3"><inputEntry><text>&lt; 3</text></inputEntry><inputEntry><text>true</text></inputEntry><outputEntry><text>15000</text></outputEntry></rule>
            <rule id="upto18"><inputEntry><text>[3..18]</text></inputEntry><inputEntry><text>true</text></inputEntry><outputEntry><text>10000</text></outputEntry></rule>
            <rule id="elsewhere"><inputEntry><text>-</text></inputEntry><inputEntry><text>false</text></inputEntry><outputEntry><text>0</text></outputEntry></rule>
          </decisionTable>
        </decision>
        <inputData id="i1" name="児童の年齢"><variable name="児童の年齢" typeRef="number"/></inputData>
        <inputData id="i2" name="市内に住んでいる"><variable name="市内に住んでいる" typeRef="boolean"/></inputData>
        """;

    [Theory]
    [InlineData("https://www.omg.org/spec/DMN/20230324/MODEL/")]
    [InlineData("https://www.omg.org/spec/DMN/20191111/MODEL/")]
    [InlineData("http://www.omg.org/spec/DMN/20151101/dmn.xsd")]
    public void A_table_decides_whichever_version_its_editor_writes(string version)
    {
        var decisions = Compile(Table("UNIQUE"), version);

        Decide(decisions, "支給額", ("児童の年齢", 2), ("市内に住んでいる", true)).ShouldBe(new FeelNumber(15000));
        Decide(decisions, "支給額", ("児童の年齢", 10), ("市内に住んでいる", true)).ShouldBe(new FeelNumber(10000));
        Decide(decisions, "支給額", ("児童の年齢", 10), ("市内に住んでいる", false)).ShouldBe(new FeelNumber(0));
        ((FeelNull)Decide(decisions, "支給額", ("児童の年齢", 19), ("市内に住んでいる", true))).Reason.Code.ShouldBe("no-rule");
    }

    [Theory]
    [InlineData("UNIQUE")]
    [InlineData("FIRST")]
    [InlineData("COLLECT")]
    public void What_a_missing_fact_leaves_open_names_the_fact(string policy)
    {
        var open = Decide(Compile(Table(policy)), "支給額", ("市内に住んでいる", true));

        open.ShouldBeOfType<FeelNull>().Missing.ShouldBe(["児童の年齢"]);
    }

    [Fact]
    public void What_a_missing_fact_cannot_change_is_said()
    {
        // Elsewhere is elsewhere at any age: the other rules fail by the second cell, whatever the first says.
        Decide(Compile(Table("UNIQUE")), "支給額", ("市内に住んでいる", false)).ShouldBe(new FeelNumber(0));
    }

    [Fact]
    public void An_input_of_another_kind_is_null_and_not_a_row() =>
        ((FeelNull)Decide(Compile(Table("UNIQUE")), "支給額", ("児童の年齢", "二歳"), ("市内に住んでいる", true))).IsUnknown.ShouldBeFalse();

    [Fact]
    public void A_cell_that_cannot_be_read_is_found_and_the_rest_decides()
    {
        var decisions = Compile(Table("FIRST").Replace("[3..18]", "[3..", StringComparison.Ordinal));

        decisions.Findings.ShouldHaveSingleItem().ExpressionId.ShouldBe("upto18");
        Decide(decisions, "支給額", ("児童の年齢", 2), ("市内に住んでいる", true)).ShouldBe(new FeelNumber(15000));
    }

    [Fact]
    public void A_decision_that_needs_itself_is_null_and_says_so()
    {
        var decisions = Compile(
            """
            <decision id="a" name="A"><variable name="A"/><informationRequirement><requiredDecision href="#b"/></informationRequirement>
              <literalExpression><text>B + 1</text></literalExpression></decision>
            <decision id="b" name="B"><variable name="B"/><informationRequirement><requiredDecision href="#a"/></informationRequirement>
              <literalExpression><text>A</text></literalExpression></decision>
            """);

        ((FeelNull)Decide(decisions, "A")).Reason.Code.ShouldBe("circle");
    }

    [Fact]
    public void A_function_that_calls_itself_for_ever_ends()
    {
        var decisions = Compile(
            """
            <businessKnowledgeModel id="f" name="f"><variable name="f"/><encapsulatedLogic><formalParameter name="n"/>
              <literalExpression><text>f(n + 1)</text></literalExpression></encapsulatedLogic></businessKnowledgeModel>
            <decision id="a" name="A"><variable name="A"/><knowledgeRequirement><requiredKnowledge href="#f"/></knowledgeRequirement>
              <literalExpression><text>f(1)</text></literalExpression></decision>
            """);

        ((FeelNull)Decide(decisions, "A")).Reason.Code.ShouldBe("too-deep");
    }

    [Fact]
    public void A_function_from_outside_is_called_only_when_it_is_registered()
    {
        var decisions = Compile(
            """
            <decision id="a" name="A"><variable name="A"/><literalExpression>
              <text>(function(x) external {java: {class: "java.lang.Runtime", method signature: "exec(String)"}})("rm")</text>
            </literalExpression></decision>
            """);

        ((FeelNull)Decide(decisions, "A")).Reason.Code.ShouldBe("no-external");
        decisions.Decide("A", new FeelContext(FeelFacts.None, externals: new FeelExternals().Add("java.lang.Runtime", "exec(String)", values => values[0])))
            .ShouldBe(new FeelString("rm"));
    }

    [Theory]
    [InlineData("<!DOCTYPE d [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><definitions xmlns=\"https://www.omg.org/spec/DMN/20230324/MODEL/\">&x;</definitions>")]
    [InlineData("<definitions xmlns=\"https://www.omg.org/spec/DMN/20230324/MODEL/\"><decision>")]
    [InlineData("<html/>")]
    [InlineData("")]
    public void Text_that_is_no_model_is_refused_with_a_sentence(string text) =>
        Should.Throw<DmnException>(() => Read(text)).Message.ShouldEndWith("。");

    [Fact]
    public void A_service_that_asks_itself_twice_ends()
    {
        var decisions = Compile(
            """
            <decisionService id="s" name="s"><variable name="s"/><outputDecision href="#a"/></decisionService>
            <decision id="a" name="A"><variable name="A"/><knowledgeRequirement><requiredKnowledge href="#s"/></knowledgeRequirement>
              <literalExpression><text>s() + s()</text></literalExpression></decision>
            """);

        Decide(decisions, "A").ShouldBeOfType<FeelNull>().Reason.Code.ShouldBe("budget-spent");
    }

    [Fact]
    public void Models_that_import_each_other_compile()
    {
        DmnModel Importing(string self, string other) => Read(
            $"""<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="{self}" namespace="urn:{self}"><import name="{other}" namespace="urn:{other}"/></definitions>""");

        DmnDecisions.Compile(Importing("a", "b"), [Importing("b", "a")]).Findings.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("<invocation><literalExpression><text>f</text></literalExpression><binding><literalExpression><text>1</text></literalExpression></binding></invocation>")]
    [InlineData("<decisionTable><input><inputExpression><text>1</text></inputExpression></input><output/><rule><inputEntry><text>-</text></inputEntry></rule></decisionTable>")]
    [InlineData("<functionDefinition kind=\"Java\"><context><contextEntry><variable name=\"class\"/></contextEntry><contextEntry><variable name=\"class\"/></contextEntry></context></functionDefinition>")]
    public void Boxes_that_lack_a_part_are_null_and_not_an_exception(string box) =>
        Decide(Compile($"<decision id=\"a\" name=\"A\">{box}</decision>"), "A").ShouldBeAssignableTo<FeelValue>();

    [Fact]
    public void Boxes_within_boxes_end()
    {
        var deep = string.Concat(Enumerable.Repeat("<list>", 10_000)) + string.Concat(Enumerable.Repeat("</list>", 10_000));

        Should.Throw<DmnException>(() => Compile($"<decision id=\"a\" name=\"A\">{deep}</decision>"));
    }

    private static string Table(string policy) => Allowance.Replace("{0}", policy, StringComparison.Ordinal);

    private static DmnModel Read(string text)
    {
        using var source = new MemoryStream(Encoding.UTF8.GetBytes(text));
        return DmnModel.Read(source);
    }

    private static DmnDecisions Compile(string elements, string version = "https://www.omg.org/spec/DMN/20230324/MODEL/") =>
        DmnDecisions.Compile(Read($"<definitions xmlns=\"{version}\" name=\"m\" namespace=\"urn:m\">{elements}</definitions>"));

    private static FeelValue Decide(DmnDecisions decisions, string name, params ReadOnlySpan<(string, FeelValue)> facts) =>
        decisions.Decide(name, new FeelContext(FeelFacts.Of(facts)));
}
