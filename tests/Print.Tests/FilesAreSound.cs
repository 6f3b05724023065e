using Madoguchi.Testing;

namespace Madoguchi.Print.Tests;

public sealed class FilesAreSound
{
    private const int MostBytes = 150 * 1024;

    [Fact]
    public void The_readme_shows_what_is_compiled_here()
    {
        var source = File.ReadAllText(Repository.PathTo("tests", "Print.Tests", "LetterSample.cs"));
        var shown = source.Split("// README\n")[1].Split("// README end")[0].TrimEnd().Split('\n').Select(line => line.StartsWith("    ", StringComparison.Ordinal) ? line[4..] : line);

        File.ReadAllText(Repository.PathTo("src", "Print", "README.md")).ShouldContain($"```csharp\n{string.Join('\n', shown)}\n```");
    }

    [Fact]
    public void A_letter_is_a_sound_file_and_small()
    {
        var letter = LetterSample.Write();

        Tools.Check(letter).Code.ShouldBe(0);
        letter.Length.ShouldBeLessThan(MostBytes);
        Tools.Scan(letter).ShouldBe("HTTPS://CITY.EXAMPLE/CHECK/7QX4");
    }

    [Fact]
    public void The_same_letter_has_the_same_bytes()
    {
        LetterSample.Write().ShouldBe(LetterSample.Write());
    }

    [Fact]
    public void A_page_full_of_different_kanji_stays_small()
    {
        var kanji = string.Concat(IpaFonts.Mincho.Characters.Points().Where(point => point is >= 0x4E00 and < 0x9FFF).Take(700).Select(char.ConvertFromUtf32));

        Sheets.Of(new Paragraph(kanji)).Length.ShouldBeLessThan(MostBytes);
    }

    [Fact]
    public void It_says_its_title_author_and_language_and_its_day_only_if_told()
    {
        var day = new DateTimeOffset(2026, 7, 1, 9, 0, 0, TimeSpan.FromHours(9));
        var document = new PdfDocument(new DocumentInfo("決定 <通知> & 書") { Author = "みやのわ市", Subject = "児童手当", Created = day }, Sheets.Mincho);
        document.AddPage(PageSize.A4);

        var pdf = Written.Open(document.ToBytes());

        pdf.Title.ShouldBe("決定 <通知> & 書");
        pdf.Text(pdf.Catalog, "Lang").ShouldBe("ja");
        pdf.Metadata.ShouldContain("決定 &lt;通知&gt; &amp; 書");
        pdf.Metadata.ShouldContain("<xmp:CreateDate>2026-07-01T00:00:00Z</xmp:CreateDate>");
        Written.Open(LetterSample.Write()).Metadata.ShouldNotContain("CreateDate");
    }

    [Fact]
    public void Opening_a_large_font_reads_only_what_it_needs()
    {
        var path = Path.Combine("/usr/share/fonts/truetype/ipamj", Sheets.RareKanji().Name);
        Assert.SkipUnless(File.Exists(path), "IPAmj明朝 lies elsewhere.");
        var before = GC.GetAllocatedBytesForCurrentThread();

        using var font = FontFile.Open(path);
        var opened = GC.GetAllocatedBytesForCurrentThread() - before;
        Sheets.Of(Sheets.Mincho with { Fonts = font }, new Paragraph("渡邉𠮷"));

        opened.ShouldBeLessThan(100_000);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(3_000_000);
    }

    [Fact]
    public async Task Fonts_are_shared_by_letters_made_at_the_same_time()
    {
        var expected = LetterSample.Write();

        var letters = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(LetterSample.Write)));

        letters.ShouldAllBe(letter => letter.SequenceEqual(expected));
    }
}
