using System.Buffers.Binary;
using CsCheck;

namespace Madoguchi.Print.Tests;

public sealed class FontsThatCannotBeTrusted
{
    private static readonly TextStyle Tiny = new(FontFile.FromBytes("tiny.ttf", TinyFont.Make()), 40.Pt);
    private static readonly byte[] Whole = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Fonts", "ipaexg.ttf"));

    [Theory]
    [InlineData(0)]
    [InlineData(11)]
    [InlineData(100)]
    [InlineData(10_000)]
    [InlineData(1_000_000)]
    public void A_font_that_ends_too_early_is_named(int length) =>
        Should.Throw<FontException>(() => Use(FontFile.FromBytes("cut.ttf", Whole.AsMemory(0, length)))).Message.ShouldStartWith("cut.ttf:");

    [Fact]
    public void Other_kinds_of_files_are_told_apart()
    {
        Should.Throw<FontException>(() => FontFile.FromBytes("a.otf", (byte[])[.. "OTTO"u8, .. new byte[100]])).Message.ShouldContain("CFF");
        Should.Throw<FontException>(() => FontFile.FromBytes("a.pdf", (byte[])[.. "%PDF-1.7"u8, .. new byte[100]])).Message.ShouldContain("not a TrueType font");
    }

    [Fact]
    public void A_broken_font_ends_in_a_clear_error_or_in_a_page()
    {
        // Directory, then the tables that say where things are; the outlines of the glyphs that are used.
        var spots = Gen.OneOf(Gen.Int[0, 400], Gen.Int[Offset("cmap"), Offset("cmap") + 400], Gen.Int[Offset("loca"), Offset("loca") + 2000], Gen.Int[Offset("head"), Offset("head") + 54], Gen.Int[Offset("hmtx"), Offset("hmtx") + 400], Gen.Int[0, Whole.Length - 1]);
        var change = Gen.Select(spots, Gen.Byte);

        change.Array[1, 8].Sample(
            changes =>
            {
                var bytes = new Dictionary<int, byte>();
                foreach (var (spot, value) in changes)
                {
                    bytes.TryAdd(spot, Whole[spot]);
                    Whole[spot] = value;
                }

                try
                {
                    Use(FontFile.FromBytes("broken.ttf", Whole));
                }
                catch (Exception clear) when (clear is FontException or MissingGlyphException)
                {
                }
                finally
                {
                    foreach (var (spot, value) in bytes)
                    {
                        Whole[spot] = value;
                    }
                }
            },
            iter: 300,
            threads: 1);
    }

    [Fact]
    public void A_composed_glyph_brings_what_it_is_composed_of()
    {
        var pdf = Sheets.Of(Tiny, new Paragraph("B"));

        UniversalAccess.Check(pdf).ShouldBeEmpty();
        Tools.Ink(pdf, 58, 90, 30, 10).ShouldBeGreaterThan(0.9);
    }

    [Fact]
    public void A_glyph_composed_of_itself_does_not_go_round_for_ever()
    {
        var pdf = Sheets.Of(Tiny, new Paragraph("C"));

        Tools.Check(pdf).Code.ShouldBe(0);
    }

    [Fact]
    public void A_glyph_composed_of_glyphs_that_do_not_exist_is_a_clear_error()
    {
        Should.Throw<FontException>(() => Sheets.Of(Tiny, new Paragraph("D"))).Message.ShouldContain("glyph 77");
    }

    private static void Use(FontFile font) => Sheets.Of(Sheets.Mincho with { Fonts = font }, new Paragraph("民法Web葛\U000E0100（Å）"));

    private static int Offset(string tag)
    {
        for (var record = 12; ; record += 16)
        {
            if (Whole.AsSpan(record, 4).SequenceEqual(System.Text.Encoding.ASCII.GetBytes(tag)))
            {
                return BinaryPrimitives.ReadInt32BigEndian(Whole.AsSpan(record + 8));
            }
        }
    }
}
