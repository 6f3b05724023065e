using Madoguchi.Feel;

namespace Madoguchi.Rules;

/// <summary>Names for what a table shows.</summary>
internal static class TableWords
{
    public static string Heading(DmnTableInput input) => string.IsNullOrEmpty(input.Label) ? input.Expression : input.Label;

    /// <summary>A single result often has neither label nor name: then it is called as its decision.</summary>
    public static string Heading(DmnTableOutput output, string decision) =>
        !string.IsNullOrEmpty(output.Label) ? output.Label : output.Name ?? decision;

    /// <summary>A row on one line.</summary>
    public static string Row(DmnTable table, DmnRule rule) => string.Join("、", table.Inputs.Zip(rule.Inputs, (input, cell) => $"{Heading(input)} {Shown(cell)}"))
        + " ならば " + string.Join("、", rule.Outputs);

    private static string Shown(string cell) => cell is "" or "-" ? "問わない" : cell;
}
