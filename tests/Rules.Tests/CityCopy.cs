using System.Diagnostics.CodeAnalysis;
using Madoguchi.Registry;
using Madoguchi.Testing;

namespace Madoguchi.Rules.Tests;

/// <summary>A copy of the demo city that a test may edit, and a host that serves its decisions.</summary>
internal sealed class CityCopy : IAsyncDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("madoguchi-rules-").FullName;

    private CityCopy()
    {
    }

    [AllowNull]
    public ModuleHost Host { get; private set; }

    public DecisionCatalogue Catalogue => Host.Get<DecisionCatalogue>();

    public static string Demo { get; } = Repository.PathTo("cities", "demo");

    public static IEnumerable<string> Codes => Directory.GetFiles(Path.Combine(Demo, "decisions")).Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal);

    public static string Text(string code) => File.ReadAllText(Path.Combine(Demo, "decisions", code + ".dmn")).ReplaceLineEndings("\n");

    public static DecisionModel Model(string code) => DecisionModel.Read(Text(code));

    public static async Task<CityCopy> StartAsync(Action<CityCopy>? before = null)
    {
        var city = new CityCopy();
        foreach (var file in Directory.EnumerateFiles(Demo, "*.*", SearchOption.AllDirectories).Where(file => file.EndsWith(".yaml", StringComparison.Ordinal) || file.EndsWith(".dmn", StringComparison.Ordinal)))
        {
            var copy = Path.Combine(city.folder, Path.GetRelativePath(Demo, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        before?.Invoke(city);
        city.Host = await ModuleHost.StartAsync(
            services => services.AddRegistry().AddRules(), routes => routes.MapRules(),
            settings: new Dictionary<string, string?> { ["Madoguchi:City"] = city.folder });
        return city;
    }

    public void Edit(string code, string what, string by)
    {
        var path = Path.Combine(folder, "decisions", code + ".dmn");
        var text = File.ReadAllText(path);
        text.ShouldContain(what);
        File.WriteAllText(path, text.Replace(what, by, StringComparison.Ordinal));
    }

    public void RemoveDecisions() => Directory.Delete(Path.Combine(folder, "decisions"), recursive: true);

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}
