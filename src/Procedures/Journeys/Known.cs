using Madoguchi.DesignSystem;

namespace Madoguchi.Procedures;

/// <summary>
/// What is known without asking: the subject's facts, and every member of the household, the subject among them, with theirs.
/// </summary>
public sealed record Known(Guid Subject, IReadOnlyDictionary<string, KnownFact> Facts, IReadOnlyList<KnownMember> Members, Audience SubjectKind = Audience.Person)
{
    /// <summary>Nothing is known: everything is asked.</summary>
    public static Known Nothing { get; } = new(Guid.Empty, new Dictionary<string, KnownFact>(), []);
}

/// <summary>A fact held, who says so and as of when.</summary>
public sealed record KnownFact(Guid FactId, string Code, AnswerValue Value, Localised Source, DateOnly AsOf);

/// <summary>A member of the household; <paramref name="Relation"/> is the 続柄 as the register has it.</summary>
public sealed record KnownMember(Guid Party, string Name, string Relation, IReadOnlyDictionary<string, KnownFact> Facts);
