using CsCheck;

namespace Madoguchi.Print.Tests;

public sealed class TextExtractsAsWritten
{
    private const int TogetherInParagraph = 60;

    /// <summary>pdftotext gives every kind of space as U+0020; that they are kept is asked of another reader below.</summary>
    private static readonly int[] Spaces = [0x20, 0xA0, 0x2002, 0x2003, 0x3000];

    public static TheoryData<string> OwnFonts => ["明朝", "ゴシック"];

    [Theory]
    [MemberData(nameof(OwnFonts))]
    public void Every_character_and_every_variant_of_the_font_extracts_as_it_was_written(string font) => EverythingOf(Font(font));

    [Fact]
    public void Every_character_and_every_variant_of_the_font_for_names_extracts_as_it_was_written() => EverythingOf(Sheets.RareKanji());

    [Fact]
    public void Any_text_extracts_as_it_was_written_wherever_its_lines_end()
    {
        var characters = Everything(IpaFonts.Mincho).ToArray();
        var text = Gen.Int[0, characters.Length - 1].Select(index => characters[index]).Array[1, 120].Select(chosen => string.Concat(chosen));
        var paragraph = Gen.Select(text, Gen.Enum<Align>(), Gen.Int[5, 14]).Select((words, align, size) =>
            new Paragraph(words) { Align = align, Style = Sheets.Mincho with { Size = size.Pt } });

        paragraph.Array[50].Sample(
            paragraphs =>
            {
                var extracted = Tools.Text(Sheets.Of(paragraphs)).ReplaceLineEndings("");

                extracted.ShouldBe(string.Concat(paragraphs.Select(each => each.Text.Plain)));
            },
            iter: 20,
            threads: 1);
    }

    [Theory]
    [InlineData("民", 0x6C11)]
    [InlineData("人", 0x4EBA)]
    [InlineData("一二三", 0x4E00)]
    public void A_kanji_stays_itself_and_does_not_become_a_radical(string text, int first)
    {
        var extracted = Tools.Text(Sheets.Of(new Paragraph(text))).Trim();

        extracted.ShouldBe(text);
        char.ConvertToUtf32(extracted, 0).ShouldBe(first);
    }

    [Fact]
    public void Two_characters_that_share_a_glyph_extract_each_as_written()
    {
        var shared = IpaFonts.Mincho.Characters.Points().Except(Spaces).GroupBy(IpaFonts.Mincho.Characters.Glyph).Where(group => group.Count() > 1).ToArray();
        var text = string.Concat(shared.SelectMany(group => group).Select(char.ConvertFromUtf32));

        var extracted = Tools.Text(Sheets.Of(new Paragraph(text))).ReplaceLineEndings("");

        shared.Length.ShouldBeGreaterThan(10);
        extracted.ShouldBe(text);
    }

    [Fact]
    public void A_variant_is_drawn_as_that_variant_and_extracts_with_its_selector()
    {
        const string plain = "葛";
        const string variant = "葛\U000E0100";

        var characters = IpaFonts.Mincho.Characters;

        characters.Glyph('葛', 0xE0100).ShouldNotBe(characters.Glyph('葛'));
        Tools.Text(Sheets.Of(new Paragraph($"{variant}城と{plain}城"))).Trim().ShouldBe($"{variant}城と{plain}城");
    }

    [Fact]
    public void A_name_falls_back_to_the_font_for_names_character_by_character()
    {
        var style = Sheets.Mincho with { Fonts = new FontList(IpaFonts.Mincho, Sheets.RareKanji()) };

        var selector = style.Fonts.Fonts[1].Characters.Sequences().Last(pair => pair.Point == '邉').Selector;
        var name = $"𠮷野髙子、渡邉{char.ConvertFromUtf32(selector)}亮";

        var pdf = Sheets.Of(style, new Paragraph(name));

        Tools.Text(pdf).Trim().ShouldBe(name);
        Written.Open(pdf).Fonts.ShouldBe(["IPAmjMincho", "IPAexMincho"]);
    }

    [Fact]
    public void A_gaiji_is_drawn_from_the_citys_font_and_extracts_as_what_it_stands_for()
    {
        var own = IpaFonts.Mincho.Characters.Points().First(point => point is >= 0xE000 and <= 0xF8FF);

        var pdf = Sheets.Of(new Paragraph(new Text(
            new Run("氏名　"), new Run(char.ConvertFromUtf32(own)) { ActualText = "𠮷" }, new Run("田、"), new Run(char.ConvertFromUtf32(own) + "田") { ActualText = "髙田" }, new Run("さま"))));

        Tools.Text(pdf).Trim().ShouldBe("氏名 𠮷田、髙田さま");
    }

