using System.Text.Json;
using Madoguchi.DesignSystem;
using Madoguchi.Kernel;

namespace Madoguchi.Registry;

/// <summary>The fictional people of a city, as <c>residents.yaml</c> has them. Its format is docs/contracts/residents.schema.json.</summary>
internal sealed record Residents(
    IReadOnlyList<FactSource> Sources,
    IReadOnlyList<SeedParty> Parties,
    IReadOnlyList<SeedMember> Members,
    IReadOnlyList<SeedMandate> Mandates,
    IReadOnlyList<StaffMember> Staff)
{
    public SeedParty? Find(Guid id) => Parties.FirstOrDefault(party => party.Id == id);
}

internal sealed record SeedParty(string Key, Guid Id, PartyKind Kind, string Name, string Kana, Localised? Story, IReadOnlyList<NewFact> Facts);

internal sealed record SeedMember(Guid Id, Guid Household, Guid Person, string Relation, int Position, DateOnly From, DateOnly? Until);

internal sealed record SeedMandate(
    Guid Id, string HolderKey, Guid Holder, string ForKey, Guid For, MandateKind Kind, IReadOnlyList<string>? Procedures, DateOnly From,
    DateOnly? Until, Localised Basis);

/// <summary>Reads <c>residents.yaml</c> against the fact catalogue. A fault in it stops the seeding.</summary>
internal sealed class ResidentsFile
{
    public const string FileName = "residents.yaml";

    // A membership or mandate without a day of its own holds since the register began.
    private static readonly DateOnly Always = new(2000, 1, 1);

    private readonly YamlReader reader = new(FileName);
    private readonly IFactCatalogue catalogue;
    private readonly Dictionary<string, SeedParty> parties = new(StringComparer.Ordinal);
    private readonly HashSet<string> sources = new(StringComparer.Ordinal);

    private ResidentsFile(IFactCatalogue catalogue) => this.catalogue = catalogue;

    /// <exception cref="ContentException">With every fault of the file.</exception>
    public static Residents Read(string yaml, IFactCatalogue catalogue)
    {
        var file = new ResidentsFile(catalogue);
        var residents = file.reader.Read(yaml) is { } root ? file.ReadAll(root) : null;
        return file.reader.Faults.Count == 0 ? residents! : throw new ContentException(file.reader.Faults);
    }

    /// <summary>The key of a person, household or organisation of the file.</summary>
    public static Guid IdOf(string key) => StableId.Of("party", key);

    private Residents ReadAll(YamlItem root)
    {
        root.Only("sources", "people", "households", "organisations", "mandates", "staff");
        List<FactSource> named = [.. root.List("sources").Select(source =>
        {
            source.Only("code", "label");
            sources.Add(source.Text("code"));
            return new FactSource(source.Text("code"), source.Localised("label"));
        })];

        foreach (var person in root.List("people"))
        {
            AddParty(person.Only("id", "story", "language", "held"), PartyKind.Person);
        }

        foreach (var organisation in root.List("organisations"))
        {
            AddParty(organisation.Only("id", "story", "held"), PartyKind.Organisation);
        }

        List<SeedMember> members = [.. root.List("households").SelectMany(ReadHousehold)];
        List<SeedMandate> mandates = [.. root.List("mandates").Select(ReadMandate).OfType<SeedMandate>()];
        return new Residents(named, [.. parties.Values], members, mandates, [.. root.List("staff").Select(ReadStaff)]);
    }

    private void AddParty(YamlItem item, PartyKind kind)
    {
        var key = item.Text("id");
        var id = IdOf(key);
        List<NewFact> facts = [.. item.List("held").SelectMany(held => ReadHeld(held, kind, key, id))];
        var prefix = PartyStore.CodeOf(kind);
        var party = new SeedParty(
            key, id, kind, Newest($"{prefix}.name"), Newest($"{prefix}.name-kana"), item.LocalisedOrNull("story"), facts);
        if (party.Name.Length == 0)
        {
            item.Fault($"「{key}」: {prefix}.name がありません");
        }

        if (!parties.TryAdd(key, party))
        {
            item.Fault($"「{key}」は2回書かれています");
        }

        string Newest(string code) => facts.Where(fact => fact.Code == code).MaxBy(fact => fact.From) is { } fact
            ? JsonSerializer.Deserialize<string>(fact.Json)!
            : "";
    }

