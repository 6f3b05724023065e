using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using Madoguchi.DesignSystem;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Madoguchi.Registry;

/// <summary>One value in a YAML file: a text, a list or a map. Asking it for what it is not adds a fault and answers with something empty.</summary>
public sealed partial class YamlItem
{
    private readonly YamlReader reader;
    private readonly YamlNode node;
    private readonly string name;

    internal YamlItem(YamlReader reader, YamlNode node, string name)
    {
        this.reader = reader;
        this.node = node;
        this.name = name;
    }

    public int Line => (int)node.Start.Line;

    public int Column => (int)node.Start.Column;

    public bool IsMap => node is YamlMappingNode;

    public bool IsList => node is YamlSequenceNode;

    public bool IsText => node is YamlScalarNode;

    /// <summary>Adds a fault where this value stands.</summary>
    public void Fault(string message) => reader.Add(node.Start, message);

    /// <summary>The map's entries, whatever their keys.</summary>
    public IEnumerable<(string Key, YamlItem Value)> Entries()
    {
        if (node is not YamlMappingNode map)
        {
            Fault($"{Here()}「項目: 値」の並びを書いてください");
            yield break;
        }

        foreach (var (key, value) in map.Children)
        {
            if (key is YamlScalarNode { Value: { } text })
            {
                yield return (text, new YamlItem(reader, value, text));
            }
            else
            {
                reader.Add(key.Start, "項目の名前は文字で書いてください");
            }
        }
    }

    /// <summary>The map, when it has only these keys; another key is a fault that names the nearest.</summary>
    public YamlItem Only(params ReadOnlySpan<string> keys)
    {
        foreach (var (key, value) in Entries())
        {
            if (!keys.Contains(key))
            {
                value.FaultAtKey(node, key, $"「{key}」という項目はありません。{Suggest(key, keys)}");
            }
        }

        return this;
    }

    public bool Has(string key) => Child(key) is not null;

    /// <summary>The value of a key, or null when the key is missing or empty.</summary>
    public YamlItem? At(string key) => Child(key) is { } child && child is not YamlScalarNode { Value: null or "", Style: ScalarStyle.Plain }
        ? new YamlItem(reader, child, key)
        : null;

    public YamlItem? Required(string key)
    {
        var item = At(key);
        if (item is null)
        {
            Fault($"{Here()}「{key}」がありません");
        }

        return item;
    }

    /// <summary>The values of a list under a key; empty when the key is missing.</summary>
    public IReadOnlyList<YamlItem> List(string key) => At(key)?.Items() ?? [];

    public IReadOnlyList<YamlItem> Items()
    {
        if (node is YamlSequenceNode list)
        {
            return [.. list.Children.Select(child => new YamlItem(reader, child, name))];
        }

        Fault($"{Here()}一覧(- で始まる行、または [ , ])で書いてください");
        return [];
    }

    /// <summary>This value as text, as it stands in the file; empty and a fault when it is none.</summary>
    public string Text()
    {
        if (node is YamlScalarNode { Value: { } text })
        {
            // Japanese typed on a Mac may be decomposed; names must compare.
            return text.Normalize(NormalizationForm.FormC);
        }

        Fault($"{Here()}文字で書いてください");
        return "";
    }

    public string Text(string key) => Required(key)?.Text() ?? "";

    public string? TextOrNull(string key) => At(key)?.Text();

    /// <summary>The texts of a list.</summary>
    public IReadOnlyList<string> Texts(string key) => [.. List(key).Select(item => item.Text())];

    /// <summary>One of these words; the first of them, and a fault that names the nearest, when it is another.</summary>
    public string OneOf(string key, params ReadOnlySpan<string> words) => Required(key)?.Among(words) ?? words[0];

    public string Among(params ReadOnlySpan<string> words)
    {
        var text = Text();
        if (words.Contains(text))
        {
            return text;
        }

        Fault($"{Here()}「{text}」は使えません。{Suggest(text, words)}");
        return words[0];
    }

    public bool Bool(string key, bool otherwise = false) => At(key) is { } item ? item.Bool() : otherwise;

    public bool Bool()
    {
        var text = Text();
        if (text is not ("true" or "false"))
        {
            Fault($"{Here()}true か false で書いてください");
        }

        return text == "true";
    }

    public int? IntOrNull(string key) => At(key)?.Int();

