using System.Globalization;

namespace Madoguchi.Feel.Tests;

/// <summary>Cities of a few people and models about them, by a seed: what laws of many are tried on.</summary>
internal static class GeneratedCity
{
    private static readonly string[] Relations = ["世帯主", "妻", "子", "母"];
    private static readonly string[] Shown = ["年齢", "所得", "続柄", "生年月日", "在学", "率", "満年齢", "子の数", "年長の数", "世帯の所得"];
    private static readonly DateTimeOffset Noon = new(2026, 12, 1, 12, 0, 0, TimeSpan.FromHours(9));

    public static bool Same(FeelValue one, FeelValue all) => (one, all) switch
    {
        (FeelNull left, FeelNull right) => left.IsUnknown == right.IsUnknown,
        _ => one.Equals(all),
    };

    public static string State(FeelValue value) => value is FeelNull none ? none.IsUnknown ? "unknown" : "null" : "value";

    public static string Facts(Population city, int resident) => string.Join(", ", Shown
        .Select(name => $"{name} = {(city.FactsOf(resident).TryGet(name, out var value) ? $"{value} ({State(value)})" : "–")}"));

    public static string Text(DmnExpression logic) => logic is DmnTable table
        ? $"{table.HitPolicy} {table.Aggregation}: {string.Join(", ", table.Inputs.Select(input => input.Expression + (input.AllowedValues is { } allowed ? $" in {allowed}" : "")))}; {string.Join("; ", table.Rules.Select(rule => $"{string.Join(" | ", rule.Inputs)} → {string.Join(" | ", rule.Outputs)}"))}; default {table.Outputs[0].Default}; {table.Outputs[0].Values}"
        : ((DmnLiteral)logic).Text;

    public static Population People(Random random, int count) => People(random, count, out _);

    /// <param name="random">The seed.</param>
    /// <param name="count">Residents.</param>
    /// <param name="householdOf">The household of each.</param>
    public static Population People(Random random, int count, out int[] householdOf)
    {
        var city = new Population(count, Noon);
        Bitmap? known = random.Next(3) > 0 ? Bits(0.8) : null;
        var empty = known is not null && random.Next(2) == 0 ? Bits(0.5).Except(known) : null;
        city.Residents
            .Numbers<sbyte>("年齢", [.. Many(() => (sbyte)random.Next(0, 100))], known: known, empty: empty)
            .Numbers<long>("所得", [.. Many(() => (long)random.Next(0, 20) * 500_000)], known: random.Next(2) == 0 ? Bits(0.9) : null)
            .Numbers<int>("率", [.. Many(() => random.Next(-50, 50))], scale: 1, known: random.Next(2) == 0 ? Bits(0.7) : null)
            .Texts("続柄", [.. Many(() => random.Next(8) == 0 ? null : Relations[random.Next(Relations.Length)])])
            .Dates("生年月日", [.. Many(() => new DateOnly(1930, 1, 1).AddDays(random.Next(35_000)).DayNumber)], known: random.Next(2) == 0 ? Bits(0.9) : null)
            .Truths("在学", Bits(0.5), known: random.Next(2) == 0 ? Bits(0.8) : null);
        var households = Math.Max(1, count / 3);
        householdOf = [.. Many(() => random.Next(households))];
        city.LiveIn(householdOf, households)
            .Texts("種別", [.. Enumerable.Range(0, households).Select(_ => random.Next(6) == 0 ? null : random.Next(2) == 0 ? "一般" : "施設")]);
        return city
            .Share("基準日", new DateOnly(2026, 4, 1))
            .Derive("満年齢", "years and months duration(生年月日, 基準日).years")
            .Derive("子の数", """count(世帯.世帯員[続柄 = "子" and 年齢 < 18])""")
            .Derive("年長の数", "count(世帯.世帯員[生年月日 < 本人.生年月日]) + 1")
            .Derive("世帯の所得", "sum(世帯.世帯員.所得)");

        Bitmap Bits(double share) => Bitmap.Of(count, _ => random.NextDouble() < share);

        IEnumerable<T> Many<T>(Func<T> one) => Enumerable.Range(0, count).Select(_ => one());
    }

