using System.Diagnostics;
using System.Globalization;
using System.Security;
using System.Text;
using DuckDB.NET.Data;
using Madoguchi.Bench.Load;
using Madoguchi.Feel;

namespace Madoguchi.Bench;

/// <summary>
/// <c>sweep</c>: 500,000 residents, a hundred rules of four conditions and a hundred tables of eight rows by three tests, first hit, read
/// from <c>.dmn</c>; unknown facts and a derived fact among them. Beside it the same by hand (<see cref="HandWrittenSweep"/>), and DuckDB.
/// <c>japan</c>: a hundred such rules over 125 million.
/// </summary>
internal static class SweepBench
{
    private const int Residents = 500_000;
    private const int Country = 125_000_000;
    private const int Decisions = 100;
    private const int Rows = 8;
    private const int Rounds = 25;
    private const int WarmUp = 10;

    private static readonly DateOnly Day = new(2026, 4, 1);
    private static readonly string[] Relations = ["世帯主", "妻", "子", "母"];

    /// <summary>A condition as FEEL has it in a cell, as numbers from low to high, and as SQL.</summary>
    private sealed record Cell(string Column, string Feel, int Low, int High)
    {
        public string Sql => Low == int.MinValue ? $"{Column} <= {High}" : High == int.MaxValue ? $"{Column} >= {Low}" : $"{Column} BETWEEN {Low} AND {High}";
    }

