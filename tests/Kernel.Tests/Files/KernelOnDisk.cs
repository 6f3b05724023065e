using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Madoguchi.Kernel.Tests.Files;

/// <summary>The kernel alone on a real database and a real folder.</summary>
internal sealed class KernelOnDisk : IAsyncDisposable
{
    private readonly ServiceProvider provider;

    private KernelOnDisk(string folder, string connectionString, string? masterKeys)
    {
        Folder = folder;
        ConnectionString = connectionString;
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["ConnectionStrings:Madoguchi"] = connectionString,
                ["Madoguchi:Data"] = folder,
                ["Madoguchi:MasterKeys"] = masterKeys,
                ["Files:Folder"] = Path.Combine(folder, "files"),
                ["Madoguchi:KeyRing"] = Path.Combine(folder, "keys", "master.json"),
            })
            .Build();
        provider = new ServiceCollection()
            .AddLogging()
            .AddSingleton<TimeProvider>(Clock)
            .AddKernel(configuration)
            .BuildServiceProvider();
    }

    public string Folder { get; }

    public string ConnectionString { get; }

    public MovableClock Clock { get; } = new();

    public T Get<T>()
        where T : notnull => provider.GetRequiredService<T>();

    /// <summary>On SQLite in the folder, or on the PostgreSQL database named by the connection string.</summary>
    public static KernelOnDisk Open(string folder, string? postgres = null, bool migrate = true, string? masterKeys = null)
    {
        Directory.CreateDirectory(folder);
        var kernel = new KernelOnDisk(folder, postgres ?? $"Data Source={Path.Combine(folder, "city.db")}", masterKeys);
        if (migrate)
        {
            kernel.Get<Migrator>().Migrate();
        }

        return kernel;
    }

    public ValueTask DisposeAsync() => provider.DisposeAsync();
}

/// <summary>Real time, moved forward at will: ages of files on disk are compared with it.</summary>
internal sealed class MovableClock : TimeProvider
{
    private TimeSpan ahead;

    public void Advance(TimeSpan by) => ahead += by;

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + ahead;
}

/// <summary>A folder that goes with its test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("madoguchi-").FullName;

    public string At(params string[] parts) => global::System.IO.Path.Combine([Path, .. parts]);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}

/// <summary>A database of its own on the server that <c>MADOGUCHI_TEST_POSTGRES</c> names; without one the test is skipped, visibly.</summary>
internal sealed class TemporaryPostgres : IAsyncDisposable
{
    private readonly string server;

    private TemporaryPostgres(string server, string name)
    {
        this.server = server;
        Name = name;
        ConnectionString = new NpgsqlConnectionStringBuilder(server) { Database = name }.ConnectionString;
    }

    public string Name { get; }

    public string ConnectionString { get; }

    public static async Task<TemporaryPostgres> CreateAsync()
    {
        var server = Environment.GetEnvironmentVariable("MADOGUCHI_TEST_POSTGRES");
        Assert.SkipWhen(string.IsNullOrEmpty(server), "MADOGUCHI_TEST_POSTGRES names no server.");
        var name = string.Create(CultureInfo.InvariantCulture, $"kernel_{Environment.ProcessId}_{Environment.TickCount64}");
        await RunAsync(server!, $"create database {name}");
        return new(server!, name);
    }

    public async ValueTask DisposeAsync() => await RunAsync(server, $"drop database {Name} with (force)");

    private static async Task RunAsync(string connectionString, string sql)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
