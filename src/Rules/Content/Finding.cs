using System.Globalization;

namespace Madoguchi.Rules;

/// <summary>Something to mend in a model, where an officer can find it.</summary>
/// <param name="Place">Decision, row and column in words.</param>
/// <param name="Message">What is wrong.</param>
/// <param name="Fix">What to write instead, where it can be said.</param>
public sealed record Finding(string Place, string Message, string? Fix)
{
    public static IReadOnlyList<Finding> Of(DecisionModel model) =>
        [.. model.Decisions.Findings.Select(finding => new Finding(PlaceOf(model, finding.Element, finding.ExpressionId), finding.Error.Japanese, finding.Error.Fix))];

    private static string PlaceOf(DecisionModel model, string element, string? id)
    {
        var table = model.Tables.FirstOrDefault(table => table.Name == element || table.Id == element);
        if (table is null || id is null)
        {
            return $"「{table?.Name ?? element}」";
        }

        var row = table.Table.Rules.Select((rule, at) => (rule, at)).FirstOrDefault(each => each.rule.Id is { } own && (id == own || id.StartsWith(own + "_", StringComparison.Ordinal)));
        return row.rule is null
            ? $"「{table.Name}」"
            : string.Create(CultureInfo.InvariantCulture, $"「{table.Name}」の{row.at + 1}行目");
    }
}
