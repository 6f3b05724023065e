using CsCheck;

namespace Madoguchi.Print.Tests;

public sealed class PicturesAndCodes
{
    private const string Capitals = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

    [Theory]
    [InlineData(1, 1)]
    [InlineData(61, 3)]
    [InlineData(154, 6)]
    [InlineData(311, 10)]
    [InlineData(600, 15)]
    [InlineData(970, 20)]
    [InlineData(1400, 25)]
    public void A_code_of_capitals_is_read_by_a_scanner(int length, int version) =>
        Scanned(string.Concat(Enumerable.Range(0, length).Select(index => Capitals[(index * 7) % Capitals.Length])), version);

    [Theory]
    [InlineData(14, 1)]
    [InlineData(62, 4)]
    [InlineData(122, 7)]
    [InlineData(213, 10)]
    [InlineData(412, 15)]
    [InlineData(666, 20)]
    public void A_code_of_any_letters_is_read_by_a_scanner(int length, int version) =>
        Scanned(string.Concat(Enumerable.Range(0, length).Select(index => (char)('a' + ((index * 7) % 26)))), version);

    [Fact]
    public void A_code_of_Japanese_is_read_by_a_scanner() => Scanned("https://city.example/確認?番号=七", 3);

    [Fact]
    public void A_text_too_long_for_a_code_is_refused() => Should.Throw<DoesNotFitException>(() => QrCode.Of(new string('a', 2332)));

    [Theory]
    [InlineData(0, 1)]
    [InlineData(2, 3)]
    [InlineData(4, 2)]
    [InlineData(6, 4)]
    public void The_pixels_of_a_PNG_arrive_as_they_were(int kind, int channels)
    {
        var samples = Enumerable.Range(0, 9 * 7 * channels).Select(index => (byte)(index * 37)).ToArray();
        var colours = channels - (kind >= 4 ? 1 : 0);

        var picture = Written.Open(Sheets.Of(new Figure(Picture.FromBytes(Pixels.Png(9, 7, kind, samples)), 10.Mm, 10.Mm, "点"))).Pages[0].GetImages().Single();

        picture.TryGetBytesAsMemory(out var bytes).ShouldBeTrue();
        bytes.ToArray().ShouldBe(samples.Chunk(channels).SelectMany(pixel => pixel[..colours]).ToArray());
    }

    [Fact]
    public void A_palette_becomes_its_colours()
    {
        var png = Pixels.Png(2, 1, 3, [1, 0], palette: [1, 2, 3, 4, 5, 6], transparent: [0], filtered: false);

        var picture = Written.Open(Sheets.Of(new Figure(Picture.FromBytes(png), 10.Mm, 10.Mm, "点"))).Pages[0].GetImages().Single();

        picture.TryGetBytesAsMemory(out var bytes).ShouldBeTrue();
        bytes.ToArray().ShouldBe([4, 5, 6, 1, 2, 3]);
    }

    [Fact]
    public void A_JPEG_goes_in_as_it_is()
    {
        var jpeg = Tools.Jpeg(Sheets.Of(new Table([170.Mm], new Row(new Cell("") { Fill = Colour.Black }) { MinimalHeight = 200.Mm })));

        var pdf = Sheets.Of(new Figure(Picture.FromBytes(jpeg), 100.Mm, 100.Mm, "黒い箱"));

        Written.Open(pdf).Pages[0].GetImages().Single().RawBytes.ToArray().ShouldBe(jpeg);
        Tools.Check(pdf).Code.ShouldBe(0);
        Tools.Ink(pdf, 150, 150, 50, 50).ShouldBeGreaterThan(0.9);
    }

    [Fact]
    public void Broken_pictures_end_in_a_clear_error()
    {
        var png = Pixels.Png(4, 4, 2, new byte[48]);

        Should.Throw<PictureException>(() => Picture.FromBytes("GIF89a"u8));
        Gen.Select(Gen.Int[0, png.Length - 1], Gen.Byte, Gen.Int[0, png.Length]).Sample(
            (spot, value, length) =>
            {
                var broken = png.ToArray();
                broken[spot] = value;
                try
                {
                    Picture.FromBytes(broken.AsSpan(0, length));
                }
                catch (PictureException)
                {
                }
            },
            iter: 2000);
    }

    private static void Scanned(string text, int version)
    {
        var code = QrCode.Of(text);

        code.Side.ShouldBe(17 + (4 * version) + 8);
        Tools.Scan(Sheets.Of(new QrFigure(code, 150.Mm, "コード"))).ShouldBe(text);
    }
}
