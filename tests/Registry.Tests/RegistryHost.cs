using Madoguchi.Testing;

namespace Madoguchi.Registry.Tests;

/// <summary>The register alone, with or without the demo city's people.</summary>
internal static class RegistryHost
{
    public static readonly DateOnly Today = new(2026, 11, 2);

    public static Task<ModuleHost> StartAsync() => ModuleHost.StartAsync(services => services.AddRegistry(), routes => routes.MapRegistry());

    public static async Task<ModuleHost> WithDemoCityAsync()
    {
        var host = await StartAsync();
        await host.Get<IDemoSeed>().SeedAsync(CancellationToken.None);
        return host;
    }

    /// <summary>A person with nothing but an id.</summary>
    public static Task<Guid> AddPersonAsync(this ModuleHost host) => host.ChangeAsync(unit =>
    {
        var id = unit.NewId();
        PartyStore.Add(unit, id, PartyKind.Person);
        return id;
    });

    public static Guid Id(string key) => ResidentsFile.IdOf(key);
}

/// <summary>One demo city for a class of tests that only read; 23 November 2026.</summary>
public sealed class DemoCity : IAsyncLifetime
{
    public ModuleHost Host { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Host = await RegistryHost.WithDemoCityAsync();
        Host.Time.Advance(TimeSpan.FromDays(21));
    }

    public ValueTask DisposeAsync() => Host.DisposeAsync();
}
