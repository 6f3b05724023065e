using System.Globalization;
using Madoguchi.Feel;
using Microsoft.AspNetCore.Http;

namespace Madoguchi.Rules;

/// <summary>The plain form of a table: names of its fields, and a table out of what was posted.</summary>
internal static class EditedTable
{
    public static string In(int row, int column) => string.Create(CultureInfo.InvariantCulture, $"i.{row}.{column}");

    public static string Out(int row, int column) => string.Create(CultureInfo.InvariantCulture, $"o.{row}.{column}");

    public static string Note(int row, int column) => string.Create(CultureInfo.InvariantCulture, $"a.{row}.{column}");

    public static string Id(int row) => string.Create(CultureInfo.InvariantCulture, $"id.{row}");

    public static string Column(string part, int column) => string.Create(CultureInfo.InvariantCulture, $"{part}.{column}");

    /// <summary>The model with the posted cells in it; the same model where the form carried none.</summary>
    public static DecisionModel Apply(DecisionModel model, string table, IFormCollection form, IReadOnlyList<DmnModel> imports)
    {
        if (model.Tables.FirstOrDefault(each => each.Id == table) is not { } edited || !int.TryParse(form["rows"], CultureInfo.InvariantCulture, out var rows))
        {
            return model;
        }

        var read = Read(edited.Table, rows, form);
        return Same(read, edited.Table) ? model : DecisionModel.Read(ModelText.With(model.Content, edited.Id, read), imports);
    }

    /// <summary>What the pressed button does to the rows: <c>add:2</c> below row 2, <c>remove:2</c>, <c>up:2</c>, <c>down:2</c>; counted from 0.</summary>
    public static DmnTable Do(DmnTable table, string action, Guid newId)
    {
        if (action.Split(':') is not [var verb, var number] || !int.TryParse(number, CultureInfo.InvariantCulture, out var row) || row < -1 || row >= table.Rules.Count)
        {
            return table;
        }

        var rules = table.Rules.ToList();
        switch (verb)
        {
            case "add":
                rules.Insert(row + 1, new(
                    $"rule_{newId:N}", [.. table.Inputs.Select(_ => "-")], [.. table.Outputs.Select(_ => "")], [.. table.Annotations.Select(_ => "")]));
                break;
            case "remove" when row >= 0:
                rules.RemoveAt(row);
                break;
            case "up" when row > 0:
                (rules[row - 1], rules[row]) = (rules[row], rules[row - 1]);
                break;
            case "down" when row >= 0 && row + 1 < rules.Count:
                (rules[row + 1], rules[row]) = (rules[row], rules[row + 1]);
                break;
            default:
                break;
        }

        return table with { Rules = rules };
    }

    private static DmnTable Read(DmnTable table, int rows, IFormCollection form) => table with
    {
        HitPolicy = HitPolicyWords.Read(form["hit"].ToString()) ?? table.HitPolicy,
        Aggregation = Enum.TryParse<Aggregation>(form["aggregation"], out var aggregation) ? aggregation : table.Aggregation,
        Inputs = [.. table.Inputs.Select((input, at) => input with
        {
            Label = Changed(form, Column("in.label", at), input.Label),
            AllowedValues = Changed(form, Column("in.values", at), input.AllowedValues),
        })],
        Outputs = [.. table.Outputs.Select((output, at) => output with
        {
            Label = Changed(form, Column("out.label", at), output.Label),
            Values = Changed(form, Column("out.values", at), output.Values),
            Default = Changed(form, Column("out.default", at), output.Default),
        })],
        Rules = [.. Enumerable.Range(0, rows).Select(row => new DmnRule(
            form[Id(row)].ToString() is { Length: > 0 } id ? id : null,
            [.. table.Inputs.Select((_, at) => Text(form[In(row, at)].ToString()))],
            [.. table.Outputs.Select((_, at) => Text(form[Out(row, at)].ToString()))],
            [.. table.Annotations.Select((_, at) => Text(form[Note(row, at)].ToString()))]))],
    };

    private static string? Changed(IFormCollection form, string field, string? old) =>
        !form.TryGetValue(field, out var value) ? old : value.ToString().Trim() is { Length: > 0 } text ? Text(text) : null;

    private static string Text(string posted) => posted.ReplaceLineEndings("\n").Trim();

    private static bool Same(DmnTable one, DmnTable other) =>
        one.HitPolicy == other.HitPolicy && one.Aggregation == other.Aggregation
        && one.Inputs.SequenceEqual(other.Inputs) && one.Outputs.SequenceEqual(other.Outputs)
        && one.Rules.Count == other.Rules.Count
        && one.Rules.Zip(other.Rules).All(pair => pair.First.Id == pair.Second.Id
            && pair.First.Inputs.SequenceEqual(pair.Second.Inputs.Select(Text)) && pair.First.Outputs.SequenceEqual(pair.Second.Outputs.Select(Text))
            && pair.First.Annotations.SequenceEqual(pair.Second.Annotations.Select(Text)));
}
