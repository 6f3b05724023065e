namespace Madoguchi.Print.Tests;

/// <summary>Documents for tests, in few words.</summary>
internal static class Sheets
{
    public static TextStyle Mincho { get; } = new(IpaFonts.Mincho, 10.5.Pt);

    /// <summary>IPAmj明朝, which a city adds for names; not part of the project.</summary>
    public static FontFile RareKanji()
    {
        var font = IpaFonts.FindNames();
        Assert.SkipWhen(font is null, "IPAmj明朝 is not installed; ./test installs it.");
        return font;
    }

    public static byte[] Of(TextStyle style, params IReadOnlyList<Block> blocks)
    {
        var document = new PdfDocument(new DocumentInfo("見本"), style);
        document.AddFlow(PageSetup.Letter).Add(blocks);
        return document.ToBytes();
    }

    public static byte[] Of(params IReadOnlyList<Block> blocks) => Of(Mincho, blocks);

    /// <summary>The lines that a text is set in, in a column so many characters wide.</summary>
    public static string[] Lines(string text, int characters, Align align = Align.Justified)
    {
        var style = new TextStyle(IpaFonts.Mincho, 10.Pt);
        return [.. Layout.Setter.Lines(text, style, align, characters * 10, 0, new Element(Tag.P)).Select(line => line.Text)];
    }
}
