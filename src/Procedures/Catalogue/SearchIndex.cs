using System.Text.RegularExpressions;
using Madoguchi.DesignSystem;
using Madoguchi.Kernel;

namespace Madoguchi.Procedures;

/// <summary>Finds procedures by the words people use, in any kana, width or language. Some hundreds of procedures need no table.</summary>
internal sealed partial class SearchIndex
{
    private const int MaxWords = 8;

    private readonly List<Entry> entries = [];

    public SearchIndex(IEnumerable<ProcedureDefinition> definitions, IEnumerable<Classification> categories, IEnumerable<Classification> lifeEvents)
    {
        var labels = categories.Concat(lifeEvents).GroupBy(label => label.Code, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.First().Label, StringComparer.Ordinal);
        foreach (var definition in definitions)
        {
            var around = definition.Categories.Concat(definition.LifeEvents).Where(labels.ContainsKey).SelectMany(code => Texts(labels[code]));
            entries.Add(new(
                definition,
                Fold(Texts(definition.Name).Append(definition.Code)),
                Fold([.. definition.Keywords, .. around]),
                Fold([.. Texts(definition.Summary), .. Texts(definition.ForWhom), definition.Owner.Department.Ja])));
        }
    }

    public IReadOnlyList<ProcedureDefinition> Find(ProcedureQuery query)
    {
        var among = entries.Where(entry =>
            (query.Category is null || entry.Definition.Categories.Contains(query.Category))
            && (query.LifeEvent is null || entry.Definition.LifeEvents.Contains(query.LifeEvent))
            && (query.Audience is not { } audience || entry.Definition.Audience.Contains(audience)));
        var words = JapaneseText.Normalise(query.Words ?? "").Split([' ', '　', '、', ','], StringSplitOptions.RemoveEmptyEntries)
            .Take(MaxWords).Select(JapaneseText.FoldForSearch).Where(word => word.Length > 0).ToArray();
        if (words.Length == 0)
        {
            return [.. among.Select(entry => entry.Definition)];
        }

        var found = among.Select(entry => (entry.Definition, Score: words.Min(entry.Score))).Where(hit => hit.Score > 0).ToArray();
        if (found.Length == 0)
        {
            // Nobody writes it so: whatever shares most of its pairs of characters.
            var pairs = words.SelectMany(JapaneseText.Bigrams).Distinct().ToArray();
            found = [.. among.Select(entry => (entry.Definition, Score: entry.Shared(pairs))).Where(hit => hit.Score * 2 >= pairs.Length && pairs.Length > 1)];
        }

        return [.. found.OrderByDescending(hit => hit.Score).Select(hit => hit.Definition)];
    }

    /// <summary>Every way a text can be read, its readings (振り仮名) too: people search as they hear.</summary>
    private static IEnumerable<string> Texts(Localised text)
    {
        foreach (var one in new[] { text.Ja, text.Easy, text.En }.OfType<string>())
        {
            yield return Ruby.Strip(one);
            if (one.Contains('|', StringComparison.Ordinal))
            {
                yield return Reading().Replace(one, "$1");
            }
        }
    }

    [GeneratedRegex(@"\{[^{}|]+\|([^{}]+)\}", RegexOptions.CultureInvariant)]
    private static partial Regex Reading();

    /// <summary>Texts stay apart by a character that no folded word has.</summary>
    private static string Fold(IEnumerable<string> texts) => string.Join('\n', texts.Select(JapaneseText.FoldForSearch));

    private sealed record Entry(ProcedureDefinition Definition, string Name, string Keywords, string Texts)
    {
        public int Score(string word) =>
            Name.Contains(word, StringComparison.Ordinal) ? 4
            : Keywords.Contains(word, StringComparison.Ordinal) ? 2
            : Texts.Contains(word, StringComparison.Ordinal) ? 1 : 0;

        public int Shared(string[] pairs) => pairs.Count(pair => Score(pair) > 0);
    }
}