    public int Int()
    {
        if (int.TryParse(Text(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            return number;
        }

        Fault($"{Here()}整数で書いてください");
        return 0;
    }

    public DateOnly Date(string key) => Required(key)?.Date() ?? default;

    public DateOnly? DateOrNull(string key) => At(key)?.Date();

    public DateOnly Date()
    {
        if (DateOnly.TryParseExact(Text(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            return day;
        }

        Fault($"{Here()}暦にある日を 2026-04-01 の形で書いてください");
        return default;
    }

    /// <summary>A text in the city's three ways of speaking, <c>{ja, easy, en}</c>; a plain text is Japanese only.</summary>
    public Localised Localised()
    {
        if (IsText)
        {
            return new Localised(Text());
        }

        Only("ja", "easy", "en");
        return new Localised(Text("ja"), TextOrNull("easy"), TextOrNull("en"));
    }

    public Localised Localised(string key) => Required(key)?.Localised() ?? new Localised("");

    public Localised? LocalisedOrNull(string key) => At(key)?.Localised();

    /// <summary>
    /// This value as JSON: quoted texts stay texts, plain <c>true</c>, <c>false</c> and whole numbers become what they look like.
    /// </summary>
    public string ToJson()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            Write(writer, node);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private void Write(Utf8JsonWriter writer, YamlNode value)
    {
        switch (value)
        {
            case YamlScalarNode { Style: ScalarStyle.Plain, Value: "true" or "false" } flag:
                writer.WriteBooleanValue(flag.Value == "true");
                break;
            case YamlScalarNode { Style: ScalarStyle.Plain, Value: null or "" or "null" or "~" }:
                writer.WriteNullValue();
                break;
            case YamlScalarNode { Style: ScalarStyle.Plain } plain when WholeNumber().IsMatch(plain.Value!):
                writer.WriteRawValue(plain.Value!);
                break;
            case YamlScalarNode scalar:
                writer.WriteStringValue(scalar.Value!.Normalize(NormalizationForm.FormC));
                break;
            case YamlSequenceNode list:
                writer.WriteStartArray();
                foreach (var child in list.Children)
                {
                    Write(writer, child);
                }

                writer.WriteEndArray();
                break;
            case YamlMappingNode map:
                writer.WriteStartObject();
                foreach (var (key, child) in map.Children)
                {
                    writer.WritePropertyName((key as YamlScalarNode)?.Value ?? "");
                    Write(writer, child);
                }

                writer.WriteEndObject();
                break;
            default:
                reader.Add(value.Start, "ここに書けない値です");
                writer.WriteNullValue();
                break;
        }
    }

    private YamlNode? Child(string key)
    {
        if (node is YamlMappingNode map)
        {
            return map.Children.TryGetValue(new YamlScalarNode(key), out var child) ? child : null;
        }

        return null;
    }

    private void FaultAtKey(YamlNode map, string key, string message)
    {
        var at = ((YamlMappingNode)map).Children.Keys.FirstOrDefault(candidate => candidate is YamlScalarNode scalar && scalar.Value == key);
        reader.Add((at ?? node).Start, message);
    }

    private string Here() => name.Length == 0 ? "" : $"「{name}」: ";

    private static string Suggest(string typed, ReadOnlySpan<string> known)
    {
        var (nearest, distance) = ("", int.MaxValue);
        foreach (var word in known)
        {
            if (Distance(typed, word) is var found && found < distance)
            {
                (nearest, distance) = (word, found);
            }
        }

        return distance <= Math.Max(2, typed.Length / 3)
            ? $"「{nearest}」ではありませんか"
            : $"使えるのは {string.Join("、", known.ToArray())} です";
    }

    /// <summary>Letters to add, drop, change or swap (optimal string alignment).</summary>
    private static int Distance(string a, string b)
    {
        var d = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            for (var j = 0; j <= b.Length; j++)
            {
                d[i, j] = (i, j) switch
                {
                    (0, _) => j,
                    (_, 0) => i,
                    _ => Math.Min(Math.Min(d[i - 1, j] + 1, d[i, j - 1] + 1), d[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)),
                };
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    d[i, j] = Math.Min(d[i, j], d[i - 2, j - 2] + 1);
                }
            }
        }

        return d[a.Length, b.Length];
    }

    [GeneratedRegex("^-?(0|[1-9][0-9]{0,17})$")]
    private static partial Regex WholeNumber();
}
