using System.Text.RegularExpressions;
using Madoguchi.Kernel;
using Madoguchi.Testing;

namespace Madoguchi.Whole.Tests;

public sealed partial class ArchitectureTests
{
    public static TheoryData<string> Modules => [.. Module.All.Select(module => module.Name)];

    [Fact]
    public void Every_folder_of_src_is_a_module_and_every_module_stands_in_the_table()
    {
        var folders = Directory.EnumerateDirectories(Repository.PathTo("src")).Select(Path.GetFileName).Order();

        Module.All.Select(module => module.Name).ShouldBe(folders!);
        MayUse.Modules.Select(row => row.Module).Order().ShouldBe(folders!);
    }

    [Fact]
    public void The_table_points_only_upwards()
    {
        var above = new List<string>();
        foreach (var (module, _, uses) in MayUse.Modules)
        {
            uses.Except(above).ShouldBeEmpty(module);
            above.Add(module);
        }
    }

    [Theory]
    [MemberData(nameof(Modules))]
    public void A_module_uses_what_the_table_allows_and_names_what_it_uses(string name)
    {
        var module = Of(name);
        var allowed = MayUse.Modules.Single(row => row.Module == name).Uses;

        module.Declares.Order().ShouldBe(allowed.Order(), "the project file and the table differ");
        module.Uses.Except(allowed).ShouldBeEmpty("it uses these through another module's back");
    }

    [Theory]
    [MemberData(nameof(Modules))]
    public void A_module_uses_no_library_that_was_not_decided_on(string name)
    {
        var decided = MayUse.Libraries[name];

        Of(name).Libraries.Except(decided).ShouldBeEmpty();
    }

    [Fact]
    public void The_architecture_page_shows_the_table()
    {
        var path = Repository.PathTo("docs", "architecture.md");
        string[] table =
        [
            "<!-- MayUse: written by tests/Whole.Tests/Architecture -->",
            "| Module | Owns | May use |",
            "|---|---|---|",
            .. MayUse.Modules.Select(row => $"| `{row.Module}` | {row.Owns} | {(row.Uses.Count == 0 ? "–" : string.Join(", ", row.Uses))} |"),
            "<!-- /MayUse -->",
        ];

        Snapshot.MatchFile(path, Table().Replace(File.ReadAllText(path), string.Join('\n', table)));
    }

    [Theory]
    [MemberData(nameof(Modules))]
    public void Types_are_sealed_unless_something_derives_from_them(string name)
    {
        var module = Of(name);
        var bases = module.Types.Concat(Module.All.SelectMany(other => other.Types)).Select(type => Definition(type.BaseType)).ToHashSet();

        module.Types
            .Where(type => type is { IsClass: true, IsSealed: false, IsAbstract: false } && !Module.IsComponent(type) && !bases.Contains(Definition(type)))
            .Select(type => type.FullName)
            .ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Modules))]
    public void Contexts_handlers_and_endpoints_stay_inside_their_module(string name)
    {
        // What others may see are contracts, the module's own door, wire records and components; the surface snapshot lists them.
        Of(name).Types
            .Where(type => type is { IsVisible: true, IsClass: true, IsAbstract: false } && (
                type.IsSubclassOf(typeof(ModuleDb))
                || type.GetInterfaces().Any(contract => contract.IsGenericType && contract.GetGenericTypeDefinition() == typeof(IHandles<>))
                || (Inside().IsMatch(type.Name) && !Module.IsComponent(type))))
            .Select(type => type.FullName)
            .ShouldBeEmpty();
    }

    /// <summary>What a module shows to others is a promise: a change of it is seen in the diff of one file.</summary>
    [Theory]
    [MemberData(nameof(Modules))]
    public void The_public_surface_is_as_approved(string name)
    {
        var surface = Of(name).Types.Where(type => type.IsVisible).OrderBy(type => type.FullName, StringComparer.Ordinal).SelectMany(PublicSurface.Of);

        Snapshot.Match($"surface/{name}.txt", string.Join('\n', surface.DefaultIfEmpty("(nothing)")));
    }

    [Fact]
    public void Folders_say_what_a_person_does_there_not_which_pattern_it_follows()
    {
        string[] unsaying =
        [
            "Services", "Repositories", "Managers", "Models", "Dtos", "Interfaces", "Extensions", "Helpers", "Utils", "Common", "Core", "Shared", "System",
        ];

        Directory.EnumerateDirectories(Repository.PathTo("src"), "*", SearchOption.AllDirectories)
            .Where(folder => unsaying.Contains(Path.GetFileName(folder)) && !folder.Contains($"{Path.DirectorySeparatorChar}obj", StringComparison.Ordinal))
            .ShouldBeEmpty();
    }

    private static Module Of(string name) => Module.All.Single(module => module.Name == name);

    private static Type? Definition(Type? type) => type is { IsGenericType: true } ? type.GetGenericTypeDefinition() : type;

    [GeneratedRegex("<!-- MayUse.*?<!-- /MayUse -->", RegexOptions.Singleline)]
    private static partial Regex Table();

    [GeneratedRegex("(Endpoint|Handler|Db)$")]
    private static partial Regex Inside();
}
