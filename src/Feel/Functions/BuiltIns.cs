using Madoguchi.Feel.Syntax;

namespace Madoguchi.Feel.Functions;

/// <summary>The table of all built-in functions. A family is made when an expression first names one of its functions: most name few.</summary>
internal static class BuiltIns
{
    private static readonly Family[] Families =
    [
        new(() => TextFunctions.All,
            "string length", "upper case", "lower case", "contains", "starts with", "ends with", "substring", "substring before", "substring after",
            "matches", "replace", "split", "string join"),
        new(() => NumberFunctions.All,
            "abs", "decimal", "floor", "ceiling", "round up", "round down", "round half up", "round half down", "modulo", "sqrt", "log", "exp", "odd", "even"),
        new(() => ListFunctions.All,
            "list contains", "count", "min", "max", "sum", "product", "mean", "median", "stddev", "mode", "all", "any", "and", "or", "sublist", "append",
            "concatenate", "union", "insert before", "remove", "list replace", "reverse", "index of", "distinct values", "flatten", "sort", "partition"),
        new(() => ContextFunctions.All, "get value", "get entries", "context", "context put", "context merge"),
        new(() => TemporalFunctions.All,
            "date", "time", "date and time", "duration", "years and months duration", "day of week", "day of year", "month of year", "week of year", "today", "now"),
        new(() => RangeFunctions.All,
            "before", "after", "meets", "met by", "overlaps", "overlaps before", "overlaps after", "finishes", "finished by", "includes", "during", "starts",
            "started by", "coincides", "range"),
        new(() => ConversionFunctions.All, "string", "number", "not", "is defined", "is"),
    ];

    public static IEnumerable<string> All => Families.SelectMany(family => family.Names);

    public static NameTable Names { get; } = new(All.Select(name => KeyValuePair.Create(name, FeelType.Function)));

    public static BuiltIn? Find(string name)
    {
        foreach (var family in Families)
        {
            if (Array.IndexOf(family.Names, name) >= 0)
            {
                return family.Functions[name];
            }
        }
        return null;
    }

    public static FeelType ResultOf(string name) => Find(name)?.Result ?? FeelType.Any;

    private sealed class Family(Func<IEnumerable<Signature>> signatures, params string[] names)
    {
        private Dictionary<string, BuiltIn>? functions;

        public string[] Names { get; } = names;

        /// <summary>Functions are equal only to themselves, so each is made once, whoever comes first.</summary>
        public Dictionary<string, BuiltIn> Functions =>
            functions ?? Interlocked.CompareExchange(ref functions, Make(), null) ?? functions;

        private Dictionary<string, BuiltIn> Make()
        {
            var made = new Dictionary<string, BuiltIn>(StringComparer.Ordinal);
            foreach (var signature in signatures())
            {
                made[signature.Name] = made.TryGetValue(signature.Name, out var others) ? others.Or(signature) : new BuiltIn(signature.Name, [signature]);
            }
            return made;
        }
    }
}
