using System.Globalization;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using Madoguchi.Feel;

namespace Madoguchi.Rules;

/// <summary>A cell that cannot be taken over, and what to do.</summary>
public sealed record SheetFault(string Sheet, string? Cell, string Message)
{
    public override string ToString() => Cell is null ? $"シート「{Sheet}」: {Message}" : $"シート「{Sheet}」の{Cell}: {Message}";
}

internal sealed record ReadTable(string Decision, DmnTable Table);

internal sealed record ReadBook(IReadOnlyList<ReadTable> Tables, IReadOnlyList<SheetFault> Faults);

/// <summary>
/// Tables out of a workbook, tolerant of what Excel does by itself (numbers, days, spaces at the end) and of nothing that would have to be
/// guessed: those are faults that name their cell.
/// </summary>
internal static class ReadSpreadsheet
{
    /// <summary>Unpacked bytes of one part: a small file may hold a huge sheet.</summary>
    private const long MostCharacters = 50_000_000;

    private const int MostFaults = 50;

    public static ReadBook Read(Stream stream, DecisionModel model)
    {
        var faults = new List<SheetFault>();
        var tables = new List<ReadTable>();
        try
        {
            using var book = SpreadsheetDocument.Open(stream, isEditable: false, new OpenSettings { MaxCharactersInPart = MostCharacters });
            foreach (var sheet in book.WorkbookPart!.Workbook!.Descendants<Sheet>())
            {
                if (book.WorkbookPart.GetPartById(sheet.Id!) is WorksheetPart part && new SheetReader(sheet.Name!.Value!, part, book.WorkbookPart, faults) is { IsTable: true } reader
                    && reader.Read(model) is { } table)
                {
                    if (tables.Any(other => other.Decision == table.Decision))
                    {
                        faults.Add(new(sheet.Name!.Value!, Layout.Place(Layout.Name, Layout.FirstColumn), "同じ判定の表が、ほかのシートにもあります。一つだけ残してください。"));
                    }

                    tables.Add(table);
                }
            }
        }
#pragma warning disable CA1031 // The library throws many kinds for what is no workbook; all of them mean that the file is none.
        catch (Exception broken) when (broken is not OutOfMemoryException and not OperationCanceledException)
#pragma warning restore CA1031
        {
            return new([], [new("（全体）", null, "Excelのブック（.xlsx）として読めません。Excelで開いて、.xlsx の形式で保存し直してください。")]);
        }

        if (tables.Count == 0 && faults.Count == 0)
        {
            faults.Add(new("（全体）", null, "判定表のシートがありません。A1に「判定表」と書いたシートが要ります。このページから受け取ったブックを直してください。"));
        }

        return new(tables, [.. faults.Take(MostFaults)]);
    }

    private sealed class SheetReader
    {
        private static readonly System.Buffers.SearchValues<char> SignsOfDays = System.Buffers.SearchValues.Create("yYdDge");

        private readonly string name;
        private readonly List<SheetFault> faults;
        private readonly Dictionary<(int Row, int Column), Cell> cells = [];
        private readonly WorkbookPart book;
        private readonly string[] shared;
        private readonly int lastRow;
        private readonly int lastColumn;

        public SheetReader(string name, WorksheetPart part, WorkbookPart book, List<SheetFault> faults)
        {
            (this.name, this.book, this.faults) = (name, book, faults);
            shared = [.. book.SharedStringTablePart?.SharedStringTable?.Elements<SharedStringItem>().Select(TextOf) ?? []];
            foreach (var cell in part.Worksheet!.Descendants<Cell>())
            {
                var at = Layout.Of(cell.CellReference?.Value);
                if (at.Row is > 0 and <= Layout.MostRows && at.Column <= Layout.MostColumns && (cell.CellFormula is not null || Raw(cell).Trim().Length > 0))
                {
                    cells[at] = cell;
                    (lastRow, lastColumn) = (Math.Max(lastRow, at.Row), Math.Max(lastColumn, at.Column));
                }
                else if (at.Row > Layout.MostRows || at.Column > Layout.MostColumns)
                {
                    if (Raw(cell).Trim().Length > 0)
                    {
                        Fault(at.Row, at.Column, "表が大きすぎます。分けてください。");
                        break;
                    }
                }
            }

            IsTable = cells.TryGetValue((1, 1), out var first) && Raw(first).Trim() == Layout.Labels[Layout.Name];
            Merged = IsTable ? [.. part.Worksheet.Descendants<MergeCell>().Select(merge => merge.Reference?.Value ?? "")] : [];
        }

        public bool IsTable { get; }

        private IReadOnlyList<string> Merged { get; }

