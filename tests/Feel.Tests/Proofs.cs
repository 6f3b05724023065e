using System.Text;
using CsCheck;

namespace Madoguchi.Feel.Tests;

/// <summary>Why a decision came out as it did. The model is one of an officer; what holds of every model stands in <see cref="ProofLaws"/>.</summary>
public sealed class Proofs
{
    private const string Clinic =
        """
        <decision id="d" name="医療費の助成">
          <variable name="医療費の助成" typeRef="boolean"/>
          <informationRequirement><requiredInput href="#i1"/></informationRequirement>
          <informationRequirement><requiredInput href="#i2"/></informationRequirement>
          <informationRequirement><requiredDecision href="#e"/></informationRequirement>
          <decisionTable id="t" hitPolicy="FIRST">
            <input label="年齢"><inputExpression typeRef="number"><text>児童の年齢</text></inputExpression></input>
            <input><inputExpression typeRef="string"><text>続柄</text></inputExpression></input>
            <input><inputExpression typeRef="boolean"><text>市民</text></inputExpression></input>
            <output typeRef="boolean"/>
            <annotation name="説明"/><annotation name="やさしい"/><annotation name="English"/><annotation name="根拠"/>
            <rule id="no"><inputEntry><text>-</text></inputEntry><inputEntry><text>-</text></inputEntry><inputEntry><text>false</text></inputEntry><outputEntry><text>false</text></outputEntry>
              <annotationEntry><text>市内に住んでいないため</text></annotationEntry><annotationEntry><text/></annotationEntry><annotationEntry><text/></annotationEntry><annotationEntry><text/></annotationEntry></rule>
            <rule id="child"><inputEntry><text>&lt; 18</text></inputEntry><inputEntry><text>"子", "孫"</text></inputEntry><inputEntry><text>true</text></inputEntry><outputEntry><text>true</text></outputEntry>
              <annotationEntry><text>{年齢}歳で、18歳になっていないため</text></annotationEntry><annotationEntry><text>まだ 18{歳|さい}では ないから</text></annotationEntry><annotationEntry><text>{続柄} of {年齢}, which is under 18</text></annotationEntry><annotationEntry><text>条例第3条</text></annotationEntry></rule>
          </decisionTable>
        </decision>
        <decision id="e" name="市民"><variable name="市民" typeRef="boolean"/>
          <informationRequirement><requiredInput href="#i3"/></informationRequirement>
          <literalExpression><text>住所の市 = "宇都宮市"</text></literalExpression></decision>
        <inputData id="i1" name="児童の年齢"><variable name="児童の年齢" typeRef="number"/></inputData>
        <inputData id="i2" name="続柄"><variable name="続柄" typeRef="string"/></inputData>
        <inputData id="i3" name="住所の市"><variable name="住所の市" typeRef="string"/></inputData>
        """;

    private static readonly FeelFactSource Register = new("住民基本台帳", new DateOnly(2026, 4, 1), "住民基本台帳法");

    [Fact]
    public void A_yes_names_the_row_the_facts_and_where_they_came_from()
    {
        var proof = Explain(("児童の年齢", 7), ("続柄", "子"), ("住所の市", "宇都宮市"));

        proof.Value.ToValue().ShouldBe(FeelBoolean.True);
        proof.IsNo.ShouldBeFalse();
        proof.Steps.Select(step => step.Name).ShouldBe(["市民", "医療費の助成"]);
        proof.Steps[^1].Requires.ShouldBe(["児童の年齢", "続柄", "市民"]);
        proof.Steps[^1].Facts.ShouldBe(["児童の年齢", "続柄", "住所の市"]);
        proof.Facts.ShouldAllBe(fact => fact.Source == Register);
        var rows = proof.Steps[^1].Tables.ShouldHaveSingleItem().Rows;
        rows.Select(row => (row.Id, row.Truth, row.IsUsed)).ShouldBe([("no", ProofTruth.False, false), ("child", ProofTruth.True, true)]);
        rows[1].Words!.Japanese.ShouldBe("7歳で、18歳になっていないため");
        rows[1].Words!.English.ShouldBe("\"子\" of 7, which is under 18");
        rows[1].Basis.ShouldBe("条例第3条");
    }

