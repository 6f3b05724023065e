using System.Collections.Concurrent;
using Madoguchi.DesignSystem;
using Madoguchi.Kernel;

namespace Madoguchi.Registry;

/// <summary>The few sources by code, kept in memory: joined to every fact they cost more than the facts.</summary>
internal sealed class Sources(Database database)
{
    private readonly ConcurrentDictionary<string, FactSource> byCode = new(StringComparer.Ordinal);

    /// <summary>Makes sure that these sources can be named; asks the database only about one never seen.</summary>
    public async ValueTask LoadAsync(IReadOnlyList<FactRow> facts, CancellationToken cancellationToken)
    {
        if (facts.All(fact => byCode.ContainsKey(fact.SourceCode)))
        {
            return;
        }

        foreach (var source in await database.QueryAsync("select code, ja, easy, en from registry_source", Read, cancellationToken))
        {
            byCode[source.Code] = source;
        }
    }

    public HeldFact Held(FactRow fact) => new(
        fact.Id, fact.PartyId, fact.Code, fact.Value, byCode[fact.SourceCode], fact.From, fact.RecordedAt, fact.Basis);

    /// <summary>The newest label; every fact of the source is shown with it.</summary>
    public void Remember(FactSource source) => byCode[source.Code] = source;

    private static FactSource Read(Row row) =>
        new(row.Text("code"), new Localised(row.Text("ja"), row.TextOrNull("easy"), row.TextOrNull("en")));
}
