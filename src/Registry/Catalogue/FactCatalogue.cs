using System.Collections.Frozen;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Madoguchi.Registry;

/// <summary>The fact catalogue of one city, from its <c>facts.yaml</c>. A fault in it stops the start: every procedure rests on it.</summary>
internal sealed partial class FactCatalogue : IFactCatalogue
{
    public const string FileName = "facts.yaml";

    private static readonly string[] Types =
    [
        "text", "kana", "date", "yes-no", "choose-one", "choose-many", "address", "phone", "email", "money", "number", "bank-account",
        "household-member", "file",
    ];

    private readonly FrozenDictionary<string, FactDefinition> byCode;
    private readonly FrozenDictionary<string, FactDefinition> byName;

    private FactCatalogue(IReadOnlyList<FactDefinition> all)
    {
        All = all;
        byCode = all.ToFrozenDictionary(fact => fact.Code, StringComparer.Ordinal);
        byName = all.ToFrozenDictionary(fact => fact.Name, StringComparer.Ordinal);
    }

    public IReadOnlyList<FactDefinition> All { get; }

    public FactDefinition? Find(string code) => byCode.GetValueOrDefault(code);

    public FactDefinition? FindByName(string name) => byName.GetValueOrDefault(name);

    public static FactCatalogue Load(CityContent city) => Read(File.ReadAllText(city.PathTo(FileName)));

    /// <exception cref="ContentException">With every fault of the file.</exception>
    public static FactCatalogue Read(string yaml)
    {
        var reader = new YamlReader(FileName);
        var facts = new List<FactDefinition>();
        var codes = new Dictionary<string, int>(StringComparer.Ordinal);
        var names = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var entry in reader.Read(yaml)?.Items() ?? [])
        {
            var fact = ReadFact(entry);
            var isNew = IsFirst(codes, fact.Code, "code") & IsFirst(names, fact.Name, "name");
            if (isNew)
            {
                facts.Add(fact);
            }

            bool IsFirst(Dictionary<string, int> seen, string word, string key)
            {
                if (seen.TryAdd(word, entry.Line))
                {
                    return true;
                }

                (entry.At(key) ?? entry).Fault($"「{word}」は{seen[word]}行目にもあります");
                return false;
            }
        }

        return reader.Faults.Count == 0 ? new FactCatalogue(facts) : throw new ContentException(reader.Faults);
    }

    private static FactDefinition ReadFact(YamlItem entry)
    {
        entry.Only(
            "code", "name", "subject", "type", "label", "sensitive", "law", "options", "maxLength", "pattern", "earliest", "latest", "derived");
        var code = entry.Text("code");
        var subject = entry.OneOf("subject", "person", "household", "organisation");
        if (code.Length > 0 && (!Code().IsMatch(code) || !code.StartsWith(subject + ".", StringComparison.Ordinal)))
        {
            entry.At("code")!.Fault($"「{code}」: {subject}.birth-date のように、subject と小文字の英数字とハイフンで書いてください");
        }

        var name = entry.Text("name");
        if (NoPartOfName().Match(name) is { Success: true, Value: var sign })
        {
            // In an expression it would be a sign, or be taken for one.
            entry.At("name")!.Fault($"「{name}」: 「{sign}」は式で使う名前に使えません。文字、半角の数字と空白、「・」「_」だけで、文字から始めて書いてください");
        }

        var type = entry.OneOf("type", Types);
        var options = entry.List("options").Select(option =>
        {
            option.Only("code", "label", "hint");
            return new FactOption(option.Text("code"), option.Localised("label"));
        }).ToList();
        if (type is "choose-one" or "choose-many" && options.Count == 0)
        {
            entry.Fault($"「{code}」: {type} には options が要ります");
        }

        return new FactDefinition
        {
            Code = code,
            Name = name,
            Subject = Enum.Parse<PartyKind>(subject, ignoreCase: true),
            Type = type,
            Label = entry.Localised("label"),
            Sensitive = entry.Bool("sensitive"),
            Law = entry.TextOrNull("law"),
            Options = options,
            MaxLength = entry.IntOrNull("maxLength"),
            Pattern = PatternOf(entry),
            Earliest = DayOf(entry, "earliest"),
            Latest = DayOf(entry, "latest"),
            Derived = entry.TextOrNull("derived"),
        };
    }

    private static string? PatternOf(YamlItem entry)
    {
        if (entry.At("pattern") is not { } item)
        {
            return null;
        }

        var pattern = item.Text();
        try
        {
            _ = new Regex(pattern, RegexOptions.NonBacktracking);
        }
        catch (Exception fault) when (fault is ArgumentException or NotSupportedException)
        {
            item.Fault($"正規表現として読めません: {fault.Message}");
        }

        return pattern;
    }

    private static string? DayOf(YamlItem entry, string key) => entry.At(key) switch
    {
        null => null,
        var item when item.Text() == "today" => "today",
        var item => item.Date().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
    };

    /// <summary>What FEEL takes for a sign or a number, and characters in another width, which look like either.</summary>
    [GeneratedRegex(@"^[0-9]|[^\p{L}\p{M}\p{Nl}\p{Cs}0-9・_ ]|[\uFF00-\uFFEF]")]
    private static partial Regex NoPartOfName();

    [GeneratedRegex("^[a-z]+(\\.[a-z][a-z0-9-]*)+$")]
    private static partial Regex Code();
}
