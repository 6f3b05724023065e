using System.Globalization;
using System.Text.RegularExpressions;
using Madoguchi.DesignSystem;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Madoguchi.Procedures;

/// <summary>Reads one mapping of a file key by key; what is missing, wrong or unknown becomes a fault at its place.</summary>
internal sealed partial class MapReader
{
    private readonly Dictionary<string, (YamlScalarNode Key, YamlNode Value)> entries = new(StringComparer.Ordinal);
    private readonly HashSet<string> known = new(StringComparer.Ordinal);
    private readonly Mark start;

    private MapReader(YamlFile file, Mark start) => (File, this.start) = (file, start);

    public YamlFile File { get; }

    public Mark Start => start;

    public static MapReader? Of(YamlFile file, YamlNode node, string what)
    {
        if (node is not YamlMappingNode mapping)
        {
            file.Fault(node, $"{what}は「キー: 値」の並びで書いてください。");
            return null;
        }

        var map = new MapReader(file, node.Start);
        foreach (var (key, value) in mapping.Children)
        {
            if (key is YamlScalarNode { Value: { } name } scalar)
            {
                map.entries[name] = (scalar, value);
            }
            else
            {
                file.Fault(key, "キーは文字で書いてください。");
            }
        }

        return map;
    }

    /// <summary>Reports every key nobody asked for, with the nearest known one.</summary>
    public void Close()
    {
        foreach (var (name, (key, _)) in entries.Where(entry => !known.Contains(entry.Key)))
        {
            var near = Nearest.To(name, known);
            File.Fault(key, near is null
                ? $"「{name}」というキーはありません。使えるキー：{string.Join("、", known.Order(StringComparer.Ordinal))}"
                : $"「{name}」というキーはありません。「{near}」ではありませんか。");
        }
    }

    public bool Has(string name)
    {
        known.Add(name);
        return entries.ContainsKey(name);
    }

    public YamlNode? Node(string name)
    {
        known.Add(name);
        return entries.TryGetValue(name, out var entry) && entry.Value is not YamlScalarNode { Style: ScalarStyle.Plain, Value: null or "" or "null" or "~" }
            ? entry.Value : null;
    }

    public YamlScalarNode? Scalar(string name)
    {
        switch (Node(name))
        {
            case null:
                return null;
            case YamlScalarNode scalar:
                return scalar;
            case var other:
                File.Fault(other, $"「{name}」には1つの値を書いてください。");
                return null;
        }
    }

    public string? Word(string name, bool required = false)
    {
        if (Scalar(name)?.Value is { Length: > 0 } word)
        {
            return word.Trim();
        }

        if (required)
        {
            Missing(name);
        }

        return null;
    }

    /// <summary>A code: small letters, digits and hyphens, beginning with a letter.</summary>
    public string Code(string name, int maxLength = 60)
    {
        var word = Word(name, required: true);
        if (word is not null && (word.Length > maxLength || !CodeForm().IsMatch(word)))
        {
            File.Fault(entries[name].Value, $"「{word}」はコードに使えません。半角の英小文字で始め、英小文字・数字・ハイフンだけを使ってください（例：birth-date）。");
        }

        return word ?? "";
    }

    public bool Flag(string name, bool otherwise)
    {
        switch (Scalar(name))
        {
            case null:
                return otherwise;
            case { Value: "true" }:
                return true;
            case { Value: "false" }:
                return false;
            case var other:
                File.Fault(other, $"「{name}」は true か false で書いてください。");
                return otherwise;
        }
    }

