using System.Globalization;
using CsCheck;

namespace Madoguchi.Feel.Tests;

public sealed class ChecksForAuthors
{
    private static readonly Dictionary<string, DmnFact> Facts = new(StringComparer.Ordinal)
    {
        ["年齢"] = new(FeelType.Number),
        ["所得"] = new(FeelType.Number),
        ["続柄"] = new(FeelType.String),
        ["市内"] = new(FeelType.Boolean),
        ["届出日"] = new(FeelType.Date),
    };

    private static readonly string[] Tried = ["年齢", "続柄", "市内"];

    [Fact]
    public void A_gap_is_shown_as_the_row_that_is_missing_and_a_case_that_meets_it()
    {
        var gap = Of(HitPolicy.First, ["年齢", "市内"], ["< 18 | true", ">= 20 | -", "- | false"]).Single(finding => finding.Error.Code == "gap");

        gap.Error.Japanese.ShouldContain("年齢: [18..20)、市内: true");
        gap.Example.ShouldBe([new("年齢", 18), new("市内", true)]);
        (gap.Severity, gap.Element).ShouldBe((DmnSeverity.Warning, "判定"));
    }

    [Fact]
    public void A_fact_that_is_nothing_is_a_gap_of_its_own()
    {
        var found = Of(HitPolicy.First, ["年齢"], ["< 18", ">= 18"]);

        found.ShouldHaveSingleItem().Error.Code.ShouldBe("gap-null");
        found[0].Example.ShouldBe([new("年齢", FeelNull.Value)]);
        Of(HitPolicy.First, ["年齢"], ["< 18", ">= 18", "null"]).ShouldBeEmpty();
    }

    [Fact]
    public void Between_whole_numbers_and_outside_of_what_is_allowed_there_is_no_gap()
    {
        string[] rows = ["[0..2]", "[3..17]", "null"];
        Codes(Of(HitPolicy.Unique, ["年齢"], rows)).ShouldBe(["gap"]);

        var whole = new Dictionary<string, DmnFact>(Facts) { ["年齢"] = new(FeelType.Number, IsWhole: true) };
        var found = DmnChecks.Of(Compile(Table(HitPolicy.Unique, ["年齢"], rows) with { Inputs = [new(null, null, "年齢", "number", "[0..17]")] }), new() { Facts = whole });
        Codes(found).ShouldBeEmpty();
    }

    [Fact]
    public void Texts_of_a_type_are_all_there_are()
    {
        var table = Table(HitPolicy.Unique, ["続柄"], ["\"子\"", "\"妻\"", "null"]);
        var model = Model(table) with { Items = [new DmnItem("続柄の種類", "string") { AllowedValues = "\"子\", \"妻\", \"母\"" }], Inputs = [new("続柄", new("続柄", "続柄の種類"))] };

        var gap = DmnChecks.Of(DmnDecisions.Compile(model with { Decisions = [model.Decisions[0] with { Requires = ["#続柄"] }] })).ShouldHaveSingleItem();

        gap.Error.Japanese.ShouldContain("続柄: \"母\"");
        Of(HitPolicy.Unique, ["続柄"], ["\"子\"", "\"妻\"", "null"]).ShouldHaveSingleItem().Error.Japanese.ShouldContain("続柄: not(\"子\", \"妻\")");
    }

    [Fact]
    public void Rows_that_meet_are_told_with_a_case_that_both_match()
    {
        var overlap = Of(HitPolicy.Unique, ["年齢", "市内"], ["< 20 | true", ">= 18 | -", "< 18 | false", "null | -"], ["1", "2", "3", "4"]).Single(finding => finding.Error.Code == "overlap");

        (overlap.Row, overlap.Error.Japanese.Contains("1行目と2行目", StringComparison.Ordinal), overlap.Severity).ShouldBe((2, true, DmnSeverity.Error));
        overlap.Example.ShouldBe([new("年齢", 18), new("市内", true)]);
        Codes(Of(HitPolicy.Any, ["年齢"], ["< 20", ">= 18", "null"], ["1", "1", "2"])).ShouldBeEmpty();
        Codes(Of(HitPolicy.Any, ["年齢"], ["< 20", ">= 18", "null"], ["1", "2", "2"])).ShouldBe(["overlap"]);
        Codes(Of(HitPolicy.First, ["年齢"], ["< 20", ">= 18", "null"], ["1", "2", "2"])).ShouldBe(["order-matters"]);
    }

    [Fact]
    public void Rows_that_never_decide_are_told()
    {
        var table = Table(HitPolicy.First, ["年齢"], ["< 10", ">= 5", "[3..7]", "> 200", "-"], ["1", "2", "3", "4", "5"]) with { Inputs = [new(null, null, "年齢", "number", "[0..120]")] };

        DmnChecks.Of(Compile(table)).Where(finding => finding.Error.Code == "unreachable-row").Select(finding => (finding.Row, finding.Column)).ShouldBe([(4, 1), (3, null)]);
        Codes(Of(HitPolicy.First, ["年齢"], ["[9..2]", "< 3", "-"])).ShouldContain("empty-range");
        var priority = DmnChecks.Of(Compile(Table(HitPolicy.Priority, ["年齢"], ["< 10", "-", "> 3"], ["\"甲\"", "\"乙\"", "\"丙\""]) with { Outputs = [new(null, null, null, "string", "\"乙\", \"甲\", \"丙\"", null)] }));
        priority.Where(finding => finding.Error.Code == "unreachable-row").Select(finding => finding.Row).ShouldBe([1, 3]);
    }