    [Fact]
    public void A_gaiji_that_is_a_picture_extracts_as_what_it_stands_for_and_can_be_seen()
    {
        var seal = Picture.FromBytes(Pixels.Png(8, 8, 2, [.. Enumerable.Repeat((byte)0, 192)]));

        var pdf = Sheets.Of(Sheets.Mincho with { Size = 40.Pt }, new Paragraph(new Text(new InlinePicture(seal, "𠮷"), new Run("田"))));

        Tools.Text(pdf).Trim().ShouldBe("𠮷田");
        Tools.Ink(pdf, 60, 80, 30, 15).ShouldBeGreaterThan(0.9);
    }

    [Fact]
    public void Marks_written_as_code_points_of_their_own_extract_so()
    {
        const string decomposed = "か\u3099き\u3099と か\u309A";

        Tools.Text(Sheets.Of(new Paragraph(decomposed))).Trim().ShouldBe(decomposed);
    }

    [Fact]
    public void Full_width_and_no_break_spaces_are_kept()
    {
        const string text = "第１条　甲\u00A0乙 丙";

        Written.Open(Sheets.Of(new Paragraph(text))).Letters.ShouldBe(text);
    }

    [Theory]
    [InlineData(Align.Distributed, "氏名")]
    [InlineData(Align.Distributed, "申請者の住所")]
    [InlineData(Align.Justified, "支給決定、却下及び補正のお願いについて（通知）")]
    public void Spread_characters_are_still_one_word(Align align, string text)
    {
        var pdf = Sheets.Of(new Table([55.Mm], new Row(new Cell(text) { Align = align })));

        Tools.Text(pdf).ReplaceLineEndings("").ShouldBe(text);
    }

    [Fact]
    public void A_word_with_its_reading_extracts_as_a_word_and_a_reading()
    {
        var pdf = Sheets.Of(new Paragraph(Text.WithReadings("{東|ひんがし}様の{請求|せいきゅう}")));

        var extracted = Tools.Text(pdf).ReplaceLineEndings("");

        extracted.ShouldBe("東ひんがし様の請求せいきゅう");
    }

    [Theory]
    [InlineData("𠮷田", "U+20BB7", 0)]
    [InlineData("田民\U000E01EF", "U+6C11 U+E01EF", 1)]
    [InlineData("a\u0007", "U+0007", 1)]
    [InlineData("😀", "U+1F600", 0)]
    public void A_character_that_no_font_has_is_named_and_never_an_empty_box(string text, string points, int offset)
    {
        var thrown = Should.Throw<MissingGlyphException>(() => Sheets.Of(new Paragraph(text)));

        thrown.Missing.ShouldHaveSingleItem().CodePoints.ShouldBe(points);
        thrown.Missing[0].Offset.ShouldBe(offset);
        thrown.Message.ShouldContain(points);
        thrown.Message.ShouldContain("ipaexm.ttf");
        new FontList(IpaFonts.Mincho).Missing(text).ShouldBe(thrown.Missing);
    }

    [Fact]
    public void Half_of_a_character_is_named()
    {
        new FontList(IpaFonts.Mincho).Missing("x\uD842y").ShouldHaveSingleItem().CodePoints.ShouldBe("U+D842");
    }

    private static void EverythingOf(FontFile font)
    {
        var style = new TextStyle(font, 8.Pt);
        foreach (var characters in Everything(font).Chunk(15_000))
        {
            var paragraphs = characters.Chunk(TogetherInParagraph).Select(chunk => string.Concat(chunk)).ToArray();

            var extracted = Tools.Text(Sheets.Of(style, [.. paragraphs.Select(text => new Paragraph(text))])).ReplaceLineEndings("");

            extracted.ShouldBe(string.Concat(paragraphs));
        }
    }

    private static IEnumerable<string> Everything(FontFile font) =>
    [
        .. font.Characters.Points().Except(Spaces).Where(point => !Unicode.IsSelector(point) && !Unicode.IsMark(point)).Select(char.ConvertFromUtf32),
        .. font.Characters.Sequences().Where(pair => font.Characters.Glyph(pair.Point, pair.Selector) != 0)
            .Select(pair => char.ConvertFromUtf32(pair.Point) + char.ConvertFromUtf32(pair.Selector)),
    ];

    private static FontFile Font(string name) => name == "明朝" ? IpaFonts.Mincho : IpaFonts.Gothic;
}
