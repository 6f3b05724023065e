using System.Globalization;

namespace Madoguchi.Rules;

/// <summary>Where what stands in a sheet: the same for writing and reading.</summary>
internal static class Layout
{
    /// <summary>Rows of the head, from 1; column A says what each is, column B (hidden) holds ids, the table begins at column C.</summary>
    public const int Name = 1;
    public const int HitPolicy = 2;
    public const int Aggregation = 3;
    public const int Ids = 4;
    public const int Kind = 5;
    public const int Heading = 6;
    public const int Expression = 7;
    public const int Type = 8;
    public const int Values = 9;
    public const int Default = 10;
    public const int FirstRule = 11;

    public const int FirstColumn = 3;

    /// <summary>More than this is not a table anybody checks by reading; nor is more read out of a file.</summary>
    public const int MostRows = 20_000;
    public const int MostColumns = 200;

    public const string Input = "入力";
    public const string Output = "結果";
    public const string Annotation = "注記";

    public static IReadOnlyDictionary<int, string> Labels { get; } = new Dictionary<int, string>
    {
        [Name] = "判定表",
        [HitPolicy] = "当てはまり方",
        [Aggregation] = "集計",
        [Ids] = "番号（さわらないでください）",
        [Kind] = "種類",
        [Heading] = "見出し",
        [Expression] = "式・名前",
        [Type] = "型",
        [Values] = "使える値・結果の値",
        [Default] = "当てはまらないとき",
    };

    /// <summary>A1, C14.</summary>
    public static string Place(int row, int column)
    {
        var letters = "";
        for (var rest = column; rest > 0; rest = (rest - 1) / 26)
        {
            letters = (char)('A' + ((rest - 1) % 26)) + letters;
        }

        return string.Create(CultureInfo.InvariantCulture, $"{letters}{row}");
    }

    /// <summary>The row and column of a place; zeros when it is none.</summary>
    public static (int Row, int Column) Of(string? place)
    {
        var column = 0;
        var at = 0;
        for (; at < place?.Length && place[at] is >= 'A' and <= 'Z' && at < 3; at++)
        {
            column = (column * 26) + place[at] - 'A' + 1;
        }

        return at > 0 && int.TryParse(place.AsSpan(at), NumberStyles.None, CultureInfo.InvariantCulture, out var row) ? (row, column) : (0, 0);
    }
}
