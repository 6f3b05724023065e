using System.Xml.Linq;
using CsCheck;

namespace Madoguchi.Feel.Tests;

/// <summary>Models changed as records and written: what changed is there, and nothing else moved.</summary>
public sealed class WritingModels
{
    private static readonly Gen<int> Seeds = Gen.Int[0, int.MaxValue - 1];

    private const string Allowance =
        """
        <?xml version="1.0" encoding="utf-8"?>
        <!-- 架空の市の手当 -->
        <definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" xmlns:dmndi="https://www.omg.org/spec/DMN/20191111/DMNDI/" xmlns:dc="http://www.omg.org/spec/DMN/20180521/DC/" xmlns:di="http://www.omg.org/spec/DMN/20180521/DI/" xmlns:city="https://city.example/ns" id="m" name="手当" namespace="https://city.example/allowance" exporter="another tool">
          <description>児童のいる世帯への手当</description>
          <extensionElements><city:owner division="子育て支援課" /></extensionElements>
          <itemDefinition id="t1" name="区分"><typeRef>string</typeRef><allowedValues id="av"><text>"甲","乙"</text></allowedValues></itemDefinition>
          <decision id="d" name="支給額" city:approved="2026-04-01">
            <description>第三条</description>
            <extensionElements>
              <city:note>部長の決裁を受けた</city:note>
            </extensionElements>
            <question>いくら支給するか</question>
            <variable id="v" name="支給額" typeRef="number" />
            <informationRequirement id="q1"><requiredInput href="#i1" /></informationRequirement>
            <informationRequirement id="q2"><requiredInput href="#i2" /></informationRequirement>
            <authorityRequirement id="q3"><requiredAuthority href="#law" /></authorityRequirement>
            <decisionTable id="t" hitPolicy="FIRST" preferredOrientation="Rule-as-Row">
              <input id="in1" label="年齢" city:width="120"><inputExpression id="e1" typeRef="number"><text>児童の年齢</text></inputExpression></input>
              <input id="in2"><inputExpression id="e2" typeRef="boolean"><text>市内に住んでいる</text></inputExpression></input>
              <output id="out" typeRef="number" />
              <annotation name="根拠" />
              <!-- 三歳まで -->
              <rule id="under3">
                <inputEntry id="c11" city:colour="red"><text>&lt; 3</text></inputEntry>
                <inputEntry id="c12"><text>true</text></inputEntry>
                <outputEntry id="c13"><text><![CDATA[15000]]></text></outputEntry>
                <annotationEntry><text>第三条第一号</text></annotationEntry>
              </rule>
              <rule id="upto18">
                <inputEntry id="c21"><text>[3..18]</text></inputEntry>
                <inputEntry id="c22" city:colour="blue"><text>true</text></inputEntry>
                <outputEntry id="c23"><text>10000</text></outputEntry>
                <annotationEntry><text>第三条第二号</text></annotationEntry>
              </rule>
              <rule>
                <inputEntry><text>-</text></inputEntry>
                <inputEntry><text>-</text></inputEntry>
                <outputEntry><text>0</text></outputEntry>
                <annotationEntry><text></text></annotationEntry>
              </rule>
            </decisionTable>
          </decision>
          <inputData id="i1" name="児童の年齢"><variable name="児童の年齢" typeRef="number" /></inputData>
          <inputData id="i2" name="市内に住んでいる"><variable name="市内に住んでいる" typeRef="boolean" /></inputData>
          <knowledgeSource id="law" name="手当条例" locationURI="https://city.example/law" />
          <textAnnotation id="memo"><text>毎年見直す</text></textAnnotation>
          <association id="tie"><sourceRef href="#i2" /><targetRef href="#memo" /></association>
          <dmndi:DMNDI>
            <dmndi:DMNDiagram id="drd">
              <dmndi:DMNShape id="s1" dmnElementRef="d"><dc:Bounds height="80" width="180" x="300" y="100" /></dmndi:DMNShape>
              <dmndi:DMNShape id="s2" dmnElementRef="i1"><dc:Bounds height="45" width="125" x="200" y="300" /></dmndi:DMNShape>
              <dmndi:DMNShape id="s3" dmnElementRef="i2"><dc:Bounds height="45" width="125" x="400" y="300" /></dmndi:DMNShape>
              <dmndi:DMNEdge id="g1" dmnElementRef="q1"><di:waypoint x="262" y="300" /><di:waypoint x="360" y="180" /></dmndi:DMNEdge>
              <dmndi:DMNEdge id="g2" dmnElementRef="q2"><di:waypoint x="462" y="300" /><di:waypoint x="420" y="180" /></dmndi:DMNEdge>
              <dmndi:DMNEdge id="g3" dmnElementRef="tie"><di:waypoint x="1" y="2" /></dmndi:DMNEdge>
            </dmndi:DMNDiagram>
          </dmndi:DMNDI>
        </definitions>

        """;