    public static Task<Figure> MeasureAsync(string[] _)
    {
        var facts = People.Make(Residents);
        var random = new Random(11);
        var rules = Many(Decisions, () => Condition(random, 4));
        var tables = Many(Decisions, () => Many(Rows, () => Condition(random, 3)));

        var (eachRule, ruleNames) = Compile(rules.Select(rule => (Cell[][])[rule]), isFirst: false);
        var (eachTable, tableNames) = Compile(tables, isFirst: true);
        var clock = Stopwatch.StartNew();
        var city = facts.ToPopulation();
        var loaded = clock.Elapsed;
        var (ruleSweep, tableSweep) = (eachRule.Over(city, ruleNames), eachTable.Over(city, tableNames));
        var prepared = clock.Elapsed - loaded;
        var wrong = Wrong(eachRule, ruleSweep.Run(), city, ruleNames) + Wrong(eachTable, tableSweep.Run(), city, tableNames)
            + ruleSweep.Fallbacks.Count + tableSweep.Fallbacks.Count;

        var (handRules, handTables) = (rules.Select(facts.ByHand).ToArray(), tables.Select(table => table.Select(facts.ByHand).ToArray()).ToArray());
        wrong += Enumerable.Range(0, Decisions).Sum(at => Differ(ruleSweep.Run()[ruleNames[at]], HandWrittenSweep.Each([handRules[at]], facts.Words, 1)[0]));
        var times = Measure(
        [
            ("rules", threads => ruleSweep.Run(threads)), ("rules by hand", threads => HandWrittenSweep.Each(handRules, facts.Words, threads)),
            ("tables", threads => tableSweep.Run(threads)), ("tables by hand", threads => HandWrittenSweep.First(handTables, facts.Words, threads)),
        ]);
        foreach (var (what, threads, milliseconds) in times)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}, {threads} thread(s): {milliseconds:N1} ms, {Rate(milliseconds):N2} × 10⁹ rule-residents/s"));
        }

        var duck = DuckDb(facts, rules);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"rules in DuckDB, 2 threads: {duck:N1} ms; facts into columns {loaded.TotalMilliseconds:N0} ms, both made ready {prepared.TotalMilliseconds:N0} ms"));
        double Of(string what) => times.Single(time => time.What == what && time.Threads == 2).Milliseconds;
        return Task.FromResult(new Figure(string.Create(CultureInfo.InvariantCulture,
            $"{Rate(Of("rules")):N1} × 10⁹ rule-residents/s, {Of("rules") / Of("rules by hand"):N2} of the time by hand and {Of("rules") / duck:N2} of DuckDB's; tables {Of("tables"):N1} ms, {Of("tables") / Of("tables by hand"):N2} of the time by hand"), wrong));
    }

    public static Task<Figure> CountryAsync(string[] args)
    {
        var residents = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : Country;
        var random = new Random(11);
        var (decisions, names) = Compile(Many(Decisions, () => (Cell[][])[Condition(random, 4)]), isFirst: false);
        var city = People.Make(residents).ToPopulation();
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        var sweep = decisions.Over(city, names);
        sweep.Run();
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        var clock = Stopwatch.StartNew();
        var run = sweep.Run();
        var seconds = clock.Elapsed.TotalSeconds;
        var wrong = Wrong(decisions, run, city, names) + sweep.Fallbacks.Count;
        var memory = Process.GetCurrentProcess().PeakWorkingSet64 / 1e9;
        return Task.FromResult(new Figure(string.Create(CultureInfo.InvariantCulture,
            $"{residents:N0} residents × {Decisions} rules in {seconds:N2} s, {seconds / 4:N2} of the 4 s wanted; {memory:N1} GB at most, {memory / 16:N2} of the 16 GB"), wrong));
    }

    private static double Rate(double milliseconds) => (double)Residents * Decisions / milliseconds / 1e6;

    private static T[] Many<T>(int count, Func<T> one) => [.. Enumerable.Range(0, count).Select(_ => one())];

    private static Cell[] Condition(Random random, int count)
    {
        var (from, income, since) = (random.Next(60), random.Next(100, 900) * 10_000, random.Next(300));
        var until = from + random.Next(1, 40);
        Cell[] cells =
        [
            new("満年齢", $"[{from}..{until}]", from, until), new("所得", $"< {income}", int.MinValue, income - 1),
            new("居住月数", $">= {since}", since, int.MaxValue), new("続柄", "\"妻\", \"子\"", 1, 2),
        ];
        return cells[..count];
    }

    /// <summary>The tables as an editor writes them, read and compiled.</summary>
    private static (DmnDecisions Decisions, string[] Names) Compile(IEnumerable<Cell[][]> tables, bool isFirst)
    {
        var (text, names) = (new StringBuilder(), new List<string>());
        text.Append("""<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" id="m" name="m" namespace="urn:m">""");
        foreach (var rows in tables)
        {
            var number = names.Count.ToString(CultureInfo.InvariantCulture);
            names.Add($"決定{number}");
            text.Append(CultureInfo.InvariantCulture, $"""<decision id="d{number}" name="決定{number}"><variable name="決定{number}"/>""");
            foreach (var column in rows[0].Select(cell => cell.Column))
            {
                text.Append(CultureInfo.InvariantCulture, $"""<informationRequirement><requiredInput href="#{column}"/></informationRequirement>""");
            }

            text.Append(CultureInfo.InvariantCulture, $"""<decisionTable hitPolicy="{(isFirst ? "FIRST" : "UNIQUE")}">""");
            foreach (var column in rows[0].Select(cell => cell.Column))
            {
                text.Append(CultureInfo.InvariantCulture, $"<input><inputExpression><text>{column}</text></inputExpression></input>");
            }

            text.Append(isFirst ? "<output/>" : "<output><defaultOutputEntry><text>false</text></defaultOutputEntry></output>");
            foreach (var (row, cells) in rows.Index())
            {
                text.Append("<rule>");
                foreach (var cell in cells)
                {
                    text.Append(CultureInfo.InvariantCulture, $"<inputEntry><text>{SecurityElement.Escape(cell.Feel)}</text></inputEntry>");
                }

                text.Append(CultureInfo.InvariantCulture, $"<outputEntry><text>{(isFirst ? (row + 1).ToString(CultureInfo.InvariantCulture) : "true")}</text></outputEntry></rule>");
            }

            text.Append("</decisionTable></decision>");
        }

        foreach (var column in (string[])["満年齢", "所得", "居住月数", "続柄"])
        {
            text.Append(CultureInfo.InvariantCulture, $"""<inputData id="{column}" name="{column}"><variable name="{column}"/></inputData>""");
        }

        using var source = new MemoryStream(Encoding.UTF8.GetBytes(text.Append("</definitions>").ToString()));
        return (DmnDecisions.Compile(DmnModel.Read(source)), [.. names]);
    }

    /// <summary>Residents, one in some thousands, whose verdict is not that of the evaluator of one case.</summary>
    private static int Wrong(DmnDecisions decisions, PopulationRun run, Population city, string[] names)
    {
        var wrong = 0;
        for (var resident = 0; resident < city.Count; resident += 1 + (city.Count / 500))
        {
            foreach (var name in names)
            {
                var (one, all) = (decisions.Decide(name, city.ContextOf(resident)), run[name][resident]);
                wrong += one is FeelNull open ? all is FeelNull also && also.IsUnknown == open.IsUnknown ? 0 : 1 : one.Equals(all) ? 0 : 1;
            }
        }

        return wrong;
    }

    private static int Differ(PopulationResult ours, (ulong[] True, ulong[] Unknown) byHand)
    {
        var (isTrue, unknown) = (ours.True, ours.Unknown);
        return Enumerable.Range(0, ours.Count).Count(at =>
            isTrue[at] != ((byHand.True[at >> 6] >> (at & 63) & 1) != 0) || unknown[at] != ((byHand.Unknown[at >> 6] >> (at & 63) & 1) != 0));
    }

    private static List<(string What, int Threads, double Milliseconds)> Measure(IReadOnlyList<(string What, Action<int> Run)> ways)
    {
        var times = ways.SelectMany(way => (int[])[1, 2], (way, threads) => (way.What, threads)).ToDictionary(key => key, _ => new List<double>());
        for (var round = 0; round < WarmUp + Rounds; round++)
        {
            foreach (var (what, run) in ways)
            {
                foreach (var threads in (int[])[1, 2])
                {
                    var begin = Stopwatch.GetTimestamp();
                    run(threads);
                    var time = Stopwatch.GetElapsedTime(begin).TotalMilliseconds;
                    if (round >= WarmUp)
                    {
                        times[(what, threads)].Add(time);
                    }
                }
            }
        }

        return [.. times.Select(time => (time.Key.What, time.Key.threads, Driver.Median([.. time.Value.Order()])))];
    }

    private static double DuckDb(People facts, Cell[][] rules)
    {
        using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        Execute("SET threads = 2");
        Execute("CREATE TABLE r (満年齢 INTEGER, 所得 INTEGER, 居住月数 INTEGER, 続柄 INTEGER)");
        using (var appender = connection.CreateAppender("r"))
        {
            for (var at = 0; at < facts.Count; at++)
            {
                var row = appender.CreateRow();
                row = facts.Age.Known[at] ? row.AppendValue(facts.Age.Values[at]) : row.AppendNullValue();
                row = facts.Income.Known[at] ? row.AppendValue(facts.Income.Values[at]) : row.AppendNullValue();
                row = facts.Months.Known[at] ? row.AppendValue(facts.Months.Values[at]) : row.AppendNullValue();
                row.AppendValue(facts.Relation.Values[at]).EndRow();
            }
        }

        var query = "SELECT " + string.Join(", ", rules.Select(rule => $"sum(({string.Join(" AND ", rule.Select(cell => cell.Sql))})::INT)")) + " FROM r";
        var times = new List<double>();
        for (var round = 0; round < 12; round++)
        {
            var begin = Stopwatch.GetTimestamp();
            Execute(query);
            times.Add(Stopwatch.GetElapsedTime(begin).TotalMilliseconds);
        }

        return Driver.Median([.. times.Skip(3).Order()]);

        void Execute(string text)
        {
            using var command = connection.CreateCommand();
            command.CommandText = text;
            using var reader = command.ExecuteReader();
            while (reader.Read())
            {
            }
        }
    }

    /// <summary>Facts as plain arrays, from one seed.</summary>
    private sealed record People(int Count, (int[] Values, Bitmap Known) Born, (int[] Values, Bitmap Known) Age, (int[] Values, Bitmap Known) Income, (int[] Values, Bitmap Known) Months, (int[] Values, Bitmap Known) Relation)
    {
        private readonly Dictionary<string, HandWrittenSweep.IntColumn> byHand = [];

        public int Words => (Count + 63) / 64;

        public static People Make(int count)
        {
            var random = new Random(42);
            var born = Column(() => Day.DayNumber - random.Next(35_000), 0.98);
            var age = (Array.ConvertAll(born.Values, day => YearsOf(DateOnly.FromDayNumber(day))), born.Known);
            return new(count, born, age, Column(() => random.Next(10_000_000), 0.95), Column(() => random.Next(600), 0.99), Column(() => random.Next(Relations.Length), 1));

            (int[] Values, Bitmap Known) Column(Func<int> one, double known)
            {
                var values = new int[count];
                for (var at = 0; at < count; at++)
                {
                    values[at] = one();
                }

                return (values, Bitmap.Of(count, _ => random.NextDouble() < known));
            }
        }

        public Population ToPopulation()
        {
            var city = new Population(Count);
            city.Residents.Dates("生年月日", Born.Values, Born.Known).Numbers<int>("所得", Income.Values, known: Income.Known)
                .Numbers<int>("居住月数", Months.Values, known: Months.Known).Texts<int>("続柄", Relations, Relation.Values);
            return city.Share("基準日", Day).Derive("満年齢", "years and months duration(生年月日, 基準日).years");
        }

        public HandWrittenSweep.Condition[] ByHand(Cell[] cells) => Array.ConvertAll(cells, cell => new HandWrittenSweep.Condition(ByHand(cell.Column), cell.Low, cell.High));

        private static int YearsOf(DateOnly born) => Day.Year - born.Year - (Day < born.AddYears(Day.Year - born.Year) ? 1 : 0);

        private HandWrittenSweep.IntColumn ByHand(string name)
        {
            if (!byHand.TryGetValue(name, out var column))
            {
                var (values, known) = name switch { "満年齢" => Age, "所得" => Income, "居住月数" => Months, _ => Relation };
                var (padded, words) = (new int[Words * 64], new ulong[Words]);
                values.CopyTo(padded, 0);
                foreach (var at in known)
                {
                    words[at >> 6] |= 1UL << (at & 63);
                }

                byHand[name] = column = new(padded, words);
            }

            return column;
        }
    }
}
