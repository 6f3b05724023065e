using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Madoguchi.Testing;

/// <summary>A PostgreSQL server of a test's own, that may be killed: Debian's programs, a temporary folder, a free port.</summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private readonly string folder;
    private readonly string programs;
    private readonly int port;

    private PostgresServer(string folder, string programs, int port)
    {
        this.folder = folder;
        this.programs = programs;
        this.port = port;
    }

    /// <summary>The folder of <c>initdb</c> and <c>pg_ctl</c>; null when PostgreSQL is not installed.</summary>
    public static string? Programs { get; } = Directory.Exists("/usr/lib/postgresql")
        ? Directory.GetDirectories("/usr/lib/postgresql").Select(version => Path.Combine(version, "bin"))
            .Where(bin => File.Exists(Path.Combine(bin, "initdb"))).Order(StringComparer.Ordinal).LastOrDefault()
        : null;

    public string ConnectionString => $"Host=127.0.0.1;Port={port};Username=postgres;Database=postgres;Timeout=5";

    /// <summary>The postmaster, whose children serve the connections.</summary>
    public int Id => int.Parse(File.ReadLines(Path.Combine(DataFolder, "postmaster.pid")).First(), CultureInfo.InvariantCulture);

    private string DataFolder => Path.Combine(folder, "data");

    /// <param name="parent">Where its folder is made; the system's temporary folder by default.</param>
    public static async Task<PostgresServer> StartAsync(string? parent = null)
    {
        var programs = Programs ?? throw new InvalidOperationException("PostgreSQL is not installed (Debian: postgresql).");
        var server = new PostgresServer(NewFolder(parent ?? Path.GetTempPath()), programs, FreePort());
        if (Environment.UserName == "root")
        {
            await RunAsync("chown", ["postgres", server.folder]);
        }

        await server.AsServerAsync("initdb", "-D", server.DataFolder, "-A", "trust", "-U", "postgres", "--no-locale", "-E", "UTF8");
        await server.StartAgainAsync();
        return server;
    }

    /// <summary>Starts the server, after a kill too: it recovers from its log first.</summary>
    public async Task StartAgainAsync()
    {
        // The killed server's children hold its shared memory until they are gone, and a start is refused as long: try again, boundedly.
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await AsServerAsync(
                    "pg_ctl", "-D", DataFolder, "-w", "-t", "60", "-l", Path.Combine(folder, "log"),
                    "-o", $"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c max_connections=200", "start");
                NpgsqlConnection.ClearAllPools();
                return;
            }
            catch (InvalidOperationException) when (attempt < 20)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(250));
            }
        }
    }

    /// <summary>
    /// SIGKILL to the postmaster and all its children: the server ends without flushing anything. Killed alone, the postmaster leaves
    /// backends that go on answering as long as they are kept busy.
    /// </summary>
    public void Kill()
    {
        using var postmaster = Process.GetProcessById(Id);
        postmaster.Kill(entireProcessTree: true);
    }

    /// <summary>A stop as for maintenance: connections are ended, the server goes down in order.</summary>
    public Task StopAsync() => AsServerAsync("pg_ctl", "-D", DataFolder, "-m", "fast", "-w", "stop");

    public async ValueTask DisposeAsync()
    {
        try
        {
            await AsServerAsync("pg_ctl", "-D", DataFolder, "-m", "immediate", "-w", "stop");
        }
        catch (InvalidOperationException)
        {
            // It was killed and not started again.
        }

        Directory.Delete(folder, recursive: true);
    }

    private static string NewFolder(string parent) =>
        Directory.CreateDirectory(Path.Combine(parent, $"madoguchi-pg-{Path.GetRandomFileName()}")).FullName;

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    // PostgreSQL refuses to run as root.
    private Task AsServerAsync(string program, params string[] arguments) => Environment.UserName == "root"
        ? RunAsync("runuser", ["-u", "postgres", "--", Path.Combine(programs, program), .. arguments])
        : RunAsync(Path.Combine(programs, program), arguments);

    private static async Task RunAsync(string program, IReadOnlyList<string> arguments)
    {
        // pg_ctl's server inherits the pipes: the wait is for pg_ctl itself, not for the end of its output.
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = "/" };
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        using var process = Process.Start(start)!;
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} ended with {process.ExitCode}.");
        }
    }
}
