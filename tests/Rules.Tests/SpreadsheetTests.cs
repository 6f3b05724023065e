using CsCheck;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using DocumentFormat.OpenXml.Validation;
using Madoguchi.Feel;

namespace Madoguchi.Rules.Tests;

public sealed class SpreadsheetTests
{
    private const string Allowance = "child-allowance";

    [Fact]
    public void The_workbook_is_one_by_the_standard()
    {
        foreach (var code in CityCopy.Codes)
        {
            using var stream = new MemoryStream(WriteSpreadsheet.Write(CityCopy.Model(code)));
            using var book = SpreadsheetDocument.Open(stream, isEditable: false);

            new OpenXmlValidator(FileFormatVersions.Office2019).Validate(book).Select(fault => $"{fault.Path?.XPath} {fault.Description}").ShouldBeEmpty();
        }
    }

    [Fact]
    public void A_table_written_and_read_is_the_same_table()
    {
        var text = Gen.String[Gen.OneOf(Gen.Char['a', 'z'], Gen.Char['0', '9'], Gen.Const('子'), Gen.Const('-'), Gen.Const(' ')), 0, 12]
            .Select(raw => raw.Trim());
        var cell = Gen.OneOf(Gen.Const("-"), Gen.Const("< 18"), Gen.Const("[1..3]"), Gen.Const("1-3"), Gen.Const("\"001\""), Gen.Int[-5, 5].Select(number => number.ToString(System.Globalization.CultureInfo.InvariantCulture)), Gen.Const(""));
        var result = Gen.OneOf(Gen.Const("15000"), Gen.Const("\"001\""), Gen.Const(""), Gen.Const("if 年齢 < 3 then 1 else 2"));
        var gen = Gen.Select(cell.Array[3], result.Array[1], text.Array[4]).List[0, 12];
        var model = CityCopy.Model(Allowance);

        gen.Sample(rows =>
        {
            var table = model.Tables[1].Table with
            {
                Rules = [.. rows.Select((row, at) => new DmnRule($"r{at}", row.Item1, row.Item2, row.Item3))],
            };
            var changed = DecisionModel.Read(ModelText.With(model.Content, model.Tables[1].Id, table));

            var read = Read(WriteSpreadsheet.Write(changed), changed);

            read.Faults.ShouldBeEmpty();
            Same(read.Tables[0].Table, changed.Tables[0].Table);
            Same(read.Tables[1].Table, changed.Tables[1].Table);
        }, iter: 40);
    }

    [Fact]
    public void What_Excel_makes_of_a_cell_is_read_or_named()
    {
        var model = CityCopy.Model(Allowance);

        Changed(model, "D11", cell => Number(cell, "1")).ShouldBeEmpty();
        Changed(model, "C11", cell => Text(cell, "< 19  ")).ShouldBeEmpty();
        Changed(model, "C11", cell => Text(cell, "＜１９")).ShouldHaveSingleItem().ToString().ShouldStartWith("シート「支給対象」のC11: ");
        Changed(model, "C11", cell => cell.CellFormula = new("1+1")).ShouldHaveSingleItem().Message.ShouldContain("数式");
        Changed(model, "C11", cell => (cell.DataType, cell.CellValue, cell.InlineString) = (CellValues.Date, new CellValue("2026-01-03"), null))
            .ShouldHaveSingleItem().Message.ShouldContain("日付（2026-01-03）になっています");
        Changed(model, "A5", cell => Text(cell, "")).ShouldHaveSingleItem().Cell.ShouldBe("A5");
        Changed(model, "C2", cell => Text(cell, "SOMETIMES")).ShouldHaveSingleItem().Cell.ShouldBe("C2");
    }

    [Fact]
    public void The_full_width_cell_is_answered_with_what_to_write() =>
        Changed(CityCopy.Model(Allowance), "C11", cell => Text(cell, "＜１９")).ShouldHaveSingleItem().Message.ShouldContain("と書いてください");

    [Fact]
    public void Merged_cells_are_refused_with_their_place()
    {
        var model = CityCopy.Model(Allowance);
        var book = Edit(WriteSpreadsheet.Write(model), sheet => sheet.InsertAfter(new MergeCells(new MergeCell { Reference = "C11:C12" }), sheet.GetFirstChild<SheetData>()));

        Read(book, model).Faults.ShouldHaveSingleItem().ToString().ShouldBe("シート「支給対象」のC11:C12: セルが結合されています。結合をやめて、それぞれのセルに書いてください。");
    }

    [Fact]
    public void What_is_no_workbook_is_said_to_be_none()
    {
        var model = CityCopy.Model(Allowance);

        Read("not a workbook"u8.ToArray(), model).Faults.ShouldHaveSingleItem().Message.ShouldContain("Excelのブック");
        Read(WriteSpreadsheet.Write(CityCopy.Model("child-medical")), model).Faults.ShouldNotBeEmpty();
    }

    private static void Same(DmnTable one, DmnTable other)
    {
        (one with { Inputs = [], Outputs = [], Annotations = [], Rules = [] }).ShouldBe(other with { Inputs = [], Outputs = [], Annotations = [], Rules = [] });
        one.Inputs.ShouldBe(other.Inputs);
        one.Outputs.ShouldBe(other.Outputs);
        one.Annotations.ShouldBe(other.Annotations);
        one.Rules.Select(Line).ShouldBe(other.Rules.Select(Line));
    }

    private static string Line(DmnRule rule) => string.Join('|', [rule.Id, .. rule.Inputs, .. rule.Outputs, .. rule.Annotations]);

    private static IReadOnlyList<SheetFault> Changed(DecisionModel model, string place, Action<Cell> change) => Read(
        Edit(WriteSpreadsheet.Write(model), sheet => change(sheet.Descendants<Cell>().Single(cell => cell.CellReference == place))), model).Faults;

    private static byte[] Edit(byte[] book, Action<Worksheet> edit)
    {
        using var stream = new MemoryStream();
        stream.Write(book);
        using (var document = SpreadsheetDocument.Open(stream, isEditable: true))
        {
            var main = document.WorkbookPart!;
            edit(((WorksheetPart)main.GetPartById(main.Workbook!.Descendants<Sheet>().First().Id!)).Worksheet!);
        }

        return stream.ToArray();
    }

    private static void Number(Cell cell, string number) =>
        (cell.DataType, cell.CellValue, cell.InlineString, cell.StyleIndex) = (CellValues.Number, new CellValue(number), null, 0u);

    private static void Text(Cell cell, string text) => cell.InlineString = new InlineString(new Text(text) { Space = SpaceProcessingModeValues.Preserve });

    private static ReadBook Read(byte[] book, DecisionModel model)
    {
        using var stream = new MemoryStream(book);
        return ReadSpreadsheet.Read(stream, model);
    }
}