    [Fact]
    public void What_nobody_changed_is_written_as_it_stood() => Written.Text(Model()).ShouldBe(Allowance);

    [Fact]
    public void One_cell_changes_one_line()
    {
        var model = With(table => Cell(table, 1, 0, "[3..15]"));

        Changes(Allowance, Written.Text(model)).ShouldBe(
            ["-        <inputEntry id=\"c21\"><text>[3..18]</text></inputEntry>", "+        <inputEntry id=\"c21\"><text>[3..15]</text></inputEntry>"]);
    }

    [Fact]
    public void A_section_of_characters_stays_one()
    {
        var model = With(table => table with { Rules = [table.Rules[0] with { Outputs = ["20000"] }, .. table.Rules.Skip(1)] });

        Written.Text(model).ShouldContain("<outputEntry id=\"c13\"><text><![CDATA[20000]]></text></outputEntry>");
    }

    [Fact]
    public void A_new_rule_stands_where_it_was_put_and_looks_like_the_others()
    {
        var model = With(table => table with { Rules = [table.Rules[0], new DmnRule("new", ["3", "-"], ["12000"], ["第四条"]), .. table.Rules.Skip(1)] });

        Changes(Allowance, Written.Text(model)).ShouldBe(
        [
            "+      <rule id=\"new\">",
            "+        <inputEntry id=\"new_in1\">",
            "+          <text>3</text>",
            "+        </inputEntry>",
            "+        <inputEntry id=\"new_in2\">",
            "+          <text>-</text>",
            "+        </inputEntry>",
            "+        <outputEntry id=\"new_out1\">",
            "+          <text>12000</text>",
            "+        </outputEntry>",
            "+        <annotationEntry>",
            "+          <text>第四条</text>",
            "+        </annotationEntry>",
            "+      </rule>",
        ], ignoreOrder: false, Written.Text(model));
    }

    [Fact]
    public void A_column_takes_its_cells_along()
    {
        var model = With(table => table with
        {
            Inputs = [table.Inputs[1], new DmnTableInput("in3", "区分", "区分", "区分", null)],
            Rules = [.. table.Rules.Select(rule => rule with { Inputs = [rule.Inputs[1], "-"] })],
        });

        var text = Written.Text(model);

        Written.Told(Written.Read(text)).ShouldBe(Written.Told(model));
        text.ShouldContain("<inputEntry id=\"c22\" city:colour=\"blue\"><text>true</text></inputEntry>");
        text.ShouldNotContain("city:colour=\"red\"");
    }

    [Fact]
    public void Rules_that_change_places_keep_what_is_theirs()
    {
        var model = With(table => table with { Rules = [table.Rules[2], table.Rules[1], table.Rules[0]] });

        var text = Written.Text(model);

        Written.Told(Written.Read(text)).ShouldBe(Written.Told(model));
        text.ShouldContain("<inputEntry id=\"c11\" city:colour=\"red\"><text>&lt; 3</text></inputEntry>");
        text.IndexOf("c22", StringComparison.Ordinal).ShouldBeLessThan(text.IndexOf("c11", StringComparison.Ordinal));
    }

