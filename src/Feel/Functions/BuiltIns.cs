using Madoguchi.Feel.Syntax;

namespace Madoguchi.Feel.Functions;

/// <summary>The table of all built-in functions.</summary>
internal static class BuiltIns
{
    private static readonly Dictionary<string, BuiltIn> Table = new Signature[][]
    {
        [.. TextFunctions.All], [.. NumberFunctions.All], [.. ListFunctions.All], [.. ContextFunctions.All],
        [.. TemporalFunctions.All], [.. RangeFunctions.All], [.. ConversionFunctions.All],
    }.SelectMany(group => group).GroupBy(signature => signature.Name, StringComparer.Ordinal)
        .ToDictionary(group => group.Key, group => new BuiltIn(group.Key, [.. group]), StringComparer.Ordinal);

    public static IEnumerable<string> All => Table.Keys;

    public static NameTable Names { get; } = new(Table.Keys.Select(name => KeyValuePair.Create(name, FeelType.Function)));

    public static BuiltIn? Find(string name) => Table.GetValueOrDefault(name);

    public static FeelType ResultOf(string name)
    {
        if (Find(name) is not { } function)
        {
            return FeelType.Any;
        }
        var results = function.Signatures.Select(signature => signature.Result).Distinct().ToArray();
        return results.Length == 1 ? results[0] : FeelType.Any;
    }
}
