using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Madoguchi.DesignSystem;
using Madoguchi.Kernel;
using Madoguchi.Procedures;
using Madoguchi.Testing;
using Microsoft.Extensions.DependencyInjection;
using NJsonSchema;

namespace Madoguchi.Whole.Tests;

/// <summary>What others may rely on, held against the program: events, the city's files, texts, problems.</summary>
public sealed partial class ContractTests(WholeHost host)
{
    /// <summary>What a clerk is told; staff read Japanese.</summary>
    private const string ForStaff = "cases.refusal.";

    /// <summary>What a program is told; who wrote it reads Japanese or English.</summary>
    private const string ForPrograms = "api.problem.";

    private static readonly string Events = Repository.PathTo("docs", "contracts", "events");

    public static TheoryData<string, string> CityFiles =>
    [
        .. Directory.EnumerateFiles(Repository.PathTo("cities", "demo", "procedures"), "procedure.yaml", SearchOption.AllDirectories)
            .Select(file => new TheoryDataRow<string, string>(Path.GetRelativePath(Repository.Root, file), "procedure.schema.json")),
        .. Directory.EnumerateFiles(Repository.PathTo("cities", "demo", "letters"), "*.yaml")
            .Select(file => new TheoryDataRow<string, string>(Path.GetRelativePath(Repository.Root, file), "letter.schema.json")),
        new TheoryDataRow<string, string>(Path.Combine("cities", "demo", "facts.yaml"), "facts.schema.json"),
        new TheoryDataRow<string, string>(Path.Combine("cities", "demo", "residents.yaml"), "residents.schema.json"),
        new TheoryDataRow<string, string>(Path.Combine("cities", "demo", "retention.yaml"), "retention.schema.json"),
    ];

    [Fact]
    public void Every_event_can_still_be_read_as_it_was_first_stored()
    {
        var types = host.Services.GetServices<EventType>().ToDictionary(type => type.Name);
        var samples = Directory.EnumerateFiles(Events, "*.json").ToDictionary(file => Path.GetFileNameWithoutExtension(file));

        samples.Keys.Order().ShouldBe(types.Keys.Order(), "a sample for each event, an event for each sample");
        foreach (var (name, file) in samples)
        {
            var stored = JsonNode.Parse(File.ReadAllText(file));
            var read = types[name].Read(stored!.ToJsonString());
            var again = JsonNode.Parse(EventCatalogue.Write(read));

            JsonNode.DeepEquals(again, stored).ShouldBeTrue($"{name} is written differently today:\n{again}");
        }
    }

    /// <summary>The outbox is no place for personal data: an event says who by id and what by code.</summary>
    [Fact]
    public void Events_carry_ids_codes_and_times()
    {
        Type[] harmless = [typeof(Guid), typeof(string), typeof(DateOnly), typeof(DateTimeOffset), typeof(bool), typeof(int), typeof(long)];

        foreach (var type in host.Services.GetServices<EventType>().Select(type => type.Type))
        {
            type.GetProperties()
                .Where(property => property.Name is "Name" or "Kana" or "Address" or "Answers" or "Text" or "Phone" or "Email")
                .ShouldBeEmpty(type.Name);
            typeof(IEvent).IsAssignableFrom(type).ShouldBeTrue();
            type.GetProperties().Where(property => property.Name == nameof(IEvent.EventId)).Select(property => property.PropertyType)
                .ShouldBe([harmless[0]]);
        }
    }

    [Theory]
    [MemberData(nameof(CityFiles))]
    public async Task The_citys_files_are_what_the_published_schema_says(string file, string schema)
    {
        var rules = await JsonSchema.FromJsonAsync(await File.ReadAllTextAsync(Repository.PathTo("docs", "contracts", schema)));

        var faults = rules.Validate(YamlAsJson.Read(await File.ReadAllTextAsync(Repository.PathTo(file))));

        faults.Select(fault => $"{file}, {fault.Path}: {fault.Kind}").ShouldBeEmpty();
    }

