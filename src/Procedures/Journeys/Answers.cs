using System.Globalization;
using System.Text.Json;
using Madoguchi.DesignSystem;
using Madoguchi.Kernel;

namespace Madoguchi.Procedures;

/// <summary>The answers of a draft by path (<c>bank</c>, <c>children/2/name</c>). Immutable: a change makes another.</summary>
/// <remarks>
/// Some forty at most, read thirty times for each time one is written: sorted paths with a binary search, and the text that they were
/// read from kept, so that what is stored again unchanged is not written again.
/// </remarks>
public sealed class Answers
{
    private readonly string[] paths;
    private readonly Answer[] answers;
    private byte[]? json;

    private Answers(string[] paths, Answer[] answers, byte[]? json = null)
    {
        this.paths = paths;
        this.answers = answers;
        this.json = json;
    }

    public static Answers Empty { get; } = new([], []);

    public int Count => paths.Length;

    /// <summary>Every answer, by path in ordinal order.</summary>
    public IEnumerable<KeyValuePair<string, Answer>> All
    {
        get
        {
            for (var i = 0; i < paths.Length; i++)
            {
                yield return KeyValuePair.Create(paths[i], answers[i]);
            }
        }
    }

    public Answer? this[string path] => Array.BinarySearch(paths, path, StringComparer.Ordinal) is >= 0 and var index ? answers[index] : null;

    public Answers With(string path, Answer? answer) => With([KeyValuePair.Create(path, answer)]);

    public Answers With(IEnumerable<KeyValuePair<string, Answer?>> changes)
    {
        var changed = new SortedDictionary<string, Answer>(StringComparer.Ordinal);
        foreach (var (path, answer) in All)
        {
            changed.Add(path, answer);
        }

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

        return new([.. changed.Keys], [.. changed.Values]);
    }

    /// <summary>The same answers without those that nothing asks for; itself when all are asked for.</summary>
    public Answers Where(Func<string, Answer, bool> isKept)
    {
        var kept = All.Where(answer => isKept(answer.Key, answer.Value)).ToList();
        return kept.Count == Count ? this : new([.. kept.Select(answer => answer.Key)], [.. kept.Select(answer => answer.Value)]);
    }

    /// <summary>What changes when an item of a repeated section goes: its answers go, and the later items move up.</summary>
    public IReadOnlyList<KeyValuePair<string, Answer?>> WithoutItem(string section, int number)
    {
        var changes = new Dictionary<string, Answer?>(StringComparer.Ordinal);
        foreach (var (path, answer) in All)
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

    /// <summary>As they are stored: JSON in UTF-8.</summary>
    public byte[] ToJson() => json ??= Write();

    /// <summary>Reads what <see cref="ToJson"/> wrote. Anything else is a bug and throws.</summary>
    public static Answers FromJson(byte[] utf8)
    {
        var json = new Utf8JsonReader(utf8);
        var paths = new List<string>();
        var answers = new List<Answer>();
        if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
        {
            throw new FormatException("Stored answers are one object.");
        }

        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var path = json.GetString()!;
            if (paths.Count > 0 && string.CompareOrdinal(paths[^1], path) >= 0)
            {
                // Written in order; checked, because a search relies on it.
                throw new FormatException($"The answer at {path} is out of order.");
            }

            json.Read();
            answers.Add(Read(path, ref json, answers.Count == 0 ? null : answers[^1]));
            paths.Add(path);
        }

        // Throws where anything follows.
        json.Read();
        return new([.. paths], [.. answers], utf8);
    }

    private byte[] Write()
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, StoredJson.Options))
        {
            writer.WriteStartObject();
            foreach (var (path, answer) in All)
            {
                writer.WritePropertyName(path);
                Write(writer, answer);
            }

            writer.WriteEndObject();
        }

        return stream.ToArray();
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

    /// <summary>The answer whose object the reader stands on. Most are of the same person and source as the one before.</summary>
    private static Answer Read(string path, ref Utf8JsonReader json, Answer? before)
    {
        var (kind, by, how) = (default(string), default(string), default(string));
        var (at, version) = (default(DateTimeOffset), 0L);
        var (value, provenance) = (default(AnswerValue), default(Provenance));
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (Enters(ref json, "kind"u8))
            {
                kind = Text(ref json, before?.Value.Kind);
            }
            else if (Enters(ref json, "value"u8))
            {
                value = AnswerValue.Read(kind!, ref json);
            }
            else if (Enters(ref json, "by"u8))
            {
                by = Text(ref json, before?.By);
            }
            else if (Enters(ref json, "at"u8))
            {
                at = json.GetDateTimeOffset();
            }
            else if (Enters(ref json, "how"u8))
            {
                how = Text(ref json, before is null ? null : NameOf(before.How));
            }
            else if (Enters(ref json, "version"u8))
            {
                version = json.GetInt64();
            }
            else if (Enters(ref json, "fact"u8))
            {
                provenance = ReadProvenance(ref json, before?.Provenance?.Source);
            }
            else
            {
                json.Skip();
            }
        }

        return new(
            value ?? throw new FormatException($"The answer at {path} cannot be read."),
            by ?? throw new FormatException($"Nobody gave the answer at {path}."),
            at,
            HowOf(how),
            version,
            provenance);
    }

    private static Provenance ReadProvenance(ref Utf8JsonReader json, Localised? before)
    {
        var (id, asOf) = (default(Guid?), default(DateOnly?));
        var (ja, easy, en) = ("", default(string), default(string));
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (Enters(ref json, "id"u8))
            {
                id = json.GetGuid();
            }
            else if (Enters(ref json, "asOf"u8))
            {
                asOf = IsoDay.Parse(json.GetString());
            }
            else if (Enters(ref json, "ja"u8))
            {
                ja = Text(ref json, before?.Ja);
            }
            else if (Enters(ref json, "easy"u8))
            {
                easy = Text(ref json, before?.Easy);
            }
            else if (Enters(ref json, "en"u8))
            {
                en = Text(ref json, before?.En);
            }
            else
            {
                json.Skip();
            }
        }

        return new(
            id ?? throw new FormatException("A fact that was shown has no id."),
            new(ja, easy, en),
            asOf ?? throw new FormatException("A fact that was shown has no day."));
    }

    /// <summary>True, and on to its value, when the reader stands on the property of that name.</summary>
    private static bool Enters(ref Utf8JsonReader json, ReadOnlySpan<byte> name) => json.ValueTextEquals(name) && json.Read();

    /// <summary>The text, or the very one that is likely: forty answers need not hold forty copies.</summary>
    private static string Text(ref Utf8JsonReader json, string? likely) =>
        likely is not null && json.ValueTextEquals(likely) ? likely : json.GetString()!;

    private static string NameOf(How how) => how switch
    {
        How.Typed => "typed",
        How.Confirmed => "confirmed",
        How.Disputed => "disputed",
        How.Contested => "contested",
        How.Void => "void",
        _ => "prefilled",
    };

    private static How HowOf(string? name) => name switch
    {
        "typed" => How.Typed,
        "confirmed" => How.Confirmed,
        "disputed" => How.Disputed,
        "contested" => How.Contested,
        "prefilled" => How.Prefilled,
        "void" => How.Void,
        _ => throw new FormatException($"{name} is no way of answering."),
    };
}
