using System.Security.Cryptography;
using System.Text;
using Madoguchi.Kernel;
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

    /// <summary>A database with nothing in it.</summary>
    public static async Task<TestDatabase> CreateAsync()
    {
        var database = Reserve();
        if (database.server is not null)
        {
            await database.OnServerAsync($"create database {database.name}");
        }

        return database;
    }

    /// <summary>Its name alone, for the settings of a host that will bring the schema.</summary>
    public static TestDatabase Reserve() =>
        // Not a key of the domain: only has to be free on this server.
        new($"madoguchi_test_{Path.GetRandomFileName().Replace(".", "", StringComparison.Ordinal)}", PostgresServer);

    /// <summary>
    /// Makes it with the migrator's schema. On PostgreSQL that is a copy of a database that was migrated once and is kept on the server
    /// under the digest of its scripts, because migrating takes longer than most tests.
    /// </summary>
    public async Task CreateMigratedAsync(Migrator migrator)
    {
        if (server is null)
        {
            migrator.Migrate();
            return;
        }

        var scripts = string.Concat(migrator.Scripts().Select(script => script.Name + script.Contents));
        var template = $"madoguchi_schema_{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(scripts)))[..16]}";
        try
        {
            await OnServerAsync($"create database {name} template {template}");
        }
        catch (PostgresException first) when (first.SqlState == PostgresErrorCodes.InvalidCatalogName)
        {
            await OnServerAsync($"create database {name}");
            migrator.Migrate();
            await KeepAsync(template);
        }
    }

    /// <summary>Under its name only when it is whole; whoever comes second has made nothing new.</summary>
    private async Task KeepAsync(string template)
    {
        var copy = $"{name}_schema";
        await OnServerAsync($"create database {copy} template {name}");
        try
        {
            await OnServerAsync($"alter database {copy} rename to {template}");
        }
        catch (PostgresException second) when (second.SqlState is PostgresErrorCodes.DuplicateDatabase or PostgresErrorCodes.UniqueViolation)
        {
            await OnServerAsync($"drop database {copy}");
        }
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
