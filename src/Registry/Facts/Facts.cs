using Madoguchi.Kernel;

namespace Madoguchi.Registry;

internal sealed class Facts(Database database, Sources sources) : IFacts
{
    /// <summary>The party <c>@party</c> and everybody in its household on <c>@day</c>, as <c>member</c>.</summary>
    private const string Household =
        """
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
        """;

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
            from registry_fact f
            where f.party_id = @party and f.code in ({list}) and {FactQueries.IsHeld}
            order by {FactQueries.Order}
            """,
            row => FactQueries.Read(row, party),
            cancellationToken,
            [.. parameters, ("party", party), ("day", asOf)]);
        await sources.LoadAsync(rows, cancellationToken);
        return ByCode(rows);
    }

    public async Task<IReadOnlyList<MemberFacts>> HeldForHouseholdAsync(
        Guid party, IReadOnlyCollection<string> codes, DateOnly asOf, CancellationToken cancellationToken)
    {
        // Nothing asked still asks who is in the household.
        var (list, parameters) = InList.Of(codes.Count == 0 ? [""] : codes);
        var rows = await database.QueryAsync(
            $"""
            {Household}
            select member.id as member_id, member.relation, p.name, {FactQueries.Columns}
            from member
            join registry_party p on p.id = member.id
            left join registry_fact f on f.party_id = member.id and f.code in ({list}) and {FactQueries.IsHeld}
            order by case when member.id = @party then 0 else 1 end, member.position, member.id, {FactQueries.Order}
            """,
            ReadMember,
            cancellationToken,
            [.. parameters, ("party", party), ("day", asOf)]);
        await sources.LoadAsync([.. rows.Select(row => row.Fact).OfType<FactRow>()], cancellationToken);
        return [.. rows
            .GroupBy(row => row.Member)
            .Select(member => new MemberFacts(
                member.Key, member.First().Name, member.First().Relation, ByCode(member.Select(row => row.Fact).OfType<FactRow>())))];

        static (Guid Member, string Name, string Relation, FactRow? Fact) ReadMember(Row row)
        {
            var member = row.Guid("member_id");
            return (member, row.Text("name"), row.Text("relation"), row.GuidOrNull("id") is null ? null : FactQueries.Read(row, member));
        }
    }

    public async Task<long> HouseholdVersionAsync(Guid party, CancellationToken cancellationToken)
    {
        // Asked with every page of a journey: one row by its key.
        var versions = await database.QueryAsync(
            "select facts from registry_party where id = @party", row => row.Int64("facts"), cancellationToken, ("party", party));
        return versions is [var version] ? version : -1;
    }

    public async Task<IReadOnlyList<FactRecord>> HistoryAsync(Guid party, string code, CancellationToken cancellationToken)
    {
        var rows = await database.QueryAsync(
            $"""
            select {FactQueries.Columns}, f.valid_until, f.recorded_by, f.supersedes
            from registry_fact f
            where f.party_id = @party and f.code = @code
            order by f.recorded_at desc, f.valid_from desc, f.id desc
            """,
            row => (Fact: FactQueries.Read(row, party), Until: row.DateOrNull("valid_until"), By: row.Text("recorded_by"), Corrects: row.GuidOrNull("supersedes")),
            cancellationToken,
            ("party", party),
            ("code", code));
        await sources.LoadAsync([.. rows.Select(row => row.Fact)], cancellationToken);
        return [.. rows.Select(row => new FactRecord(sources.Held(row.Fact), row.Until, row.By, row.Corrects))];
    }

    private Dictionary<string, HeldFact> ByCode(IEnumerable<FactRow> inOrder)
    {
        var held = new Dictionary<string, HeldFact>(StringComparer.Ordinal);
        foreach (var fact in inOrder)
        {
            held[fact.Code] = sources.Held(fact);
        }

        return held;
    }
}