    [Fact]
    public void The_loader_agrees_and_serves_every_procedure_of_the_city()
    {
        var catalogue = host.Services.GetRequiredService<IProcedureCatalogue>();
        var folders = Directory.EnumerateDirectories(Repository.PathTo("cities", "demo", "procedures")).Select(Path.GetFileName);

        catalogue.Faults.ShouldBeEmpty();
        catalogue.Current.Select(procedure => procedure.Code).Order().ShouldBe(folders.Order()!);
    }

    [Fact]
    public void Every_text_is_written_in_three_languages()
    {
        var texts = host.Services.GetRequiredService<Texts>();

        texts.All.Where(text => !text.Key.StartsWith(ForStaff, StringComparison.Ordinal) && !text.Key.StartsWith(ForPrograms, StringComparison.Ordinal))
            .Where(text => string.IsNullOrWhiteSpace(text.Value.Easy) || string.IsNullOrWhiteSpace(text.Value.En))
            .Select(text => text.Key)
            .ShouldBeEmpty("a resident who reads easy Japanese or English would meet Japanese");
        texts.All.Where(text => KanjiWithoutReading().IsMatch(WithReading().Replace(text.Value.Easy ?? "", "")))
            .Select(text => $"{text.Key}: {text.Value.Easy}")
            .ShouldBeEmpty("easy Japanese gives the reading of every kanji");
    }

    [Fact]
    public void Every_problem_has_a_code_of_its_own()
    {
        var codes = Module.All.SelectMany(module => module.Types)
            .Where(type => type.IsSubclassOf(typeof(Refusal)) && !type.IsAbstract)
            .Select(type => (type.FullName, CodeOf(type)))
            .ToList();

        codes.ShouldNotBeEmpty();
        codes.GroupBy(code => code.Item2).Where(group => group.Count() > 1).Select(group => group.Key).ShouldBeEmpty("two problems, one code");
        codes.Where(code => !Kebab().IsMatch(code.Item2)).ShouldBeEmpty();
    }

    /// <summary>Codes are part of the contract (<c>urn:madoguchi:problem:CODE</c>): the list is published, and grows.</summary>
    [Fact]
    public void The_list_of_problems_is_as_published()
    {
        var lines = Module.All.SelectMany(module => module.Types)
            .Where(type => type.IsSubclassOf(typeof(Refusal)) && !type.IsAbstract)
            .Select(Make)
            .OrderBy(refusal => refusal.Code, StringComparer.Ordinal)
            .Select(refusal => $"urn:madoguchi:problem:{refusal.Code} {refusal.StatusCode()}");

        Snapshot.MatchFile(Repository.PathTo("docs", "contracts", "problems.txt"), string.Join('\n', lines));
    }

    private static string CodeOf(Type refusal) => Make(refusal).Code;

    private static Refusal Make(Type refusal)
    {
        var constructor = refusal.GetConstructors(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
            .First(candidate => candidate.GetParameters() is not [{ } only] || only.ParameterType != refusal);
        return (Refusal)constructor.Invoke([.. constructor.GetParameters().Select(parameter => Something(parameter.ParameterType))]);
    }

    private static object? Something(Type type) =>
        type == typeof(string) ? "" : type.IsValueType ? Activator.CreateInstance(type) : type.IsArray ? Array.CreateInstance(type.GetElementType()!, 0) : null;

    /// <summary>Ruby, or in parentheses where there can be none (in a list to choose from).</summary>
    [GeneratedRegex(@"\{[^{}|]*\|[^{}|]*\}|[\u4E00-\u9FFF]+（[ぁ-ん]+）")]
    private static partial Regex WithReading();

    [GeneratedRegex(@"[\u4E00-\u9FFF\u3005]")]
    private static partial Regex KanjiWithoutReading();

    [GeneratedRegex("^[a-z0-9]+(-[a-z0-9]+)*$")]
    private static partial Regex Kebab();
}
