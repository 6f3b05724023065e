using Madoguchi.DesignSystem;

namespace Madoguchi.Registry;

/// <summary>Who said so: a register, the person, a decision of the city.</summary>
public sealed record FactSource(string Code, Localised Label);

/// <summary>A fact the city holds about a party.</summary>
/// <param name="Id">This record of it; a correction is a new one.</param>
/// <param name="Party">Whom it is about.</param>
/// <param name="Code">The code in the fact catalogue.</param>
/// <param name="Json">The value as JSON, in the shape of its type.</param>
/// <param name="Source">Who said so.</param>
/// <param name="AsOf">Since when it is so: the first day the value holds.</param>
/// <param name="RecordedAt">When the city wrote it down.</param>
/// <param name="Basis">The act or document it rests on, when there is one.</param>
public sealed record HeldFact(
    Guid Id, Guid Party, string Code, string Json, FactSource Source, DateOnly AsOf, DateTimeOffset RecordedAt, string? Basis);

/// <summary>The facts of one member of a household.</summary>
/// <param name="Party">The member.</param>
/// <param name="Name">The name to show.</param>
/// <param name="Relation">続柄; empty for a party that is in no household.</param>
/// <param name="Facts">By code.</param>
public sealed record MemberFacts(Guid Party, string Name, string Relation, IReadOnlyDictionary<string, HeldFact> Facts);

/// <summary>What the city knows, so that it need not ask again (once only). Each question is one query.</summary>
public interface IFacts
{
    /// <summary>The asked facts of one party as they are valid on <paramref name="asOf"/>, as known now.</summary>
    Task<IReadOnlyDictionary<string, HeldFact>> HeldAsync(
        Guid party, IReadOnlyCollection<string> codes, DateOnly asOf, CancellationToken cancellationToken);

    /// <summary>
    /// The asked facts of the party and of everybody in its household on that day. The party itself is always in the answer,
    /// and first; an organisation or somebody without a household is alone in it. Empty when there is no such party.
    /// </summary>
    Task<IReadOnlyList<MemberFacts>> HeldForHouseholdAsync(
        Guid party, IReadOnlyCollection<string> codes, DateOnly asOf, CancellationToken cancellationToken);

    /// <summary>
    /// A number that grows whenever <see cref="HeldForHouseholdAsync"/> may answer otherwise for the same day: something was recorded of
    /// the party or of somebody in its household. A fraction of the cost of the answer itself; -1 where there is no such party.
    /// </summary>
    Task<long> HouseholdVersionAsync(Guid party, CancellationToken cancellationToken);

    /// <summary>Every record of one fact, corrected ones too, newest first.</summary>
    Task<IReadOnlyList<FactRecord>> HistoryAsync(Guid party, string code, CancellationToken cancellationToken);
}

/// <summary>One record in the history of a fact.</summary>
/// <param name="Fact">The value with its source.</param>
/// <param name="Until">The last day the value holds, when it has one.</param>
/// <param name="RecordedBy">The actor's id.</param>
/// <param name="Supersedes">The record this one corrects.</param>
public sealed record FactRecord(HeldFact Fact, DateOnly? Until, string RecordedBy, Guid? Supersedes);
