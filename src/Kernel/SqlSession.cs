using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Madoguchi.Kernel;

/// <summary>One open connection with its prepared statements, used by one thread at a time.</summary>
internal sealed class SqlSession(DbConnection connection, bool isPostgres) : IDisposable
{
    // Fixed width, so that text compares as time does.
    private const string InstantFormat = "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";

    private readonly Dictionary<string, DbCommand> prepared = new(StringComparer.Ordinal);

    public DbConnection Connection => connection;

    /// <summary>Set by the writer around a batch.</summary>
    public DbTransaction? Transaction { get; set; }

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

    public void Dispose()
    {
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
        string or long or bool or Guid or DateOnly or byte[] => value,
        _ => throw new ArgumentException($"No column stores a {value.GetType().Name}; convert it where the meaning is known.", nameof(value)),
    };

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
}