        public ReadTable? Read(DecisionModel model)
        {
            foreach (var merged in Merged)
            {
                faults.Add(new(name, merged, "セルが結合されています。結合をやめて、それぞれのセルに書いてください。"));
            }

            var heads = Layout.Labels.Where(label => label.Key != Layout.Ids && Text(label.Key, 1) != label.Value).ToList();
            foreach (var (row, label) in heads)
            {
                Fault(row, 1, $"「{label}」と書いてあるはずの行です。見出しの行を動かさないでください。");
            }

            var called = Text(Layout.Name, Layout.FirstColumn);
            var decision = model.Tables.FirstOrDefault(table => table.Name == called);
            if (decision is null)
            {
                Fault(Layout.Name, Layout.FirstColumn, $"「{called}」という判定表はありません。あるのは {string.Join("、", model.Tables.Select(table => $"「{table.Name}」"))} です。");
            }

            if (heads.Count > 0 || decision is null)
            {
                return null;
            }

            var policy = HitPolicyWords.Read(Text(Layout.HitPolicy, Layout.FirstColumn));
            if (policy is null)
            {
                Fault(Layout.HitPolicy, Layout.FirstColumn, $"当てはまり方は {string.Join("、", HitPolicyWords.All.Select(HitPolicyWords.Code))} のどれかです。");
            }

            var aggregation = Aggregation.None;
            if (Text(Layout.Aggregation, Layout.FirstColumn) is { Length: > 0 } sum && !Enum.TryParse(sum, ignoreCase: true, out aggregation))
            {
                Fault(Layout.Aggregation, Layout.FirstColumn, "集計は SUM、COUNT、MIN、MAX のどれかです。しないときは空けてください。");
            }

            var columns = Columns();
            return columns is null ? null : new(decision.Id, decision.Table with
            {
                HitPolicy = policy ?? HitPolicy.Unique,
                Aggregation = aggregation,
                Inputs = [.. columns.Where(column => column.Kind == Layout.Input).Select(column => new DmnTableInput(
                    NullOr(Text(Layout.Ids, column.At)), NullOr(Text(Layout.Heading, column.At)), Text(Layout.Expression, column.At),
                    NullOr(Text(Layout.Type, column.At)), NullOr(Text(Layout.Values, column.At))))],
                Outputs = [.. columns.Where(column => column.Kind == Layout.Output).Select(column => new DmnTableOutput(
                    NullOr(Text(Layout.Ids, column.At)), NullOr(Text(Layout.Expression, column.At)), NullOr(Text(Layout.Heading, column.At)),
                    NullOr(Text(Layout.Type, column.At)), NullOr(Text(Layout.Values, column.At)), NullOr(Text(Layout.Default, column.At))))],
                Annotations = [.. columns.Where(column => column.Kind == Layout.Annotation).Select(column => Text(Layout.Heading, column.At))],
                Rules = Rules(columns),
            });
        }

        private List<(int At, string Kind, string Type)>? Columns()
        {
            var columns = new List<(int At, string Kind, string Type)>();
            for (var at = Layout.FirstColumn; at <= lastColumn; at++)
            {
                var kind = Text(Layout.Kind, at);
                if (kind.Length == 0 && Enumerable.Range(Layout.FirstRule, Math.Max(0, lastRow - Layout.FirstRule + 1)).All(row => Text(row, at).Length == 0)
                    && Text(Layout.Heading, at).Length == 0)
                {
                    continue;
                }

                if (kind is not (Layout.Input or Layout.Output or Layout.Annotation))
                {
                    Fault(Layout.Kind, at, $"列の種類は「{Layout.Input}」「{Layout.Output}」「{Layout.Annotation}」のどれかです。");
                    return null;
                }

                if (kind == Layout.Input && Text(Layout.Expression, at).Length == 0)
                {
                    Fault(Layout.Expression, at, "入力の列には、何を見るか（年齢 など）を書いてください。");
                }

                columns.Add((at, kind, Text(Layout.Type, at)));
            }

            return columns;
        }

        private List<DmnRule> Rules(List<(int At, string Kind, string Type)> columns)
        {
            var rules = new List<DmnRule>();
            for (var row = Layout.FirstRule; row <= lastRow; row++)
            {
                var texts = columns.Select(column => (column.Kind, Text: Checked(row, column))).ToList();
                if (texts.All(text => text.Text.Length == 0) && Text(row, 2).Length == 0)
                {
                    // An empty line between rows is only space.
                    continue;
                }

                rules.Add(new(NullOr(Text(row, 2)) is { } id && rules.All(other => other.Id != id) ? id : null, Of(Layout.Input), Of(Layout.Output), Of(Layout.Annotation)));

                string[] Of(string kind) => [.. texts.Where(text => text.Kind == kind).Select(text => text.Text)];
            }

            // A row that was copied brought its id along, a new one has none: each gets one of its own.
            for (var at = 0; at < rules.Count; at++)
            {
                if (rules[at].Id is null && rules.Any(rule => rule.Id is not null))
                {
                    rules[at] = rules[at] with { Id = FreeId(rules, at) };
                }
            }

            return rules;
        }

