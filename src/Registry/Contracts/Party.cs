namespace Madoguchi.Registry;

public enum PartyKind
{
    Person,
    Household,
    Organisation,
}

/// <summary>Somebody the city deals with: a person, a household (世帯) or an organisation (法人・団体).</summary>
/// <param name="Id">The party's key in every module.</param>
/// <param name="Kind">Decides which facts can be held.</param>
/// <param name="Name">The name to show and print.</param>
/// <param name="Kana">The reading, in full-width katakana; empty when it is not known.</param>
/// <param name="Roman">The name in Roman letters, when the register has one.</param>
/// <param name="Original">The name with its original characters (外字), when <paramref name="Name"/> had to replace some.</param>
/// <param name="CorporateNumber">法人番号 of an organisation.</param>
public sealed record Party(
    Guid Id, PartyKind Kind, string Name, string Kana, string? Roman = null, string? Original = null, string? CorporateNumber = null);

/// <summary>A member of a household with the relation to its head (続柄) as the register has it.</summary>
/// <param name="Party">The member.</param>
/// <param name="Relation">続柄, for example 世帯主 or 子.</param>
/// <param name="From">The first day of the membership.</param>
/// <param name="Until">Its last day, when it has one.</param>
public sealed record HouseholdMember(Party Party, string Relation, DateOnly From, DateOnly? Until);

/// <summary>Who is in the register. Whoever shows an answer to staff records the look in <see cref="IAccessLog"/>.</summary>
public interface IPartyDirectory
{
    Task<Party?> FindAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>The parties among <paramref name="ids"/> that exist, in one query.</summary>
    Task<IReadOnlyDictionary<Guid, Party>> FindAllAsync(IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken);

    /// <summary>All members of the person's household on that day, the person too; empty when the person is in none.</summary>
    Task<IReadOnlyList<HouseholdMember>> HouseholdOfAsync(Guid person, DateOnly day, CancellationToken cancellationToken);

    /// <summary>Parties whose name, reading or 法人番号 contains the words, however their kana or widths were typed; at most <paramref name="limit"/>.</summary>
    Task<IReadOnlyList<Party>> SearchAsync(string words, int limit, CancellationToken cancellationToken);
}
