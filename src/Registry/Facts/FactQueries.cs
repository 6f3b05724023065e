using Madoguchi.DesignSystem;
using Madoguchi.Kernel;

namespace Madoguchi.Registry;

/// <summary>
/// Which record of a fact holds on a day, as known now: among those valid that day and not corrected since, the one valid since latest;
/// of two from one day, the one recorded last.
/// </summary>
internal static class FactQueries
{
    public const string Columns = "f.id, f.party_id, f.code, f.value, f.valid_from, f.recorded_at, f.basis, s.code as source, s.ja, s.easy, s.en";

    /// <summary>The condition a record meets on <c>@day</c>.</summary>
    public const string IsHeld =
        """
        f.valid_from <= @day and (f.valid_until is null or f.valid_until >= @day)
            and not exists (select 1 from registry_fact newer where newer.supersedes = f.id)
        """;

    /// <summary>Later rows win.</summary>
    public const string Order = "f.valid_from, f.recorded_at, f.id";

    public static HeldFact Read(Row row) => new(
        row.Guid("id"),
        row.Guid("party_id"),
        row.Text("code"),
        row.Text("value"),
        new FactSource(row.Text("source"), new Localised(row.Text("ja"), row.TextOrNull("easy"), row.TextOrNull("en"))),
        row.Date("valid_from"),
        row.Instant("recorded_at"),
        row.TextOrNull("basis"));

    /// <summary>The values held on a day, inside a unit.</summary>
    public static Dictionary<string, string> Held(Unit unit, Guid party, IReadOnlyCollection<string> codes, DateOnly day)
    {
        var (list, parameters) = InList.Of(codes);
        var rows = unit.Query(
            $"""
            select f.code, f.value from registry_fact f
            where f.party_id = @party and f.code in ({list}) and {IsHeld}
            order by {Order}
            """,
            row => (Code: row.Text("code"), Json: row.Text("value")),
            [.. parameters, ("party", party), ("day", day)]);
        var held = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (code, json) in rows)
        {
            held[code] = json;
        }

        return held;
    }
}
