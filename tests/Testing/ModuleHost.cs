using System.Net;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Madoguchi.DesignSystem;
using Madoguchi.Kernel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Madoguchi.Testing;

/// <summary>
/// A module alone in a real web host on a real, fresh, migrated database, with time that stands still.
/// Events wait until the test calls <see cref="DrainOutboxAsync"/>, so the test decides what happened before what.
/// </summary>
public sealed class ModuleHost : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly TestDatabase database;
    private readonly LogLines lines;

    private ModuleHost(WebApplication app, TestDatabase database, ManualTime time, LogLines lines)
    {
        this.app = app;
        this.database = database;
        this.lines = lines;
        Time = time;
        Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
    }

    public ManualTime Time { get; }

    public Uri Address { get; }

    public IServiceProvider Services => app.Services;

    public Database Database => Get<Database>();

    public IWriter Writer => Get<IWriter>();

    /// <summary>Everything logged so far, formatted: for tests that nothing personal is.</summary>
    public IReadOnlyCollection<string> Log => lines.All;

    /// <summary>Starts the host.</summary>
    /// <param name="services">Adds the modules under test, and fakes of doors they ask.</param>
    /// <param name="routes">Maps their routes.</param>
    /// <param name="time">The moment to begin at; 2 November 2026, 10:00 in Japan, unless given.</param>
    /// <param name="settings">Configuration, for example <c>Madoguchi:City</c>.</param>
    public static async Task<ModuleHost> StartAsync(
        Action<IServiceCollection> services, Action<IEndpointRouteBuilder>? routes = null, ManualTime? time = null,
        IReadOnlyDictionary<string, string?>? settings = null)
    {
        time ??= new ManualTime();
        var database = TestDatabase.Reserve();
        var lines = new LogLines();
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.AddInMemoryCollection(settings ?? new Dictionary<string, string?>());
        builder.Configuration["ConnectionStrings:Madoguchi"] = database.ConnectionString;
        builder.Configuration["Files:Folder"] ??= Path.Combine(database.Folder, "files");
        builder.Configuration["Madoguchi:KeyRing"] ??= Path.Combine(database.Folder, "keys", "master.json");
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders().AddProvider(lines);
        builder.Services.AddSingleton<TimeProvider>(time);
        builder.Services.AddSingleton(HtmlEncoder.Create(UnicodeRanges.All));
        builder.Services.AddTestAuthorisation();
        builder.Services.AddAntiforgery();
        builder.Services.AddProblemDetails();
        builder.Services.AddKernel(builder.Configuration);
        builder.Services.AddDesignSystem();
        services(builder.Services);
        ByHand(builder.Services);

        var app = builder.Build();
        app.UseStatusCodePages();
        app.UseExceptionHandler();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseAntiforgery();
        app.MapOnce(all =>
        {
            all.MapDesignSystem();
            routes?.Invoke(all);
        });
        try
        {
            await database.CreateMigratedAsync(app.Services.GetRequiredService<Migrator>());
            await app.StartAsync();
        }
        catch
        {
            await app.DisposeAsync();
            await database.DisposeAsync();
            throw;
        }

        return new ModuleHost(app, database, time, lines);
    }

    public T Get<T>()
        where T : notnull => app.Services.GetRequiredService<T>();

    /// <summary>Asks a scoped service, a module's context for example.</summary>
    public async Task<TOut> WithAsync<T, TOut>(Func<T, Task<TOut>> ask)
        where T : notnull
    {
        await using var scope = app.Services.CreateAsyncScope();
        return await ask(scope.ServiceProvider.GetRequiredService<T>());
    }

    /// <summary>A browser in which nobody is signed in.</summary>
    public Visitor Visit() => new(NewClient(null));

    /// <summary>A browser of its own for somebody who is signed in. Sign in twice for a second device.</summary>
    public Visitor SignIn(SignedIn who) => new(NewClient(who));

    public Visitor SignIn(Actor actor, Guid? subject = null) => SignIn(new SignedIn(actor.Id, actor.Role, actor.Party, subject ?? actor.Party));

    /// <summary>Runs a unit of work as the system: how a test brings about what came before.</summary>
    public async Task<T> ChangeAsync<T>(Func<Unit, T> change)
    {
        var work = new Work("test", $"test/{Path.GetRandomFileName()}", Actor.System("test"), Purpose.Seed);
        var result = await Writer.WriteAsync<T>(work, unit => change(unit), CancellationToken.None);
        return result.Value;
    }

    public Task PublishAsync(IEvent happened, string aggregate = "test") => ChangeAsync(unit =>
    {
        unit.Publish(happened, aggregate);
        return true;
    });

    /// <summary>Delivers events until none is due, those that handlers publish included.</summary>
    public Task<int> DrainOutboxAsync() => Get<Outbox>().DeliverAsync(CancellationToken.None);

    /// <summary>All values of one column, as text: rows are what a test may look at.</summary>
    public Task<List<string?>> ColumnAsync(string sql, params (string Name, object? Value)[] parameters) =>
        Database.QueryAsync(sql, row => row.TextOrNull("value"), CancellationToken.None, parameters);

    public async Task<long> CountAsync(string table) =>
        (await Database.QueryAsync($"select count(*) as value from {table}", row => row.Int64("value"), CancellationToken.None))[0];

    /// <summary>Stops the host as a shut-down would; the database stays until the test ends.</summary>
    public Task StopAsync() => app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
        await database.DisposeAsync();
    }

    /// <summary>What would else run between two lines of a test.</summary>
    private static void ByHand(IServiceCollection services)
    {
        foreach (var background in services.Where(service =>
            service.ServiceType == typeof(IHostedService) && service.ImplementationType?.Name is "OutboxDispatcher" or "ErasesWhatIsDue").ToList())
        {
            services.Remove(background);
        }
    }

    private HttpClient NewClient(SignedIn? who)
    {
#pragma warning disable CA2000 // the client disposes its handler
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer(), UseCookies = true };
#pragma warning restore CA2000
        var client = new HttpClient(handler) { BaseAddress = Address };
        if (who is not null)
        {
            client.DefaultRequestHeaders.Add(SignedIn.Header, who.ToHeader());
        }

        return client;
    }
}