    private IEnumerable<NewFact> ReadHeld(YamlItem held, PartyKind kind, string key, Guid party)
    {
        held.Only("source", "asOf", "facts");
        var source = held.Text("source");
        if (!sources.Contains(source))
        {
            held.At("source")?.Fault($"「{source}」は sources にありません");
        }

        var from = held.Date("asOf");
        foreach (var (code, value) in held.Required("facts")?.Entries() ?? [])
        {
            if (catalogue.Find(code) is not { } definition || definition.Subject != kind)
            {
                value.Fault($"「{code}」は {FactCatalogue.FileName} の {PartyStore.CodeOf(kind)} の情報にありません");
                continue;
            }

            // The file names people by its own keys.
            var json = definition.Type == "household-member" ? JsonSerializer.Serialize(IdOf(value.Text())) : value.ToJson();
            using var parsed = JsonDocument.Parse(json);
            if (FactValue.Fault(definition, parsed.RootElement) is { } fault)
            {
                value.Fault($"「{code}」の値を直してください({fault})");
                continue;
            }

            yield return new NewFact(
                StableId.Of("fact", key, code, source, held.Text("asOf"), json), party, code, json, from, null, source, null);
        }
    }

    private IEnumerable<SeedMember> ReadHousehold(YamlItem item)
    {
        item.Only("id", "members");
        var key = item.Text("id");
        var members = item.List("members");
        var position = 0;
        foreach (var member in members)
        {
            member.Only("person", "relation", "from", "until");
            var person = Known(member, "person", PartyKind.Person);
            var relation = member.Text("relation");
            if (person is null)
            {
                continue;
            }

            if (position == 0)
            {
                parties.TryAdd(key, new SeedParty(key, IdOf(key), PartyKind.Household, $"{person.Name} 世帯", person.Kana, null, []));
            }

            yield return new SeedMember(
                StableId.Of("member", key, person.Key), IdOf(key), person.Id, relation, position++, member.DateOrNull("from") ?? Always,
                member.DateOrNull("until"));
        }
    }

    private SeedMandate? ReadMandate(YamlItem item)
    {
        item.Only("holder", "for", "kind", "procedures", "from", "until", "basis");
        var holder = Known(item, "holder", PartyKind.Person);
        var subject = Known(item, "for", null);
        var kind = item.OneOf("kind", "representative", "delegate", "helper");
        var procedures = item.Required("procedures") switch
        {
            { IsText: true } all => All(all),
            { } list => [.. list.Items().Select(code => code.Text())],
            null => null,
        };
        var (from, until, basis) = (item.Date("from"), item.DateOrNull("until"), item.Localised("basis"));
        return holder is null || subject is null
            ? null
            : new SeedMandate(
                StableId.Of("mandate", holder.Key, subject.Key, kind, item.Text("from")), holder.Key, holder.Id, subject.Key, subject.Id,
                Enum.Parse<MandateKind>(kind, ignoreCase: true), procedures, from, until, basis);

        static string[]? All(YamlItem item)
        {
            item.Among("all");
            return null;
        }
    }

    private static StaffMember ReadStaff(YamlItem item)
    {
        item.Only("id", "name", "kana", "roles", "department");
        return new StaffMember(
            item.Text("id"), item.Text("name"), item.TextOrNull("kana") ?? "",
            [.. item.List("roles").Select(role => role.Among([.. Roles.Staff]))], item.Text("department"));
    }

    private SeedParty? Known(YamlItem item, string key, PartyKind? kind)
    {
        if (item.Required(key) is not { } named)
        {
            return null;
        }

        var text = named.Text();
        if (parties.TryGetValue(text, out var party) && (kind is null || party.Kind == kind))
        {
            return party;
        }

        named.Fault($"「{text}」という人や団体はこのファイルにありません");
        return null;
    }
}
