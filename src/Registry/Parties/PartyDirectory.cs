using Madoguchi.Kernel;

namespace Madoguchi.Registry;

internal sealed class PartyDirectory(Database database) : IPartyDirectory
{
    private const int MostResults = 200;

    // Both a typed list of words and a folder of ids come in; a query longer than this is no name.
    private const int LongestQuery = 100;

    private const string Columns = "p.id, p.kind, p.name, p.kana, p.roman, p.original, p.corporate_number";

    public Task<Party?> FindAsync(Guid id, CancellationToken cancellationToken) => database.FirstAsync(
        $"select {Columns} from registry_party p where p.id = @id", ReadParty, cancellationToken, ("id", id));

    public async Task<IReadOnlyDictionary<Guid, Party>> FindAllAsync(IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken)
    {
        if (ids.Count == 0)
        {
            return new Dictionary<Guid, Party>();
        }

        var (list, parameters) = InList.Of(ids.Distinct().Select(id => (object?)id));
        var found = await database.QueryAsync(
            $"select {Columns} from registry_party p where p.id in ({list})", ReadParty, cancellationToken, parameters);
        return found.ToDictionary(party => party.Id);
    }

    public async Task<IReadOnlyList<HouseholdMember>> HouseholdOfAsync(Guid person, DateOnly day, CancellationToken cancellationToken) =>
        await database.QueryAsync(
            $"""
            select {Columns}, other.relation, other.valid_from, other.valid_until
            from registry_member mine
            join registry_member other on other.household_id = mine.household_id
            join registry_party p on p.id = other.person_id
            where mine.person_id = @person
                and mine.valid_from <= @day and (mine.valid_until is null or mine.valid_until >= @day)
                and other.valid_from <= @day and (other.valid_until is null or other.valid_until >= @day)
            order by other.position, other.id
            """,
            row => new HouseholdMember(ReadParty(row), row.Text("relation"), row.Date("valid_from"), row.DateOrNull("valid_until")),
            cancellationToken,
            ("person", person),
            ("day", day));

    public async Task<IReadOnlyList<Party>> SearchAsync(string words, int limit, CancellationToken cancellationToken)
    {
        var folded = JapaneseText.FoldForSearch(words[..Math.Min(words.Length, LongestQuery)]);
        if (folded.Length == 0)
        {
            return [];
        }

        var tokens = JapaneseText.Bigrams(folded).ToList();
        var isPrefix = new global::System.Globalization.StringInfo(folded).LengthInTextElements == 1;
        var (list, parameters) = InList.Of(tokens.Select(token => (object?)token));
        var holders = isPrefix
            ? "select party_id from registry_token where token >= @v0 and token < @end"
            : $"select party_id from registry_token where token in ({list}) group by party_id having count(*) = @tokens";

        // The tokens may stand apart in the name: the folded text has the last word.
        return await database.QueryAsync(
            $"""
            select {Columns} from registry_party p
            where p.id in ({holders}) and p.folded like @like
            order by p.kana, p.id limit @limit
            """,
            ReadParty,
            cancellationToken,
            [
                .. parameters,
                .. isPrefix ? [("end", (object?)(folded + '\uFFFD'))] : new (string, object?)[] { ("tokens", (long)tokens.Count) },
                ("like", $"%{Escaped(folded)}%"),
                ("limit", (long)Math.Clamp(limit, 1, MostResults)),
            ]);
    }

    internal static Party ReadParty(Row row) => new(
        row.Guid("id"), PartyStore.KindOf(row.Text("kind")), row.Text("name"), row.Text("kana"), row.TextOrNull("roman"),
        row.TextOrNull("original"), row.TextOrNull("corporate_number"));

    /// <summary>Names hold no wildcards; somebody's question might.</summary>
    private static string Escaped(string folded) =>
        folded.Replace("%", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal);
}
