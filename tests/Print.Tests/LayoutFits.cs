namespace Madoguchi.Print.Tests;

public sealed class LayoutFits
{
    private const string LongName = "特定非営利活動法人みやのわ子育て支援センターひまわり会　理事長　葛城　民子　様";

    [Fact]
    public void A_long_name_shrinks_to_fit_its_window_and_is_whole()
    {
        var document = new PdfDocument(new DocumentInfo("宛名"), Sheets.Mincho);

        document.AddPage(PageSize.A4).Place(Box.Mm(20, 20, 80, 10), document.Root, [new Paragraph(LongName)], smallest: 6.Pt);

        Tools.Text(document.ToBytes()).ReplaceLineEndings("").Replace(" ", "").ShouldBe(LongName.Replace("　", ""));
    }

    [Fact]
    public void What_does_not_fit_is_refused_and_leaves_nothing_behind()
    {
        var document = new PdfDocument(new DocumentInfo("宛名"), Sheets.Mincho);
        var page = document.AddPage(PageSize.A4);

        Should.Throw<DoesNotFitException>(() => page.Place(Box.Mm(20, 20, 40, 5), document.Root, [new Paragraph(LongName)], smallest: 8.Pt));

        Written.Open(document.ToBytes()).Outline.ShouldBe("Document");
    }

    [Fact]
    public void A_heading_stays_with_what_follows()
    {
        var pdf = Sheets.Of([.. Enumerable.Repeat(new Paragraph("行") { SpaceAfter = 10.Mm }, 15), new Heading(1, "見出し"), new Paragraph("本文")]);

        var pages = Written.Open(pdf).Pages;

        pages.Single(page => page.Text.Contains("見出し")).Text.ShouldContain("本文");
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 2)]
    public void What_is_kept_together_moves_as_a_whole(bool together, int pageOfFirst)
    {
        Block[] rows = [.. Enumerable.Range(1, 10).Select(number => new Paragraph($"第{number}項"))];

        var pdf = Sheets.Of(new Space(200.Mm), together ? new Together(rows) : new Together([.. rows[..1]]), together ? new Space(1.Mm) : new Together([.. rows[1..]]));

        Written.Open(pdf).Pages.Single(page => page.Text.Contains("第1項")).Number.ShouldBe(pageOfFirst);
    }

    [Fact]
    public void No_page_begins_with_the_last_line_of_a_paragraph()
    {
        var text = string.Concat(Enumerable.Repeat("あ", 46 * 3));

        for (var room = 200; room < 250; room += 3)
        {
            var pages = Written.Open(Sheets.Of(new Space(room.Mm), new Paragraph(text))).Pages;

            pages.Select(page => page.Letters.Count(letter => letter.Value == "あ")).Where(count => count > 0).ShouldAllBe(count => count > 46);
        }
    }

    [Fact]
    public void A_row_higher_than_a_page_goes_on_on_the_next()
    {
        var text = string.Concat(Enumerable.Range(1, 400).Select(number => $"第{number}号、"));

        var pdf = Sheets.Of(new Table([20.Mm, 60.Mm], new Row("番号", "内容") { IsHeader = true }, new Row("1", text)));

        Written.Open(pdf).Pages.Count.ShouldBeGreaterThan(1);
        Written.Open(pdf).Letters.Replace("番号内容", "").ShouldBe("1" + text);
    }

    [Fact]
    public void A_cell_over_two_rows_is_as_high_as_both()
    {
        var pdf = Sheets.Of(new Table(
            [30.Mm, 30.Mm], new Row(new Cell("甲") { RowSpan = 2, Fill = Colour.Black }, "乙") { MinimalHeight = 20.Mm }, new Row("丙") { MinimalHeight = 20.Mm })
        { Rules = null });

        Tools.Ink(pdf, 60, 60, 80, 105).ShouldBeGreaterThan(0.9);
        Tools.Ink(pdf, 60, 175, 80, 20).ShouldBe(0);
    }

    [Fact]
    public void A_figure_higher_than_a_page_is_refused() =>
        Should.Throw<DoesNotFitException>(() => Sheets.Of(new Paragraph("前"), new Figure(Picture.FromBytes(Pixels.Png(1, 1, 0, [0])), 10.Mm, 300.Mm, "長い図")));

    [Fact]
    public void A_table_says_where_it_is_too_wide_or_too_long()
    {
        Should.Throw<DoesNotFitException>(() => Sheets.Of(new Table([100.Mm, 100.Mm], new Row("甲", "乙"))));
        Should.Throw<DoesNotFitException>(() => Sheets.Of(new Table([50.Mm], new Row("甲", "乙"))));
        Should.Throw<DoesNotFitException>(() => Sheets.Of(new Table([50.Mm], new Row(new Cell("甲") { RowSpan = 2 }))));
    }

    [Fact]
    public void Millimetres_and_points_agree()
    {
        25.4.Mm.Points.ShouldBe(72, 1e-9);
        72.Pt.Millimetres.ShouldBe(25.4, 1e-9);
        (10.Mm + 5.Mm - 3.Mm * 2 < 10.Mm).ShouldBeTrue();
        Box.Mm(10, 20, 30, 40).Right.ShouldBe(40.Mm);
    }
}
