using Madoguchi.Testing;
using Microsoft.Data.Sqlite;

namespace Madoguchi.Whole.Tests.Durability;

/// <summary>
/// Tests with the real program in processes of its own: one after another, because they measure nothing when they fight for two cores.
/// </summary>
public static class RealProcesses
{
    public const string Collection = "real processes";
}

/// <summary>Where a city may be killed: a folder of its own, and on the PostgreSQL run a server of its own.</summary>
internal sealed class Premises : IAsyncDisposable
{
    private Premises(string folder, PostgresServer? server)
    {
        Folder = folder;
        Server = server;
    }

    public string Folder { get; }

    /// <summary>Null on SQLite.</summary>
    public PostgresServer? Server { get; }

    public string ConnectionString => Server?.ConnectionString ?? $"Data Source={Path.Combine(Folder, "city.db")}";

    /// <param name="disk">A folder that all of it has to lie in; the system's temporary folder by default.</param>
    public static async Task<Premises> OpenAsync(string? disk = null)
    {
        var folder = Directory.CreateDirectory(Path.Combine(disk ?? Path.GetTempPath(), $"madoguchi-{Path.GetRandomFileName()}")).FullName;
        if (TestDatabase.PostgresServer is null)
        {
            return new(folder, null);
        }

        Assert.SkipWhen(PostgresServer.Programs is null, "PostgreSQL's own programs are not installed (Debian: postgresql): a foreign server must not be touched.");
        return new(folder, await PostgresServer.StartAsync(disk));
    }

    public async ValueTask DisposeAsync()
    {
        if (Server is not null)
        {
            await Server.DisposeAsync();
        }

        SqliteConnection.ClearAllPools();
        Directory.Delete(Folder, recursive: true);
    }
}
