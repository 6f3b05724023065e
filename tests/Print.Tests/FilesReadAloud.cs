using System.Text;

namespace Madoguchi.Print.Tests;

public sealed class FilesReadAloud
{
    private static readonly Stroke Dashed = Stroke.Thin with { Dash = 1.Mm };

    [Fact]
    public void A_letter_fails_none_of_the_points_that_a_program_can_check() => UniversalAccess.Check(LetterSample.Write()).ShouldBeEmpty();

    [Fact]
    public void A_document_with_everything_fails_none_either() => UniversalAccess.Check(Everything()).ShouldBeEmpty();

    [Fact]
    public void The_structure_is_what_was_written_in_its_order() => Written.Open(Everything()).Outline.ShouldBe(
        "Document(P H1 P(Link Ruby(RB RT)) H2 L(LI(Lbl LBody(P)) LI(Lbl LBody(P L(LI(Lbl LBody(P)))))) "
        + "Table(TR(TH TH TH) TR(TH TD TD) TR(TD TD) TR(TD TD)) Figure Figure P(Span) P)");

    [Fact]
    public void What_poppler_reads_is_what_was_written()
    {
        var read = Tools.Tags(Everything());

        read.ShouldContain("\"くわしくは、\"");
        read.IndexOf("\"くわしくは、\"", StringComparison.Ordinal).ShouldBeLessThan(read.IndexOf("\"市のサイト\"", StringComparison.Ordinal));
        read.IndexOf("\"市のサイト\"", StringComparison.Ordinal).ShouldBeLessThan(read.IndexOf("\"を見るか、\"", StringComparison.Ordinal));
        read.ShouldContain("/Scope /Column");
        read.ShouldContain("/ColSpan 2");
        read.ShouldNotContain("頁");
    }

    [Fact]
    public void A_picture_is_said_in_words()
    {
        var pdf = Written.Open(Everything());

        pdf.Elements.Where(element => pdf.Text(element, "S") == "Figure").Select(figure => Decoded(pdf.Text(figure, "Alt")!)).ShouldBe(["市章", "確認ページのQRコード"]);
    }

    [Fact]
    public void A_paragraph_over_two_pages_is_one_paragraph()
    {
        var pdf = Sheets.Of(new Paragraph(string.Concat(Enumerable.Repeat("市は、申請を受けたときは審査する。", 150))));

        Written.Open(pdf).Pages.Count.ShouldBe(2);
        Written.Open(pdf).Outline.ShouldBe("Document(P)");
        UniversalAccess.Check(pdf).ShouldBeEmpty();
    }

    [Fact]
    public void The_header_of_a_table_is_read_once_and_seen_on_each_page()
    {
        var pdf = Sheets.Of(new Table(
            [30.Mm, 60.Mm], [new Row("番号", "内容") { IsHeader = true }, .. Enumerable.Range(1, 60).Select(number => new Row($"{number}", "内容"))]));

        var read = Written.Open(pdf);

        read.Pages.Count.ShouldBeGreaterThan(1);
        read.Elements.Count(element => read.Text(element, "S") == "TH").ShouldBe(2);
        read.Pages.ShouldAllBe(page => page.Text.StartsWith("番号"));
        UniversalAccess.Check(pdf).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(2, null, "first heading")]
    [InlineData(1, 3, "follows")]
    public void A_level_of_headings_is_not_skipped(int first, int? second, string said)
    {
        Block[] blocks = [new Heading(first, "甲"), .. second is { } level ? [new Heading(level, "乙")] : Array.Empty<Block>()];

        Should.Throw<InvalidOperationException>(() => Sheets.Of(blocks)).Message.ShouldContain(said);
    }

    [Fact]
    public void A_figure_without_words_is_not_written()
    {
        Should.Throw<InvalidOperationException>(() => Sheets.Of(new QrFigure(QrCode.Of("A"), 20.Mm, "")));
    }