    [Fact]
    public void A_no_says_that_only_this_is_missing()
    {
        var proof = Explain(("児童の年齢", 19), ("続柄", "子"), ("住所の市", "宇都宮市"));

        proof.IsNo.ShouldBeTrue();
        proof.OnlyOneIsMissing.ShouldBeTrue();
        var lack = proof.Nearest.ShouldHaveSingleItem().Lacks.ShouldHaveSingleItem();
        (lack.Label, lack.Cell, lack.Now.Feel, lack.Proposed.Feel).ShouldBe(("年齢", "< 18", "19", "17"));
        lack.Words.Japanese.ShouldBe("年齢が18未満であること");
        proof.Tell(ProofLanguage.Japanese).ShouldContain("足りないのは次の一つだけです：年齢が18未満であること（いまは19）。");
    }

    [Fact]
    public void A_missing_condition_that_is_a_decision_leads_to_what_it_stands_on()
    {
        var lack = Explain(("児童の年齢", 7), ("続柄", "子"), ("住所の市", "鹿沼市")).Nearest.ShouldHaveSingleItem().Lacks.ShouldHaveSingleItem();

        lack.Expression.ShouldBe("市民");
        var below = lack.Below.ShouldHaveSingleItem().Lacks.ShouldHaveSingleItem();
        (below.Label, below.Now.Feel, below.Proposed.Feel).ShouldBe(("住所の市", "\"鹿沼市\"", "\"宇都宮市\""));
    }

    [Fact]
    public void The_part_of_an_expression_that_decided_is_named()
    {
        var decisions = Compile(Clinic.Replace("住所の市 = \"宇都宮市\"", "住所の市 = \"宇都宮市\" and 住所の市 != \"\"", StringComparison.Ordinal));

        var conditions = decisions.Explain("市民", Facts(("住所の市", "鹿沼市"))).Steps[0].Conditions;

        conditions.Select(condition => (condition.Text, condition.Truth, condition.Decided))
            .ShouldBe([("住所の市 = \"宇都宮市\"", ProofTruth.False, true), ("住所の市 != \"\"", ProofTruth.True, false)]);
        conditions[0].Words.Japanese.ShouldBe("住所の市が「宇都宮市」であること");
    }

    [Fact]
    public void An_unknown_asks_only_for_facts_that_could_change_it()
    {
        Explain(("続柄", "子"), ("住所の市", "宇都宮市")).Missing.ShouldBe(["児童の年齢"]);

        // At 19 no row can match, whoever it is and wherever: but where somebody lives decides between a no and nothing at all.
        var open = Explain(("児童の年齢", 19));
        open.Value.Missing.ShouldContain("住所の市");
        open.Missing.ShouldBe(["住所の市"]);
    }

    [Fact]
    public void What_no_missing_fact_can_change_is_said()
    {
        var decisions = Compile(
            """
            <decision id="d" name="A"><variable name="A" typeRef="string"/><informationRequirement><requiredInput href="#i"/></informationRequirement>
              <decisionTable hitPolicy="UNIQUE"><input><inputExpression><text>年齢</text></inputExpression></input><output/>
                <rule><inputEntry><text>&lt; 18</text></inputEntry><outputEntry><text>"同じ"</text></outputEntry></rule>
                <rule><inputEntry><text>&gt;= 18</text></inputEntry><outputEntry><text>"同じ"</text></outputEntry></rule>
              </decisionTable></decision>
            <inputData id="i" name="年齢"><variable name="年齢" typeRef="number"/></inputData>
            """);

        var proof = decisions.Explain("A", FeelContext.Empty);

        proof.Value.Missing.ShouldBe(["年齢"]);
        proof.Missing.ShouldBeEmpty();
        proof.Whatever.ShouldNotBeNull().ToValue().ShouldBe(new FeelString("同じ"));
    }

