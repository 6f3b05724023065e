using System.Text;
using System.Text.RegularExpressions;
using Madoguchi.DesignSystem;
using Madoguchi.Registry;

namespace Madoguchi.Delivery;

/// <summary>A text of a template in the three ways of speaking, with <c>{{names}}</c> where values go.</summary>
internal sealed partial record TemplateText(Localised Text)
{
    /// <summary>The names used, in any language.</summary>
    public IEnumerable<string> Names =>
        new[] { Text.Ja, Text.Easy, Text.En }.OfType<string>().SelectMany(text => Placeholder().Matches(text)).Select(match => match.Groups[1].Value).Distinct();

    /// <summary>The text in a language with its values; a value that is not there is a fault of whoever gave the content, never a gap.</summary>
    public string Fill(Language language, TemplateValues values) => Fill(Text.In(language).TrimEnd(), language, values);

    public static string Fill(string text, Language language, TemplateValues values)
    {
        var filled = new StringBuilder(text.Length + 64);
        var from = 0;
        foreach (Match match in Placeholder().Matches(text))
        {
            filled.Append(text, from, match.Index - from).Append(values.Of(match.Groups[1].Value, language));
            from = match.Index + match.Length;
        }

        return filled.Append(text, from, text.Length - from).ToString();
    }

    /// <summary>Reads a text; in Japanese and English a reading, anywhere a brace that opens nothing, is a fault.</summary>
    public static TemplateText Read(YamlItem? item)
    {
        if (item is null)
        {
            return new(new Localised(""));
        }

        var text = item.Localised();
        Check(item, text.Ja, readings: false);
        Check(item, text.Easy, readings: true);
        Check(item, text.En, readings: false);
        return new(text);
    }

    private static void Check(YamlItem item, string? text, bool readings)
    {
        var rest = Placeholder().Replace(text ?? "", "");
        if (!readings && Ruby.Strip(rest) != rest)
        {
            item.Fault("読み仮名は easy にだけ書けます");
        }
        else if (Ruby.Strip(rest).AsSpan().ContainsAny('{', '}'))
        {
            item.Fault("{ } の書き方が正しくありません。値は {{名前}}、読み仮名は {漢字|かんじ} と書きます");
        }
    }

    [GeneratedRegex(@"\{\{([a-z][a-z0-9]*(?:-[a-z0-9]+)*)\}\}")]
    private static partial Regex Placeholder();
}

/// <summary>
/// What a template is filled with: what the notice brings, and what the city is. A value may have a form for easy Japanese and for
/// English under <c>NAME.easy</c> and <c>NAME.en</c>.
/// </summary>
internal sealed class TemplateValues(string kind, NoticeContent content, IReadOnlyDictionary<string, Localised> known)
{
    public string Of(string name, Language language)
    {
        var values = content.Values;
        var own = language == Language.Ja ? null : values.GetValueOrDefault(language == Language.Easy ? $"{name}.easy" : $"{name}.en");
        var value = own ?? values.GetValueOrDefault(name) ?? known.GetValueOrDefault(name)?.In(language);
        return string.IsNullOrWhiteSpace(value) ? throw new NoticeValueMissingException(kind, name) : value.TrimEnd();
    }

    public bool Has(string name) =>
        content.Values.TryGetValue(name, out var value) ? !string.IsNullOrWhiteSpace(value) : content.Lists.TryGetValue(name, out var rows) && rows.Count > 0;

    /// <summary>The rows of a list, in the language where they are given in it.</summary>
    public IReadOnlyList<IReadOnlyList<string>> List(string name, Language language)
    {
        var own = language == Language.Ja ? null : content.Lists.GetValueOrDefault(language == Language.Easy ? $"{name}.easy" : $"{name}.en");
        return own ?? content.Lists.GetValueOrDefault(name) ?? throw new NoticeValueMissingException(kind, name);
    }
}

/// <summary>A notice lacks a value its template prints: the module whose word it is and the template disagree. Nothing is printed.</summary>
public sealed class NoticeValueMissingException(string kind, string name) : Exception($"The notice {kind} has no value \"{name}\", which letters/{kind}.yaml prints.");