    [Fact]
    public void What_is_taken_out_leaves_the_diagram_with_its_lines()
    {
        var model = With(table => table with
        {
            Inputs = [table.Inputs[0]],
            Rules = [.. table.Rules.Select(rule => rule with { Inputs = [rule.Inputs[0]] })],
        });
        model = model with { Inputs = [model.Inputs[0]], Decisions = [model.Decisions[0] with { Requires = ["#i1"] }] };

        var text = Written.Text(model);

        Written.Told(Written.Read(text)).ShouldBe(Written.Told(model));
        foreach (var gone in new[] { "#i2", "\"q2\"", "\"s3\"", "\"g2\"", "\"tie\"", "\"g3\"" })
        {
            text.ShouldNotContain(gone);
        }

        foreach (var kept in new[] { "\"s1\"", "\"s2\"", "\"g1\"", "\"memo\"", "city:approved", "city:owner", "架空の市の手当" })
        {
            text.ShouldContain(kept);
        }
    }

    [Fact]
    public void Descriptions_labels_and_the_law_are_read_and_written()
    {
        var model = Model();
        var decision = model.Decisions[0];
        decision.Description.ShouldBe("第三条");
        decision.Authorities.ShouldBe(["#law"]);
        model.Sources.ShouldHaveSingleItem().ShouldBe(new DmnSource("law", "手当条例") { Location = "https://city.example/law" });

        var changed = model with
        {
            Decisions = [decision with { Description = "第五条", Label = "月ごとの支給額", Authorities = ["#law", "#notice"] }],
            Items = [model.Items[0] with { Description = "世帯の区分" }],
            Sources = [.. model.Sources, new DmnSource("notice", "通知") { Description = "令和八年" }],
        };

        var again = Written.Read(Written.Text(changed));
        Written.Told(again).ShouldBe(Written.Told(changed));
        Written.Text(again).ShouldContain("<requiredAuthority href=\"#notice\" />");
    }

    [Theory]
    [InlineData(DmnVersion.V13, "20191111", "20191111")]
    [InlineData(DmnVersion.V14, "20211108", "20191111")]
    [InlineData(DmnVersion.V15, "20230324", "20230324")]
    public void Only_namespaces_change_with_the_version(DmnVersion version, string model, string diagrams)
    {
        var text = Written.Text(Model(), version);

        text.ShouldBe(Allowance
            .Replace("20191111/MODEL", model + "/MODEL", StringComparison.Ordinal)
            .Replace("20191111/DMNDI", diagrams + "/DMNDI", StringComparison.Ordinal));
        Written.Text(Written.Read(text), DmnVersion.V13).ShouldBe(Allowance);
    }

    [Fact]
    public void A_model_of_the_first_version_becomes_one_of_today()
    {
        var old = Written.Read(
            """
            <definitions xmlns="http://www.omg.org/spec/DMN/20151101/dmn.xsd" xmlns:feel="http://www.omg.org/spec/FEEL/20140401" name="m" namespace="n" expressionLanguage="http://www.omg.org/spec/FEEL/20140401">
              <itemDefinition name="t"><typeRef>feel:number</typeRef></itemDefinition>
              <decision id="d" name="D"><variable name="D" typeRef="feel:string"/><literalExpression><text>"feel:number"</text></literalExpression></decision>
            </definitions>
            """);

        var text = Written.Text(old);

        text.ShouldContain("expressionLanguage=\"https://www.omg.org/spec/DMN/20230324/FEEL/\"");
        text.ShouldContain("<typeRef>number</typeRef>");
        text.ShouldContain("typeRef=\"string\"");
        text.ShouldContain("<text>\"feel:number\"</text>");
        Written.Told(Written.Read(text)).ShouldBe(Written.Told(old));
    }

