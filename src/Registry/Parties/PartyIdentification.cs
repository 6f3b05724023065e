using System.Globalization;
using System.Text.Json;
using Madoguchi.Kernel;

namespace Madoguchi.Registry;

internal sealed class PartyIdentification(Database database, IFacts facts, TimeProvider time) : IPartyIdentification
{
    private static readonly string[] Codes = ["person.name", "person.name-original", "person.birth-date", "person.address"];

    public async Task<Guid?> FindOneAsync(string name, DateOnly born, string address, CancellationToken cancellationToken)
    {
        var day = time.TodayInJapan();
        var candidates = await database.QueryAsync(
            """
            select distinct f.party_id from registry_fact f join registry_party p on p.id = f.party_id
            where f.code = 'person.birth-date' and f.value = @born and p.kind = 'person'
            """,
            row => row.Guid("party_id"),
            cancellationToken,
            ("born", JsonSerializer.Serialize(born.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture))));
        var wanted = JapaneseText.FoldForSearch(name);
        var found = new List<Guid>();
        foreach (var candidate in candidates)
        {
            var held = await facts.HeldAsync(candidate, Codes, day, cancellationToken);
            if (BornOn(held, born) && IsCalled(held, wanted) && LivesAt(held, address))
            {
                found.Add(candidate);
            }
        }

        return found is [var only] ? only : null;
    }

    private static bool BornOn(IReadOnlyDictionary<string, HeldFact> held, DateOnly born) =>
        TextOf(held, "person.birth-date") == born.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static bool IsCalled(IReadOnlyDictionary<string, HeldFact> held, string wanted) =>
        wanted.Length > 0
        && new[] { TextOf(held, "person.name"), TextOf(held, "person.name-original") }
            .Any(name => name is not null && JapaneseText.FoldForSearch(name) == wanted);

    private static bool LivesAt(IReadOnlyDictionary<string, HeldFact> held, string address)
    {
        if (!held.TryGetValue("person.address", out var fact))
        {
            return false;
        }

        using var json = JsonDocument.Parse(fact.Json);
        return SameAddress.Is(string.Concat(Part("prefecture"), Part("city"), Part("town"), Part("street"), " ", Part("building")), address);

        string Part(string name) => json.RootElement.TryGetProperty(name, out var part) ? part.GetString() ?? "" : "";
    }

    private static string? TextOf(IReadOnlyDictionary<string, HeldFact> held, string code) =>
        held.TryGetValue(code, out var fact) ? JsonSerializer.Deserialize<string>(fact.Json) : null;
}
