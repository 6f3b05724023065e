using Madoguchi.Kernel;

namespace Madoguchi.Registry;

internal sealed class Facts(Database database) : IFacts
{
    public async Task<IReadOnlyDictionary<string, HeldFact>> HeldAsync(
        Guid party, IReadOnlyCollection<string> codes, DateOnly asOf, CancellationToken cancellationToken)
    {
        if (codes.Count == 0)
        {
            return new Dictionary<string, HeldFact>();
        }

        var (list, parameters) = InList.Of(codes);
        var rows = await database.QueryAsync(
            $"""
            select {FactQueries.Columns}
            from registry_fact f join registry_source s on s.code = f.source_code
            where f.party_id = @party and f.code in ({list}) and {FactQueries.IsHeld}
            order by {FactQueries.Order}
            """,
            FactQueries.Read,
            cancellationToken,
            [.. parameters, ("party", party), ("day", asOf)]);
        return ByCode(rows);
    }

    public async Task<IReadOnlyList<MemberFacts>> HeldForHouseholdAsync(
        Guid party, IReadOnlyCollection<string> codes, DateOnly asOf, CancellationToken cancellationToken)
    {
        // Nothing asked still asks who is in the household.
        var (list, parameters) = InList.Of(codes.Count == 0 ? [""] : codes);
        var rows = await database.QueryAsync(
            $"""
            with member as (
                select other.person_id as id, other.relation as relation, other.position as position
                from registry_member mine join registry_member other on other.household_id = mine.household_id
                where mine.person_id = @party
                    and mine.valid_from <= @day and (mine.valid_until is null or mine.valid_until >= @day)
                    and other.valid_from <= @day and (other.valid_until is null or other.valid_until >= @day)
                union all
                select p.id, '', 0 from registry_party p
                where p.id = @party and not exists (
                    select 1 from registry_member mine
                    where mine.person_id = @party
                        and mine.valid_from <= @day and (mine.valid_until is null or mine.valid_until >= @day))
            )
            select member.id as member_id, member.relation, p.name, {FactQueries.Columns}
            from member
            join registry_party p on p.id = member.id
            left join registry_fact f on f.party_id = member.id and f.code in ({list}) and {FactQueries.IsHeld}
            left join registry_source s on s.code = f.source_code
            order by case when member.id = @party then 0 else 1 end, member.position, member.id, {FactQueries.Order}
            """,
            row => (
                Member: row.Guid("member_id"),
                Relation: row.Text("relation"),
                Name: row.Text("name"),
                Fact: row.GuidOrNull("id") is null ? null : FactQueries.Read(row)),
            cancellationToken,
            [.. parameters, ("party", party), ("day", asOf)]);
        return [.. rows
            .GroupBy(row => row.Member)
            .Select(member => new MemberFacts(
                member.Key, member.First().Name, member.First().Relation, ByCode(member.Select(row => row.Fact).OfType<HeldFact>())))];
    }

    public async Task<IReadOnlyList<FactRecord>> HistoryAsync(Guid party, string code, CancellationToken cancellationToken) =>
        await database.QueryAsync(
            $"""
            select {FactQueries.Columns}, f.valid_until, f.recorded_by, f.supersedes
            from registry_fact f join registry_source s on s.code = f.source_code
            where f.party_id = @party and f.code = @code
            order by f.recorded_at desc, f.valid_from desc, f.id desc
            """,
            row => new FactRecord(FactQueries.Read(row), row.DateOrNull("valid_until"), row.Text("recorded_by"), row.GuidOrNull("supersedes")),
            cancellationToken,
            ("party", party),
            ("code", code));

    private static Dictionary<string, HeldFact> ByCode(IEnumerable<HeldFact> inOrder)
    {
        var held = new Dictionary<string, HeldFact>(StringComparer.Ordinal);
        foreach (var fact in inOrder)
        {
            held[fact.Code] = fact;
        }

        return held;
    }
}