    [Fact]
    public void Cells_of_another_type_are_told_with_row_and_column()
    {
        var table = Table(HitPolicy.First, ["年齢", "続柄"], ["\"子\" | -", "- | > 3", "< @\"2026-01-01\" | \"子\"", "5 年 | -"], ["1", "\"多い\"", "3", "4"]) with { Outputs = [new(null, null, null, "number", "1, 3", null)] };

        var found = DmnChecks.Of(Compile(table));

        found.Where(finding => finding.Error.Code == "wrong-type").Select(finding => (finding.Row, finding.Column)).ShouldBe([(1, 1), (2, 2), (2, 3), (3, 1)], ignoreOrder: true);
        found.Where(finding => finding.Error.Code == "unlisted-output").Select(finding => (finding.Row, finding.Column)).ShouldBe([(4, 3)]);
        found.Single(finding => finding.Row == 4 && finding.Column == 1).Severity.ShouldBe(DmnSeverity.Error);
    }

    [Fact]
    public void Names_that_are_not_known_not_required_or_not_used_are_told()
    {
        var model = new DmnModel("m", "urn:m")
        {
            Inputs = [new("a", new("年齢", "number")), new("b", new("所得", "string")), new("c", new("年令", "number")), new("e", new("市内", "boolean"))],
            Decisions =
            [
                new("d", new("判定", null)) { Logic = new DmnLiteral(null, null, "年齢 < 3 and 所得 = \"x\" and 所德 > 2"), Requires = ["#a", "#c"] },
            ],
        };

        var found = DmnChecks.Of(DmnDecisions.Compile(model), new() { Facts = Facts });

        found.Select(finding => $"{finding.Element} {finding.Error.Code} {finding.Error.Fix}").ShouldBe(
            ["所得 unused-input ", "所得 fact-type ", "年令 unknown-fact 年齢", "市内 unused-input ", "判定 missing-requirement ", "判定 unknown-name ", "判定 unused-requirement "], ignoreOrder: true);
    }

    [Fact]
    public void Columns_that_are_no_constants_are_taken_carefully_and_it_is_said()
    {
        var found = Of(HitPolicy.Unique, ["年齢", "所得"], ["< 所得 | -", "- | < 5"], ["1", "2"]);

        Codes(found).ShouldBe(["not-checked"]);
    }

    [Fact]
    public void A_table_among_names_that_hide_functions_is_checked_as_far_as_it_goes()
    {
        var table = Table(HitPolicy.Priority, ["年齢"], ["< 3", "- "], ["date(\"2026-01-01\")", "number(\"5\")"]) with { Outputs = [new(null, null, null, "date", "1, 2", null)] };
        var model = Model(table);
        var decisions = DmnDecisions.Compile(model with
        {
            Decisions = [model.Decisions[0] with { Logic = new DmnContext(null, null, [new(new("date", null), new DmnLiteral(null, null, "1")), new(new("number", null), new DmnLiteral(null, null, "2")), new(null, table)]) }],
        });

        Codes(DmnChecks.Of(decisions)).ShouldContain("not-checked");
    }