    [Theory]
    [InlineData("conditional", DmnVersion.V13)]
    [InlineData("for", DmnVersion.V13)]
    [InlineData("typeConstraint", DmnVersion.V13)]
    [InlineData("typeConstraint", DmnVersion.V14)]
    public void What_a_version_cannot_say_is_refused_by_name_and_nothing_is_written(string word, DmnVersion version)
    {
        var one = new DmnLiteral(null, null, "1");
        var model = new DmnModel("m", "n")
        {
            Items = word == "typeConstraint" ? [new DmnItem("区分", "string") { Constraint = "\"甲\"" }] : [],
            Decisions =
            [
                new DmnDecision("d", new("支給額", null))
                {
                    Logic = word switch
                    {
                        "conditional" => new DmnConditional("x", null, one, one, one),
                        "for" => new DmnIterator("x", null, DmnIteration.For, "i", one, one),
                        _ => one,
                    },
                },
            ],
        };
        using var target = new MemoryStream();

        var refused = Should.Throw<DmnException>(() => model.Write(target, version));

        var owner = word == "typeConstraint" ? "区分" : "支給額";
        refused.Message.ShouldContain(owner);
        refused.Message.ShouldContain(word);
        refused.English.ShouldContain(owner);
        refused.English.ShouldContain(word);
        target.Length.ShouldBe(0);
        Written.Told(Written.Read(Written.Text(model))).ShouldBe(Written.Told(model));
    }

    [Theory]
    [InlineData("1つめ", "id")]
    [InlineData("a b", "id")]
    [InlineData("i", "twice")]
    public void An_id_that_cannot_be_one_is_an_error(string id, string english)
    {
        var model = new DmnModel("m", "n") { Inputs = [new DmnInput("i", new("A", null)), new DmnInput(id, new("B", null))] };

        Should.Throw<DmnException>(() => Written.Text(model)).English.ShouldContain(english);
    }

    [Fact]
    public void A_character_that_XML_cannot_hold_is_an_error() =>
        Should.Throw<DmnException>(() => Written.Text(With(table => Cell(table, 0, 0, "\"\u0001\"")))).English.ShouldContain("character");

    /// <summary>Pasted text has line breaks of other systems; XML would make others of them.</summary>
    [Fact]
    public void Line_breaks_and_signs_of_XML_in_texts_survive() => Seeds.Sample(
        seed =>
        {
            var random = new Random(seed);
            var cell = new string([.. Enumerable.Range(0, random.Next(6)).Select(_ => "\r\n\t <>&\"']年"[random.Next(11)])]);
            var model = With(table => Cell(table, 0, 0, cell) with { Outputs = [table.Outputs[0] with { Label = cell }] });
            Written.Told(Written.Read(Written.Text(model))).ShouldBe(Written.Told(model));
        },
        iter: 300);

    [Fact]
    public void Whatever_is_done_to_a_table_is_what_is_read_again() => Seeds.Sample(
        seed =>
        {
            var random = new Random(seed);
            string[] texts = ["-", "1", "true", "< 3", "\"甲\""];
            string?[] ids = ["a", "b", "c", null];
            var taken = random.Next(4);
            var order = Enumerable.Range(0, 3).OrderBy(_ => random.Next()).ToArray();
            var model = With(old => old with
            {
                HitPolicy = (HitPolicy)random.Next(7),
                Aggregation = (Aggregation)random.Next(5),
                Inputs = [.. old.Inputs.Take(taken), .. Enumerable.Range(0, random.Next(3)).Select(at => new DmnTableInput($"x{at}", null, "年", null, null))],
                Rules =
                [
                    .. order.Take(taken).Select(at => old.Rules[at]),
                    .. Enumerable.Range(0, random.Next(5)).Select(_ => new DmnRule(ids[random.Next(4)], Some(), Some(), [])).DistinctBy(rule => rule.Id ?? Written.Told(rule)),
                ],
            });

            var once = Written.Text(model);
            var again = Written.Read(once);

            Written.Told(again).ShouldBe(Written.Told(model));
            Written.Text(again).ShouldBe(once);
            XDocument.Parse(once).Descendants().Count(element => element.Name.LocalName is "DMNShape" or "note" or "owner").ShouldBe(5);

            string[] Some() => [.. Enumerable.Range(0, random.Next(4)).Select(_ => texts[random.Next(texts.Length)])];
        },
        iter: 1000);

