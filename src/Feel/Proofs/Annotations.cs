using System.Text.RegularExpressions;
using Madoguchi.Feel.Syntax;

namespace Madoguchi.Feel.Proofs;

/// <summary>What a table's own annotations say. A column is found by its heading.</summary>
internal static partial class Annotations
{
    private static readonly string[] Japanese = ["説明", "理由", "日本語", "ja"];
    private static readonly string[] Easy = ["やさしい日本語", "やさしい", "easy"];
    private static readonly string[] English = ["English", "英語", "en"];
    private static readonly string[] LegalBasis = ["根拠", "根拠法令", "法令", "basis", "legal basis"];

    public static string? Basis(DmnTable table, DmnRule rule) => Find(table, rule, LegalBasis);

    /// <summary>The annotation for each language; where there is none, the cells of the row.</summary>
    public static ProofText Words(DmnTable table, DmnRule rule, TableRow row, Func<string, FeelValue?> named)
    {
        var cells = row.Cells.Select((cell, at) => cell is null ? null : Proofs.Words.Condition(Prover.Label(table.Inputs[at]), cell, rule.Inputs[at].Trim()))
            .OfType<ProofText>().ToArray();
        return new(
            Fill(Find(table, rule, Japanese) ?? Unnamed(table, rule), ProofLanguage.Japanese) ?? string.Join("、", cells.Select(cell => cell.Japanese)),
            Fill(Find(table, rule, Easy), ProofLanguage.Easy) ?? string.Join("。", cells.Select(cell => cell.Easy)),
            Fill(Find(table, rule, English), ProofLanguage.English) ?? string.Join(", ", cells.Select(cell => cell.English)));

        string? Fill(string? text, ProofLanguage language) => text is null ? null : Placeholder().Replace(text, match =>
            named(FeelName.Normalise(match.Groups[1].Value.Trim())) is { } value ? Proofs.Words.Value(value).In(language) : match.Value);
    }

    private static string? Find(DmnTable table, DmnRule rule, string[] headings)
    {
        for (var i = 0; i < table.Annotations.Count && i < rule.Annotations.Count; i++)
        {
            if (headings.Contains(table.Annotations[i].Trim(), StringComparer.OrdinalIgnoreCase) && !string.IsNullOrWhiteSpace(rule.Annotations[i]))
            {
                return rule.Annotations[i].Trim();
            }
        }

        return null;
    }

    /// <summary>A table's only annotation, under no heading that says otherwise: what editors make when nothing is chosen.</summary>
    private static string? Unnamed(DmnTable table, DmnRule rule) =>
        table.Annotations is [var only] && only.Trim() is "" or "Annotations" && rule.Annotations is [var text] && !string.IsNullOrWhiteSpace(text) ? text.Trim() : null;

    /// <summary>A name in braces; ruby has a bar in them.</summary>
    [GeneratedRegex(@"\{([^{}|]+)\}", RegexOptions.NonBacktracking)]
    private static partial Regex Placeholder();
}
