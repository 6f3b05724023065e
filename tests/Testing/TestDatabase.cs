using Microsoft.Data.Sqlite;
using Npgsql;

namespace Madoguchi.Testing;

/// <summary>A database of one test: a fresh SQLite file, or a fresh PostgreSQL database where a server is configured.</summary>
public sealed class TestDatabase : IAsyncDisposable
{
    private const string Variable = "MADOGUCHI_TEST_POSTGRES";

    private readonly string name;
    private readonly string? server;

    private TestDatabase(string name, string? server)
    {
        this.name = name;
        this.server = server;
        Folder = Directory.CreateTempSubdirectory("madoguchi-").FullName;
        ConnectionString = server is null
            ? $"Data Source={Path.Combine(Folder, "city.db")}"
            : new NpgsqlConnectionStringBuilder(server) { Database = name, MaxPoolSize = 20 }.ConnectionString;
    }

    public string ConnectionString { get; }

    /// <summary>A folder for the test's files, gone with the database.</summary>
    public string Folder { get; }

    /// <summary>The PostgreSQL server to test on; null: SQLite only.</summary>
    public static string? PostgresServer =>
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } configured ? configured : null;

    /// <summary>Skips the test, visibly, when no PostgreSQL is configured.</summary>
    public static void RequirePostgres() =>
        Assert.SkipWhen(PostgresServer is null, $"PostgreSQL is not configured: {Variable} holds no connection string.");

    public static async Task<TestDatabase> CreateAsync()
    {
        // Not a key of the domain: only has to be free on this server.
        var database = new TestDatabase($"madoguchi_test_{Path.GetRandomFileName().Replace(".", "", StringComparison.Ordinal)}", PostgresServer);
        if (database.server is not null)
        {
            await database.OnServerAsync($"create database {database.name}");
        }

        return database;
    }

    public async ValueTask DisposeAsync()
    {
        if (server is not null)
        {
            await OnServerAsync($"drop database if exists {name} with (force)");
        }

        SqliteConnection.ClearAllPools();
        Directory.Delete(Folder, recursive: true);
    }

    private async Task OnServerAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(server) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // the name is made here, of letters and digits
        command.CommandText = sql;
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }
}
