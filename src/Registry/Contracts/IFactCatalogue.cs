using Madoguchi.DesignSystem;

namespace Madoguchi.Registry;

/// <summary>What the city may know, in the words the law and the rules use. One list for all procedures.</summary>
public interface IFactCatalogue
{
    IReadOnlyList<FactDefinition> All { get; }

    FactDefinition? Find(string code);

    /// <summary>The fact with this name in FEEL expressions.</summary>
    FactDefinition? FindByName(string name);
}

/// <summary>One kind of fact.</summary>
public sealed record FactDefinition
{
    /// <summary>Stable, in English: <c>person.birth-date</c>.</summary>
    public required string Code { get; init; }

    /// <summary>The word in FEEL expressions, NFC: 生年月日.</summary>
    public required string Name { get; init; }

    public required PartyKind Subject { get; init; }

    /// <summary>The question type that asks for it and shows it: <c>text</c>, <c>date</c>, <c>address</c> …</summary>
    public required string Type { get; init; }

    public required Localised Label { get; init; }

    /// <summary>Needs care beyond other personal data: health, money.</summary>
    public bool Sensitive { get; init; }

    /// <summary>The law the city holds it under.</summary>
    public string? Law { get; init; }

    /// <summary>What can be chosen, for <c>choose-one</c> and <c>choose-many</c>.</summary>
    public IReadOnlyList<FactOption> Options { get; init; } = [];

    public int? MaxLength { get; init; }

    /// <summary>A regular expression over the whole value.</summary>
    public string? Pattern { get; init; }

    /// <summary>A day or <c>today</c>.</summary>
    public string? Earliest { get; init; }

    /// <summary>A day or <c>today</c>.</summary>
    public string? Latest { get; init; }

    /// <summary>A FEEL expression over the party's other facts and 今日: computed, never stored, never asked.</summary>
    public string? Derived { get; init; }
}

public sealed record FactOption(string Code, Localised Label);
