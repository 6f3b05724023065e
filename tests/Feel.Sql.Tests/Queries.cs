using System.Globalization;

namespace Madoguchi.Feel.Sql.Tests;

public sealed class Queries
{
    private static readonly DateTimeOffset Noon = new(2026, 12, 1, 12, 0, 0, TimeSpan.FromHours(9));

    public static TheoryData<SqlDialect> Dialects => [.. Enum.GetValues<SqlDialect>()];

    [Theory]
    [MemberData(nameof(Dialects))]
    public void A_population_that_is_only_described_gives_a_query_for_the_tables_it_describes(SqlDialect dialect)
    {
        using var engine = Engine.Open(dialect);
        engine.Run("""
            CREATE TEMP TABLE residents (id INTEGER, household_id INTEGER, "生年月日" DATE, "続柄" VARCHAR, "在学" BOOLEAN, "在学_empty" BOOLEAN);
            INSERT INTO residents VALUES
              (1, 7, DATE '1985-05-05', '世帯主', NULL, TRUE), (2, 7, DATE '2010-01-02', '子', TRUE, FALSE), (3, 7, DATE '2024-12-01', '子', FALSE, NULL),
              (4, 8, NULL, '世帯主', NULL, NULL);
            """);
        var city = City();

        var sql = Model("在学 = true and 子の数 >= 2").ToSql(city, dialect, null, "判定", "月額");

        sql.Refused.ShouldBeEmpty();
        engine.Query(sql.Outside).ShouldBeEmpty();
        var rows = engine.Query(sql.Query).OrderBy(row => Convert.ToInt32(row["id"], CultureInfo.InvariantCulture));
        rows.Select(row => (Engine.Read(row, sql.Columns[0]), Engine.Read(row, sql.Columns[1])))
            .Select(row => $"{Short(row.Item1)} {Short(row.Item2)}").ShouldBe(["false 0", "true 15000.5", "false 0", "unknown unknown"]);
    }

    /// <summary>Names and texts come from officers, and from whoever sent them a model.</summary>
    [Theory]
    [MemberData(nameof(Dialects))]
    public void What_stands_in_quotation_marks_stays_there(SqlDialect dialect)
    {
        using var engine = Engine.Open(dialect);
        string[] texts = ["'; DROP TABLE residents; --", "\\", "\\'", "''", "\"", "$$", "?", "@p", ":p", "{0}", "%", "年\n月"];
        engine.Run("CREATE TEMP TABLE residents (id INTEGER, \"区分\" VARCHAR)");
        engine.Run($"INSERT INTO residents VALUES {string.Join(", ", texts.Select((text, at) => $"({at}, {Engine.Literal(text)})"))}");
        var city = new Population(0, Noon);
        city.Residents.DescribeTexts("区分", texts, mayBeUnknown: false);
        var table = new DmnTable("t", null)
        {
            HitPolicy = HitPolicy.First,
            Inputs = [new(null, null, "区分", null, null)],
            Outputs = [new(null, null, null, null, null, null)],
            Rules = [.. texts.Select(text => new DmnRule(null, [Feel(text)], [Feel(text)], []))],
        };
        var name = "判定\"; DROP TABLE residents; --";
        var model = DmnDecisions.Compile(new DmnModel("m", "urn:m")
        {
            Inputs = [new("i", new("区分", null))],
            Decisions = [new("d", new(name, null)) { Logic = table, Requires = ["#i"] }],
        });

        var sql = model.ToSql(city, dialect, null, name);

        engine.Query(sql.Outside).ShouldBeEmpty();
        foreach (var row in engine.Query(sql.Query))
        {
            Engine.Read(row, sql.Columns[0]).ShouldBe(texts[Convert.ToInt32(row["id"], CultureInfo.InvariantCulture)]);
        }

        static string Feel(string text) => ((FeelValue)text).ToString();
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public void Tables_that_hold_something_else_are_found_out(SqlDialect dialect)
    {
        using var engine = Engine.Open(dialect);
        engine.Run("""
            CREATE TEMP TABLE residents (id INTEGER, household_id INTEGER, "生年月日" DATE, "続柄" VARCHAR, "在学" BOOLEAN, "在学_empty" BOOLEAN);
            INSERT INTO residents VALUES
              (1, 7, DATE '1885-05-05', '世帯主', TRUE, TRUE), (2, 7, DATE '2010-01-02', '同居人', TRUE, FALSE), (3, NULL, DATE '2024-12-01', NULL, FALSE, NULL),
              (4, 7, NULL, '世帯主', NULL, NULL), (5, 7, NULL, '世帯主', NULL, NULL);
            """);

        var found = engine.Query(Model("true").ToSql(City(), dialect, null, "判定").Outside);

        found.Select(row => $"{row["fact"]} {row["faults"]}").Order(StringComparer.Ordinal)
            .ShouldBe(["household_id 1", "household_id 1", "生年月日 1", "続柄 2", "在学 1"], ignoreOrder: true);
    }

    [Fact]
    public void What_SQL_cannot_say_is_refused_with_rule_and_column()
    {
        var table = new DmnTable("t", null)
        {
            Inputs = [new(null, null, "在学", null, null), new(null, null, "続柄", null, null)],
            Outputs = [new(null, null, null, null, null, null)],
            Rules = [new(null, ["true", "-"], ["1"], []), new(null, ["false", "string length(続柄) < string length(string(生年月日))"], ["2"], [])],
        };
        var model = DmnDecisions.Compile(new DmnModel("m", "urn:m")
        {
            Inputs = [new("a", new("在学", null)), new("b", new("続柄", null)), new("c", new("生年月日", null))],
            Decisions =
            [
                new("d", new("判定", null)) { Logic = table, Requires = ["#a", "#b", "#c"] },
                new("e", new("月額", null)) { Logic = new DmnLiteral(null, null, "if 在学 then 1 else 0"), Requires = ["#a"] },
            ],
        });

        var sql = model.ToSql(City(), SqlDialect.DuckDb, null, "判定", "月額");

        sql.Columns.Select(column => column.Decision).ShouldBe(["月額"]);
        var refused = sql.Refused.ShouldHaveSingleItem();
        (refused.Element, refused.Row, refused.Column).ShouldBe(("判定", 2, 2));
        refused.Japanese.ShouldContain("SQL");
        sql.Query.ShouldNotContain("判定");
    }

    private static string Short(FeelValue value) => value is FeelNull none ? none.IsUnknown ? "unknown" : "null" : value.ToString();

    private static Population City()
    {
        var city = new Population(0, Noon);
        city.Residents.DescribeDates("生年月日", new(1900, 1, 1), new(2026, 12, 1)).DescribeTexts("続柄", ["世帯主", "子"], mayBeUnknown: false).DescribeTruths("在学", mayBeEmpty: true);
        city.DescribeHouseholds(largest: 3);
        return city.Derive("満年齢", "years and months duration(生年月日, today()).years").Derive("子の数", "count(世帯.世帯員[満年齢 < 18])");
    }

    private static DmnDecisions Model(string truth) => DmnDecisions.Compile(new DmnModel("m", "urn:m")
    {
        Inputs = [new("a", new("在学", null)), new("b", new("子の数", null))],
        Decisions =
        [
            new("d", new("判定", null)) { Logic = new DmnLiteral(null, null, truth), Requires = ["#a", "#b"] },
            new("e", new("月額", null)) { Logic = new DmnLiteral(null, null, "if 判定 then 15000.5 else 0"), Requires = ["#d"] },
        ],
    });
}
