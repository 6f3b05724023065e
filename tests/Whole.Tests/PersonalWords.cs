using System.Text.RegularExpressions;
using Madoguchi.Testing;

namespace Madoguchi.Whole.Tests;

/// <summary>What tells who the demo city's people are: it may stand in no log line and in no address.</summary>
internal static partial class PersonalWords
{
    private static readonly string[] All = [.. Read(File.ReadAllText(Repository.PathTo("cities", "demo", "residents.yaml"))).Distinct()];

    /// <summary>Those of the words that a text contains.</summary>
    public static IReadOnlyList<string> In(string text) => [.. All.Where(word => text.Contains(word, StringComparison.OrdinalIgnoreCase))];

    /// <summary>Names and readings with and without their space, telephone numbers, mail addresses, streets, accounts.</summary>
    private static IEnumerable<string> Read(string residents) =>
        from match in Facts().Matches(residents)
        let value = match.Groups["value"].Value.Trim().Trim('"')
        where value.Length > 3
        from form in new[] { value, value.Replace(" ", "", StringComparison.Ordinal), value.Replace("-", "", StringComparison.Ordinal) }
        select form;

    [GeneratedRegex("""person\.(name|name-kana|name-roman|phone|email): (?<value>.+)|(street|holder): (?<value>[^,}]+)|[ {]number: "(?<value>\d{7})"|person\.insurance-number: "(?<value>\d+)"$""", RegexOptions.Multiline)]
    private static partial Regex Facts();
}
