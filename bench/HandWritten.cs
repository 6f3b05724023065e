using System.Data.Common;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Madoguchi.Bench;

/// <summary>A row that one submission added to a table.</summary>
internal sealed record CapturedRow(string Table, IReadOnlyList<string> Columns, object?[] Values);

/// <summary>
/// The limit of <c>submissions</c>: the very rows that one submission writes, captured from the database, written again as often as
/// asked by prepared statements and nothing else, 64 to a transaction as the writer does it. No HTTP, no rules, no JSON.
/// </summary>
internal sealed partial class HandWritten(string connectionString)
{
    private const int PerCommit = 64;
    private const int PostgresLanes = 4;

    private bool IsPostgres { get; } = connectionString.Contains("Host=", StringComparison.Ordinal);

    /// <summary>Every row of the module tables, as text, to tell later which are new.</summary>
    public async Task<HashSet<string>> SnapshotAsync()
    {
        var rows = await ReadAllAsync();
        return [.. rows.Select(Signature)];
    }

    /// <summary>The rows that are there now and were not before; changed rows included.</summary>
    public async Task<List<CapturedRow>> SinceAsync(HashSet<string> before) =>
        [.. (await ReadAllAsync()).Where(row => !before.Contains(Signature(row)))];

    /// <summary>Writes the captured rows <paramref name="times"/> times with ids of their own; returns times a second.</summary>
    public async Task<double> WriteAsync(IReadOnlyList<CapturedRow> captured, int times)
    {
        // Values are made before the clock starts: only writing is measured.
        var copies = Enumerable.Range(0, times).Select(_ => Copy(captured)).ToList();
        var began = System.Diagnostics.Stopwatch.GetTimestamp();
        var lanes = IsPostgres ? PostgresLanes : 1;
        await Task.WhenAll(copies.Index().GroupBy(copy => copy.Index % lanes).Select(lane => Task.Factory.StartNew(
            () => WriteLane([.. lane.Select(copy => copy.Item)]), TaskCreationOptions.LongRunning)));
        return times / System.Diagnostics.Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    private void WriteLane(IReadOnlyList<IReadOnlyList<CapturedRow>> copies)
    {
        using var connection = Open();
        var commands = new Dictionary<string, DbCommand>(StringComparer.Ordinal);
        foreach (var batch in copies.Chunk(PerCommit))
        {
            using var transaction = connection is SqliteConnection sqlite ? sqlite.BeginTransaction(deferred: false) : connection.BeginTransaction();
            foreach (var row in batch.SelectMany(rows => rows))
            {
                if (!commands.TryGetValue(row.Table, out var command))
                {
                    commands.Add(row.Table, command = Insert(connection, row));
                }

                command.Transaction = transaction;
                for (var i = 0; i < row.Values.Length; i++)
                {
                    command.Parameters[i].Value = row.Values[i] ?? DBNull.Value;
                }

                command.ExecuteNonQuery();
            }

            transaction.Commit();
        }
    }

    private static DbCommand Insert(DbConnection connection, CapturedRow row)
    {
        var command = connection.CreateCommand();
#pragma warning disable CA2100 // names of our own tables and columns
        command.CommandText =
            $"insert into {row.Table} ({string.Join(", ", row.Columns)}) values ({string.Join(", ", row.Columns.Select(column => "@" + column))})";
#pragma warning restore CA2100
        foreach (var column in row.Columns)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = "@" + column;
            command.Parameters.Add(parameter);
        }

        return command;
    }

    private DbConnection Open()
    {
        if (IsPostgres)
        {
            var postgres = new NpgsqlConnection(connectionString + ";Max Auto Prepare=100;Auto Prepare Min Usages=1");
            postgres.Open();
            return postgres;
        }

        var connection = new SqliteConnection(connectionString);
        connection.Open();
        using var pragma = connection.CreateCommand();
        pragma.CommandText = "pragma synchronous = full; pragma busy_timeout = 10000; pragma secure_delete = on";
        pragma.ExecuteNonQuery();
        return connection;
    }

    /// <summary>The rows with every id in them replaced by a new one, the same id by the same new one, and a reference number of their own.</summary>
    private static List<CapturedRow> Copy(IReadOnlyList<CapturedRow> captured)
    {
        var ids = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var references = new Dictionary<string, string>(StringComparer.Ordinal);
        return [.. captured.Select(row => row with { Values = [.. row.Values.Select(Renew)] })];

        object? Renew(object? value) => value switch
        {
            Guid id => Guid.Parse(NewId(id.ToString())),
            string text => Twelve().Replace(Ids().Replace(text, match => NewId(match.Value)), match => NewReference(match.Value)),
            _ => value,
        };

        string NewId(string id)
        {
            if (!ids.TryGetValue(id, out var renewed))
            {
                ids.Add(id, renewed = Guid.CreateVersion7().ToString());
            }

            return char.IsUpper(id.FirstOrDefault(char.IsLetter)) ? renewed.ToUpperInvariant() : renewed;
        }

        string NewReference(string reference)
        {
            if (!references.TryGetValue(reference, out var renewed))
            {
                references.Add(reference, renewed = RandomNumberGenerator.GetInt32(int.MaxValue).ToString("D12", CultureInfo.InvariantCulture));
            }

            return renewed;
        }
    }

    private async Task<List<CapturedRow>> ReadAllAsync()
    {
        await using var connection = Open();
        var tables = await ColumnAsync(connection, IsPostgres
            ? "select tablename from pg_tables where schemaname = 'public'"
            : "select name from sqlite_master where type = 'table' and name not like 'sqlite_%'");
        var rows = new List<CapturedRow>();
        foreach (var table in tables.Where(table => table.StartsWith("kernel_", StringComparison.Ordinal)
            || table.StartsWith("intake_", StringComparison.Ordinal) || table.StartsWith("cases_", StringComparison.Ordinal)
            || table.StartsWith("registry_access", StringComparison.Ordinal)))
        {
            await using var command = connection.CreateCommand();
#pragma warning disable CA2100
            command.CommandText = $"select * from {table}";
#pragma warning restore CA2100
            await using var reader = await command.ExecuteReaderAsync();

            // Numbers that the engine gives are not written by hand.
            var columns = Enumerable.Range(0, reader.FieldCount).Where(i => reader.GetName(i) != "seq").ToList();
            while (await reader.ReadAsync())
            {
                rows.Add(new(
                    table, [.. columns.Select(reader.GetName)], [.. columns.Select(i => reader.IsDBNull(i) ? null : reader.GetValue(i))]));
            }
        }

        return rows;
    }

    private static async Task<List<string>> ColumnAsync(DbConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100
        command.CommandText = sql;
#pragma warning restore CA2100
        await using var reader = await command.ExecuteReaderAsync();
        var values = new List<string>();
        while (await reader.ReadAsync())
        {
            values.Add(reader.GetString(0));
        }

        return values;
    }

    private static string Signature(CapturedRow row) =>
        row.Table + "|" + string.Join('|', row.Values.Select(value => Convert.ToString(value, CultureInfo.InvariantCulture)));

    [GeneratedRegex("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}")]
    private static partial Regex Ids();

    [GeneratedRegex("(?<![0-9])[0-9]{12}(?![0-9])")]
    private static partial Regex Twelve();
}
