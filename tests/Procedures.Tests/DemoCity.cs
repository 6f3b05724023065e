using Madoguchi.DesignSystem;
using Madoguchi.Registry;
using Madoguchi.Testing;

namespace Madoguchi.Procedures.Tests;

/// <summary>The demo city's files, read without a host, and what tests need to make small ones.</summary>
internal static class DemoCity
{
    public static DateOnly Today { get; } = new(2026, 11, 2);

    public static string Folder { get; } = Repository.PathTo("cities", "demo");

    public static IReadOnlyList<FactDefinition> Facts { get; } = ReadFacts();

    public static IEnumerable<string> Codes =>
        Directory.GetDirectories(Path.Combine(Folder, "procedures")).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal);

    public static string Text(string code) =>
        YamlFile.Canonical(File.ReadAllText(Path.Combine(Folder, "procedures", code, "procedure.yaml")));

    public static ProcedureDefinition Procedure(string code)
    {
        var loaded = ProcedureReader.Read(code, Text(code), Facts);
        loaded.Faults.ShouldBeEmpty();
        return loaded.Definition!;
    }

    public static IReadOnlyList<ProcedureDefinition> Procedures() => [.. Codes.Select(Procedure)];

    public static LoadedProcedure Load(string text) => ProcedureReader.Read("test.yaml", YamlFile.Canonical(text), Facts);

    /// <summary>A small procedure around the given sections.</summary>
    public static string Around(string sections) => $$"""
        code: test
        name: 試験
        summary: 試験のための手続
        audience: [person]
        owner: {department: 試験課, phone: "028-000-0000"}
        legalBasis: [{law: 試験法, article: 第1条}]
        forWhom: だれでも
        whatYouNeed: なし
        howLong: すぐ
        fee: {yen: 0}
        standardDays: 1
        categories: [children]
        decisions:
          - {outcome: granted, label: 認める, grounds: [{code: ok, text: よい, law: 試験法}]}
        sections:
        {{sections.ReplaceLineEndings("\n").TrimEnd().Replace("\n", "\n  ", StringComparison.Ordinal).Insert(0, "  ")}}

        """;

    public static ProcedureDefinition Small(string sections)
    {
        var loaded = Load(Around(sections));
        loaded.Faults.ShouldBeEmpty();
        return loaded.Definition!;
    }

    public static KnownFact Fact(string code, string json, string source = "住民基本台帳")
    {
        var type = QuestionTypeReader.Of(Facts.Single(fact => fact.Code == code));
        return new(new Guid(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(code + json))[..16]), code,
            AnswerValue.FromJson(type.ValueKind, json)!, new Localised(source), new(2020, 4, 1));
    }

    public static Dictionary<string, KnownFact> Held(params (string Code, string Json)[] facts) =>
        facts.ToDictionary(fact => fact.Code, fact => Fact(fact.Code, fact.Json));

    private static FactDefinition[] ReadFacts()
    {
        var reader = new YamlReader("facts.yaml");
        var facts = reader.Read(File.ReadAllText(Path.Combine(Folder, "facts.yaml")))!.Items().Select(item => new FactDefinition
        {
            Code = item.Text("code"),
            Name = item.Text("name"),
            Subject = item.Text("subject") switch { "person" => PartyKind.Person, "household" => PartyKind.Household, _ => PartyKind.Organisation },
            Type = item.Text("type"),
            Label = item.Localised("label"),
            Options = [.. item.List("options").Select(option => new FactOption(option.Text("code"), option.Localised("label")))],
            MaxLength = item.IntOrNull("maxLength"),
            Pattern = item.TextOrNull("pattern"),
            Earliest = item.TextOrNull("earliest"),
            Latest = item.TextOrNull("latest"),
            Derived = item.TextOrNull("derived"),
        }).ToArray();
        reader.Faults.ShouldBeEmpty();
        return facts;
    }
}
