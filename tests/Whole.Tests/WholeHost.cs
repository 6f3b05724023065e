using System.Net;
using System.Net.Sockets;
using Madoguchi.Cases;
using Madoguchi.Delivery;
using Madoguchi.Fees;
using Madoguchi.Host;
using Madoguchi.Identity;
using Madoguchi.Kernel;
using Madoguchi.Registry;
using Madoguchi.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

[assembly: AssemblyFixture(typeof(Madoguchi.Whole.Tests.WholeHost))]

namespace Madoguchi.Whole.Tests;

/// <summary>
/// The whole program in this process, as a demo city on a fresh database of the configured engine.
/// One serves all tests; a test that changes the city or reads the log starts one of its own.
/// </summary>
public sealed class WholeHost : IAsyncLifetime
{
    public const string SessionCookie = "madoguchi-session";

    /// <summary>Somebody who applies without saying who they are.</summary>
    public const string Guest = "guest";

    private readonly LogLines lines = new();
    private MovingTime? clock;
    private TestDatabase? database;
    private WebApplication? app;

    public Uri Address { get; private set; } = null!;

    public IServiceProvider Services => app!.Services;

    public Database Database => Services.GetRequiredService<Database>();

    public string DataFolder { get; } = Directory.CreateTempSubdirectory("madoguchi-whole-").FullName;

    /// <summary>When the program starts: Monday 9 November 2026, 9:00 in Japan, unless given. Time goes on from there.</summary>
    public DateTimeOffset Start { get; init; } = new(2026, 11, 9, 9, 0, 0, TimeSpan.FromHours(9));

    /// <summary>Further settings.</summary>
    public IReadOnlyList<string> More { get; init; } = [];

    /// <summary>The city's content; a copy may be changed.</summary>
    public string City { get; init; } = Repository.PathTo("cities", "demo");

    /// <summary>Reached at the address its settings name, as passkeys want it; else wherever there is room.</summary>
    public bool IsAtItsAddress { get; init; }

    /// <summary>
    /// Where the program meets a browser with a clock of its own: what is kept for minutes while somebody is at a provider is kept as
    /// long as the browser is open, for the two clocks are days apart.
    /// </summary>
    public bool BrowsersHaveOtherClocks { get; init; }

    /// <summary>Everything logged, as the product's own settings let it through.</summary>
    public IReadOnlyCollection<string> Log => lines.All;

    public static IReadOnlyList<string> Settings(string connectionString, string dataFolder, string city) =>
    [
        "--environment=Development",
        "--urls=http://127.0.0.1:0",
        $"--ConnectionStrings:Madoguchi={connectionString}",
        $"--Madoguchi:Data={dataFolder}",
        $"--Madoguchi:City={city}",

        // All the people of the tests come from one machine.
        "--Madoguchi:SignInsPerMinute=100000", "--Madoguchi:RequestsPerMinute=1000000",
    ];

    public async ValueTask InitializeAsync()
    {
        database = TestDatabase.Reserve();
        app = Build();
        await database.CreateMigratedAsync(app.Services.GetRequiredService<Migrator>());
        await ServeAsync(app);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        if (database is not null)
        {
            await database.DisposeAsync();
        }

        Directory.Delete(DataFolder, recursive: true);
    }

    public async Task StopAsync()
    {
        if (app is not null)
        {
            await app.StopAsync(CancellationToken.None);
            await app.DisposeAsync();
            app = null;
        }
    }

    /// <summary>Starts the program, or starts it again on what it left.</summary>
    public async Task StartAsync()
    {
        app = Build();
        await ServeAsync(app);
    }

    private async Task ServeAsync(WebApplication built)
    {
        await built.PrepareDatabaseAsync();
        await built.StartAsync(CancellationToken.None);
        Address = new Uri(built.Urls.First());
    }

