using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Madoguchi.DesignSystem;
using Madoguchi.Registry;

namespace Madoguchi.Procedures;

/// <summary>
/// A version as it is kept: the file's text and the facts it uses as the catalogue described them, so that it can be loaded again
/// when both have long changed. The hash is over this form.
/// </summary>
internal static class VersionContent
{
    public static string HashOf(string text, IEnumerable<FactDefinition> facts) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Write(text, facts))));

    public static string Write(string text, IEnumerable<FactDefinition> facts)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, StoredJson.Options))
        {
            json.WriteStartObject();
            json.WriteString("procedure", text);
            json.WriteStartArray("facts");
            foreach (var fact in facts.OrderBy(fact => fact.Code, StringComparer.Ordinal))
            {
                Write(json, fact);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    public static LoadedProcedure Load(string name, string content)
    {
        using var document = JsonDocument.Parse(content);
        return ProcedureReader.Read(
            name,
            document.RootElement.GetProperty("procedure").GetString()!,
            [.. document.RootElement.GetProperty("facts").EnumerateArray().Select(Read)]);
    }

    /// <summary>Only what changes what is asked or shown; who else uses the fact does not make another version.</summary>
    private static void Write(Utf8JsonWriter json, FactDefinition fact)
    {
        json.WriteStartObject();
        json.WriteString("code", fact.Code);
        json.WriteString("name", fact.Name);
        json.WriteString("subject", fact.Subject switch { PartyKind.Person => "person", PartyKind.Household => "household", _ => "organisation" });
        json.WriteString("type", fact.Type);
        Write(json, "label", fact.Label);
        if (fact.Options.Count > 0)
        {
            json.WriteStartArray("options");
            foreach (var option in fact.Options)
            {
                json.WriteStartObject();
                json.WriteString("code", option.Code);
                Write(json, "label", option.Label);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        if (fact.MaxLength is { } maxLength)
        {
            json.WriteNumber("maxLength", maxLength);
        }

        foreach (var (name, value) in new[] { ("pattern", fact.Pattern), ("earliest", fact.Earliest), ("latest", fact.Latest), ("derived", fact.Derived) })
        {
            if (value is not null)
            {
                json.WriteString(name, value);
            }
        }

        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, Localised text)
    {
        json.WriteStartObject(name);
        json.WriteString("ja", text.Ja);
        if (text.Easy is not null)
        {
            json.WriteString("easy", text.Easy);
        }

        if (text.En is not null)
        {
            json.WriteString("en", text.En);
        }

        json.WriteEndObject();
    }

    private static FactDefinition Read(JsonElement json) => new()
    {
        Code = json.Text("code"),
        Name = json.Text("name"),
        Subject = json.Text("subject") switch { "person" => PartyKind.Person, "household" => PartyKind.Household, _ => PartyKind.Organisation },
        Type = json.Text("type"),
        Label = ReadText(json.GetProperty("label")),
        Options = json.TryGetProperty("options", out var options)
            ? [.. options.EnumerateArray().Select(option => new FactOption(option.Text("code"), ReadText(option.GetProperty("label"))))] : [],
        MaxLength = json.TryGetProperty("maxLength", out var maxLength) ? maxLength.GetInt32() : null,
        Pattern = TextOrNull(json, "pattern"),
        Earliest = TextOrNull(json, "earliest"),
        Latest = TextOrNull(json, "latest"),
        Derived = TextOrNull(json, "derived"),
    };

    private static Localised ReadText(JsonElement json) => new(json.Text("ja"), TextOrNull(json, "easy"), TextOrNull(json, "en"));

    private static string? TextOrNull(JsonElement json, string name) => json.TryGetProperty(name, out var value) ? value.GetString() : null;
}
