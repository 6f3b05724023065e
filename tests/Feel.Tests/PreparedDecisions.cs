using System.Globalization;
using CsCheck;

namespace Madoguchi.Feel.Tests;

/// <summary>Decisions asked again and again: the answer is the one of the first time, whatever was prepared meanwhile.</summary>
public sealed class PreparedDecisions
{
    private static readonly string[] Facts = ["年齢", "所得", "続柄", "市内", "届出日"];
    private static readonly DateTimeOffset Noon = new(2026, 12, 1, 12, 0, 0, TimeSpan.FromHours(9));

    [Fact]
    public void Whatever_the_table_the_thousandth_case_is_decided_like_the_first() => Gen.Int[0, int.MaxValue - 1].Sample(
        seed =>
        {
            var random = new Random(seed);
            var model = Model(random);
            var decisions = DmnDecisions.Compile(model);
            var prepared = Array.ConvertAll([.. model.Decisions], (DmnDecision decision) => decisions.Prepare(decision.Name, Facts));
            for (var number = 0; number < 60; number++)
            {
                var values = Case(random);
                var context = Context(values);
                foreach (var (at, decision) in model.Decisions.Index())
                {
                    // Compiled anew, a table has no index yet.
                    var first = DmnDecisions.Compile(model).Decide(decision.Name, context);
                    foreach (var (how, again) in new[] { ("by names", decisions.Decide(decision.Name, context)), ("prepared", prepared[at].Decide(values, Context([]))) })
                    {
                        if (!Same(first, again))
                        {
                            throw new Xunit.Sdk.XunitException($"{Text(decision.Logic!)}\ncase {number}: {string.Join(", ", Facts.Zip(values))}\nfirst {first}, {how} {again}");
                        }
                    }
                }
            }
        },
        iter: 150);

    [Fact]
    public void A_large_table_is_decided_like_its_rows()
    {
        var random = new Random(5);
        var table = new DmnTable("t", null)
        {
            HitPolicy = HitPolicy.First,
            Inputs = [Input("年齢", "number"), Input("所得", "string")],
            Outputs = [new(null, null, null, null, null, null)],
            Rules = [.. Enumerable.Range(0, 500).Select(row => new DmnRule(null, [$"[{random.Next(2000)}..{random.Next(2000)}]", $"\"{random.Next(40)}\""], [row.ToString(CultureInfo.InvariantCulture)], []))],
        };
        var model = Of(new DmnDecision("d", new("判定", null)) { Logic = table, Requires = Requires });
        var (prepared, decisions) = (DmnDecisions.Compile(model).Prepare("判定", "所得", "年齢"), DmnDecisions.Compile(model));

        foreach (var number in Enumerable.Range(0, 2000))
        {
            FeelValue[] values = [$"{random.Next(41)}", random.Next(-1, 2001)];
            var row = table.Rules.ToList().FindIndex(rule =>
            {
                var ends = rule.Inputs[0].Trim('[', ']').Split("..").Select(end => int.Parse(end, CultureInfo.InvariantCulture)).ToArray();
                return ((FeelNumber)values[1]).ToDecimal() is var age && age >= ends[0] && age <= ends[1] && rule.Inputs[1] == values[0].ToString();
            });
            var expected = row < 0 ? FeelNull.Value : (FeelValue)row;

            (prepared.Decide(values) is FeelNull ? FeelNull.Value : prepared.Decide(values)).ShouldBe(expected);
            var byNames = decisions.Decide("判定", new FeelContext(FeelFacts.Of(("所得", values[0]), ("年齢", values[1]))));
            (byNames is FeelNull ? FeelNull.Value : byNames).ShouldBe(expected, $"case {number}");
        }
    }

    [Fact]
    public void Facts_without_a_place_come_from_the_context()
    {
        var model = Of(new DmnDecision("d", new("判定", null)) { Logic = new DmnLiteral(null, null, "年齢 + 所得"), Requires = Requires });
        var prepared = DmnDecisions.Compile(model).Prepare("判定", "年齢");

        prepared.Decide([3], new FeelContext(FeelFacts.Of(("所得", 4)))).ShouldBe(7);
        prepared.Decide([3]).ShouldBeOfType<FeelNull>().Missing.ShouldBe(["所得"]);
        prepared.Decide([null], new FeelContext(FeelFacts.Of(("所得", 4), ("年齢", 5)))).ShouldBeOfType<FeelNull>().Missing.ShouldBe(["年齢"]);
    }

