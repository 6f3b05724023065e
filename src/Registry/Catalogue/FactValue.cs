using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Madoguchi.Registry;

/// <summary>
/// Whether a value has the shape its fact needs. Wording and widths are settled before a value comes here;
/// this is the register's last look at it.
/// </summary>
internal static class FactValue
{
    private const string CorporateNumberCode = "organisation.corporate-number";

    /// <summary>What is wrong with the value, for the author of the data; null when nothing is. Never quotes the value.</summary>
    public static string? Fault(FactDefinition fact, JsonElement value)
    {
        if (fact.Derived is not null)
        {
            return $"{fact.Code} is computed, not stored";
        }

        var isShaped = fact.Type switch
        {
            "date" => Text(value) is { } text
                && DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
            "yes-no" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
            "choose-one" => IsOption(fact, value),
            "choose-many" => value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(choice => IsOption(fact, choice)),
            "money" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
            "number" => value.ValueKind == JsonValueKind.Number,
            "address" or "bank-account" => value.ValueKind == JsonValueKind.Object,
            "household-member" => Guid.TryParse(Text(value), out _),
            "file" => value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(file => Guid.TryParse(Text(file), out _)),
            _ => Text(value) is { Length: > 0 } text && text.Length <= (fact.MaxLength ?? 1000),
        };
        return (isShaped, fact) switch
        {
            (false, _) => $"{fact.Code} is not a {fact.Type}",
            (_, { Pattern: { } pattern }) when !Regex.IsMatch(value.GetString()!, pattern, RegexOptions.NonBacktracking) =>
                $"{fact.Code} does not match {pattern}",
            (_, { Code: CorporateNumberCode }) when !CorporateNumber.IsValid(value.GetString()!) => $"{fact.Code} has a wrong check digit",
            _ => null,
        };
    }

    private static string? Text(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static bool IsOption(FactDefinition fact, JsonElement value) =>
        Text(value) is { } code && fact.Options.Any(option => option.Code == code);
}
