using Madoguchi.Print.Pictures;
using Madoguchi.Print.Writing;

namespace Madoguchi.Print;

/// <summary>A picture that cannot be used, and why.</summary>
public sealed class PictureException(string reason) : Exception(reason);

/// <summary>A JPEG as it is, or a PNG of 8 bits (grey, colour, palette, transparency). May be shared by many documents.</summary>
public sealed class Picture
{
    private readonly string entries;
    private readonly byte[] samples;
    private readonly bool isJpeg;
    private readonly byte[]? alpha;

    internal Picture(int width, int height, string entries, byte[] samples, bool isJpeg, byte[]? alpha)
    {
        (Width, Height, this.entries, this.samples, this.isJpeg) = (width, height, entries, samples, isJpeg);
        this.alpha = alpha is null ? null : PdfFile.Deflate(alpha);
    }

    /// <summary>In pixels.</summary>
    public int Width { get; }

    public int Height { get; }

    public static Picture FromBytes(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [0xFF, 0xD8, ..] => Jpeg.Read(bytes),
        [0x89, (byte)'P', (byte)'N', (byte)'G', ..] => Png.Read(bytes),
        _ => throw new PictureException("It is neither a JPEG nor a PNG."),
    };

    internal int Write(PdfFile file)
    {
        var size = $"/Type/XObject/Subtype/Image/Width {Width}/Height {Height}/BitsPerComponent 8";
        var mask = alpha is null ? "" : $"/SMask {file.AddStream(size + "/ColorSpace/DeviceGray/Filter/FlateDecode", alpha, compress: false)} 0 R";
        return file.AddStream(size + entries + (isJpeg ? "/Filter/DCTDecode" : "/Filter/FlateDecode") + mask, samples, compress: false);
    }
}
