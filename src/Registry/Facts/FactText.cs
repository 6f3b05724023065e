using System.Globalization;
using System.Text.Json;
using Madoguchi.DesignSystem;

namespace Madoguchi.Registry;

/// <summary>A held value in plain words, for the page that shows a person what the city knows.</summary>
internal static class FactText
{
    // Enough to recognise one's own account, too little to use it.
    private const int DigitsShown = 3;

    public static string Of(FactDefinition fact, string json, Wording words)
    {
        using var document = JsonDocument.Parse(json);
        var value = document.RootElement;
        return fact.Type switch
        {
            "date" => words.Display.LegalDay(DateOnly.ParseExact(value.GetString()!, "yyyy-MM-dd", CultureInfo.InvariantCulture)),
            "yes-no" => words.Plain(value.GetBoolean() ? "registry.facts.yes" : "registry.facts.no"),
            "choose-one" => Option(fact, value, words),
            "choose-many" => string.Join("、", value.EnumerateArray().Select(choice => Option(fact, choice, words))),
            "money" => words.Display.Yen(value.GetInt64()),
            "number" => value.GetRawText(),
            "address" => Address(value),
            "bank-account" => Account(value),
            "household-member" or "file" => words.Plain("registry.facts.kept"),
            _ => value.GetString() ?? "",
        };
    }

    private static string Option(FactDefinition fact, JsonElement value, Wording words) =>
        fact.Options.FirstOrDefault(option => option.Code == value.GetString()) is { } known
            ? Ruby.Strip(words.Of(known.Label))
            : value.GetString() ?? "";

    private static string Address(JsonElement value)
    {
        var postcode = Part(value, "postcode");
        var written = string.Concat(Part(value, "prefecture"), Part(value, "city"), Part(value, "town"), Part(value, "street"));
        var shown = postcode.Length == 7 ? $"〒{postcode[..3]}-{postcode[3..]} {written}" : written;
        return $"{shown} {Part(value, "building")}".Trim();
    }

    private static string Account(JsonElement value)
    {
        var number = Part(value, "number");
        var hidden = Math.Max(0, number.Length - DigitsShown);
        return $"{Part(value, "bank")} {Part(value, "branch")} {new string('＊', hidden)}{number[hidden..]}";
    }

    private static string Part(JsonElement value, string name) =>
        value.TryGetProperty(name, out var part) && part.ValueKind == JsonValueKind.String ? part.GetString()! : "";
}
