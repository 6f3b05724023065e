using System.Diagnostics;
using System.Globalization;
using System.Text;
using Madoguchi.Bench.Load;
using Madoguchi.Feel;

namespace Madoguchi.Bench;

/// <summary>
/// <c>compile</c>: from XML to a model that decides, and its checks. A table of 1,000 rows in a process that has compiled before, and 100 models in one
/// that has not: each run of these is a process of its own, which starts its clock when the runtime is there.
/// </summary>
internal static class CompileBench
{
    private const int Rows = 1_000;
    private const int Models = 100;
    private const int ColdRuns = 7;
    private const double RowsLimit = 0.1;
    private const double ColdLimit = 0.2;

    public static async Task<Figure> MeasureAsync(string[] _)
    {
        var table = Encoding.UTF8.GetBytes(LargeTable());
        var (rounds, compiled) = (new List<double>(), new List<double>());
        IReadOnlyList<DmnFinding> found = [];
        for (var round = 0; round < 40; round++)
        {
            GC.Collect();
            var clock = Stopwatch.StartNew();
            var ready = Ready(table);
            compiled.Add(clock.Elapsed.TotalSeconds);
            found = DmnChecks.Of(ready);
            rounds.Add(clock.Elapsed.TotalSeconds);
        }

        var warm = Driver.Median(rounds[20..]);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{Rows:N0} rows of 4 inputs and 2 outputs, {table.Length / 1024:N0} KB: first {rounds[0] * 1000:N0} ms, then {warm * 1000:N1} ms, of which compiling {Driver.Median(compiled[20..]) * 1000:N1} ms (limit {RowsLimit * 1000:N0} ms); {string.Join(", ", found.CountBy(finding => finding.Error.Code).Select(code => $"{code.Key} {code.Value}"))}"));

        var cold = new List<double>();
        for (var run = 0; run < ColdRuns; run++)
        {
            using var other = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, ["compile-cold"]) { RedirectStandardOutput = true })!;
            var said = await other.StandardOutput.ReadToEndAsync();
            await other.WaitForExitAsync();
            cold.Add(double.Parse(said.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture));
            Console.Write(said);
        }

        return string.Create(CultureInfo.InvariantCulture,
            $"{Rows:N0} rows compiled and checked in {warm * 1000:N1} ms ({warm / RowsLimit:N2} of the limit); {Models} models cold in {Driver.Median(cold) * 1000:N0} ms ({Driver.Median(cold) / ColdLimit:N2} of the limit)");
    }

    /// <summary>The other side: reads and compiles the models once and lets each decide one case.</summary>
    public static Task<Figure> ColdAsync(string[] _)
    {
        var sources = Enumerable.Range(0, Models).Select(number => Encoding.UTF8.GetBytes(SmallModel(number))).ToArray();
        var clock = Stopwatch.StartNew();
        var ready = Array.ConvertAll(sources, Ready);
        var compiled = clock.Elapsed;
        var context = new FeelContext(FeelFacts.Of(("児童の年齢", 4), ("世帯の所得", 3_500_000), ("続柄", "子"), ("住民となった日", new DateOnly(2025, 4, 1)), ("障害等級", 3)));
        var decided = ready.Count(decisions => decisions.Decide("支給額", context) is FeelNumber);
        return Task.FromResult(new Figure(
            string.Create(CultureInfo.InvariantCulture, $"{compiled.TotalSeconds:N4} s for {sources.Length} models; {(clock.Elapsed - compiled).TotalMilliseconds:N1} ms for the first case of each"), Models - decided));
    }

    private static DmnDecisions Ready(byte[] xml)
    {
        using var source = new MemoryStream(xml);
        var decisions = DmnDecisions.Compile(DmnModel.Read(source));
        return decisions.Findings.Count == 0 ? decisions : throw new InvalidOperationException(decisions.Findings[0].Error.English);
    }

    /// <summary>What a city might have bought in: a thousand rows by age, town, day and kind, of everything that cells are.</summary>
    private static string LargeTable()
    {
        var random = new Random(20260401);
        string[] towns = ["中央町", "本町", "緑ヶ丘", "栄町", "大手町", "東雲", "桜台", "港南", "松原", "若葉台"];
        string[] kinds = ["一般", "ひとり親", "障害児", "多子", "生活保護", "里親"];
        var rules = new StringBuilder();
        for (var row = 0; row < Rows; row++)
        {
            var age = random.Next(0, 90);
            var income = random.Next(0, 90) * 100_000;
            var day = new DateOnly(2015, 4, 1).AddDays(random.Next(0, 4_000));
            string[] cells =
            [
                random.Next(5) switch { 0 => "-", 1 => $"< {age}", 2 => $">= {age}", 3 => $"[{age}..{age + 6})", _ => $"{age}, {age + 2}, [{age + 10}..{age + 12}]" },
                random.Next(4) switch { 0 => "-", 1 => Text(towns), 2 => $"{Text(towns)}, {Text(towns)}, {Text(towns)}", _ => $"not({Text(towns)}, {Text(towns)})" },
                random.Next(4) switch { 0 => "-", 1 => $"< date(\"{day:yyyy-MM-dd}\")", 2 => $"[date(\"{day:yyyy-MM-dd}\")..date(\"{day.AddYears(1):yyyy-MM-dd}\"))", _ => $">= @\"{day:yyyy-MM-dd}\"" },
                random.Next(3) switch { 0 => "-", 1 => $"[{income}..{income + 1_500_000}]", _ => $"< {income + 100_000}" },
            ];
            rules.Append(CultureInfo.InvariantCulture, $"<rule id=\"r{row}\">");
            foreach (var cell in cells)
            {
                rules.Append(CultureInfo.InvariantCulture, $"<inputEntry id=\"i{row}\"><text>{cell.Replace("<", "&lt;", StringComparison.Ordinal)}</text></inputEntry>");
            }

            rules.Append(CultureInfo.InvariantCulture, $"<outputEntry><text>{random.Next(1, 40) * 500}</text></outputEntry><outputEntry><text>{Text(kinds)}</text></outputEntry></rule>\n");
        }

        return Model("large", $"""
            <inputData id="i1" name="年齢"><variable name="年齢" typeRef="number"/></inputData>
            <inputData id="i2" name="町名"><variable name="町名" typeRef="string"/></inputData>
            <inputData id="i3" name="住民となった日"><variable name="住民となった日" typeRef="date"/></inputData>
            <inputData id="i4" name="世帯の所得"><variable name="世帯の所得" typeRef="number"/></inputData>
            <decision id="d" name="給付"><variable name="給付"/>
              <informationRequirement><requiredInput href="#i1"/></informationRequirement><informationRequirement><requiredInput href="#i2"/></informationRequirement>
              <informationRequirement><requiredInput href="#i3"/></informationRequirement><informationRequirement><requiredInput href="#i4"/></informationRequirement>
              <decisionTable id="t" hitPolicy="FIRST">
                <input><inputExpression typeRef="number"><text>年齢</text></inputExpression></input>
                <input><inputExpression typeRef="string"><text>町名</text></inputExpression></input>
                <input><inputExpression typeRef="date"><text>住民となった日</text></inputExpression></input>
                <input><inputExpression typeRef="number"><text>世帯の所得</text></inputExpression></input>
                <output name="額" typeRef="number"/><output name="区分" typeRef="string"/>
                {rules}
              </decisionTable>
            </decision>
            """);

        string Text(string[] among) => $"\"{among[random.Next(among.Length)]}\"";
    }

    /// <summary>What a city writes itself: types, a fact that is derived, a table of eight rows, a sum that uses both.</summary>
    private static string SmallModel(int number)
    {
        var rules = new StringBuilder();
        for (var row = 0; row < 8; row++)
        {
            rules.Append(CultureInfo.InvariantCulture, $"""
                <rule id="r{row}">
                  <inputEntry><text>{(row % 3 == 0 ? $"&lt; {row + 1}" : row == 7 ? "-" : $"[{row}..{row + 3})")}</text></inputEntry>
                  <inputEntry><text>{(row % 2 == 0 ? "-" : $"[{number}000000..{number}500000]")}</text></inputEntry>
                  <inputEntry><text>{(row == 7 ? "-" : row % 2 == 0 ? "\"子\", \"孫\"" : "not(\"配偶者\")")}</text></inputEntry>
                  <outputEntry><text>{5000 + (500 * row) + number}</text></outputEntry>
                </rule>

                """);
        }

        return Model($"small{number}", $"""
            <itemDefinition name="続柄の種類"><typeRef>string</typeRef><allowedValues><text>"子", "孫", "配偶者", "本人"</text></allowedValues></itemDefinition>
            <inputData id="i1" name="児童の年齢"><variable name="児童の年齢" typeRef="number"/></inputData>
            <inputData id="i2" name="世帯の所得"><variable name="世帯の所得" typeRef="number"/></inputData>
            <inputData id="i3" name="続柄"><variable name="続柄" typeRef="続柄の種類"/></inputData>
            <inputData id="i4" name="住民となった日"><variable name="住民となった日" typeRef="date"/></inputData>
            <inputData id="i5" name="障害等級"><variable name="障害等級" typeRef="number"/></inputData>
            <decision id="d1" name="基本額"><variable name="基本額" typeRef="number"/>
              <informationRequirement><requiredInput href="#i1"/></informationRequirement><informationRequirement><requiredInput href="#i2"/></informationRequirement>
              <informationRequirement><requiredInput href="#i3"/></informationRequirement>
              <decisionTable id="t" hitPolicy="FIRST">
                <input><inputExpression typeRef="number"><text>児童の年齢</text></inputExpression></input>
                <input><inputExpression typeRef="number"><text>世帯の所得</text></inputExpression></input>
                <input><inputExpression typeRef="string"><text>続柄</text></inputExpression></input>
                <output name="額" typeRef="number"/>
                {rules}
              </decisionTable>
            </decision>
            <decision id="d2" name="加算"><variable name="加算" typeRef="number"/>
              <informationRequirement><requiredInput href="#i5"/></informationRequirement><informationRequirement><requiredInput href="#i4"/></informationRequirement>
              <literalExpression><text>if 障害等級 in [1..3] and 住民となった日 &lt; date("2026-04-01") then 3000 + {number} else 0</text></literalExpression>
            </decision>
            <decision id="d3" name="支給額"><variable name="支給額" typeRef="number"/>
              <informationRequirement><requiredDecision href="#d1"/></informationRequirement><informationRequirement><requiredDecision href="#d2"/></informationRequirement>
              <literalExpression><text>sum([基本額, 加算])</text></literalExpression>
            </decision>
            """);
    }

    private static string Model(string name, string elements) =>
        $"<definitions xmlns=\"https://www.omg.org/spec/DMN/20230324/MODEL/\" id=\"{name}\" name=\"{name}\" namespace=\"urn:{name}\">\n{elements}\n</definitions>";
}