        private static string FreeId(List<DmnRule> rules, int at)
        {
            for (var number = at + 1; ; number++)
            {
                var id = string.Create(CultureInfo.InvariantCulture, $"rule_x{number}");
                if (rules.All(rule => rule.Id != id))
                {
                    return id;
                }
            }
        }

        private string Checked(int row, (int At, string Kind, string Type) column)
        {
            var text = Text(row, column.At, column.Type, isCode: column.Kind != Layout.Annotation);
            if (text.Length == 0 || column.Kind == Layout.Annotation)
            {
                return text;
            }

            var (errors, suggestion) = column.Kind == Layout.Input
                ? FeelUnaryTests.Parse(text) is { IsValid: false } tests ? (tests.Errors, tests.Suggestion) : ([], null)
                : FeelExpression.Parse(text) is { IsValid: false } value ? (value.Errors, value.Suggestion) : ([], null);
            if (errors.Count > 0)
            {
                Fault(row, column.At, errors[0].Japanese + (suggestion is null ? "" : $" 「{suggestion}」と書いてください。"));
            }

            return text;
        }

        /// <summary>What a cell says, trimmed, as text; days and formulas are looked at.</summary>
        private string Text(int row, int column, string? type = null, bool isCode = false)
        {
            if (!cells.TryGetValue((row, column), out var cell))
            {
                return "";
            }

            if (cell.CellFormula is not null)
            {
                Fault(row, column, "数式が入っています。値に直してください（コピーして「値の貼り付け」）。");
                return "";
            }

            var text = Raw(cell).Trim();
            var kind = cell.DataType?.Value;
            if (kind == CellValues.Error)
            {
                Fault(row, column, $"「{text}」というエラーになっています。値を書いてください。");
                return "";
            }

            if (kind == CellValues.Boolean)
            {
                return text == "1" ? "true" : "false";
            }

            if (kind is null || kind == CellValues.Number)
            {
                return IsDay(cell) ? Day(row, column, text, type, isCode) : Number(text);
            }

            return kind == CellValues.Date ? Day(row, column, text, type, isCode) : text;
        }

        /// <summary>Excel makes days of what looks like one. Only in a column of days is it meant.</summary>
        private string Day(int row, int column, string text, string? type, bool isCode)
        {
            var day = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var serial) && serial is > 0 and < 2_958_466
                ? DateOnly.FromDateTime(DateTime.FromOADate(serial))
                : DateOnly.TryParse(text, CultureInfo.InvariantCulture, out var written) ? written : default;
            var iso = day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
            if (isCode && type is not "date")
            {
                Fault(row, column, $"日付（{iso}）になっています。1-3 のように書いたものをExcelが日付に変えたのかもしれません。セルの書式を「文字列」にして、書き直してください。");
                return "";
            }

            return isCode ? $"date(\"{iso}\")" : iso;
        }

        /// <summary>As it was typed: Excel keeps 0.1 as 0.1, and sometimes as 0.10000000000000001.</summary>
        private static string Number(string text) =>
            double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && Math.Abs(number) < 1e15
                ? ((decimal)number).ToString(CultureInfo.InvariantCulture) : text;

        private bool IsDay(Cell cell)
        {
            if (cell.StyleIndex?.Value is not { } style || book.WorkbookStylesPart?.Stylesheet?.CellFormats?.Elements<CellFormat>().ElementAtOrDefault((int)style)
                is not { NumberFormatId.Value: var format })
            {
                return false;
            }

            // 14 to 22, 27 to 36 and 45 to 58 are Excel's own formats of days and times, those of Japan among them.
            return format is (>= 14 and <= 22) or (>= 27 and <= 36) or (>= 45 and <= 47) or (>= 50 and <= 58)
                || (book.WorkbookStylesPart.Stylesheet.NumberingFormats?.Elements<NumberingFormat>()
                    .FirstOrDefault(own => own.NumberFormatId?.Value == format)?.FormatCode?.Value is { } code
                    && code.AsSpan().IndexOfAny(SignsOfDays) >= 0 && !code.Contains("General", StringComparison.OrdinalIgnoreCase));
        }

        private string Raw(Cell cell) => cell.DataType?.Value is { } kind && kind == CellValues.SharedString
            ? int.TryParse(cell.CellValue?.Text, CultureInfo.InvariantCulture, out var index) && index >= 0 && index < shared.Length ? shared[index] : ""
            : cell.InlineString is { } inline ? TextOf(inline)
            : cell.CellValue?.Text ?? "";

        /// <summary>The text without the readings (ruby) that Excel keeps beside it.</summary>
        private static string TextOf(OpenXmlElement item) => string.Concat(item.ChildElements.Select(child => child switch
        {
            Text text => text.Text,
            Run run => run.Text?.Text ?? "",
            _ => "",
        }));

        private void Fault(int row, int column, string message) => faults.Add(new(name, Layout.Place(row, column), message));

        private static string? NullOr(string text) => text.Length == 0 ? null : text;
    }
}