    [Fact]
    public void A_row_that_an_earlier_one_goes_before_is_told()
    {
        var decisions = Compile(
            """
            <decision id="d" name="A"><variable name="A" typeRef="boolean"/><informationRequirement><requiredInput href="#i"/></informationRequirement>
              <decisionTable hitPolicy="FIRST"><input><inputExpression><text>年齢</text></inputExpression></input><output/>
                <rule><inputEntry><text>[10..17]</text></inputEntry><outputEntry><text>false</text></outputEntry></rule>
                <rule><inputEntry><text>&lt; 18</text></inputEntry><outputEntry><text>true</text></outputEntry></rule>
              </decisionTable></decision>
            <inputData id="i" name="年齢"><variable name="年齢" typeRef="number"/></inputData>
            """);

        decisions.Explain("A", Facts(("年齢", 12))).Nearest.ShouldHaveSingleItem().BeatenBy.ShouldBe(1);

        // From 20 the nearest age under 18 is 17, but there the first row goes before: 9 is the one.
        var way = decisions.Explain("A", Facts(("年齢", 20))).Nearest.ShouldHaveSingleItem();
        (way.Row, way.BeatenBy, way.Lacks[0].Proposed.Feel).ShouldBe((2, null, "9"));
    }

    [Fact]
    public void What_is_no_no_is_for_the_caller_to_say()
    {
        var proof = Compile(Clinic).Explain("医療費の助成", Facts(("児童の年齢", 7), ("続柄", "子"), ("住所の市", "宇都宮市")), value => value is FeelBoolean { Value: false });

        proof.IsNo.ShouldBeTrue();
        proof.Nearest.ShouldHaveSingleItem().Row.ShouldBe(1);
    }

    [Fact]
    public void Functions_and_services_are_proved_within_what_called_them()
    {
        var decisions = Compile(
            """
            <businessKnowledgeModel id="f" name="区分"><variable name="区分"/><encapsulatedLogic><formalParameter name="年"/>
              <decisionTable hitPolicy="UNIQUE"><input><inputExpression><text>年</text></inputExpression></input><output/>
                <rule id="young"><inputEntry><text>&lt; 18</text></inputEntry><outputEntry><text>"子ども"</text></outputEntry></rule></decisionTable>
            </encapsulatedLogic></businessKnowledgeModel>
            <decisionService id="s" name="サービス"><variable name="サービス"/><outputDecision href="#b"/><inputData href="#i"/></decisionService>
            <decision id="b" name="B"><variable name="B"/><informationRequirement><requiredInput href="#i"/></informationRequirement>
              <literalExpression><text>年齢 + 1</text></literalExpression></decision>
            <decision id="a" name="A"><variable name="A"/><informationRequirement><requiredInput href="#i"/></informationRequirement>
              <knowledgeRequirement><requiredKnowledge href="#f"/></knowledgeRequirement><knowledgeRequirement><requiredKnowledge href="#s"/></knowledgeRequirement>
              <literalExpression><text>区分(サービス(年齢))</text></literalExpression></decision>
            <inputData id="i" name="年齢"><variable name="年齢" typeRef="number"/></inputData>
            """);

        var step = decisions.Explain("A", Facts(("年齢", 3))).Steps.ShouldHaveSingleItem();

        step.Steps.Select(below => (below.Name, below.Kind)).ShouldBe([("サービス", ProofStepKind.Service), ("区分", ProofStepKind.Function)]);
        step.Steps[0].Steps.ShouldHaveSingleItem().Value.Feel.ShouldBe("4");
        step.Steps[1].Arguments.ShouldBe([new ProofArgument("年", ProofValue.Of(4))], new ArgumentsByText());
        step.Steps[1].Tables.ShouldHaveSingleItem().Rows.ShouldHaveSingleItem().Id.ShouldBe("young");
    }

    [Theory]
    [InlineData("< 18", "年齢が18未満であること", "「年齢」が 18より {小|ちい}さいこと", "年齢 is under 18")]
    [InlineData("[3..5]", "年齢が3以上5以下であること", null, "年齢 is from 3 to 5")]
    [InlineData("(3..5)", "年齢が3より大きく5未満であること", null, null)]
    [InlineData("\"子\", \"孫\"", "年齢が「子」または「孫」であること", null, "年齢 is \"子\" or \"孫\"")]
    [InlineData("not(\"子\")", "年齢が「子」でないこと", null, "年齢 is not \"子\"")]
    [InlineData(">= date(\"2026-04-01\")", "年齢が2026年4月1日以後であること", null, "年齢 is on or after 2026-04-01")]
    [InlineData("true", "「年齢」に当てはまること", null, "年齢: yes")]
    [InlineData("? > 上限", "年齢が「? > 上限」を満たすこと", null, null)]
    public void Cells_become_words(string cell, string japanese, string? easy, string? english)
    {
        var words = Feel.Proofs.Words.Condition("年齢", (Syntax.Tests)FeelUnaryTests.Parse(cell, FeelScope.Of("上限")).Value.Tree, cell);

        words.Japanese.ShouldBe(japanese);
        words.Easy.ShouldBe(easy ?? words.Easy);
        words.English.ShouldBe(english ?? words.English);
    }