    [Fact]
    public void A_name_that_hides_a_function_is_no_constant()
    {
        var table = new DmnTable("t", null)
        {
            HitPolicy = HitPolicy.First,
            Inputs = [new(null, null, "届出日", null, null)],
            Outputs = [new(null, null, null, null, null, null)],
            Rules = [new(null, ["< date(\"2026-04-01\")"], ["1"], []), new(null, ["-"], ["2"], [])],
        };
        var later = new DmnFunction(null, null, DmnFunctionKind.Feel, [new("text", null)], new DmnLiteral(null, null, "@\"2030-01-01\""));
        var decisions = DmnDecisions.Compile(Of(new DmnDecision("d", new("判定", null))
        {
            Logic = new DmnContext(null, null, [new(new("date", null), later), new(null, table)]),
            Requires = Requires,
        }));

        foreach (var _ in Enumerable.Range(0, 40))
        {
            decisions.Decide("判定", new FeelContext(FeelFacts.Of(("届出日", new DateOnly(2027, 1, 1))))).ShouldBe(1);
        }
    }

    [Fact]
    public void A_fact_that_hides_a_function_is_no_constant_either()
    {
        var table = new DmnTable("t", null)
        {
            HitPolicy = HitPolicy.First,
            Inputs = [new(null, null, "x", null, null)],
            Outputs = [new(null, null, null, null, null, null)],
            Rules = [new(null, ["< 3"], ["date(\"2026-04-01\")"], [])],
        };
        var model = new DmnModel("m", "urn:m")
        {
            Inputs = [new("x", new("x", null)), new("date", new("date", null))],
            Decisions = [new DmnDecision("d", new("判定", null)) { Logic = table, Requires = ["#x", "#date"] }],
        };
        var decisions = DmnDecisions.Compile(model);
        var context = new FeelContext(FeelFacts.Of(("date", new DateOnly(2026, 1, 1))));

        var decided = decisions.Decide("判定", new FeelContext(FeelFacts.Of(("x", 1)).Over(context.Facts)));

        decisions.Prepare("判定", "x").Decide([1], context).ShouldBe(decided);
        decided.ShouldBeOfType<FeelNull>().IsUnknown.ShouldBeFalse();
    }

    [Fact]
    public void What_cannot_be_prepared_is_an_error()
    {
        var decisions = DmnDecisions.Compile(Of(new DmnDecision("d", new("判定", null)) { Logic = new DmnLiteral(null, null, "1") }));

        Should.Throw<ArgumentException>(() => decisions.Prepare("別の判定", "年齢")).Message.ShouldContain("別の判定");
        Should.Throw<ArgumentException>(() => decisions.Prepare("判定", "年齢").Decide([1, 2])).Message.ShouldContain("1 values are wanted");
    }

    private static IReadOnlyList<string> Requires => [.. Facts.Select(fact => "#" + fact)];

    private static DmnModel Of(params DmnDecision[] decisions) => new("m", "urn:m")
    {
        Items = [new DmnItem("続柄の種類", "string") { AllowedValues = "\"子\", \"妻\", \"母\"" }],
        Inputs =
        [
            new("年齢", new("年齢", "number")), new("所得", new("所得", null)), new("続柄", new("続柄", "続柄の種類")), new("市内", new("市内", "boolean")), new("届出日", new("届出日", "date")),
        ],
        Decisions = decisions,
    };

    private static DmnModel Model(Random random)
    {
        var first = Decision("d1", [], random);
        return Of(first, Decision("d2", [first.Name], random), new DmnDecision("d3", new("d3", "number")) { Logic = new DmnLiteral(null, null, "if d2 = null then 0 else 1"), Requires = ["#d2"] });
    }

    private static DmnDecision Decision(string name, string[] decisions, Random random)
    {
        string[] columns = [.. Facts.Concat(decisions).Where(_ => random.Next(2) == 0)];
        columns = columns.Length == 0 ? ["年齢"] : columns;
        var policy = (HitPolicy)random.Next(7);
        return new DmnDecision(name, new(name, random.Next(3) == 0 ? "number" : null))
        {
            Requires = [.. Requires, .. decisions.Select(decision => "#" + decision)],
            Logic = new DmnTable(name, null)
            {
                HitPolicy = policy,
                Aggregation = policy == HitPolicy.Collect ? (Aggregation)random.Next(5) : Aggregation.None,
                Inputs = [.. columns.Select(column => Input(column, random.Next(2) == 0 ? TypeOf(column) : null, random.Next(6) == 0 ? Cell(column, random) : null))],
                Outputs = [new(null, null, null, random.Next(4) == 0 ? "number" : null, policy is HitPolicy.Priority or HitPolicy.OutputOrder ? "3, 1, 2" : null, random.Next(3) == 0 ? "9" : null)],
                Rules = [.. Enumerable.Range(0, random.Next(1, 90)).Select(_ => new DmnRule(
                    null, [.. columns.Select(column => Cell(column, random))], [random.Next(15) == 0 ? "年齢" : random.Next(1, 4).ToString(CultureInfo.InvariantCulture)], []))],
            },
        };
    }

