using System.Data.Common;
using System.Globalization;
using System.Text;
using Microsoft.Data.Sqlite;
using Npgsql;
using NpgsqlTypes;

namespace Madoguchi.Kernel;

/// <summary>One open connection with its prepared statements, used by one thread at a time.</summary>
internal sealed class SqlSession(DbConnection connection, bool isPostgres) : IDisposable
{
    // Fixed width, so that text compares as time does.
    private const string InstantFormat = "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";

    private readonly Dictionary<string, DbCommand> prepared = new(StringComparer.Ordinal);
    private readonly List<Expectation> expected = [];
    private NpgsqlBatch? held;

    public DbConnection Connection => connection;

    /// <summary>Set by the writer around a batch.</summary>
    public DbTransaction? Transaction { get; set; }

    /// <summary>Whether what is sent is held until something is asked or the batch ends. Of use where an answer is a round trip: PostgreSQL.</summary>
    public bool HoldsBack { get; set; }

    public int Execute(string sql, params ReadOnlySpan<(string Name, object? Value)> parameters) =>
        Prepare(sql, parameters).ExecuteNonQuery();

    public List<T> Query<T>(string sql, Func<Row, T> read, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        using var reader = Prepare(sql, parameters).ExecuteReader();
        var row = new Row(reader);
        var rows = new List<T>();
        while (reader.Read())
        {
            rows.Add(read(row));
        }

        return rows;
    }

    public object? Scalar(string sql, params ReadOnlySpan<(string Name, object? Value)> parameters) =>
        Prepare(sql, parameters).ExecuteScalar() is { } value and not DBNull ? value : null;

    /// <summary>Runs SQL whose answer nobody waits for; held back while <see cref="HoldsBack"/>.</summary>
    /// <param name="sql">One statement or several, separated by semicolons.</param>
    /// <param name="rows">How many rows it must change over all its statements; null: as many as it likes.</param>
    /// <param name="parameters">Shared by the statements.</param>
    /// <returns>Whether it changed as many; true as long as it is held back.</returns>
    public bool Send(string sql, int? rows, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        if (!HoldsBack)
        {
            var changed = Execute(sql, parameters);
            return rows is null || rows == changed;
        }

        held ??= new NpgsqlBatch((NpgsqlConnection)connection);
        var first = held.BatchCommands.Count;
        foreach (var statement in PositionalSql.All(sql))
        {
            var command = new NpgsqlBatchCommand(statement.Sql);
            foreach (var name in statement.Names)
            {
                command.Parameters.Add(ToPostgres(PositionalSql.ValueOf(name, parameters)));
            }

            held.BatchCommands.Add(command);
        }

        if (rows is { } exactly)
        {
            expected.Add(new(first, held.BatchCommands.Count, exactly));
        }

        return true;
    }

    /// <summary>Runs what was held back.</summary>
    /// <exception cref="UnexpectedRowsException">Something changed more or fewer rows than it must.</exception>
    public void Flush()
    {
        if (held is not { } batch)
        {
            return;
        }

        held = null;
        using (batch)
        {
            batch.Transaction = (NpgsqlTransaction?)Transaction;
            batch.ExecuteNonQuery();
            foreach (var (first, end, rows) in expected)
            {
                var changed = 0;
                for (var i = first; i < end; i++)
                {
                    changed += batch.BatchCommands[i].RecordsAffected;
                }

                if (changed != rows)
                {
                    throw new UnexpectedRowsException();
                }
            }
        }

        expected.Clear();
    }

    /// <summary>Forgets what was held back; the transaction is rolled back.</summary>
    public void Forget()
    {
        held?.Dispose();
        held = null;
        expected.Clear();
    }

    public void Dispose()
    {
        Forget();
        foreach (var command in prepared.Values)
        {
            command.Dispose();
        }

        connection.Dispose();
    }

    internal static object ToEngine(object? value, bool isPostgres) => value switch
    {
        null => DBNull.Value,
        DateTimeOffset instant when isPostgres => Truncate(instant),
        DateTimeOffset instant => FormatInstant(instant),
        DateOnly date when !isPostgres => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        string[] or long[] or Guid[] or DateTimeOffset[] when isPostgres => value,
        int number => (long)number,
        Utf8Text text => Encoding.UTF8.GetString(text.Bytes),
        string or long or bool or Guid or DateOnly or byte[] => value,
        _ => throw new ArgumentException($"No column stores a {value.GetType().Name}; convert it where the meaning is known.", nameof(value)),
    };

    /// <summary>A parameter of a statement in a batch.</summary>
    internal static NpgsqlParameter ToPostgres(object? value) => value is Utf8Text text
        ? new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Text, Value = text.Bytes }
        : new NpgsqlParameter { Value = ToEngine(value, isPostgres: true) };

    /// <summary>Cuts to the microseconds that both engines keep, in UTC.</summary>
    internal static DateTimeOffset Truncate(DateTimeOffset instant)
    {
        var utc = instant.ToUniversalTime();
        return utc.AddTicks(-(utc.Ticks % TimeSpan.TicksPerMicrosecond));
    }

    internal static string FormatInstant(DateTimeOffset instant) =>
        instant.UtcDateTime.ToString(InstantFormat, CultureInfo.InvariantCulture);

    internal static DateTimeOffset ParseInstant(string text) => DateTimeOffset.ParseExact(
        text, InstantFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);

    private DbCommand Prepare(string sql, ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        // What was sent before a question happens before it.
        Flush();
        if (!prepared.TryGetValue(sql, out var command))
        {
            command = connection.CreateCommand();
            command.CommandText = sql;
            foreach (var (name, _) in parameters)
            {
                command.Parameters.Add(command is NpgsqlCommand ? new NpgsqlParameter { ParameterName = name } : new SqliteParameter { ParameterName = "@" + name });
            }

            prepared.Add(sql, command);
        }

        for (var i = 0; i < parameters.Length; i++)
        {
            command.Parameters[i].Value = ToEngine(parameters[i].Value, isPostgres);
        }

        command.Transaction = Transaction;
        return command;
    }

    /// <summary>The held commands from <paramref name="First"/> to before <paramref name="End"/> must change so many rows.</summary>
    private readonly record struct Expectation(int First, int End, int Rows);
}

/// <summary>A unit assumed that its statement would find its rows, and it did not; run alone, it learns so.</summary>
internal sealed class UnexpectedRowsException : Exception;
