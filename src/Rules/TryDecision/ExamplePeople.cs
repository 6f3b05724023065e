using System.Globalization;
using System.Text.Json;
using Madoguchi.Feel;
using Madoguchi.Kernel;
using Madoguchi.Registry;

namespace Madoguchi.Rules;

/// <summary>A fictional resident to try a table with.</summary>
public sealed record ExamplePerson(Guid Party, string Name, string Relation);

/// <summary>
/// The fictional residents of a demo city, with what the register holds of each and what is derived from it. A city of real people has
/// none: a table is no reason to look at anybody's data.
/// </summary>
internal sealed class ExamplePeople(IDemoPeople people, IFacts facts, IFactCatalogue catalogue, TimeProvider time)
{
    private const string Today = "今日";
    private const string Relation = "続柄";

    private readonly FeelScope scope = FeelScope.Of([.. catalogue.All.Select(fact => fact.Name), Today]);

    public async Task<IReadOnlyList<ExamplePerson>> AllAsync(CancellationToken cancellationToken)
    {
        var found = new Dictionary<Guid, ExamplePerson>();
        foreach (var person in (await people.AllAsync(cancellationToken)).Where(person => person is { Kind: DemoKind.Resident, Party: not null }))
        {
            if (!found.ContainsKey(person.Party!.Value))
            {
                foreach (var member in await facts.HeldForHouseholdAsync(person.Party.Value, [], time.TodayInJapan(), cancellationToken))
                {
                    found.TryAdd(member.Party, new(member.Party, member.Name, member.Relation));
                }
            }
        }

        return [.. found.Values];
    }

    /// <summary>What is known of an example by the names of the fact catalogue; null when it is none of them.</summary>
    public async Task<IReadOnlyDictionary<string, FeelValue>?> FactsOfAsync(Guid party, CancellationToken cancellationToken)
    {
        if ((await AllAsync(cancellationToken)).FirstOrDefault(example => example.Party == party) is not { } person)
        {
            return null;
        }

        var today = time.TodayInJapan();
        var kept = catalogue.All.Where(fact => fact is { Subject: PartyKind.Person, Derived: null }).ToList();
        var held = await facts.HeldAsync(party, [.. kept.Select(fact => fact.Code)], today, cancellationToken);
        var known = new Dictionary<string, FeelValue>(StringComparer.Ordinal) { [Today] = today };
        foreach (var fact in kept)
        {
            if (held.TryGetValue(fact.Code, out var value) && Read(fact, value.Json) is { } read)
            {
                known[fact.Name] = read;
            }
        }

        if (person.Relation.Length > 0)
        {
            known.TryAdd(Relation, person.Relation);
        }

        var context = new FeelContext(FeelFacts.Of(known), time.GetUtcNow().InJapan());
        foreach (var fact in catalogue.All.Where(fact => fact is { Subject: PartyKind.Person, Derived: not null }))
        {
            if (FeelExpression.Parse(fact.Derived!, scope) is { IsValid: true } derived && derived.Value.Evaluate(context) is { IsNull: false } value)
            {
                known[fact.Name] = value;
            }
        }

        return known;
    }

    private static FeelValue? Read(FactDefinition fact, string json)
    {
        using var document = JsonDocument.Parse(json);
        var value = document.RootElement;
        return value.ValueKind switch
        {
            JsonValueKind.String when fact.Type == "date" => DateOnly.ParseExact(value.GetString()!, "yyyy-MM-dd", CultureInfo.InvariantCulture),
            JsonValueKind.String => value.GetString()!,
            JsonValueKind.Number => value.GetDecimal(),
            JsonValueKind.True or JsonValueKind.False => value.GetBoolean(),
            _ => null,
        };
    }
}
