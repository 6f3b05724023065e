using System.Diagnostics;
using System.Globalization;
using System.Security;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Madoguchi.Bench.Load;
using Madoguchi.Feel;

namespace Madoguchi.Bench;

/// <summary>
/// <c>table</c>: one case after another through a table of eight rules and three inputs, first hit, on one thread: prepared, by names,
/// by hand in C#, and by npm's <c>feelin</c>. And a table of 3,700 rules, which elsewhere took 55 ms.
/// </summary>
internal static class TableBench
{
    /// <summary>So many that the processor cannot learn by heart which way each goes.</summary>
    private const int Cases = 1 << 20;
    private const int Rounds = 15;
    private const int Checked = 4096;
    private const double Wanted = 5e6;
    private const double MostByHand = 3;

    private static readonly string[] Relations = ["本人", "配偶者", "子", "孫", "父", "母"];

    private static readonly (string[] Cells, int Output)[] Rules =
    [
        (["< 3", "<= 6220000", "\"子\", \"孫\""], 15_000),
        (["[3..12)", "<= 6220000", "\"子\""], 10_000),
        (["[12..15]", "<= 6220000", "\"子\", \"孫\""], 12_000),
        (["(15..18]", "< 8000000", "\"子\""], 7_000),
        (["< 18", "> 6220000", "not(\"配偶者\")"], 5_000),
        ([">= 65", "< 2000000", "-"], 3_000),
        (["-", "< 1000000", "\"本人\", \"配偶者\""], 1_000),
        (["-", "-", "-"], 0),
    ];

    /// <summary>A case as places in the pools of what there is, so that neither way waits for memory.</summary>
    private readonly record struct Case(byte Age, short Income, byte Relation);

    private sealed record Peer([property: JsonPropertyName("perSecond")] double PerSecond, [property: JsonPropertyName("results")] int?[] Results);

    public static async Task<Figure> MeasureAsync(string[] _)
    {
        var random = new Random(20261201);
        var (ages, incomes) = (Enumerable.Range(0, 80).ToArray(), Enumerable.Range(0, 900).Select(at => at * 10_000L).ToArray());
        var cases = new Case[Cases];
        for (var at = 0; at < cases.Length; at++)
        {
            cases[at] = new((byte)random.Next(ages.Length), (short)random.Next(incomes.Length), (byte)random.Next(Relations.Length));
        }

        var ageValues = Array.ConvertAll(ages, age => (FeelValue)age);
        var incomeValues = Array.ConvertAll(incomes, income => (FeelValue)income);
        var relationValues = Array.ConvertAll(Relations, relation => (FeelValue)relation);
        var decisions = Compile(Rules);
        var prepared = decisions.Prepare("支給額", "年齢", "所得", "続柄");
        var wrong = cases.Take(Checked).Count(one => !Is(Prepared(prepared, one), Hand(one)) || !Is(decisions.Decide("支給額", Context(one)), Hand(one)));

        var contexts = Array.ConvertAll(cases[..Checked], Context);
        var times = Measure(
            ("by hand", Cases, () => Sum(cases, Hand)),
            ("prepared", Cases, () => Sum(cases, one => Prepared(prepared, one) is FeelNumber ? 1 : 0)),
            ("prepared, values made for each case", Cases, () => Sum(cases, one => prepared.Decide([ages[one.Age], incomes[one.Income], Relations[one.Relation]]) is FeelNumber ? 1 : 0)),
            ("by names", Checked, () => Sum(contexts, context => decisions.Decide("支給額", context) is FeelNumber ? 1 : 0)));
        foreach (var (what, nanoseconds) in times)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: {nanoseconds:N1} ns, {1e3 / nanoseconds:N1} million/s"));
        }

