using Madoguchi.DesignSystem;

namespace Madoguchi.Procedures;

/// <summary>A procedure (手続) as the city's officers wrote it: one version, complete, never changed once loaded.</summary>
public sealed record ProcedureDefinition
{
    public required string Code { get; init; }

    /// <summary>SHA-256 (lower-case hex) of the file and of the facts it uses: the same hash always asks the same.</summary>
    public required string Hash { get; init; }

    public required Localised Name { get; init; }
    public required Localised Summary { get; init; }
    public required IReadOnlyList<Audience> Audience { get; init; }
    public required ProxyRule Proxy { get; init; }
    public required Owner Owner { get; init; }
    public required IReadOnlyList<LegalBasis> LegalBasis { get; init; }
    public required Localised ForWhom { get; init; }
    public required Localised WhatYouNeed { get; init; }
    public required Localised HowLong { get; init; }
    public Localised? EffectiveFrom { get; init; }
    public Localised? OtherWays { get; init; }
    public required Fee Fee { get; init; }
    public Expression? FeeFormula { get; init; }

    /// <summary>標準処理期間 (行政手続法 第6条), in working days.</summary>
    public required int StandardDays { get; init; }

    public required IReadOnlyList<string> Categories { get; init; }
    public required IReadOnlyList<string> LifeEvents { get; init; }
    public required IReadOnlyList<string> Keywords { get; init; }
    public required IReadOnlyDictionary<string, IReadOnlyList<string>> Tags { get; init; }
    public required IReadOnlyList<Section> Sections { get; init; }
    public required IReadOnlyList<DecisionTemplate> Decisions { get; init; }
    public required IReadOnlyList<Establishes> Establishes { get; init; }

    /// <summary>The facts this procedure asks for, by code, as the catalogue described them when it was loaded.</summary>
    public required IReadOnlyDictionary<string, FactUse> Facts { get; init; }

    /// <summary>The question at a path of an answer: <c>bank</c>, <c>children/2/name</c>.</summary>
    public Question? QuestionAt(string path) => Plan.QuestionAt(path);

    /// <summary>The section in which a path lies.</summary>
    public Section? SectionAt(string path) => Plan.SectionAt(path);

    /// <summary>Everything the journey needs, worked out once.</summary>
    internal JourneyPlan Plan => plan ??= JourneyPlan.For(this);

    private JourneyPlan? plan;
}

public enum Audience
{
    Person,
    Organisation,
}

/// <summary>May somebody holding a mandate apply for the resident?</summary>
public sealed record ProxyRule(bool Allowed, Localised? Note);

/// <summary>The department that answers for the procedure, and how to reach it otherwise than online.</summary>
public sealed record Owner(Localised Department, string Phone, Localised? Window);

/// <summary>A provision; <see cref="Unverified"/> when the author could not read it: shown to officers only.</summary>
public sealed record LegalBasis(string Law, string? Article, string? Url, Localised? Note, bool Unverified)
{
    /// <summary>児童手当法 第7条第1項</summary>
    public override string ToString() => Article is null ? Law : $"{Law} {Article}";
}

/// <summary>The fee in yen; <see cref="Per"/> names the question whose number multiplies it.</summary>
public sealed record Fee(long Yen, string? Per, Localised? Note);

public sealed record Section
{
    public required string Code { get; init; }
    public required Localised Title { get; init; }
    public Expression? When { get; init; }
    public Repeat? Repeat { get; init; }
    public required IReadOnlyList<Question> Questions { get; init; }
}

/// <summary>A section asked once for each of several people or things.</summary>
public sealed record Repeat
{
    /// <summary>True for each member of the household who is an item without being asked for.</summary>
    public Expression? Members { get; init; }
    public required Localised ItemName { get; init; }
    public required int Min { get; init; }
    public required int Max { get; init; }
    public required bool AllowAdd { get; init; }
}

public sealed record Question
{
    public required string Code { get; init; }

    /// <summary>The type with its constraints; it parses, validates, shows and stores the answer.</summary>
    public required QuestionType Type { get; init; }

    /// <summary>The code of the fact this answer is, or null when only this form asks.</summary>
    public string? Fact { get; init; }
    /// <summary>Why this is asked although no register holds it.</summary>
    public Localised? FormOnly { get; init; }
    public required Localised Label { get; init; }
    public Localised? Hint { get; init; }
    public Localised? Why { get; init; }
    public required bool Required { get; init; }
    public Expression? When { get; init; }
    public required IReadOnlyList<Check> Checks { get; init; }
    public required IReadOnlyList<RouteRule> Next { get; init; }

    /// <summary>The name of this answer in FEEL.</summary>
    public required string Name { get; init; }
}

/// <summary>A choice. Routing and storing compare <see cref="Code"/>, never the label.</summary>
public sealed record Option(string Code, Localised Label, Localised? Hint);

/// <summary>What must hold for an answer; in the expression 値 is the answer itself.</summary>
public sealed record Check(Expression That, Localised Message);

/// <summary>Where the journey goes after a question: forward to <see cref="Go"/>, or to its <see cref="End"/>.</summary>
public sealed record RouteRule(Expression? When, string? Go, Localised? End);

/// <summary>A kind of decision with the reasons a clerk picks from.</summary>
public sealed record DecisionTemplate(string Outcome, Localised Label, IReadOnlyList<Ground> Grounds, Localised? Objection);

public sealed record Ground(string Code, Localised Text, LegalBasis? Law);

/// <summary>A fact that a granted application writes to the register, and the path its value comes from.</summary>
public sealed record Establishes(string Fact, string From);

/// <summary>What the journey must know of a fact: its name in FEEL, whose it is, its type and how it is called.</summary>
public sealed record FactUse(string Code, string Name, string Subject, QuestionType Type, Localised Label, Expression? Derived);
