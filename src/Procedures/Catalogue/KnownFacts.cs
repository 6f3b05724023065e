using System.Collections.Concurrent;
using Madoguchi.Registry;

namespace Madoguchi.Procedures;

/// <summary>Gathers what the register holds in one question to it, and keeps it while the register's version stands.</summary>
internal sealed class KnownFacts(IFacts facts, IPartyDirectory parties) : IKnownFacts
{
    private const int Kept = 20_000;

    private readonly ConcurrentDictionary<(string Definition, Guid Subject), (DateOnly Day, long Version, Known Known)> kept = new();

    public Task<long> VersionAsync(Guid subject, CancellationToken cancellationToken) =>
        facts.HouseholdVersionAsync(subject, cancellationToken);

    public async Task<Known> ForAsync(
        ProcedureDefinition definition, Guid subject, DateOnly today, CancellationToken cancellationToken, long? version = null)
    {
        version ??= await VersionAsync(subject, cancellationToken);
        if (kept.TryGetValue((definition.Hash, subject), out var last) && last.Day == today && last.Version == version)
        {
            return last.Known;
        }

        var known = await ReadAsync(definition, subject, today, cancellationToken);
        if (kept.Count >= Kept)
        {
            kept.Clear();
        }

        kept[(definition.Hash, subject)] = (today, version.Value, known);
        return known;
    }

    private async Task<Known> ReadAsync(ProcedureDefinition definition, Guid subject, DateOnly today, CancellationToken cancellationToken)
    {
        var codes = definition.Facts.Values.Where(fact => fact.Derived is null).Select(fact => fact.Code).ToArray();
        var household = await facts.HeldForHouseholdAsync(subject, codes, today, cancellationToken);
        var members = household.Select(member => new KnownMember(
            member.Party, member.Name, member.Relation, Read(definition, member.Facts))).ToArray();
        return new(
            subject, members.Length > 0 ? members[0].Facts : new Dictionary<string, KnownFact>(), members,
            await KindAsync(definition, subject, cancellationToken));
    }

    /// <summary>Asked only where it could be either.</summary>
    private async Task<Audience> KindAsync(ProcedureDefinition definition, Guid subject, CancellationToken cancellationToken) =>
        definition.Audience is [var only] ? only
        : (await parties.FindAsync(subject, cancellationToken))?.Kind == PartyKind.Organisation ? Audience.Organisation : Audience.Person;

    private static Dictionary<string, KnownFact> Read(ProcedureDefinition definition, IReadOnlyDictionary<string, HeldFact> held)
    {
        var known = new Dictionary<string, KnownFact>(held.Count, StringComparer.Ordinal);
        foreach (var (code, fact) in held)
        {
            var type = definition.Facts[code].Type;
            // A value that no longer fits its fact is as if it were not held: it is asked.
            if (AnswerValue.FromJson(type.ValueKind, fact.Json) is { } value && type.Accepts(value))
            {
                known[code] = new(fact.Id, code, value, fact.Source.Label, fact.AsOf);
            }
        }

        return known;
    }
}