    public decimal? Number(string name, decimal min = decimal.MinValue, decimal max = decimal.MaxValue, bool required = false, bool whole = true)
    {
        var scalar = Scalar(name);
        if (scalar is null)
        {
            if (required)
            {
                Missing(name);
            }

            return null;
        }

        if (!decimal.TryParse(scalar.Value, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            || (whole && !decimal.IsInteger(number)))
        {
            File.Fault(scalar, $"「{name}」は半角の{(whole ? "整数" : "数")}で書いてください。");
            return null;
        }

        if (number < min || number > max)
        {
            File.Fault(scalar, string.Create(CultureInfo.InvariantCulture, $"「{name}」は{min}から{max}までで書いてください。"));
            return null;
        }

        return number;
    }

    public int Whole(string name, int otherwise, int min, int max, bool required = false) => (int)(Number(name, min, max, required) ?? otherwise);

    /// <summary>A text in three languages; a plain string is Japanese only.</summary>
    public Localised? Text(string name, bool required = false)
    {
        switch (Node(name))
        {
            case null:
                if (required)
                {
                    Missing(name, "ja（日本語）・easy（やさしい日本語）・en（英語）の文を書いてください。");
                }

                return null;
            case YamlScalarNode { Value: { } ja }:
                return new(ja);
            case YamlMappingNode node:
                var text = Of(File, node, name)!;
                var read = new Localised(
                    text.Word("ja", required: true) ?? "", text.Word("easy"), text.Word("en"));
                text.Close();
                return read;
            case var other:
                File.Fault(other, $"「{name}」は文か、{{ja: …, easy: …, en: …}} で書いてください。");
                return null;
        }
    }

    public Localised RequiredText(string name) => Text(name, required: true) ?? new("");

    public IReadOnlyList<string> Words(string name, bool required = false)
    {
        var words = new List<string>();
        foreach (var node in Items(name, required))
        {
            if (node is YamlScalarNode { Value: { Length: > 0 } word })
            {
                words.Add(word);
            }
            else
            {
                File.Fault(node, $"「{name}」には言葉を並べてください。");
            }
        }

        return words;
    }

    public IReadOnlyList<YamlNode> Items(string name, bool required = false)
    {
        switch (Node(name))
        {
            case null:
                if (required)
                {
                    Missing(name);
                }

                return [];
            case YamlSequenceNode sequence:
                if (required && sequence.Children.Count == 0)
                {
                    File.Fault(sequence, $"「{name}」には1つ以上書いてください。");
                }

                return [.. sequence.Children];
            case var other:
                File.Fault(other, $"「{name}」は「- 」で始まる並びか [ ] で書いてください。");
                return [];
        }
    }

    public IEnumerable<MapReader> Maps(string name, bool required = false)
    {
        foreach (var node in Items(name, required))
        {
            if (Of(File, node, $"「{name}」の中身") is { } map)
            {
                yield return map;
            }
        }
    }

    public MapReader? Map(string name, bool required = false)
    {
        var node = Node(name);
        if (node is null && required)
        {
            Missing(name);
        }

        return node is null ? null : Of(File, node, $"「{name}」");
    }

    public void Missing(string name, string? message = null) => File.Fault(start, message is null ? $"「{name}」がありません。書き足してください。" : $"「{name}」がありません。{message}");

    /// <summary>A fault at the value of a key, or at the mapping when the key is not there.</summary>
    public void Fault(string name, string message) =>
        File.Fault(entries.TryGetValue(name, out var entry) ? entry.Value.Start : start, message);

    [GeneratedRegex("^[a-z][a-z0-9-]*$", RegexOptions.CultureInvariant)]
    private static partial Regex CodeForm();
}

/// <summary>The known word nearest to a mistyped one.</summary>
internal static class Nearest
{
    public static string? To(string word, IEnumerable<string> known)
    {
        var best = known.Where(candidate => candidate != word)
            .Select(candidate => (candidate, Distance: Distance(word, candidate)))
            .OrderBy(pair => pair.Distance).ThenBy(pair => pair.candidate, StringComparer.Ordinal)
            .FirstOrDefault();
        return best.candidate is not null && best.Distance <= Math.Max(1, Math.Max(word.Length, best.candidate.Length) / 3) ? best.candidate : null;
    }

    private static int Distance(string left, string right)
    {
        if (left.Length > 80 || right.Length > 80)
        {
            return int.MaxValue;
        }

        var row = Enumerable.Range(0, right.Length + 1).ToArray();
        for (var at = 1; at <= left.Length; at++)
        {
            var corner = row[0];
            row[0] = at;
            for (var to = 1; to <= right.Length; to++)
            {
                var change = corner + (char.ToLowerInvariant(left[at - 1]) == char.ToLowerInvariant(right[to - 1]) ? 0 : 1);
                corner = row[to];
                row[to] = Math.Min(change, Math.Min(row[to], row[to - 1]) + 1);
            }
        }

        return row[^1];
    }
}
