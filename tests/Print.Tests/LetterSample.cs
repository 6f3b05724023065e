namespace Madoguchi.Print.Tests;

/// <summary>What src/Print/README.md shows; a test holds the two together.</summary>
internal static class LetterSample
{
    // README
    public static byte[] Write()
    {
        var text = new TextStyle(new FontList(IpaFonts.Mincho, IpaFonts.Gothic), 10.5.Pt);
        var gothic = text with { Fonts = new FontList(IpaFonts.Gothic, IpaFonts.Mincho) };
        var document = new PdfDocument(new DocumentInfo("支給決定通知書") { Author = "みやのわ市" }, text);
        var letter = document.AddFlow(PageSetup.Letter with { Footer = page => $"{page.Number} / {page.Count}" });

        // Where a window envelope shows it; a long name shrinks, down to a size that can be read, or throws.
        letter.Page.Place(Box.Mm(20, 20, 90, 30), document.Root, [new Paragraph("〒320-0000\nみやのわ市中央一丁目1番1号\n葛󠄀城　民子　様")], smallest: 8.Pt);
        letter.MoveTo(70.Mm).Add(
            new Paragraph("み福第123号\n令和８年７月１日") { Align = Align.Right },
            new Heading(1, "児童手当　支給決定通知書") { Align = Align.Centre, Style = gothic with { Size = 16.Pt }, SpaceBefore = 6.Mm, SpaceAfter = 6.Mm },
            new Paragraph(Text.WithReadings("申請のありました{児童手当|じどうてあて}について、下記のとおり支給することに決定しましたので、通知します。")) { FirstLine = 10.5.Pt },
            new Table(
                [40.Mm, 130.Mm],
                new Row(new Cell("支給額") { IsHeader = true, Fill = Colour.Grey(0.93) }, "月額　15,000円"),
                new Row(new Cell("支給開始") { IsHeader = true, Fill = Colour.Grey(0.93) }, "令和８年８月分から"))
            { SpaceBefore = 4.Mm, SpaceAfter = 4.Mm },
            new Heading(2, "不服があるとき") { Style = gothic with { Size = 11.Pt } },
            new ItemList(
                new ListItem("１", "この決定を知った日の翌日から起算して３か月以内に、市長に審査請求をすることができます。"),
                new ListItem("２", "この決定を知った日の翌日から起算して６か月以内に、市を被告として取消しの訴えを提起することができます。"))
            { IsNumbered = true },
            new QrFigure(QrCode.Of("HTTPS://CITY.EXAMPLE/CHECK/7QX4"), 25.Mm, "この通知書が本物であることを確かめるページのQRコード") { Align = Align.Right, SpaceBefore = 8.Mm });
        return document.ToBytes();
    }

    // README end
}
