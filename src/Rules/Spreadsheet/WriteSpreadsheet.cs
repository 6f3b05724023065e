using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using Madoguchi.Feel;

namespace Madoguchi.Rules;

/// <summary>
/// The tables of a model as a workbook: one sheet each, and one that says how. Every cell is text, those of rows yet to be written too, so
/// that nobody's "1-3" becomes a day.
/// </summary>
internal static class WriteSpreadsheet
{
    /// <summary>Of the style sheet below.</summary>
    private const uint TextStyle = 1;
    private const uint HeadStyle = 2;

    private static readonly string[] Instructions =
    [
        "この本の使い方",
        "1. 判定表のシートを直します。上の10行は見出しです。11行目からが判定の行です。",
        "2. 行は自由に足したり、なくしたり、並べ替えたりできます。行ごと動かしてください。",
        "3. 入力の欄には、条件を書きます。例: 18（18と同じ）、< 18（18より小さい）、>= 65（65以上）、[3..15]（3以上15以下）、\"子\", \"孫\"（どちらか）、-（問わない）。",
        "4. 文字は \" で囲みます。数と記号は半角で書きます。",
        "5. 日付は date(\"2026-04-01\") と書きます。",
        "6. 数式とセルの結合は使えません。値を書いてください。",
        "7. 1-3 のように書いて日付になってしまったときは、セルの書式を「文字列」にしてから書き直します。",
        "8. B列と4行目は、直した行を見分けるための番号です。隠してあります。さわらないでください。新しい行では空けておきます。",
        "9. 保存したら、判定表のページの「ファイルから直す」でこの本を選びます。保存する前に、違いが見られます。",
    ];

    public static byte[] Write(DecisionModel model)
    {
        using var stream = new MemoryStream();
        using (var book = SpreadsheetDocument.Create(stream, SpreadsheetDocumentType.Workbook))
        {
            var main = book.AddWorkbookPart();
            main.AddNewPart<WorkbookStylesPart>().Stylesheet = Styles();
            var sheets = new Sheets();
            var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
            foreach (var table in model.Tables)
            {
                Add(main, sheets, NameOf(table.Name, names), Sheet(table));
            }

            Add(main, sheets, NameOf("書き方", names), new Worksheet(
                new Columns(new Column { Min = 1, Max = 1, Width = 120, CustomWidth = true, Style = TextStyle }),
                new SheetData(Instructions.Select((line, at) => new Row(Cell(at + 1, 1, line, at == 0 ? HeadStyle : TextStyle)) { RowIndex = (uint)at + 1 }))));
            main.Workbook = new Workbook(sheets);
        }

        return stream.ToArray();
    }

    private static void Add(WorkbookPart main, Sheets sheets, string name, Worksheet worksheet)
    {
        var part = main.AddNewPart<WorksheetPart>();
        part.Worksheet = worksheet;
        sheets.Append(new Sheet { Name = name, SheetId = (uint)sheets.Count() + 1, Id = main.GetIdOfPart(part) });
    }

    private static Worksheet Sheet(TableDecision decision)
    {
        var table = decision.Table;
        var columns = Columns(table);
        var data = new SheetData(
            Line(Layout.Name, [decision.Name]),
            Line(Layout.HitPolicy, [HitPolicyWords.Code(table.HitPolicy), HitPolicyWords.Name(table.HitPolicy)]),
            Line(Layout.Aggregation, [table.Aggregation == Aggregation.None ? "" : table.Aggregation.ToString().ToUpperInvariant()]),
            Line(Layout.Ids, columns.Select(column => column.Id), hidden: true),
            Line(Layout.Kind, columns.Select(column => column.Kind)),
            Line(Layout.Heading, columns.Select(column => column.Heading)),
            Line(Layout.Expression, columns.Select(column => column.Expression)),
            Line(Layout.Type, columns.Select(column => column.Type)),
            Line(Layout.Values, columns.Select(column => column.Values)),
            Line(Layout.Default, columns.Select(column => column.Default)));
        foreach (var (rule, at) in table.Rules.Select((rule, at) => (rule, at)))
        {
            var number = Layout.FirstRule + at;
            var line = new Row { RowIndex = (uint)number };
            line.Append(Cell(number, 1, (at + 1).ToString(System.Globalization.CultureInfo.InvariantCulture), HeadStyle));
            line.Append(Cell(number, 2, rule.Id ?? "", TextStyle));
            var texts = rule.Inputs.Concat(rule.Outputs).Concat(table.Annotations.Select((_, note) => rule.Annotations.ElementAtOrDefault(note) ?? ""));
            line.Append(texts.Select((text, column) => Cell(number, Layout.FirstColumn + column, text, TextStyle)));
            data.Append(line);
        }

        return new Worksheet(
            new SheetViews(new SheetView(
                new Pane { HorizontalSplit = 2, VerticalSplit = Layout.FirstRule - 1, TopLeftCell = Layout.Place(Layout.FirstRule, Layout.FirstColumn), ActivePane = PaneValues.BottomRight, State = PaneStateValues.Frozen })
            { WorkbookViewId = 0 }),
            new Columns(
                new Column { Min = 1, Max = 1, Width = 20, CustomWidth = true, Style = TextStyle },
                new Column { Min = 2, Max = 2, Width = 10, CustomWidth = true, Hidden = true, Style = TextStyle },
                new Column { Min = Layout.FirstColumn, Max = (uint)(Layout.FirstColumn + columns.Count + 9), Width = 24, CustomWidth = true, Style = TextStyle }),
            data);
    }

