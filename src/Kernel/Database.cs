using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Madoguchi.Kernel;

/// <summary>
/// The city's database: SQLite in process, or PostgreSQL when the connection string names a host.
/// This class reads; what changes goes through <see cref="IWriter"/>.
/// </summary>
public sealed class Database : IAsyncDisposable
{
    private readonly ConcurrentBag<SqlSession> idle = [];
    private readonly NpgsqlDataSource? postgres;
    private readonly SharedReads? reads;
    private readonly string connectionString;

    public Database(string connectionString)
    {
        if (connectionString.Contains("Host=", StringComparison.OrdinalIgnoreCase))
        {
            // Statements are few and repeat for ever: let the driver prepare them. None changes its session: nothing to reset after each.
            var settings = new NpgsqlConnectionStringBuilder(connectionString) { MaxAutoPrepare = 200, AutoPrepareMinUsages = 2, NoResetOnClose = true };
            this.connectionString = settings.ConnectionString;
            postgres = NpgsqlDataSource.Create(settings);
            reads = new(postgres);
        }
        else
        {
            // A private cache: with a shared one, waits turn into SQLITE_LOCKED at once.
            var settings = new SqliteConnectionStringBuilder(connectionString) { Cache = SqliteCacheMode.Private, ForeignKeys = true };
            this.connectionString = settings.ConnectionString;
            SqlitePath = Path.GetFullPath(settings.DataSource);
        }
    }

    public bool IsPostgres => postgres is not null;

    /// <summary>The database file, on SQLite.</summary>
    public string? SqlitePath { get; }

    internal string ConnectionString => connectionString;

    /// <summary>Runs one statement outside the writer and reads all its rows.</summary>
    /// <param name="sql">Portable SQL with <c>@name</c> parameters.</param>
    /// <param name="read">Turns one row into a value; called while the reader stands on it.</param>
    /// <param name="cancellationToken">Who no longer waits does not ask; a question once asked is answered.</param>
    /// <param name="parameters">Values; converted for the engine.</param>
    public async Task<List<T>> QueryAsync<T>(
        string sql, Func<Row, T> read, CancellationToken cancellationToken, params (string Name, object? Value)[] parameters)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (reads is not null)
        {
            return await reads.AskAsync(new Question<T>(sql, read, parameters));
        }

        var session = idle.TryTake(out var free) ? free : new SqlSession(OpenSqlite(readOnly: true), isPostgres: false);
        try
        {
            return session.Query(sql, read, parameters);
        }
        finally
        {
            idle.Add(session);
        }
    }

    /// <summary>Runs one statement outside the writer and reads its first row, if any.</summary>
    public async Task<T?> FirstAsync<T>(
        string sql, Func<Row, T> read, CancellationToken cancellationToken, params (string Name, object? Value)[] parameters)
        where T : class
    {
        var rows = await QueryAsync(sql, read, cancellationToken, parameters);
        return rows.Count == 0 ? null : rows[0];
    }

    public async ValueTask DisposeAsync()
    {
        while (idle.TryTake(out var session))
        {
            session.Dispose();
        }

        if (postgres is not null)
        {
            await reads!.DisposeAsync();
            await postgres.DisposeAsync();
        }

        if (SqlitePath is not null)
        {
            using var connection = new SqliteConnection(connectionString);
            SqliteConnection.ClearPool(connection);
        }
    }

    /// <summary>
    /// After an erasure: on SQLite the log of changes still holds what the pages no longer do. PostgreSQL has its own clean-up (ADR 0034).
    /// </summary>
    internal async Task ForgetLogAsync(CancellationToken cancellationToken)
    {
        if (postgres is not null)
        {
            return;
        }

        await using var connection = OpenSqlite(readOnly: false);
        await using var pragma = connection.CreateCommand();
        pragma.CommandText = "pragma wal_checkpoint(truncate)";
        await pragma.ExecuteNonQueryAsync(cancellationToken);
    }

    internal DbContextOptionsBuilder Configure(DbContextOptionsBuilder options) =>
        postgres is null ? options.UseSqlite(connectionString) : options.UseNpgsql(postgres);

    internal DbConnection OpenForWriting() => postgres is null ? OpenSqlite(readOnly: false) : OpenPostgresForWriting();

    private NpgsqlConnection OpenPostgresForWriting()
    {
        // Not pooled: it lives as long as the writer. What the writer looks for it looks for by key; in a young database PostgreSQL would
        // plan for tables of a few rows and read them whole, until the first statistics, however much they had grown by then.
        var settings = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false };
        settings.Options = $"{settings.Options} -c enable_seqscan=off".Trim();
        var connection = new NpgsqlConnection(settings.ConnectionString);
        connection.Open();
        return connection;
    }

    private SqliteConnection OpenSqlite(bool readOnly)
    {
        // Not pooled: the writer and the idle readers live as long as the process and keep their prepared statements.
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        connection.Open();
        using var pragma = connection.CreateCommand();

        // FULL: a commit that was acknowledged survives a power cut; group commit makes it cheap.
        pragma.CommandText = readOnly
            ? "pragma query_only = on; pragma busy_timeout = 5000"
            // secure_delete: an erased key must not linger in freed pages. temp_store: what a savepoint would restore is not worth a file.
            : "pragma journal_mode = wal; pragma synchronous = full; pragma busy_timeout = 5000; pragma wal_autocheckpoint = 4000; "
                + "pragma secure_delete = on; pragma temp_store = memory; pragma cache_size = -16384";
        pragma.ExecuteNonQuery();
        return connection;
    }
}
