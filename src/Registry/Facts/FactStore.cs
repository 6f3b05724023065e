using Madoguchi.Kernel;

namespace Madoguchi.Registry;

/// <summary>Adds records of facts. There is no other way to change one.</summary>
internal static class FactStore
{
    public static void Name(Unit unit, FactSource source) => unit.Execute(
        """
        insert into registry_source (code, ja, easy, en) values (@code, @ja, @easy, @en)
        on conflict (code) do update set ja = @ja, easy = @easy, en = @en
        """,
        ("code", source.Code), ("ja", source.Label.Ja), ("easy", source.Label.Easy), ("en", source.Label.En));

    /// <param name="unit">The unit of the act that established it.</param>
    /// <param name="fact">The record; its source has been named in this unit or before.</param>
    /// <param name="recordedBy">The actor's id.</param>
    /// <returns>False when this very record was there before.</returns>
    public static bool Add(Unit unit, NewFact fact, string recordedBy)
    {
        var isNew = unit.Execute(
            """
            insert into registry_fact
                (id, party_id, code, value, valid_from, valid_until, source_code, basis, recorded_at, recorded_by, supersedes)
            values (@id, @party, @code, @value, @from, @until, @source, @basis, @at, @by, @supersedes)
            on conflict (id) do nothing
            """,
            ("id", fact.Id),
            ("party", fact.Party),
            ("code", fact.Code),
            ("value", fact.Json),
            ("from", fact.From),
            ("until", fact.Until),
            ("source", fact.SourceCode),
            ("basis", fact.Basis),
            ("at", unit.Now),
            ("by", recordedBy),
            ("supersedes", fact.Supersedes)) > 0;
        if (isNew)
        {
            Changed(unit, fact.Party);
        }

        return isNew;
    }

    /// <summary>
    /// Something is known otherwise of this party: whoever keeps what was read of it, or of somebody who ever shared a household with it,
    /// reads again. A change of who lives together calls this too.
    /// </summary>
    public static void Changed(Unit unit, Guid party) => unit.Execute(
        """
        update registry_party set facts = facts + 1 where id in (
            select @party
            union
            select other.person_id
            from registry_member mine join registry_member other on other.household_id = mine.household_id
            where mine.person_id = @party)
        """,
        ("party", party));
}

internal sealed record NewFact(
    Guid Id, Guid Party, string Code, string Json, DateOnly From, DateOnly? Until, string SourceCode, string? Basis, Guid? Supersedes = null);
