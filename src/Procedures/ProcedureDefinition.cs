using Madoguchi.DesignSystem;
using Madoguchi.Kernel;

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

    /// <summary>How sure the city must be of who applies (保証レベル).</summary>
    public required Assurance Assurance { get; init; }
    public required Owner Owner { get; init; }
    public required IReadOnlyList<LegalBasis> LegalBasis { get; init; }
    public required Localised ForWhom { get; init; }
    public required Localised WhatYouNeed { get; init; }
    public required Localised HowLong { get; init; }
    public Localised? EffectiveFrom { get; init; }
    public Localised? OtherWays { get; init; }
    public required Fee Fee { get; init; }
    public Expression? FeeFormula { get; init; }

    /// <summary>Whether an application may cost something; what it does depends on its answers.</summary>
    public bool MayCost => Fee.Yen > 0 || FeeFormula is not null;

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
public sealed record Fee(long Yen, string? Per, Localised? Note)
{
    /// <summary>When it is paid: the first rule whose condition holds; where none does, before the decision.</summary>
    public IReadOnlyList<DueRule> Due { get; init; } = [];

    /// <summary>How it may be paid: of <see cref="FeeWay"/>.</summary>
    public IReadOnlyList<string> Ways { get; init; } = FeeWay.All;

    /// <summary>What is paid back when nothing is issued: of <see cref="FeeRefund"/>.</summary>
    public string Refund { get; init; } = FeeRefund.Never;

    /// <summary>Who pays nothing (減免): the first whose condition holds says why.</summary>
    public IReadOnlyList<Exemption> Exemptions { get; init; } = [];
}

/// <summary>When a fee is paid, where the condition holds.</summary>
public sealed record DueRule(Expression? When, string Due);

/// <summary>A reason for which nothing is paid, and the provision it rests on.</summary>
public sealed record Exemption(string Code, Expression When, Localised Text, LegalBasis? Law);

/// <summary>When a fee is paid; stored as text.</summary>
public static class FeeDue
{
    /// <summary>Nothing is granted before it is paid.</summary>
    public const string BeforeDecision = "before-decision";

    /// <summary>At the window, when what was applied for is handed over.</summary>
    public const string AtCollection = "at-collection";

    /// <summary>By a slip that is sent; the case goes on.</summary>
    public const string Later = "later";

    public static IReadOnlyList<string> All { get; } = [BeforeDecision, AtCollection, Later];
}

/// <summary>How a fee is paid; stored as text.</summary>
public static class FeeWay
{
    /// <summary>Through the payment agency.</summary>
    public const string Online = "online";

    /// <summary>Cash at a window (窓口).</summary>
    public const string Window = "window";

    /// <summary>A payment slip (納付書).</summary>
    public const string Slip = "slip";

    public static IReadOnlyList<string> All { get; } = [Online, Window, Slip];
}

/// <summary>When a fee that was paid is paid back; stored as text.</summary>
public static class FeeRefund
{
    public const string Never = "never";

    /// <summary>When the application is withdrawn before anybody worked on it.</summary>
    public const string BeforeHandling = "before-handling";

    /// <summary>Whenever nothing is issued: withdrawn or refused.</summary>
    public const string Always = "always";

    public static IReadOnlyList<string> All { get; } = [Never, BeforeHandling, Always];
}

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
