using Microsoft.Data.Sqlite;
using Npgsql;

namespace Madoguchi.Kernel;

/// <summary>Tells a database that cannot serve now from a bug: the first passes, and the same request may be sent again.</summary>
public static class DatabaseFault
{
    /// <summary>True when the database is away, starting, or cannot read or write its disk, whoever wrapped the fault on its way up.</summary>
    public static bool MeansAway(Exception? fault) => fault switch
    {
        null => false,
        WriteFailedException => true,
        PostgresException postgres => IsAway(postgres),
        NpgsqlException => true,
        SqliteException sqlite => sqlite.SqliteErrorCode
            is SQLitePCL.raw.SQLITE_FULL or SQLitePCL.raw.SQLITE_IOERR or SQLitePCL.raw.SQLITE_BUSY or SQLitePCL.raw.SQLITE_CANTOPEN,
        _ => MeansAway(fault.InnerException),
    };

    /// <summary>True when the connection is gone. A server that is full or a statement that took too long is not helped by asking again.</summary>
    internal static bool BrokeTheConnection(NpgsqlException fault) => fault is PostgresException refused
        ? refused.SqlState is PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown
        : fault.InnerException is not TimeoutException;

    internal static bool IsAway(PostgresException fault) => fault.IsTransient
        || fault.SqlState is PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow;
}
