using System.Globalization;
using System.Text;
using CsCheck;
using Madoguchi.Feel.Tests;

namespace Madoguchi.Feel.Sql.Tests;

/// <summary>The law of the queries: in DuckDB and in PostgreSQL everybody's verdict is the one that the evaluator of one case gives.</summary>
public sealed class SqlDecidesLikeOne
{
    private static readonly (string Fact, string Type)[] Facts =
        [("年齢", "SMALLINT"), ("所得", "BIGINT"), ("率", "DECIMAL(6, 1)"), ("続柄", "VARCHAR"), ("生年月日", "DATE"), ("在学", "BOOLEAN")];

    public static TheoryData<SqlDialect, int> Engines => new() { { SqlDialect.DuckDb, 80 }, { SqlDialect.PostgreSql, 80 } };

    [Theory]
    [MemberData(nameof(Engines))]
    public void Whatever_the_tables_and_the_people(SqlDialect dialect, int models)
    {
        using var engine = Engine.Open(dialect);
        var (said, asked) = (0, 0);
        Gen.Int[0, int.MaxValue - 1].Sample(
            seed =>
            {
                var random = new Random(seed);
                var city = GeneratedCity.People(random, random.Next(1, 60), out var householdOf);
                var model = GeneratedCity.Model(random);
                var decisions = DmnDecisions.Compile(model);
                Load(engine, city, householdOf);

                var sql = decisions.ToSql(city, dialect, null, [.. model.Decisions.Select(decision => decision.Name)]);

                (said, asked) = (said + sql.Columns.Count, asked + model.Decisions.Count);
                engine.Query(sql.Outside).ShouldBeEmpty();
                var rows = sql.Query.Length == 0 ? [] : engine.Query(sql.Query).ToDictionary(row => Convert.ToInt32(row["id"], CultureInfo.InvariantCulture));
                foreach (var column in sql.Columns)
                {
                    rows.Count.ShouldBe(city.Count);
                    for (var resident = 0; resident < city.Count; resident++)
                    {
                        var (one, all) = (decisions.Decide(column.Decision, city.ContextOf(resident)), Engine.Read(rows[resident], column));
                        if (!GeneratedCity.Same(one, all))
                        {
                            throw new Xunit.Sdk.XunitException($"{GeneratedCity.Text(model.Decisions.Single(decision => decision.Name == column.Decision).Logic!)}\nresident {resident}: one {one} ({GeneratedCity.State(one)}), all {all} ({GeneratedCity.State(all)})\n{GeneratedCity.Facts(city, resident)}\n{sql.Query}");
                        }
                    }
                }
            },
            iter: models, threads: 1);

        TestContext.Current.SendDiagnosticMessage("{0}: {1} of {2} decisions are SQL", dialect, said, asked);
        said.ShouldBeGreaterThan(asked / 2, "most of what is generated is to be said");
    }

    private static void Load(Engine engine, Population city, int[] householdOf)
    {
        engine.Run("DROP TABLE IF EXISTS residents; DROP TABLE IF EXISTS households");
        engine.Run($"CREATE TEMP TABLE residents (id INTEGER, household_id INTEGER, {string.Join(", ", Facts.Select(fact => $"\"{fact.Fact}\" {fact.Type}, \"{fact.Fact}_empty\" BOOLEAN"))})");
        engine.Run("CREATE TEMP TABLE households (id INTEGER, \"種別\" VARCHAR)");
        var rows = new StringBuilder();
        for (var resident = 0; resident < city.Count; resident++)
        {
            var facts = city.FactsOf(resident);
            rows.Append(CultureInfo.InvariantCulture, $"{(resident == 0 ? "" : ", ")}({resident}, {householdOf[resident]}");
            foreach (var (fact, _) in Facts)
            {
                facts.TryGet(fact, out var value).ShouldBeTrue();
                rows.Append(CultureInfo.InvariantCulture, $", {Engine.Literal(value!)}, {(value is FeelNull { IsUnknown: false } ? "TRUE" : "NULL")}");
            }

            rows.Append(')');
        }

        engine.Run($"INSERT INTO residents VALUES {rows}");
        foreach (var resident in householdOf.Index().DistinctBy(one => one.Item))
        {
            city.FactsOf(resident.Index).TryGet("世帯", out var household).ShouldBeTrue();
            engine.Run(string.Create(CultureInfo.InvariantCulture, $"INSERT INTO households VALUES ({resident.Item}, {Engine.Literal(((FeelContextValue)household!).Get("種別"))})"));
        }
    }
}
