using System.Data.Common;
using System.Globalization;
using DuckDB.NET.Data;
using Npgsql;

namespace Madoguchi.Feel.Sql.Tests;

/// <summary>A database of one test: DuckDB in memory, or temporary tables on the server that <c>MADOGUCHI_TEST_POSTGRES</c> names; without one the test is skipped, visibly.</summary>
internal sealed class Engine : IDisposable
{
    private readonly DbConnection connection;

    private Engine(DbConnection connection) => this.connection = connection;

    public static Engine Open(SqlDialect dialect)
    {
        DbConnection connection;
        if (dialect == SqlDialect.DuckDb)
        {
            connection = new DuckDBConnection("DataSource=:memory:");
        }
        else
        {
            var server = Environment.GetEnvironmentVariable("MADOGUCHI_TEST_POSTGRES");
            Assert.SkipWhen(string.IsNullOrEmpty(server), "MADOGUCHI_TEST_POSTGRES names no server.");
            connection = new NpgsqlConnection(server);
        }

        connection.Open();
        return new Engine(connection);
    }

    public static string Literal(FeelValue value) => value switch
    {
        FeelNull => "NULL",
        FeelBoolean flag => flag.Value ? "TRUE" : "FALSE",
        FeelNumber number => number.ToDecimal().ToString(CultureInfo.InvariantCulture),
        FeelString text => $"'{text.Value.Replace("'", "''", StringComparison.Ordinal)}'",
        FeelDate day => string.Create(CultureInfo.InvariantCulture, $"DATE '{day.ToDateOnly()!.Value:yyyy-MM-dd}'"),
        _ => throw new ArgumentOutOfRangeException(nameof(value)),
    };

    /// <summary>What a row says of a decision.</summary>
    public static FeelValue Read(Dictionary<string, object> row, PopulationSqlColumn column)
    {
        var value = row[column.Value];
        switch ((string)row[column.State])
        {
            case "unknown":
                value.ShouldBe(DBNull.Value);
                return FeelNull.Unknown("?");
            case "null":
                value.ShouldBe(DBNull.Value);
                return FeelNull.Value;
        }

        return value switch
        {
            bool flag => flag,
            string text when column.Type == FeelType.String => text,
            string text => FeelExpression.Parse(text).Value.Evaluate(FeelContext.Empty),
            DateOnly day => day,
            DateTime day => DateOnly.FromDateTime(day),
            _ => Convert.ToDecimal(value, CultureInfo.InvariantCulture),
        };
    }

    public void Run(string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    public List<Dictionary<string, object>> Query(string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<Dictionary<string, object>>();
        while (reader.Read())
        {
            rows.Add(Enumerable.Range(0, reader.FieldCount).ToDictionary(reader.GetName, reader.GetValue, StringComparer.Ordinal));
        }

        return rows;
    }

    public void Dispose() => connection.Dispose();
}