    /// <summary>Few constants, so that every case can be asked.</summary>
    [Fact]
    public void Whatever_the_table_its_cases_say_the_same() => Gen.Int[0, int.MaxValue - 1].Sample(
        seed =>
        {
            var random = new Random(seed);
            string[] columns = [.. Tried.Where(_ => random.Next(4) > 0)];
            columns = columns.Length == 0 ? ["年齢"] : columns;
            HitPolicy[] policies = [HitPolicy.Unique, HitPolicy.First, HitPolicy.Any];
            var (policy, count) = (policies[random.Next(3)], random.Next(1, 6));
            var outputs = Enumerable.Range(1, count).Select(row => policy == HitPolicy.Any ? "7" : row.ToString(CultureInfo.InvariantCulture)).ToArray();
            var table = Table(policy, columns, [.. Enumerable.Range(0, count).Select(_ => string.Join(" | ", columns.Select(column => Cell(column, random))))], outputs);
            var decisions = Compile(table);

            var found = DmnChecks.Of(decisions);

            var cases = columns.Select(Values).Aggregate(Enumerable.Repeat(Array.Empty<FeelValue>(), 1), (some, values) => some.SelectMany(one => values.Select(value => (FeelValue[])[.. one, value]))).ToList();
            var verdicts = cases.ConvertAll(values => decisions.Decide("判定", Context(columns, values)));
            bool IsGap(int at) => verdicts[at] is FeelNull { Reason.Code: "no-rule" };
            bool IsTwice(int at) => verdicts[at] is FeelNull { Reason.Code: "several-rules" };
            var isNull = cases.ConvertAll(values => values.Any(value => value is FeelNull));
            var told = Codes(found, hasNotes: true);
            Must(Enumerable.Range(0, cases.Count).Any(at => IsGap(at) && !isNull[at]) == told.Contains("gap"), "gap");
            Must(Enumerable.Range(0, cases.Count).Any(at => IsTwice(at)) == (policy != HitPolicy.First && told.Contains("overlap")), "overlap");
            foreach (var finding in found.Where(finding => finding.Example.Count > 0))
            {
                var verdict = decisions.Decide("判定", Context([.. finding.Example.Select(value => value.Key)], [.. finding.Example.Select(value => value.Value)], rest: 0));
                Must(finding.Error.Code is "order-matters" || verdict is FeelNull { Reason.Code: "no-rule" or "several-rules" }, $"example of {finding.Error.Code}: {string.Join(", ", finding.Example)} gives {verdict}");
            }

            if (policy == HitPolicy.First)
            {
                var never = Enumerable.Range(1, count).Where(row => !verdicts.Contains(row)).ToArray();
                Must(found.Where(finding => finding.Error.Code == "unreachable-row").Select(finding => finding.Row!.Value).Order().SequenceEqual(never), $"unreachable {string.Join(", ", never)}");
            }

            void Must(bool isSo, string what)
            {
                if (!isSo)
                {
                    throw new Xunit.Sdk.XunitException($"{what}\n{policy}: {string.Join(" | ", columns)}\n{string.Join("\n", table.Rules.Select(rule => string.Join(" | ", rule.Inputs)))}\n{string.Join("\n", found.Select(finding => finding.Error))}");
                }
            }
        },
        iter: 2000);

    private static FeelValue[] Values(string column) => column switch
    {
        "年齢" => [FeelNull.Value, .. Enumerable.Range(-1, 18).Select(half => (FeelValue)((decimal)half / 2))],
        "続柄" => [FeelNull.Value, "子", "妻", "母", "ほか"],
        _ => [FeelNull.Value, true, false],
    };

    private static string Cell(string column, Random random)
    {
        if (random.Next(4) == 0)
        {
            return random.Next(4) == 0 ? "null" : "-";
        }

        var (low, high) = (random.Next(0, 8), random.Next(0, 8));
        return column switch
        {
            "年齢" => (random.Next(6) switch { 0 => $"< {low}", 1 => $">= {low}", 2 => $"[{low}..{high}]", 3 => $"({low}..{high})", 4 => $"not({low})", _ => $"{low}, > {high}" }),
            "続柄" => random.Next(3) switch { 0 => "not(\"子\")", 1 => "\"子\", \"妻\"", _ => "\"母\"" },
            _ => random.Next(2) == 0 ? "true" : "false",
        };
    }

    private static FeelContext Context(string[] columns, FeelValue[] values, FeelValue? rest = null) =>
        new(FeelFacts.Of(Facts.Keys.Select(fact => (fact, value: Array.IndexOf(columns, fact) is var at and >= 0 ? values[at] : rest)).Where(fact => fact.value is not null).ToDictionary(fact => fact.fact, fact => fact.value!)));

    private static IReadOnlyList<DmnFinding> Of(HitPolicy policy, string[] columns, string[] rows, string[]? outputs = null) => DmnChecks.Of(Compile(Table(policy, columns, rows, outputs), columns), new() { Facts = Facts });

    private static DmnTable Table(HitPolicy policy, string[] columns, string[] rows, string[]? outputs = null) => new("t", null)
    {
        HitPolicy = policy,
        Inputs = [.. columns.Select(column => new DmnTableInput(null, null, column, Facts[column].Type.Name, null))],
        Outputs = [new(null, null, null, null, null, null)],
        Rules = [.. rows.Select((row, at) => new DmnRule($"r{at + 1}", [.. row.Split('|').Select(cell => cell.Trim())], [outputs?[at] ?? "1"], []))],
    };

    private static DmnModel Model(DmnTable table, string[]? columns = null) => new("m", "urn:m")
    {
        Inputs = [.. (columns ?? [.. table.Inputs.Select(input => input.Expression)]).Select(name => new DmnInput(name, new(name, Facts[name].Type.Name)))],
        Decisions = [new DmnDecision("d", new("判定", null)) { Logic = table, Requires = [.. (columns ?? [.. table.Inputs.Select(input => input.Expression)]).Select(name => "#" + name)] }],
    };

    private static DmnDecisions Compile(DmnTable table, string[]? columns = null) => DmnDecisions.Compile(Model(table, columns));

    private static string[] Codes(IEnumerable<DmnFinding> findings, bool hasNotes = false) =>
        [.. findings.Where(finding => hasNotes || finding.Error.Code is not ("gap-null" or "unused-input")).Select(finding => finding.Error.Code)];
}