    [Fact]
    public void Whatever_is_said_in_boxes_is_what_is_read_again() => Seeds.Sample(
        seed =>
        {
            var random = new Random(seed);
            var model = Model() with { Document = null };
            for (var round = 0; round < 3; round++)
            {
                // Made, then changed into another: each is a document that the next one has to be written into.
                model = model with { Decisions = [model.Decisions[0] with { Logic = Boxed(random, 3) }] };
                var again = Written.Read(Written.Text(model, DmnVersion.V15));
                Written.Told(again).ShouldBe(Written.Told(model));
                model = again;
            }
        },
        iter: 1000);

    private static DmnExpression Boxed(Random random, int depth)
    {
        DmnExpression Inner() => Boxed(random, depth - 1);
        DmnVariable Variable() => new(((string[])["年", "氏名", "所 得"])[random.Next(3)], ((string?[])["number", "string", null])[random.Next(3)]);
        T[] Many<T>(int least, Func<T> one) => [.. Enumerable.Range(0, random.Next(least, 4)).Select(_ => one())];
        return (depth == 0 ? 0 : random.Next(10)) switch
        {
            1 => new DmnContext(null, "Any", Many(0, () => new DmnEntry(Variable(), Inner()))),
            2 => new DmnList(null, null, Many(0, Inner)),
            3 => new DmnRelation(null, null, Many(1, Variable), Many(0, () => (IReadOnlyList<DmnExpression>)Many(1, Inner))),
            4 => new DmnFunction(null, null, DmnFunctionKind.Feel, Many(0, Variable), Inner()),
            5 => new DmnInvocation(null, null, Inner(), [new DmnEntry(Variable(), Inner())]),
            6 => new DmnConditional(null, null, Inner(), Inner(), Inner()),
            7 => new DmnFilter(null, null, Inner(), Inner()),
            8 => new DmnIterator(null, null, (DmnIteration)random.Next(3), "i", Inner(), Inner()),
            _ => new DmnLiteral(null, null, ((string[])["1", "a + 1", ""])[random.Next(3)]),
        };
    }

    private static DmnModel Model() => Written.Read(Allowance);

    private static DmnModel With(Func<DmnTable, DmnTable> change)
    {
        var model = Model();
        return model with { Decisions = [model.Decisions[0] with { Logic = change((DmnTable)model.Decisions[0].Logic!) }] };
    }

    private static DmnTable Cell(DmnTable table, int row, int column, string text) => table with
    {
        Rules = [.. table.Rules.Select((rule, at) => at != row ? rule : rule with { Inputs = [.. rule.Inputs.Select((cell, place) => place == column ? text : cell)] })],
    };

    /// <summary>The lines that differ between the first and the last that do not.</summary>
    private static List<string> Changes(string before, string after)
    {
        var (old, now) = (before.Split('\n'), after.Split('\n'));
        var start = old.Zip(now).TakeWhile(pair => pair.First == pair.Second).Count();
        var end = old.Skip(start).Reverse().Zip(now.Skip(start).Reverse()).TakeWhile(pair => pair.First == pair.Second).Count();
        return [.. old[start..^end].Select(line => "-" + line), .. now[start..^end].Select(line => "+" + line)];
    }
}