    public static DmnModel Model(Random random)
    {
        string[] inputs = ["年齢", "所得", "率", "続柄", "生年月日", "在学", "満年齢", "子の数", "年長の数", "世帯の所得", "世帯", "本人", "基準日", "誰も知らない"];
        string[] types = ["number", "number", "number", "string", "date", "boolean", "number", "number", "number", "number"];
        var expressions = new Written(random);
        List<DmnDecision> decisions = [];
        for (var i = 0; i < 4; i++)
        {
            decisions.Add(new DmnDecision($"d{i}", new DmnVariable($"決定{i}", null))
            {
                Logic = random.Next(3) == 0 ? new DmnLiteral(null, null, random.Next(3) == 0 ? expressions.Number(2) : expressions.Truth(3)) : expressions.Table(),
                Requires = [.. inputs.Select((_, at) => $"#i{at}")],
            });
        }

        decisions.Add(new DmnDecision("d9", new DmnVariable("まとめ", null))
        {
            Logic = new DmnLiteral(null, null, random.Next(3) switch
            {
                0 => "if 決定0 = null then 0 else 1",
                1 => "決定0 = 決定1",
                _ => """if 決定2 = "甲" then 決定3 else null""",
            }),
            Requires = ["#d0", "#d1", "#d2", "#d3"],
        });
        return new DmnModel("m", "urn:m")
        {
            Inputs = [.. inputs.Select((name, at) => new DmnInput($"i{at}", new DmnVariable(name, random.Next(2) == 0 ? types.ElementAtOrDefault(at) : null)))],
            Decisions = decisions,
        };
    }

    /// <summary>Expressions and tables that officers could write, and some that they should not.</summary>
    private sealed class Written(Random random)
    {
        public string Truth(int depth) => depth == 0 ? Plain() : random.Next(7) switch
        {
            0 => $"({Truth(depth - 1)} and {Truth(depth - 1)})",
            1 => $"({Truth(depth - 1)} or {Truth(depth - 1)})",
            2 => $"not({Truth(depth - 1)})",
            3 => $"(if {Truth(depth - 1)} then {Truth(depth - 1)} else {Truth(depth - 1)})",
            4 => $"({Number(depth - 1)} {Sign()} {Number(depth - 1)})",
            5 => $"({Number(depth - 1)} between {Number(0)} and {Number(0)})",
            _ => Plain(),
        };

        public string Number(int depth) => depth == 0 ? Pick("年齢", "満年齢", "子の数", "年長の数", "率", "所得", "世帯の所得", Whole(), "1.5") : random.Next(7) switch
        {
            0 => $"({Number(depth - 1)} + {Number(depth - 1)})",
            1 => $"({Number(depth - 1)} - {Number(depth - 1)})",
            2 => $"({Number(depth - 1)} * {Pick("2", "0.5", "-1")})",
            3 => $"(if {Truth(depth - 1)} then {Number(depth - 1)} else {Pick("0", "null", Number(depth - 1))})",
            4 => Pick("生年月日.year", "floor(率)", "年齢 / 3", "-率", "abs(率)", "string length(続柄)"),
            5 => Members(),
            _ => Number(0),
        };