    [Fact]
    public void Braces_in_a_fact_are_no_ruby()
    {
        var proof = Explain(("児童の年齢", 7), ("続柄", "{子|こ}"), ("住所の市", "宇都宮市"));

        proof.Tell(ProofLanguage.Easy).ShouldContain("「｛子｜こ｝」");
        proof.Tell(ProofLanguage.Japanese).ShouldContain("「{子|こ}」");
    }

    [Fact]
    public void A_decision_that_is_not_there_is_said()
    {
        var proof = Compile(Clinic).Explain("なし", FeelContext.Empty);

        proof.Value.Reason!.Code.ShouldBe("no-entry");
        proof.Steps.ShouldBeEmpty();
        proof.Tell(ProofLanguage.Japanese).ShouldContain("「なし」");
    }

    [Fact]
    public void A_budget_that_is_spent_ends_the_proof_too()
    {
        var context = new FeelContext(FeelFacts.Of(("児童の年齢", 7), ("続柄", "子"), ("住所の市", "宇都宮市")), limits: new FeelLimits { MaxSteps = 1 });

        Compile(Clinic).Explain("医療費の助成", context).Value.Reason!.Code.ShouldBe("budget-spent");
    }

    [Fact]
    public void The_example_of_the_documentation_is_what_is_told()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Madoguchi.slnx")))
        {
            folder = folder.Parent;
        }

        var page = File.ReadAllText(Path.Combine(folder.FullName, "docs", "feel", "proofs.md")).Replace("\r", "", StringComparison.Ordinal);
        var proof = Explain(("児童の年齢", 19), ("続柄", "子"), ("住所の市", "宇都宮市"));
        foreach (var language in Enum.GetValues<ProofLanguage>())
        {
            page.ShouldContain($"```text\n{proof.Tell(language)}\n```", Case.Sensitive);
        }
    }

    private static DmnProof Explain(params ReadOnlySpan<(string, FeelValue)> facts) =>
        Compile(Clinic).Explain("医療費の助成", new FeelContext(FeelFacts.Of(facts).From(Register)));

    private static FeelContext Facts(params ReadOnlySpan<(string, FeelValue)> facts) => new(FeelFacts.Of(facts));

    internal static DmnDecisions Compile(string elements)
    {
        using var source = new MemoryStream(Encoding.UTF8.GetBytes(
            $"<definitions xmlns=\"https://www.omg.org/spec/DMN/20230324/MODEL/\" name=\"m\" namespace=\"urn:m\">{elements}</definitions>"));
        var decisions = DmnDecisions.Compile(DmnModel.Read(source));
        decisions.Findings.ShouldBeEmpty();
        return decisions;
    }

    private sealed class ArgumentsByText : IEqualityComparer<ProofArgument>
    {
        public bool Equals(ProofArgument? x, ProofArgument? y) => x?.Name == y?.Name && x?.Value.Feel == y?.Value.Feel;

        public int GetHashCode(ProofArgument obj) => obj.Name.Length;
    }
}

/// <summary>What holds of the proof of every decision.</summary>
public sealed class ProofLaws
{
    private static readonly string[] Policies = ["UNIQUE", "FIRST", "ANY", "PRIORITY", "COLLECT", "RULE ORDER", "OUTPUT ORDER"];

    private static readonly Gen<string> Age = OneOf("-", "-", "< 18", ">= 18", "[3..15]", "(3..15)", "]5..9]", "20", "not(7)", "3, 5, [8..9]", "< 3, > 65");
    private static readonly Gen<string> Kin = OneOf("-", "-", "\"子\"", "\"孫\"", "\"子\", \"孫\"", "not(\"子\")", "not(\"子\", \"親\")");
    private static readonly Gen<string> City = OneOf("-", "-", "true", "false", "not(true)");

