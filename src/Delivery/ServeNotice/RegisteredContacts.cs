using System.Text.Json;
using Madoguchi.Kernel;
using Madoguchi.Registry;

namespace Madoguchi.Delivery;

/// <summary>Who the recipient is and where, as the register has it today: the recipient's own facts and nobody else's.</summary>
internal sealed record RegisteredContact(Party Party, PostalAddress? Address, string? Email);

internal sealed class RegisteredContacts(IPartyDirectory parties, IFacts facts, TimeProvider time)
{
    private static readonly string[] Codes = ["person.address", "person.email", "organisation.address", "organisation.email"];

    /// <summary>Null when the register does not know them.</summary>
    public async Task<RegisteredContact?> OfAsync(Guid id, CancellationToken cancellationToken)
    {
        if (await parties.FindAsync(id, cancellationToken) is not { } party)
        {
            return null;
        }

        var held = await facts.HeldAsync(id, Codes, time.TodayInJapan(), cancellationToken);
        var kind = party.Kind == PartyKind.Organisation ? "organisation" : "person";
        return new(
            party,
            held.TryGetValue($"{kind}.address", out var address) ? Address(address.Json) : null,
            held.TryGetValue($"{kind}.email", out var email) ? JsonSerializer.Deserialize<string>(email.Json) : null);
    }

    private static PostalAddress Address(string json)
    {
        using var document = JsonDocument.Parse(json);
        var value = document.RootElement;
        return new(Part("postcode"), Part("prefecture"), Part("city"), Part("town"), Part("street"), Part("building"));

        string Part(string name) =>
            value.TryGetProperty(name, out var part) && part.ValueKind == JsonValueKind.String ? part.GetString()! : "";
    }
}