        var large = Compile(Large(random));
        var big = large.Prepare("支給額", "年齢", "所得", "続柄");
        wrong += cases.Take(200).Count(one => !Prepared(big, one).Equals(large.Decide("支給額", Context(one))));
        var bigTime = Measure(("3,700 rules", Cases, () => Sum(cases, one => Prepared(big, one) is FeelNumber ? 1 : 0)))["3,700 rules"];
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"3,700 rules, prepared: {bigTime:N0} ns"));

        var peer = await FeelinAsync(cases.Take(Checked).Select(one => new object[] { ages[one.Age], incomes[one.Income], Relations[one.Relation] }));
        wrong += peer is null ? 0 : peer.Results.Zip(cases, (result, one) => result == Hand(one)).Count(isSame => !isSame);
        var ratio = times["prepared"] / times["by hand"];
        return new Figure(string.Create(CultureInfo.InvariantCulture,
            $"{1e3 / times["prepared"]:N1} million/s prepared on one thread ({1e9 / times["prepared"] / Wanted:N1} of the 5 million wanted), {ratio:N2} of the time by hand (at most {MostByHand}); by names {1e3 / times["by names"]:N2} million/s; feelin {peer?.PerSecond.ToString("N0", CultureInfo.InvariantCulture) ?? "not there, so no"}/s"), wrong);

        int Hand(Case one) => ByHand(ages[one.Age], incomes[one.Income], Relations[one.Relation]);

        FeelValue Prepared(PreparedDecision decision, Case one) => decision.Decide([ageValues[one.Age], incomeValues[one.Income], relationValues[one.Relation]]);

        FeelContext Context(Case one) => new(FeelFacts.Of(("年齢", ages[one.Age]), ("所得", incomes[one.Income]), ("続柄", Relations[one.Relation])));
    }

    private static bool Is(FeelValue value, int expected) => value is FeelNumber number && number.TryToInt64(out var whole) && whole == expected;

    /// <summary>As a programmer would write it.</summary>
    private static int ByHand(int age, long income, string relation) =>
        age < 3 && income <= 6_220_000 && (relation is "子" or "孫") ? 15_000
            : age is >= 3 and < 12 && income <= 6_220_000 && relation == "子" ? 10_000
            : age is >= 12 and <= 15 && income <= 6_220_000 && (relation is "子" or "孫") ? 12_000
            : age is > 15 and <= 18 && income < 8_000_000 && relation == "子" ? 7_000
            : age < 18 && income > 6_220_000 && relation != "配偶者" ? 5_000
            : age >= 65 && income < 2_000_000 ? 3_000
            : income < 1_000_000 && (relation is "本人" or "配偶者") ? 1_000
            : 0;

    private static int Sum<T>(T[] cases, Func<T, int> decide)
    {
        var sum = 0;
        foreach (var one in cases)
        {
            sum += decide(one);
        }

        return sum;
    }

    /// <summary>Nanoseconds a case, the ways in turn so that a slow minute slows all of them.</summary>
    private static Dictionary<string, double> Measure(params (string What, int Cases, Func<int> Run)[] ways)
    {
        var times = ways.ToDictionary(way => way.What, _ => new List<double>());
        for (var round = 0; round < Rounds * 2; round++)
        {
            foreach (var (what, cases, run) in ways)
            {
                var begin = Stopwatch.GetTimestamp();
                run();
                if (round >= Rounds)
                {
                    times[what].Add(Stopwatch.GetElapsedTime(begin).TotalNanoseconds / cases);
                }
            }
        }

        return times.ToDictionary(time => time.Key, time => Driver.Median(time.Value));
    }

    private static DmnDecisions Compile(IEnumerable<(string[] Cells, int Output)> rules)
    {
        var text = new StringBuilder();
        foreach (var (cells, output) in rules)
        {
            text.Append("<rule>").AppendJoin("", cells.Select(cell => $"<inputEntry><text>{SecurityElement.Escape(cell)}</text></inputEntry>"))
                .Append(CultureInfo.InvariantCulture, $"<outputEntry><text>{output}</text></outputEntry></rule>");
        }

        using var source = new MemoryStream(Encoding.UTF8.GetBytes($"""
            <definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" id="m" name="m" namespace="urn:m">
              <inputData id="i1" name="年齢"><variable name="年齢" typeRef="number"/></inputData>
              <inputData id="i2" name="所得"><variable name="所得" typeRef="number"/></inputData>
              <inputData id="i3" name="続柄"><variable name="続柄" typeRef="string"/></inputData>
              <decision id="d" name="支給額"><variable name="支給額" typeRef="number"/>
                <informationRequirement><requiredInput href="#i1"/></informationRequirement>
                <informationRequirement><requiredInput href="#i2"/></informationRequirement>
                <informationRequirement><requiredInput href="#i3"/></informationRequirement>
                <decisionTable hitPolicy="FIRST">
                  <input><inputExpression typeRef="number"><text>年齢</text></inputExpression></input>
                  <input><inputExpression typeRef="number"><text>所得</text></inputExpression></input>
                  <input><inputExpression typeRef="string"><text>続柄</text></inputExpression></input>
                  <output typeRef="number"/>{text}
                </decisionTable>
              </decision>
            </definitions>
            """));
        return DmnDecisions.Compile(DmnModel.Read(source));
    }

    private static IEnumerable<(string[] Cells, int Output)> Large(Random random) => Enumerable.Range(1, 3_700).Select(number =>
    {
        var (age, income) = (random.Next(80), random.Next(900) * 10_000);
        return ((string[])[$"[{age}..{age + 1}]", $"[{income}..{income + 300_000})", $"\"{Relations[number % Relations.Length]}\""], number);
    });

    /// <summary>Null where Node.js or the package cannot be had.</summary>
    private static async Task<Peer?> FeelinAsync(IEnumerable<object[]> cases)
    {
        var folder = Directory.CreateTempSubdirectory("bench-feelin");
        try
        {
            foreach (var file in (string[])["package.json", "package-lock.json", "table.mjs"])
            {
                File.Copy(Path.Combine(AppContext.BaseDirectory, "feelin", file), Path.Combine(folder.FullName, file));
            }

            var (installed, _) = await RunAsync("npm", ["ci", "--silent"], "");
            var (rc, said) = installed == 0
                ? await RunAsync("node", ["table.mjs"], JsonSerializer.Serialize(new
                {
                    rows = Rules.Select(rule => new { cells = rule.Cells, output = rule.Output }),
                    cases,
                }))
                : (installed, "");
            return rc == 0 ? JsonSerializer.Deserialize<Peer>(said) : null;
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            Console.WriteLine($"feelin: {missing.Message}");
            return null;
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        async Task<(int ExitCode, string Said)> RunAsync(string program, string[] arguments, string input)
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = folder.FullName, RedirectStandardInput = true, RedirectStandardOutput = true })!;
            await process.StandardInput.WriteAsync(input);
            process.StandardInput.Close();
            var said = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            return (process.ExitCode, said);
        }
    }
}