    private static readonly Gen<(string Policy, string[][] Rows)> Table = Gen.Select(
        OneOf(Policies),
        Gen.Select(Age, Kin, City, OneOf("true", "false"), (age, kin, city, output) => new[] { age, kin, city, output }).Array[1, 6],
        (policy, rows) => (policy, rows));

    private static readonly FeelValue[] Ages = [.. Enumerable.Range(0, 24).Select(age => (FeelValue)age), 64, 65, 66, 3.5m];
    private static readonly FeelValue[] Kins = ["子", "孫", "親", "甥"];
    private static readonly FeelValue[] Cities = [true, false];

    private static readonly Gen<(string, FeelValue)[]> Known = Gen.Select(
        OneOf(Ages), OneOf(Kins), OneOf(Cities), Gen.Int[0, 7], (age, kin, city, known) => new (string, FeelValue)[]
        {
            ("年齢", age), ("続柄", kin), ("市内", city),
        }.Where((_, at) => (known & (1 << at)) != 0).ToArray());

    [Fact]
    public void The_value_explained_is_the_value_decided() =>
        Gen.Select(Table, Known).Sample((table, known) =>
        {
            var (decisions, context) = (Model(table), Facts(known));
            return decisions.Explain("可否", context).Value.ToValue().Equals(decisions.Decide("可否", context));
        }, iter: 1000);

    [Fact]
    public void What_is_said_of_a_cell_is_what_the_cell_says() =>
        Gen.Select(Table, Known).Sample((table, known) =>
        {
            var said = Model(table).Explain("可否", Facts(known)).Steps[^1].Tables.Single();
            return said.Rows.Count == table.Rows.Length && said.Rows.All(row =>
                row.Cells.Select((cell, at) => cell.Truth == Truth(cell.Text, said.Inputs[at].Value.ToValue())).All(same => same)
                && row.Truth == (row.Cells.Any(cell => cell.Truth == ProofTruth.False) ? ProofTruth.False
                    : row.Cells.Any(cell => cell.Truth == ProofTruth.Unknown) ? ProofTruth.Unknown : ProofTruth.True));
        }, iter: 1000);

    [Fact]
    public void The_nearest_cells_set_to_what_is_proposed_change_the_verdict()
    {
        var (ways, nos) = (0, 0);
        Gen.Select(Table, Known).Sample((table, known) =>
        {
            var decisions = Model(table);
            var proof = decisions.Explain("可否", Facts(known), Yes);
            Interlocked.Add(ref nos, proof.IsNo ? 1 : 0);
            foreach (var way in proof.Nearest.Where(way => way.BeatenBy is null))
            {
                Interlocked.Increment(ref ways);
                var proposed = way.Lacks.Select(lack => (lack.Expression, lack.Proposed.ToValue())).ToArray();
                way.Lacks.Count.ShouldBe(way.Lacks.DistinctBy(lack => lack.Expression).Count());
                Yes(decisions.Decide("可否", Facts([.. known, .. proposed]))).ShouldBeTrue();
            }
        }, iter: 1000);
        ways.ShouldBeGreaterThan(nos / 4);
    }

    [Fact]
    public void One_condition_is_found_whenever_one_fact_would_do() =>
        Gen.Select(Table, Gen.Select(OneOf(Ages), OneOf(Kins), OneOf(Cities))).Sample((table, one) =>
        {
            var (decisions, known) = (Model(table), new[] { ("年齢", one.Item1), ("続柄", one.Item2), ("市内", one.Item3) });
            var proof = decisions.Explain("可否", Facts(known), Yes);
            var wouldDo = Others("年齢", Ages).Concat(Others("続柄", Kins)).Concat(Others("市内", Cities))
                .Any(change => Yes(decisions.Decide("可否", Facts([.. known, change]))));
            var isFirst = table.Policy is "FIRST" or "RULE ORDER" or "COLLECT";
            return !proof.IsNo || !isFirst || !wouldDo || proof.OnlyOneIsMissing || proof.Nearest.Any(way => way.BeatenBy is not null) || ByAvoiding(table, known);
        }, iter: 1000);

