using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Madoguchi.Kernel;

namespace Madoguchi.Procedures;

/// <summary>The answers of a draft by path (<c>bank</c>, <c>children/2/name</c>). Immutable: a change makes another.</summary>
public sealed class Answers
{
    private readonly ImmutableDictionary<string, Answer> byPath;

    private Answers(ImmutableDictionary<string, Answer> byPath) => this.byPath = byPath;

    public static Answers Empty { get; } = new(ImmutableDictionary.Create<string, Answer>(StringComparer.Ordinal));

    public int Count => byPath.Count;

    public Answer? this[string path] => byPath.GetValueOrDefault(path);

    /// <summary>Every answer, by path in ordinal order.</summary>
    public IEnumerable<KeyValuePair<string, Answer>> All => byPath.OrderBy(answer => answer.Key, StringComparer.Ordinal);

    public Answers With(string path, Answer? answer) =>
        new(answer is null ? byPath.Remove(path) : byPath.SetItem(path, answer));

    public Answers With(IEnumerable<KeyValuePair<string, Answer?>> changes)
    {
        var changed = byPath.ToBuilder();
        foreach (var (path, answer) in changes)
        {
            if (answer is null)
            {
                changed.Remove(path);
            }
            else
            {
                changed[path] = answer;
            }
        }

        return new(changed.ToImmutable());
    }

    /// <summary>What changes when an item of a repeated section goes: its answers go, and the later items move up.</summary>
    public IReadOnlyList<KeyValuePair<string, Answer?>> WithoutItem(string section, int number)
    {
        var changes = new Dictionary<string, Answer?>(StringComparer.Ordinal);
        foreach (var (path, answer) in byPath)
        {
            if (ItemOf(path, section) is not { } item || item.Number < number)
            {
                continue;
            }

            changes.TryAdd(path, null);
            if (item.Number > number)
            {
                changes[Path(section, item.Number - 1, item.Remainder)] = answer;
            }
        }

        return [.. changes.OrderBy(change => change.Key, StringComparer.Ordinal)];
    }

    internal static string Path(string section, int item, string rest) =>
        string.Create(CultureInfo.InvariantCulture, $"{section}/{item}/{rest}");

    internal static (int Number, string Remainder)? ItemOf(string path, string section)
    {
        if (path.Length <= section.Length + 1 || path[section.Length] != '/' || !path.StartsWith(section, StringComparison.Ordinal))
        {
            return null;
        }

        var slash = path.IndexOf('/', section.Length + 1);
        return slash > 0
            && int.TryParse(path.AsSpan(section.Length + 1, slash - section.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? (number, path[(slash + 1)..]) : null;
    }

    public string ToJson()
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, StoredJson.Options))
        {
            json.WriteStartObject();
            foreach (var (path, answer) in All)
            {
                json.WritePropertyName(path);
                Write(json, answer);
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    /// <summary>Reads what <see cref="ToJson"/> wrote. Anything else is a bug and throws.</summary>
    public static Answers FromJson(string text)
    {
        using var document = JsonDocument.Parse(text);
        var answers = Empty.byPath.ToBuilder();
        foreach (var property in document.RootElement.EnumerateObject())
        {
            answers[property.Name] = Read(property.Name, property.Value);
        }

        return new(answers.ToImmutable());
    }

    private static void Write(Utf8JsonWriter json, Answer answer)
    {
        json.WriteStartObject();
        json.WriteString("kind", answer.Value.Kind);
        json.WritePropertyName("value");
        answer.Value.Write(json);
        json.WriteString("by", answer.By);
        json.WriteString("at", answer.At.ToUniversalTime());
        json.WriteString("how", NameOf(answer.How));
        json.WriteNumber("version", answer.Version);
        if (answer.Provenance is { } provenance)
        {
            json.WriteStartObject("fact");
            json.WriteString("id", provenance.FactId);
            json.WriteString("asOf", provenance.AsOf.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
            json.WriteString("ja", provenance.Source.Ja);
            if (provenance.Source.Easy is { } easy)
            {
                json.WriteString("easy", easy);
            }

            if (provenance.Source.En is { } en)
            {
                json.WriteString("en", en);
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static Answer Read(string path, JsonElement json)
    {
        var value = AnswerValue.Read(json.GetProperty("kind").GetString()!, json.GetProperty("value"))
            ?? throw new FormatException($"The answer at {path} cannot be read.");
        return new(
            value,
            json.GetProperty("by").GetString()!,
            json.GetProperty("at").GetDateTimeOffset(),
            HowOf(json.GetProperty("how").GetString()!),
            json.GetProperty("version").GetInt64(),
            json.TryGetProperty("fact", out var fact) ? ReadProvenance(fact) : null);
    }

    private static Provenance ReadProvenance(JsonElement fact) => new(
        fact.GetProperty("id").GetGuid(),
        new(fact.Text("ja"), fact.TryGetProperty("easy", out var easy) ? easy.GetString() : null, fact.TryGetProperty("en", out var en) ? en.GetString() : null),
        IsoDay.Parse(fact.Text("asOf")));

    private static string NameOf(How how) => how switch
    {
        How.Typed => "typed",
        How.Confirmed => "confirmed",
        How.Disputed => "disputed",
        How.Contested => "contested",
        _ => "prefilled",
    };

    private static How HowOf(string name) => name switch
    {
        "typed" => How.Typed,
        "confirmed" => How.Confirmed,
        "disputed" => How.Disputed,
        "contested" => How.Contested,
        "prefilled" => How.Prefilled,
        _ => throw new FormatException($"{name} is no way of answering."),
    };
}
