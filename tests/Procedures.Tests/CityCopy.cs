using System.Diagnostics.CodeAnalysis;
using Madoguchi.Registry;
using Madoguchi.Testing;

namespace Madoguchi.Procedures.Tests;

/// <summary>A copy of the demo city that a test may edit, and a host that serves it.</summary>
internal sealed class CityCopy : IAsyncDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("madoguchi-city-").FullName;

    private CityCopy()
    {
    }

    [AllowNull]
    public ModuleHost Host { get; private set; }

    public ProcedureCatalogue Catalogue => Host.Get<ProcedureCatalogue>();

    public static async Task<CityCopy> StartAsync(Action<CityCopy>? before = null)
    {
        var city = new CityCopy();
        foreach (var file in Directory.EnumerateFiles(DemoCity.Folder, "*.yaml", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(city.folder, Path.GetRelativePath(DemoCity.Folder, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        before?.Invoke(city);
        city.Host = await ModuleHost.StartAsync(
            services => services.AddRegistry().AddProcedures(),
            routes => routes.MapProcedures(),
            settings: new Dictionary<string, string?> { ["Madoguchi:City"] = city.folder });
        return city;
    }

    public void Edit(string code, string what, string by)
    {
        var path = Path.Combine(folder, "procedures", code, "procedure.yaml");
        var text = File.ReadAllText(path);
        text.ShouldContain(what);
        File.WriteAllText(path, text.Replace(what, by, StringComparison.Ordinal));
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}
