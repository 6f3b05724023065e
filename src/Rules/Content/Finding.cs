using System.Globalization;
using Madoguchi.Feel;

namespace Madoguchi.Rules;

/// <summary>Something to mend in a model, or to know of it, where an officer can find it.</summary>
/// <param name="Place">Decision, row and column in words.</param>
/// <param name="Message">What is wrong.</param>
/// <param name="Fix">What to write instead, where it can be said.</param>
/// <param name="Example">A case that shows it; null where none is needed.</param>
/// <param name="IsNote">It may be meant so.</param>
public sealed record Finding(string Place, string Message, string? Fix, string? Example, bool IsNote)
{
    public static IReadOnlyList<Finding> Of(DecisionModel model) => [.. DmnChecks.Of(model.Decisions).Select(finding => new Finding(
        PlaceOf(model, finding), finding.Error.Japanese, finding.Error.Fix,
        finding.Example.Count == 0 ? null : string.Join("、", finding.Example.Select(value => $"{value.Key} = {(value.Value is FeelNull ? "値なし" : value.Value)}")),
        finding.Severity == DmnSeverity.Note))];

    private static string PlaceOf(DecisionModel model, DmnFinding finding)
    {
        var place = $"「{finding.Element}」";
        place += finding.Row is { } row ? string.Create(CultureInfo.InvariantCulture, $"の{row}行目") : "";
        return finding.Column is { } column && model.Tables.FirstOrDefault(table => table.Name == finding.Element)?.Table is { } table
            ? $"{place}の「{Head(table, column - 1)}」"
            : place;
    }

    private static string Head(DmnTable table, int column) => column < table.Inputs.Count
        ? table.Inputs[column].Label ?? table.Inputs[column].Expression.Trim()
        : table.Outputs[column - table.Inputs.Count] is var output ? output.Label ?? output.Name ?? "結果" : "";
}
