using System.Globalization;
using System.Text.RegularExpressions;
using Madoguchi.DesignSystem;
using Madoguchi.Feel;
using Madoguchi.Kernel;

namespace Madoguchi.Rules;

/// <summary>An input of a model as a field of a form: what was typed stands for a value of its type; nothing stands for "not known".</summary>
public sealed partial record TypedInput(string Field, string Name, string? Type, IReadOnlyList<Choice> Choices)
{
    public string Typed { get; init; } = "";

    public string? Error { get; init; }

    /// <summary>The value; null where it is not known or was mistyped.</summary>
    public FeelValue? Value { get; init; }

    public string Hint => Type switch
    {
        "number" => "数です。わからないときは空けてください。",
        "date" => "日付です。2020-05-05 や 令和2年5月5日 のように書きます。わからないときは空けてください。",
        _ => "わからないときは空けてください。",
    };

    /// <summary>The fields of a model's inputs, in their order, as they are typed.</summary>
    public static IReadOnlyList<TypedInput> Of(DecisionModel model, Func<string, string?> typed) => [.. model.Model.Inputs.Select((input, at) =>
        new TypedInput(string.Create(CultureInfo.InvariantCulture, $"v.{at}"), input.Name, TypeOf(model, input), ChoicesOf(model, input))
            .Read(typed(string.Create(CultureInfo.InvariantCulture, $"v.{at}")) ?? ""))];

    /// <summary>As somebody would type it.</summary>
    public TypedInput With(FeelValue? value) => Read(value switch
    {
        FeelString text => text.Value,
        FeelBoolean flag => flag.Value ? "true" : "false",
        FeelNumber number => number.ToString(),
        FeelDate => TextOfDate().Match(value.ToString()).Value,
        _ => "",
    });

    private TypedInput Read(string typed)
    {
        typed = typed.Trim();
        var read = this with { Typed = typed, Error = null, Value = null };
        if (typed.Length == 0)
        {
            return read;
        }

        switch (Type)
        {
            case "number":
                return decimal.TryParse(JapaneseText.ToHalfWidth(typed), NumberStyles.Number, CultureInfo.InvariantCulture, out var number)
                    ? read with { Value = number } : read with { Error = $"「{Name}」は数で書いてください（18 のように）。" };
            case "date":
                return Wareki.Read(typed) is WarekiReading.Day day
                    ? read with { Value = day.Value } : read with { Error = $"「{Name}」は日付で書いてください（2020-05-05 のように）。" };
            case "boolean":
                return typed is "true" or "false"
                    ? read with { Value = typed == "true" } : read with { Error = $"「{Name}」は「はい」か「いいえ」を選んでください。" };
            default:
                return read with { Value = typed };
        }
    }

    private static string? TypeOf(DecisionModel model, DmnInput input) =>
        model.Model.Items.FirstOrDefault(item => item.Name == input.Variable.Type) is { IsCollection: false, Components.Count: 0 } item
            ? item.Type : input.Variable.Type;

    private static Choice[] ChoicesOf(DecisionModel model, DmnInput input)
    {
        if (input.Variable.Type == "boolean")
        {
            return [new("true", "はい"), new("false", "いいえ")];
        }

        var allowed = model.Model.Items.FirstOrDefault(item => item.Name == input.Variable.Type)?.AllowedValues
            ?? model.Tables.SelectMany(table => table.Table.Inputs).FirstOrDefault(column => column.Expression == input.Name)?.AllowedValues;
        return allowed is not null && OnlyTexts().IsMatch(allowed)
            ? [.. OneText().Matches(allowed).Select(text => new Choice(text.Groups[1].Value, text.Groups[1].Value))] : [];
    }

    [GeneratedRegex("^\\s*\"[^\"\\\\]*\"(\\s*,\\s*\"[^\"\\\\]*\")*\\s*$", RegexOptions.NonBacktracking)]
    private static partial Regex OnlyTexts();

    [GeneratedRegex("\"([^\"]*)\"")]
    private static partial Regex OneText();

    [GeneratedRegex("[0-9]{4,}-[0-9]{2}-[0-9]{2}")]
    private static partial Regex TextOfDate();
}
