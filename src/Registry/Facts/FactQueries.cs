using Madoguchi.Kernel;

namespace Madoguchi.Registry;

/// <summary>
/// Which record of a fact holds on a day, as known now: among those valid that day and not corrected since, the one valid since latest;
/// of two from one day, the one recorded last.
/// </summary>
internal static class FactQueries
{
    public const string Columns = "f.id, f.code, f.value, f.valid_from, f.recorded_at, f.basis, f.source_code";

    /// <summary>The condition a record meets on <c>@day</c>.</summary>
    public const string IsHeld =
        """
        f.valid_from <= @day and (f.valid_until is null or f.valid_until >= @day)
            and not exists (select 1 from registry_fact newer where newer.supersedes = f.id)
        """;

    /// <summary>Later rows win.</summary>
    public const string Order = "f.valid_from, f.recorded_at, f.id";

    public static FactRow Read(Row row, Guid party) => new()
    {
        Id = row.Guid("id"),
        PartyId = party,
        Code = row.Text("code"),
        Value = row.Text("value"),
        From = row.Date("valid_from"),
        SourceCode = row.Text("source_code"),
        Basis = row.TextOrNull("basis"),
        RecordedAt = row.Instant("recorded_at"),
        RecordedBy = "",
    };

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