    /// <summary>The program without its server: what a command (<c>-- backup</c>) runs in.</summary>
    internal WebApplication Build() => Program.Build([.. Settings(database!.ConnectionString, DataFolder, City), .. AddressSettings(), .. More], builder =>
    {
        builder.Services.AddSingleton<TimeProvider>(Time);
        if (BrowsersHaveOtherClocks)
        {
            builder.Services.Configure<CookiePolicyOptions>(cookies => cookies.OnAppendCookie = cookie => cookie.CookieOptions.Expires = null);
            builder.Services.AddSingleton<IStartupFilter, KeepCookies>();
        }

        builder.Logging.ClearProviders().AddProvider(lines);
    });

    /// <summary>Somebody without a browser: follows redirects, fills in forms, keeps cookies.</summary>
    /// <param name="person">The key of one of the demo city's people; null for nobody in particular.</param>
    public async Task<Visitor> VisitAsync(string? person = null) => new(await ClientAsync(person));

    /// <summary>A browser's worth of HTTP: cookies kept, redirects not followed.</summary>
    public HttpClient Client() => new(NewHandler()) { BaseAddress = Address };

    public async Task<HttpClient> ClientAsync(string? person)
    {
        var handler = NewHandler();
        if (person is not null)
        {
            handler.CookieContainer.Add(Address, new Cookie(SessionCookie, await SessionAsync(person)));
        }

        return new HttpClient(handler) { BaseAddress = Address };
    }

    /// <summary>
    /// A session of somebody, as the demo's form begins it: without the form, because sign-ins are counted, and each its own, because
    /// two browsers with one cookie are a thief and a victim.
    /// </summary>
    public async Task<string> SessionAsync(string person)
    {
        var sessions = Services.GetRequiredService<Sessions>();
        var session = sessions.Prepare(
            person == Guest
                ? GuestSessions.As(Guid.CreateVersion7(Time.GetUtcNow()))
                : DemoSignIn.As(await Services.GetRequiredService<IDemoPeople>().FindAsync(person, CancellationToken.None)
                    ?? throw new InvalidOperationException($"Nobody is {person}.")),
            new Visit("", Visit.Local));
        await sessions.OpenAsync(session, CancellationToken.None);
        return session.Token.ToString();
    }

    /// <summary>Delivers what was published, makes its letters and indexes it, so that a test need not wait for what runs beside the pages.</summary>
    public async Task DrainAsync()
    {
        await Services.GetRequiredService<Outbox>().DeliverAsync(CancellationToken.None);
        await Services.GetRequiredService<ServeNotices>().ServeDueAsync(CancellationToken.None);
        await Services.GetRequiredService<CaseIndexer>().IndexAsync(CancellationToken.None);
    }

    /// <summary>Asks the payment agency now about what the program would ask in a while.</summary>
    public Task ReconcilePaymentsAsync() => Services.GetRequiredService<ReconcilePayments>().ReconcileAsync(CancellationToken.None);

    public async Task<long> CountAsync(string table) =>
        (await Database.QueryAsync($"select count(*) as n from {table}", row => row.Int64("n"), CancellationToken.None))[0];

    private MovingTime Time => clock ??= new(Start);

    /// <summary>Time that tests need not wait for.</summary>
    public void Skip(TimeSpan duration) => Time.Skip(duration);

    private IEnumerable<string> AddressSettings()
    {
        if (!IsAtItsAddress)
        {
            return [];
        }

        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        var address = $"http://localhost:{((IPEndPoint)free.LocalEndpoint).Port}";
        return [$"--urls={address}", $"--Madoguchi:PublicAddress={address}"];
    }

    private static HttpClientHandler NewHandler() => new() { AllowAutoRedirect = false, CookieContainer = new CookieContainer() };

    private sealed class KeepCookies : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app => next(app.UseCookiePolicy());
    }

    private sealed class MovingTime(DateTimeOffset start) : TimeProvider
    {
        private readonly long begun = System.GetTimestamp();
        private long skipped;

        public override DateTimeOffset GetUtcNow() =>
            (start + System.GetElapsedTime(begun) + TimeSpan.FromTicks(Interlocked.Read(ref skipped))).ToUniversalTime();

        public void Skip(TimeSpan duration) => Interlocked.Add(ref skipped, duration.Ticks);
    }
}