        public DmnTable Table()
        {
            var policy = (HitPolicy)random.Next(5);
            var aggregation = policy == HitPolicy.Collect ? (Aggregation)random.Next(1, 5) : Aggregation.None;
            var inputs = Enumerable.Range(0, random.Next(1, 4)).Select(_ => Pick("年齢", "所得", "続柄", "生年月日", "在学", "満年齢", "子の数", "率", "世帯.種別", "所得 + 世帯の所得", "年齢 / 7")).ToArray();
            var kind = aggregation is Aggregation.None ? random.Next(4) : 0;
            return new DmnTable("t", null)
            {
                HitPolicy = policy,
                Aggregation = aggregation,
                Inputs = [.. inputs.Select(input => new DmnTableInput(null, null, input, null, input == "続柄" && random.Next(3) == 0 ? "\"世帯主\", \"妻\", \"子\"" : null))],
                Outputs = [new DmnTableOutput(null, null, null, null, policy == HitPolicy.Priority ? kind == 1 ? "true, false" : kind == 2 ? "\"甲\", \"乙\"" : "3, 2, 1, 0" : null, random.Next(3) == 0 ? Output(kind) : null)],
                Rules = [.. Enumerable.Range(0, random.Next(1, 9)).Select(_ => new DmnRule(null, [.. inputs.Select(Cell)], [kind == 3 && random.Next(3) == 0 ? Number(1) : Output(kind)], []))],
            };
        }

        private string Output(int kind) => kind switch
        {
            1 => Pick("true", "false", "null"),
            2 => Pick("\"甲\"", "\"乙\"", "null"),
            _ => Pick("0", "1", "2", "3"),
        };

        private string Cell(string input) => random.Next(4) == 0 ? "-" : input switch
        {
            "続柄" => Pick("\"子\"", "\"妻\", \"母\"", "not(\"子\")", "null", "\"知らない\"", "not(null)", "string length(?) = 1"),
            "世帯.種別" => Pick("\"一般\"", "not(\"一般\")", "null"),
            "生年月日" => Pick("< @\"1980-04-02\"", "[@\"1960-01-01\"..@\"1999-12-31\"]", ">= date(\"2008-04-02\")", "?.month = 4", "null"),
            "在学" => Pick("true", "false", "null", "not(true)"),
            _ => Pick($"< {Whole()}", $">= {Whole()}", $"[{random.Next(20)}..{random.Next(20, 60)})", $"({random.Next(20)}..{random.Next(20, 60)}]", $"{Whole()}, {Whole()}", $"not({Whole()})", "null",
                $"> {(random.Next(1000) / 10m).ToString(CultureInfo.InvariantCulture)}", $"< 3 or ? > {Whole()}", "< 満年齢", "子の数", "modulo(?, 2) = 0", "< 1000000, > 3000000", "in [1..5]"),
        };

        private string Members() => Pick(
            "count(世帯.世帯員)", "count(世帯.世帯員[年齢 >= 65])", "sum(世帯.世帯員[続柄 = \"子\"].所得)", "max(世帯.世帯員.年齢)", "min(世帯.世帯員[在学].満年齢)",
            "count(世帯.世帯員[満年齢 < 本人.満年齢])", "count(世帯.世帯員[続柄 = \"子\"][年齢 < 15])", "sum(for m in 世帯.世帯員 return m.所得 * 2)");

        private string Plain() => Pick(
            "年齢 < 18", "所得 >= 2500000", "続柄 = \"子\"", "続柄 != \"世帯主\"", "生年月日 < @\"2000-01-01\"", "在学", "在学 = false", "満年齢 in [6..15)", "子の数 > 0", "率 > 0.5", "続柄 in (\"妻\", \"母\")",
            "誰も知らない = 1", "年齢 = null", "続柄 = null", "世帯.種別 = \"一般\"", "some m in 世帯.世帯員 satisfies m.年齢 < 3", "every m in 世帯.世帯員 satisfies m.所得 < 5000000",
            "some m in 世帯.世帯員 satisfies m.生年月日 > 生年月日", "list contains(世帯.世帯員.続柄, \"母\")", "any(世帯.世帯員.在学)", "starts with(続柄, \"世\")", "年齢 < 満年齢", "年齢 + 率 > 満年齢", "matches(続柄, \"[子母]\")",
            "所得 in (< 1000000, > 3000000)", "基準日 > 生年月日 + duration(\"P100D\")", "true", "null");

        private string Whole() => random.Next(0, 100).ToString(CultureInfo.InvariantCulture);

        private string Sign() => Pick("<", "<=", ">", ">=", "=", "!=");

        private string Pick(params string[] choices) => choices[random.Next(choices.Length)];
    }
}
