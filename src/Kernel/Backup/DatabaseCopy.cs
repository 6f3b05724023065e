using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Madoguchi.Kernel;

/// <summary>A database could not be copied or replaced, for a reason its operator can mend.</summary>
internal sealed class DatabaseCopyException(string reason, Exception? inner = null) : Exception(reason, inner);

/// <summary>How one engine is copied whole and brought back whole.</summary>
internal abstract class DatabaseCopy
{
    public abstract string FileName { get; }

    /// <summary>A consistent copy at one moment, on disk when this returns.</summary>
    public abstract Task SaveAsync(string target, CancellationToken cancellationToken);

    /// <summary>Whether nothing was ever changed here; a schema alone is empty.</summary>
    public abstract Task<bool> IsEmptyAsync(CancellationToken cancellationToken);

    /// <summary>Replaces the database; when this fails the old one stands.</summary>
    public abstract Task RestoreAsync(string source, CancellationToken cancellationToken);
}

internal sealed class SqliteCopy(Database database) : DatabaseCopy
{
    public override string FileName => "database.sqlite";

    public override async Task SaveAsync(string target, CancellationToken cancellationToken)
    {
        if (!File.Exists(database.SqlitePath))
        {
            throw new DatabaseCopyException($"There is no database at {database.SqlitePath}.");
        }

        // One read transaction, beside the writer; unlike a page copy it leaves behind what was deleted (a forgotten key).
        await using (var connection = await OpenAsync(database.SqlitePath!, SqliteOpenMode.ReadWrite, cancellationToken))
        {
            await RunAsync(connection, "vacuum into @target", cancellationToken, new SqliteParameter("@target", target));
        }

        await using (var saved = await OpenAsync(target, SqliteOpenMode.ReadOnly, cancellationToken))
        {
            if (await ScalarAsync(saved, "pragma integrity_check", cancellationToken) is not "ok")
            {
                throw new DatabaseCopyException("The copy of the database is damaged. Check the disk.");
            }
        }

        // SQLite does not flush what it vacuums into.
        Durable.SyncFile(target);
    }

    public override async Task<bool> IsEmptyAsync(CancellationToken cancellationToken)
    {
        if (!File.Exists(database.SqlitePath))
        {
            return true;
        }

        await using var connection = await OpenAsync(database.SqlitePath!, SqliteOpenMode.ReadWrite, cancellationToken);
        return await ScalarAsync(connection, "select count(*) from sqlite_schema where name = 'kernel_change'", cancellationToken) is 0L
            || await ScalarAsync(connection, "select exists (select 1 from kernel_change)", cancellationToken) is 0L;
    }

    public override async Task RestoreAsync(string source, CancellationToken cancellationToken)
    {
        var path = database.SqlitePath!;
        var temporary = path + ".restoring";
        Durable.CreateFolder(Path.GetDirectoryName(path)!);
        File.Copy(source, temporary, overwrite: true);
        Durable.SyncFile(temporary);
        if (File.Exists(path))
        {
            await CloseOldAsync(path, temporary, cancellationToken);
        }

        Durable.Move(temporary, path, overwrite: true);
    }

    /// <summary>Takes the log into the old file and removes it, so that the new file never meets it; impossible while a host has it open.</summary>
    private static async Task CloseOldAsync(string path, string temporary, CancellationToken cancellationToken)
    {
        try
        {
            await using var old = await OpenAsync(path, SqliteOpenMode.ReadWrite, cancellationToken);
            await ScalarAsync(old, "pragma journal_mode = delete", cancellationToken);
        }
        catch (SqliteException busy) when (busy.SqliteErrorCode is SQLitePCL.raw.SQLITE_BUSY or SQLitePCL.raw.SQLITE_LOCKED)
        {
            File.Delete(temporary);
            throw new DatabaseCopyException("The database is in use. Stop the host and restore again. Nothing was restored.", busy);
        }
        catch (SqliteException broken) when (broken.SqliteErrorCode is SQLitePCL.raw.SQLITE_CORRUPT or SQLitePCL.raw.SQLITE_NOTADB)
        {
            // A damaged file is why somebody restores.
            File.Delete(path + "-wal");
            File.Delete(path + "-shm");
        }
    }

    private static async Task<SqliteConnection> OpenAsync(string path, SqliteOpenMode mode, CancellationToken cancellationToken)
    {
        var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = path, Mode = mode, Pooling = false, DefaultTimeout = 5 }.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        return connection;
    }

    private static async Task RunAsync(SqliteConnection connection, string sql, CancellationToken cancellationToken, params SqliteParameter[] parameters)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.CommandTimeout = 0;
        command.Parameters.AddRange(parameters);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task<object?> ScalarAsync(SqliteConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return await command.ExecuteScalarAsync(cancellationToken);
    }
}

