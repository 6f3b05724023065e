using System.Collections.Concurrent;
using System.Data.Common;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Madoguchi.Bench.Load;
using Madoguchi.Kernel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Madoguchi.Bench;

/// <summary>A row that one submission added to a table.</summary>
internal sealed record CapturedRow(string Table, IReadOnlyList<string> Columns, object?[] Values);

/// <summary>
/// The peer of <c>submissions</c>: bare Kestrel answers the very same requests by writing the very rows that one submission writes,
/// captured from the database, with hand-written SQL through the same group commit. No sign-in, no draft, no rules, no JSON, no event
/// on its way.
/// </summary>
internal sealed partial class HandWritten(string connectionString)
{
    private static readonly Actor Hand = Actor.System("by-hand");

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

    /// <summary>
    /// Serves as long as <paramref name="load"/> runs; each request writes the captured rows once, with ids of their own.
    /// </summary>
    /// <param name="captured">The rows.</param>
    /// <param name="times">How many requests may come.</param>
    /// <param name="load">Sends the requests.</param>
    public async Task<LoadResult> ServeAsync(IReadOnlyList<CapturedRow> captured, int times, Func<IPEndPoint, Task<LoadResult>> load)
    {
        // The writer itself adds the row of a unit; the rest is by hand. Statements and values are made before the clock starts.
        var unit = captured.First(row => row.Table == "kernel_change");
        var rows = captured.Where(row => row != unit).ToList();
        var statements = rows.ConvertAll(Insert);
        var copies = new ConcurrentQueue<IReadOnlyList<CapturedRow>>(Enumerable.Range(0, times).Select(_ => Copy(rows)));

        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([KeyValuePair.Create<string, string?>("ConnectionStrings:Madoguchi", connectionString)]).Build();
        await using var kernel = new ServiceCollection().AddLogging().AddKernel(configuration).BuildServiceProvider();
        var writer = kernel.GetRequiredService<IWriter>();

        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        await using var app = builder.Build();
        app.Run(async context =>
        {
            await context.Request.Body.CopyToAsync(Stream.Null);
            if (copies.TryDequeue(out var copy))
            {
                var id = Guid.CreateVersion7();
                await writer.WriteAsync<bool>(
                    new Work($"by-hand/{id}", $"by-hand/{id}", Hand, Purpose.Maintain), hand => Write(hand, statements, copy), CancellationToken.None);
                context.Response.Redirect("/");
            }
        });
        await app.StartAsync();
        var result = await load(new IPEndPoint(IPAddress.Loopback, new Uri(app.Urls.First()).Port));
        await app.StopAsync();
        return result;
    }

    private static Result<bool> Write(Unit unit, IReadOnlyList<string> statements, IReadOnlyList<CapturedRow> rows)
    {
        for (var i = 0; i < rows.Count; i++)
        {
            unit.Send(statements[i], [.. rows[i].Columns.Zip(rows[i].Values)]);
        }

        return true;
    }

    private static string Insert(CapturedRow row) =>
        $"insert into {row.Table} ({string.Join(", ", row.Columns)}) values ({string.Join(", ", row.Columns.Select(column => "@" + column))})";

    private DbConnection Open()
    {
        if (IsPostgres)
        {
            var postgres = new NpgsqlConnection(connectionString);
            postgres.Open();
            return postgres;
        }

        var connection = new SqliteConnection(connectionString);
        connection.Open();
        using var pragma = connection.CreateCommand();
        pragma.CommandText = "pragma busy_timeout = 10000";
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
            DateTime { Kind: DateTimeKind.Utc } instant => new DateTimeOffset(instant),
            DateTime day => DateOnly.FromDateTime(day),
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
                references.Add(reference, renewed = Random.Shared.NextInt64(1_000_000_000_000).ToString("D12", CultureInfo.InvariantCulture));
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