    private static DmnTableInput Input(string name, string? type, string? allowed = null) => new(null, null, name, type, allowed == "-" ? null : allowed);

    private static string? TypeOf(string column) => column switch { "年齢" or "所得" => "number", "続柄" => "string", "市内" => "boolean", "届出日" => "date", _ => null };

    private static string Cell(string column, Random random)
    {
        switch (random.Next(12))
        {
            case < 4:
                return "-";
            case 4:
                return random.Next(2) == 0 ? "null" : "not(null)";
            case 5 when random.Next(8) == 0:
                return column == "届出日" ? "< today()" : "? = 所得";
        }

        string[] tests = [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => Test(column, random))];
        return random.Next(4) == 0 ? $"not({string.Join(", ", tests)})" : string.Join(", ", tests);
    }

    private static string Test(string column, Random random)
    {
        if (column is "続柄")
        {
            return random.Next(9) == 0 ? ">= \"子\"" : $"\"{"子妻母兄"[random.Next(4)]}\"";
        }

        if (column is "市内")
        {
            return random.Next(2) == 0 ? "true" : "false";
        }

        string[] incomes = ["0", "1000000", "2000000.5", "-5", "1e30", "1234567890123456789012345678901234"];
        string One() => column == "届出日" ? $"@\"2026-{random.Next(1, 13):00}-{random.Next(1, 29):00}\""
            : column == "所得" ? incomes[random.Next(incomes.Length)]
            : random.Next(0, 12).ToString(CultureInfo.InvariantCulture);
        string[] ends = [.. new[] { One(), One() }.OrderBy(end => random.Next(20) == 0 ? FeelNull.Value : Number(end), Comparer<FeelValue>.Create((a, b) => (a, b) switch
        {
            (FeelNumber x, FeelNumber y) => x.CompareTo(y),
            (FeelDate x, FeelDate y) => x.ToDateOnly()!.Value.CompareTo(y.ToDateOnly()!.Value),
            _ => 0,
        }))];
        return random.Next(5) switch
        {
            0 => $"< {ends[0]}",
            1 => $">= {ends[0]}",
            2 => $"[{ends[0]}..{ends[1]}]",
            3 => $"({ends[0]}..{ends[1]})",
            _ => ends[0],
        };
    }

    private static FeelValue?[] Case(Random random)
    {
        return
        [
            Some(() => random.Next(3) == 0 ? (decimal)random.Next(0, 24) / 2 : random.Next(-1, 13)),
            Some(() => Number(Pick("0", "1000000", "2000000.5", "2000000.4", "-5", "-5.1", "1e30", "1e31", "1234567890123456789012345678901234", "999999"))),
            Some(() => Pick("子", "妻", "母", "兄", "", "子ども")),
            Some(() => random.Next(2) == 0),
            Some(() => new DateOnly(2026, random.Next(1, 13), random.Next(1, 29))),
        ];

        FeelValue? Some(Func<FeelValue> value) => random.Next(12) switch
        {
            0 => null,
            1 => FeelNull.Value,
            2 => random.Next(3) switch { 0 => "子", 1 => 5, _ => new FeelList(value()) },
            _ => value(),
        };

        string Pick(params string[] all) => all[random.Next(all.Length)];
    }

    private static FeelValue Number(string text) => FeelExpression.Parse(text).Value!.Evaluate(FeelContext.Empty);

    private static FeelContext Context(FeelValue?[] values) =>
        new(FeelFacts.Of(Facts.Zip(values).Where(pair => pair.Second is not null).ToDictionary(pair => pair.First, pair => pair.Second!)), Noon);

    private static bool Same(FeelValue one, FeelValue other) => one is FeelNull left && other is FeelNull right
        ? left.Missing.SequenceEqual(right.Missing) && left.Reason.Code == right.Reason.Code
        : one.Equals(other);

    private static string Text(DmnExpression logic) => logic is DmnTable table
        ? $"{table.HitPolicy} {table.Aggregation}: {string.Join(", ", table.Inputs.Select(input => $"{input.Expression} {input.Type} {input.AllowedValues}"))}\n{string.Join("\n", table.Rules.Select(rule => $"  {string.Join(" | ", rule.Inputs)} → {string.Join(" | ", rule.Outputs)}"))}\ndefault {table.Outputs[0].Default}"
        : ((DmnLiteral)logic).Text;
}