    private static List<ColumnHead> Columns(DmnTable table) =>
    [
        .. table.Inputs.Select(input => new ColumnHead(input.Id, Layout.Input, input.Label, input.Expression, input.Type, input.AllowedValues, null)),
        .. table.Outputs.Select(output => new ColumnHead(output.Id, Layout.Output, output.Label, output.Name, output.Type, output.Values, output.Default)),
        .. table.Annotations.Select(name => new ColumnHead(null, Layout.Annotation, name, null, null, null, null)),
    ];

    private static Row Line(int number, IEnumerable<string?> texts, bool hidden = false)
    {
        var line = new Row { RowIndex = (uint)number, Hidden = hidden ? true : null };
        line.Append(Cell(number, 1, Layout.Labels[number], HeadStyle));
        line.Append(texts.Select((text, at) => Cell(number, Layout.FirstColumn + at, text ?? "", number == Layout.Heading ? HeadStyle : TextStyle)));
        return line;
    }

    private static Cell Cell(int row, int column, string text, uint style) => new(
        new InlineString(new Text(text) { Space = SpaceProcessingModeValues.Preserve }))
    {
        CellReference = Layout.Place(row, column),
        DataType = CellValues.InlineString,
        StyleIndex = style,
    };

    /// <summary>Excel takes 31 characters, none of []:*?/\, and no name twice.</summary>
    private static string NameOf(string name, HashSet<string> taken)
    {
        var plain = string.Concat(name.Select(sign => "[]:*?/\\'".Contains(sign, StringComparison.Ordinal) || char.IsControl(sign) ? '_' : sign));
        plain = plain.Length == 0 ? "表" : plain[..Math.Min(plain.Length, 27)];
        var free = plain;
        for (var number = 2; !taken.Add(free); number++)
        {
            free = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{plain}{number}");
        }

        return free;
    }

    /// <summary>0: as Excel begins; 1: text (format 49); 2: text, bold.</summary>
    private static Stylesheet Styles() => new(
        new Fonts(new Font(new FontSize { Val = 11 }, new FontName { Val = "Yu Gothic" }), new Font(new Bold(), new FontSize { Val = 11 }, new FontName { Val = "Yu Gothic" })),
        new Fills(new Fill(new PatternFill { PatternType = PatternValues.None }), new Fill(new PatternFill { PatternType = PatternValues.Gray125 })),
        new Borders(new Border(new LeftBorder(), new RightBorder(), new TopBorder(), new BottomBorder(), new DiagonalBorder())),
        new CellStyleFormats(new CellFormat { NumberFormatId = 0, FontId = 0, FillId = 0, BorderId = 0 }),
        new CellFormats(
            new CellFormat { NumberFormatId = 0, FontId = 0, FillId = 0, BorderId = 0, FormatId = 0 },
            new CellFormat(new Alignment { WrapText = true, Vertical = VerticalAlignmentValues.Top }) { NumberFormatId = 49, FontId = 0, FillId = 0, BorderId = 0, FormatId = 0, ApplyNumberFormat = true, ApplyAlignment = true },
            new CellFormat(new Alignment { WrapText = true, Vertical = VerticalAlignmentValues.Top }) { NumberFormatId = 49, FontId = 1, FillId = 0, BorderId = 0, FormatId = 0, ApplyNumberFormat = true, ApplyFont = true, ApplyAlignment = true }));

    private sealed record ColumnHead(string? Id, string Kind, string? Heading, string? Expression, string? Type, string? Values, string? Default);
}