/// <summary>Through the engine's own tools, which come with its client package.</summary>
internal sealed class PostgresCopy(Database database, TimeProvider time) : DatabaseCopy
{
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(1);

    private readonly NpgsqlConnectionStringBuilder settings = new(database.ConnectionString);

    public override string FileName => "database.pgdump";

    public override async Task SaveAsync(string target, CancellationToken cancellationToken)
    {
        await RunAsync("pg_dump", ["--format=custom", "--no-owner", "--no-privileges", "--schema=public", "--file", target], cancellationToken);
        Durable.SyncFile(target);
    }

    public override async Task<bool> IsEmptyAsync(CancellationToken cancellationToken)
    {
        await using var source = NpgsqlDataSource.Create(settings);
        await using var known = source.CreateCommand("select to_regclass('public.kernel_change') is not null");
        if (await known.ExecuteScalarAsync(cancellationToken) is false)
        {
            return true;
        }

        await using var changed = source.CreateCommand("select exists (select 1 from public.kernel_change)");
        return await changed.ExecuteScalarAsync(cancellationToken) is false;
    }

    /// <summary>The old schema steps aside and goes only when the new one stands.</summary>
    public override async Task RestoreAsync(string source, CancellationToken cancellationToken)
    {
        await RunAsync("pg_restore", ["--version"], cancellationToken, connect: false);
        await using var server = NpgsqlDataSource.Create(settings);
        if (!await IsAloneAsync(server, cancellationToken))
        {
            throw new DatabaseCopyException("The database is in use. Stop all hosts and restore again. Nothing was restored.");
        }

        const string Aside = "madoguchi_before_restore";
        await ExecuteAsync(server, $"drop schema if exists {Aside} cascade; alter schema public rename to {Aside}; create schema public");
        try
        {
            // The dump brings the schema's definition only from some versions on; the schema is there already.
            await RunAsync(
                "pg_restore",
                ["--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error", "--schema=public", "--dbname", Conninfo(), source],
                cancellationToken);
        }
        catch (DatabaseCopyException)
        {
            await ExecuteAsync(server, $"drop schema public cascade; alter schema {Aside} rename to public");
            throw;
        }

        await ExecuteAsync(server, $"drop schema {Aside} cascade");
    }

    private async Task<bool> IsAloneAsync(NpgsqlDataSource server, CancellationToken cancellationToken)
    {
        await using var others = server.CreateCommand(
            "select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'");
        if (await others.ExecuteScalarAsync(cancellationToken) is 0L)
        {
            return true;
        }

        // A session that was just closed is still listed until the server has seen it go; it tells nobody when.
        await Task.Delay(Moment, time, cancellationToken);
        return await others.ExecuteScalarAsync(cancellationToken) is 0L;
    }

    private static async Task ExecuteAsync(NpgsqlDataSource server, string sql)
    {
        await using var command = server.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(CancellationToken.None);
    }

    private string Conninfo() => $"dbname='{settings.Database?.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("'", @"\'", StringComparison.Ordinal)}'";

    private async Task RunAsync(string tool, string[] arguments, CancellationToken cancellationToken, bool connect = true)
    {
        var start = new ProcessStartInfo(tool, arguments) { RedirectStandardError = true, RedirectStandardOutput = true };
        if (connect)
        {
            // By environment: arguments, and so a password in them, can be read by every user of the machine.
            start.Environment["PGHOST"] = settings.Host;
            start.Environment["PGPORT"] = settings.Port.ToString(CultureInfo.InvariantCulture);
            start.Environment["PGDATABASE"] = settings.Database ?? settings.Username;
            start.Environment["PGUSER"] = settings.Username ?? Environment.UserName;
            if (settings.Password is { } password)
            {
                start.Environment["PGPASSWORD"] = password;
            }

            if (settings.RootCertificate is { } root)
            {
                start.Environment["PGSSLROOTCERT"] = root;
            }

            start.Environment["PGSSLMODE"] = settings.SslMode switch
            {
                SslMode.VerifyCA => "verify-ca",
                SslMode.VerifyFull => "verify-full",
                var other => other.ToString().ToLowerInvariant(),
            };
        }

        using var process = Start(start);
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var errors = await process.StandardError.ReadToEndAsync(cancellationToken);
        await output;
        await process.WaitForExitAsync(cancellationToken);
        if (process.ExitCode != 0)
        {
            throw new DatabaseCopyException($"{tool} failed: {errors.Trim()}");
        }
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception missing)
        {
            throw new DatabaseCopyException(
                $"{start.FileName} is not installed. It comes with PostgreSQL's client package (Debian: postgresql-client), in the server's version or a later one.", missing);
        }
    }
}