    [Fact]
    public void Values_of_other_facts_never_make_an_unknown_known()
    {
        var narrowed = 0;
        Gen.Select(Table, Known).Sample((table, known) =>
        {
            var decisions = Model(table);
            var proof = decisions.Explain("可否", Facts(known));
            if (!proof.Value.IsUnknown)
            {
                proof.Missing.ShouldBeEmpty();
                return;
            }

            Interlocked.Add(ref narrowed, proof.Missing.Count < proof.Value.Missing.Count ? 1 : 0);
            foreach (var age in Choices("年齢", Ages))
            {
                foreach (var kin in Choices("続柄", Kins))
                {
                    foreach (var city in Choices("市内", Cities))
                    {
                        var value = decisions.Decide("可否", Facts([.. known, .. age, .. kin, .. city]));
                        if (proof.Whatever is { } whatever)
                        {
                            (value is FeelNull { IsUnknown: true } || value.Equals(whatever.ToValue())).ShouldBeTrue();
                        }
                        else
                        {
                            value.ShouldBeOfType<FeelNull>().IsUnknown.ShouldBeTrue();
                        }
                    }
                }
            }

            IEnumerable<(string, FeelValue)[]> Choices(string name, FeelValue[] values) =>
                known.Any(fact => fact.Item1 == name) || proof.Missing.Contains(name) ? [[]] : values.Select(value => new[] { (name, value) });
        }, iter: 300);
        narrowed.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void A_proof_survives_being_stored() =>
        Gen.Select(Table, Known).Sample((table, known) =>
        {
            var proof = Model(table).Explain("可否", Facts(known));
            var json = proof.ToJson();
            var again = DmnProof.FromJson(json);
            return again.ToJson() == json && Model(table).Explain("可否", Facts(known)).ToJson() == json
                && Enum.GetValues<ProofLanguage>().All(language => again.Tell(language) == proof.Tell(language));
        }, iter: 300);

    private static Gen<T> OneOf<T>(params T[] choices) => Gen.Int[0, choices.Length - 1].Select(at => choices[at]);

    private static bool Yes(FeelValue value) => value is FeelBoolean { Value: true } || (value is FeelList list && list.Items.Contains(FeelBoolean.True));

    /// <summary>A no can also end by failing an earlier row; a proof tells what a row lacks, not what it must lose.</summary>
    private static bool ByAvoiding((string Policy, string[][] Rows) table, (string, FeelValue)[] known) =>
        table.Policy == "FIRST" && table.Rows.Any(row => row[3] == "false" && known.Select((fact, at) => Truth(row[at], fact.Item2)).All(truth => truth == ProofTruth.True));

    private static IEnumerable<(string, FeelValue)> Others(string name, FeelValue[] values) => values.Select(value => (name, value));

    private static ProofTruth Truth(string cell, FeelValue value) => FeelUnaryTests.Parse(cell).Value.Evaluate(value, FeelContext.Empty) switch
    {
        FeelBoolean truth => truth.Value ? ProofTruth.True : ProofTruth.False,
        FeelNull { IsUnknown: true } => ProofTruth.Unknown,
        _ => ProofTruth.Null,
    };

    private static FeelContext Facts(params ReadOnlySpan<(string, FeelValue)> facts) => new(FeelFacts.Of(facts));

    private static DmnDecisions Model((string Policy, string[][] Rows) table) => Proofs.Compile(
        $"""
        <decision id="d" name="可否"><variable name="可否"/>
          <informationRequirement><requiredInput href="#i1"/></informationRequirement>
          <informationRequirement><requiredInput href="#i2"/></informationRequirement>
          <informationRequirement><requiredInput href="#i3"/></informationRequirement>
          <decisionTable hitPolicy="{table.Policy}">
            <input><inputExpression><text>年齢</text></inputExpression></input>
            <input><inputExpression><text>続柄</text></inputExpression></input>
            <input><inputExpression><text>市内</text></inputExpression></input>
            <output><outputValues><text>true, false</text></outputValues></output>
            {string.Concat(table.Rows.Select(row => $"<rule>{string.Concat(row.Take(3).Select(cell => $"<inputEntry><text>{System.Security.SecurityElement.Escape(cell)}</text></inputEntry>"))}<outputEntry><text>{row[3]}</text></outputEntry></rule>"))}
          </decisionTable>
        </decision>
        <inputData id="i1" name="年齢"><variable name="年齢" typeRef="number"/></inputData>
        <inputData id="i2" name="続柄"><variable name="続柄" typeRef="string"/></inputData>
        <inputData id="i3" name="市内"><variable name="市内" typeRef="boolean"/></inputData>
        """);
}
