using System.Globalization;
using System.Text.Json;
using Madoguchi.Kernel;

namespace Madoguchi.Registry;

internal sealed class PartyIdentification(Database database, IFacts facts, TimeProvider time) : IPartyIdentification
{
    private static readonly string[] Codes = ["person.name", "person.name-original", "person.birth-date", "person.address"];

    public Task<Guid?> FindOneAsync(string name, DateOnly born, string address, CancellationToken cancellationToken) => FindOneAsync(
        born,
        (candidate, held) => IsCalled(name, TextOf(held, "person.name"), TextOf(held, "person.name-original")) && LivesAt(held, address),
        cancellationToken);

    public Task<Guid?> FindOneByPostcodeAsync(string name, DateOnly born, string postcode, CancellationToken cancellationToken) => FindOneAsync(
        born,
        (candidate, held) => IsCalled(name, TextOf(held, "person.name"), TextOf(held, "person.name-original"), candidate.Kana)
            && AddressPart(held, "postcode") == postcode,
        cancellationToken);

    /// <summary>Among those born on the day: few in any city, and found by an index.</summary>
    private async Task<Guid?> FindOneAsync(
        DateOnly born, Func<Candidate, IReadOnlyDictionary<string, HeldFact>, bool> isMeant, CancellationToken cancellationToken)
    {
        var day = born.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var candidates = await database.QueryAsync(
            """
            select distinct f.party_id, p.kana from registry_fact f join registry_party p on p.id = f.party_id
            where f.code = 'person.birth-date' and f.value = @born and p.kind = 'person'
            """,
            row => new Candidate(row.Guid("party_id"), row.Text("kana")),
            cancellationToken,
            ("born", JsonSerializer.Serialize(day)));
        var found = new List<Guid>();
        foreach (var candidate in candidates)
        {
            var held = await facts.HeldAsync(candidate.Party, Codes, time.TodayInJapan(), cancellationToken);
            if (TextOf(held, "person.birth-date") == day && isMeant(candidate, held))
            {
                found.Add(candidate.Party);
            }
        }

        return found is [var only] ? only : null;
    }

    private static bool IsCalled(string said, params ReadOnlySpan<string?> names)
    {
        var wanted = JapaneseText.FoldForSearch(said);
        foreach (var name in names)
        {
            if (wanted.Length > 0 && name is not null && JapaneseText.FoldForSearch(name) == wanted)
            {
                return true;
            }
        }

        return false;
    }

    private static bool LivesAt(IReadOnlyDictionary<string, HeldFact> held, string address) => held.ContainsKey("person.address") && SameAddress.Is(
        string.Concat(
            AddressPart(held, "prefecture"), AddressPart(held, "city"), AddressPart(held, "town"), AddressPart(held, "street"), " ", AddressPart(held, "building")),
        address);

    private static string? AddressPart(IReadOnlyDictionary<string, HeldFact> held, string name)
    {
        if (!held.TryGetValue("person.address", out var fact))
        {
            return null;
        }

        using var json = JsonDocument.Parse(fact.Json);
        return json.RootElement.TryGetProperty(name, out var part) ? part.GetString() : null;
    }

    private static string? TextOf(IReadOnlyDictionary<string, HeldFact> held, string code) =>
        held.TryGetValue(code, out var fact) ? JsonSerializer.Deserialize<string>(fact.Json) : null;

    private sealed record Candidate(Guid Party, string Kana);
}