    /// <summary>Each break is as long as what it replaces, so that everything else stays where the file says it is.</summary>
    [Theory]
    [InlineData("/Marked true", "/Marked null", "01-000")]
    [InlineData("/Lang (ja)", "/Long (ja)", "11-006")]
    [InlineData("/DisplayDocTitle true", "/DisplayDocTitle null", "07-001/002")]
    [InlineData("/Tabs /S", "/Tabs /R", "28-008")]
    [InlineData("<pdfuaid:part>1<", "<pdfuaid:part>9<", "06-002")]
    [InlineData("<dc:title>", "<dc:titel>", "06-003")]
    [InlineData("/S /H1", "/S /H3", "14-002")]
    [InlineData("/S /H2", "/S /H3", "14-003")]
    [InlineData("/S /Figure", "/S /Figura", "02-001")]
    [InlineData("/S /TR", "/S /LI", "09-004..006")]
    [InlineData("/Alt ", "/Alp ", "13-004")]
    [InlineData("/Scope /Column", "/Scopa /Column", "15-003")]
    [InlineData("/Scope /Column", "/Scope /Nobody", "15-003")]
    [InlineData("/ColSpan 2", "/ColSpan 1", "15-005")]
    [InlineData("/ListNumbering", "/ListNumberong", "16-001")]
    [InlineData("/MCID 0", "/MCIX 0", "01-006")]
    [InlineData("/Artifact", "/Artefact", "01-005")]
    [InlineData("/StructParent ", "/StructParant ", "28-002/011")]
    [InlineData("/Encoding /Identity-H", "/Encoding /Identity-V", "31-006")]
    [InlineData("/CIDToGIDMap", "/CIDToGIDMop", "31-004")]
    [InlineData("/FontFile2", "/FontFyle2", "31-009")]
    [InlineData("/ToUnicode", "/ToUnikode", "31-027")]
    public void The_check_itself_finds_what_is_wrong(string right, string wrong, string checkpoint)
    {
        var text = Encoding.Latin1.GetString(Tools.Plain(Everything()));

        text.ShouldContain(right);
        var findings = UniversalAccess.Check(Encoding.Latin1.GetBytes(text.Replace(right, wrong, StringComparison.Ordinal)));

        UniversalAccess.Check(Encoding.Latin1.GetBytes(text)).ShouldBeEmpty("as qpdf writes it, nothing is wrong");
        findings.ShouldContain(finding => finding.StartsWith(checkpoint + " ", StringComparison.Ordinal), string.Join('\n', findings));
    }

    private static byte[] Everything()
    {
        var document = new PdfDocument(new DocumentInfo("すべて"), Sheets.Mincho);
        var flow = document.AddFlow(PageSetup.Letter with { Header = page => $"{page.Number}頁", Footer = page => $"全{page.Count}頁" });
        var dot = Picture.FromBytes(Pixels.Png(2, 2, 6, [.. Enumerable.Repeat((byte)128, 16)]));
        flow.Page.Place(Box.Mm(20, 20, 80, 20), document.Root, [new Paragraph("みやのわ市長")], VerticalAlign.Middle);
        flow.Page.Ellipse(Box.Mm(120, 20, 6, 5), Stroke.Thick);
        flow.Page.Rectangle(Box.Mm(130, 20, 10, 5), Dashed, Colour.Grey(0.9));
        flow.MoveTo(50.Mm).Add(
            new Heading(1, "見出し"),
            new Paragraph(new Text(new Run("くわしくは、"), new Link("市のサイト", new Uri("https://city.example/くわしく")), new Run("を見るか、"), new Ruby("窓口", "まどぐち"), new Run("へ。"))),
            new Heading(2, "一覧"),
            new ItemList(new ListItem("・", "甲"), new ListItem("・", new Paragraph("乙"), new ItemList(new ListItem("1", "丙")) { IsNumbered = true })),
            new Table(
                [30.Mm, 40.Mm, 50.Mm],
                new Row("区分", "内容", "備考") { IsHeader = true },
                new Row(new Cell("氏名") { IsHeader = true, RowSpan = 1 }, new Cell("葛󠄀城") { RowSpan = 2 }, ""),
                new Row("一", "二"),
                new Row(new Cell("三") { ColumnSpan = 2 }, "四")),
            new Figure(dot, 10.Mm, 10.Mm, "市章"),
            new QrFigure(QrCode.Of("https://city.example/"), 20.Mm, "確認ページのQRコード") { Align = Align.Centre },
            new Rule(Stroke.Thin),
            new Paragraph(new Text(new InlinePicture(dot, "外"), new Run("字"))),
            new PageBreak(),
            new Space(5.Mm),
            new Paragraph("The end.") { Language = "en" });
        return document.ToBytes();
    }

    private static string Decoded(string text) => text.StartsWith("FEFF", StringComparison.Ordinal) ? Encoding.BigEndianUnicode.GetString(Convert.FromHexString(text[4..])) : text;
}
