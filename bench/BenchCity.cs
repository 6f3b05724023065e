using System.Diagnostics;
using System.Net;
using Madoguchi.Kernel;
using Madoguchi.Testing;
using Npgsql;

namespace Madoguchi.Bench;

/// <summary>The real program on a fresh database of one engine, as the verbs measure it.</summary>
internal sealed class BenchCity : IAsyncDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("madoguchi-bench-").FullName;
    private readonly PostgresServer? postgres;

    private BenchCity(PostgresServer? postgres)
    {
        this.postgres = postgres;
        ConnectionString = postgres?.ConnectionString ?? $"Data Source={Path.Combine(folder, "city.db")}";
    }

    public string Engine => postgres is null ? "SQLite" : "PostgreSQL";

    public string ConnectionString { get; }

    public string DataFolder => folder;

    public PostgresServer? Postgres => postgres;

    public CityProcess? Process { get; private set; }

    public IPEndPoint Endpoint => new(IPAddress.Loopback, Process!.Address.Port);

    /// <summary>The engines that can be measured here: PostgreSQL where it is installed, or only the one named in the arguments.</summary>
    public static IReadOnlyList<Func<Task<BenchCity>>> Engines(string[] args)
    {
        Func<Task<BenchCity>> sqlite = () => Task.FromResult(new BenchCity(null));
        Func<Task<BenchCity>> postgres = async () => new BenchCity(await PostgresServer.StartAsync());
        return args.Contains("sqlite") || PostgresServer.Programs is null ? [sqlite]
            : args.Contains("postgres") ? [postgres]
            : [sqlite, postgres];
    }

    /// <summary>One figure for each engine.</summary>
    public static async Task<Figure> MeasureAsync(string[] args, Func<BenchCity, Task<Figure>> measure)
    {
        var figures = new List<Figure>();
        foreach (var engine in Engines(args))
        {
            await using var city = await engine();
            figures.Add(await measure(city));
        }

        return new(string.Join("; ", figures.Select(figure => figure.Text)), figures.Sum(figure => figure.Wrong));
    }

    public async Task StartAsync() => Process = await CityProcess.StartAsync(ConnectionString, folder);

    public async Task StopAsync()
    {
        if (Process is { } running)
        {
            await running.DisposeAsync();
            Process = null;
        }
    }

    public Database Open() => new(ConnectionString);

    /// <summary>
    /// What PostgreSQL's autovacuum does within its minute: a server that planned every statement while the tables were empty reads
    /// them whole until then.
    /// </summary>
    public async Task AnalyseAsync()
    {
        if (postgres is not null)
        {
            await using var connection = new NpgsqlConnection(ConnectionString);
            await connection.OpenAsync();
            await using var command = new NpgsqlCommand("analyze", connection);
            await command.ExecuteNonQueryAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        if (postgres is not null)
        {
            await postgres.DisposeAsync();
        }

        Directory.Delete(folder, recursive: true);
    }

    /// <summary>Looks until the database says so, every few milliseconds; the time looked is part of what is measured.</summary>
    public static async Task UntilAsync(Func<Task<bool>> reached, TimeSpan atMost)
    {
        var began = Stopwatch.GetTimestamp();
        while (!await reached())
        {
            if (Stopwatch.GetElapsedTime(began) > atMost)
            {
                throw new TimeoutException("The city did not get there.");
            }

            await Task.Delay(10);
        }
    }
}
