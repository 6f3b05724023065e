using Madoguchi.Feel.Evaluation;

namespace Madoguchi.Feel.Checks;

/// <summary>The values of one column as far as tests tell them apart: of each stretch a value, and the rows that it passes.</summary>
internal sealed class CheckedColumn
{
    private readonly List<FeelValue> values = [];
    private readonly List<ulong[]> rows = [];

    /// <summary>The place of each value on the scale of its column, for texts of stretches.</summary>
    private readonly List<int> places = [];
    private readonly IndexColumn column;

    public CheckedColumn(IndexColumn column, int words, bool isWhole)
    {
        this.column = column;
        for (var stretch = Scale.Empty; stretch < column.Values.Count; stretch++)
        {
            if (column.Values[stretch] is { } value && !column.Refused[stretch] && (isWhole ? Whole(stretch) : value) is { } shown)
            {
                values.Add(shown);
                places.Add(stretch);
                rows.Add(column.Sure.AsSpan(stretch * words, words).ToArray());
            }
        }
    }

    /// <summary>The first is null; then come the values in their order.</summary>
    public IReadOnlyList<FeelValue> Values => values;

    /// <summary>For each value the rows whose cell it passes.</summary>
    public IReadOnlyList<ulong[]> Rows => rows;

    /// <summary>The cell that these values, and no others, pass; "-" when it is all but null.</summary>
    public string Cell(IReadOnlyCollection<int> chosen)
    {
        if (chosen.Count >= values.Count - 1 && !chosen.Contains(0))
        {
            return "-";
        }

        var order = chosen.Order().ToArray();
        if (order is [0, ..])
        {
            return order.Length == 1 ? "null" : $"null, {Cell(order[1..])}";
        }

        if (!column.Scale.IsOrdered)
        {
            var isOther = values[order[^1]] is FeelString && places[order[^1]] == column.Values.Count - 1;
            return isOther
                ? $"not({string.Join(", ", Enumerable.Range(1, values.Count - 1).Except(order).Select(at => values[at].ToString()))})"
                : string.Join(", ", order.Select(at => values[at].ToString()));
        }

        var runs = new List<string>();
        for (var from = 0; from < order.Length;)
        {
            var to = from;
            while (to + 1 < order.Length && order[to + 1] == order[to] + 1)
            {
                to++;
            }

            runs.Add(Run(places[order[from]], places[order[to]]));
            from = to + 1;
        }

        return string.Join(", ", runs);
    }

    /// <summary>Constants of the scale stand at odd places behind the first two, what lies between them at even ones.</summary>
    private static bool IsConstant(int stretch) => (stretch - Scale.First) % 2 == 1;

    private string Run(int first, int last)
    {
        if (first == last && IsConstant(first))
        {
            return column.Values[first]!.ToString();
        }

        var low = first == Scale.First ? null : column.Values[IsConstant(first) ? first : first - 1]!.ToString();
        var high = last == column.Values.Count - 1 ? null : column.Values[IsConstant(last) ? last : last + 1]!.ToString();
        return (low, high) switch
        {
            (null, null) => "-",
            (null, _) => $"{(IsConstant(last) ? "<=" : "<")} {high}",
            (_, null) => $"{(IsConstant(first) ? ">=" : ">")} {low}",
            _ => $"{(IsConstant(first) ? "[" : "(")}{low}..{high}{(IsConstant(last) ? "]" : ")")}",
        };
    }

    /// <summary>A whole number of the stretch; null where there is none.</summary>
    private FeelValue? Whole(int stretch)
    {
        if (column.Values[stretch] is not FeelNumber number || number.IsInteger)
        {
            return column.Values[stretch];
        }

        if (IsConstant(stretch))
        {
            return null;
        }

        var (up, down) = (number.Round(0, Rounding.Ceiling) as FeelNumber, number.Round(0, Rounding.Floor) as FeelNumber);
        var (low, high) = (stretch == Scale.First ? null : (FeelNumber)column.Values[stretch - 1]!, stretch == column.Values.Count - 1 ? null : (FeelNumber)column.Values[stretch + 1]!);
        return new[] { up, down }.FirstOrDefault(one => one is not null && (low is null || one > low) && (high is null || one < high));
    }
}
