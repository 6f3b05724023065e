using System.Buffers.Binary;
using System.IO.Compression;
using Madoguchi.Print.Writing;

namespace Madoguchi.Print.Pictures;

/// <summary>Decodes a PNG of 8 bits that is not interlaced, and takes transparency apart from colour as PDF wants it.</summary>
internal static class Png
{
    /// <summary>A3 at 300 dpi is 17 million; more is a mistake or an attack.</summary>
    private const long MostPixels = 40_000_000;

    private const int Grey = 0;
    private const int Colours = 2;
    private const int Indexed = 3;
    private const int GreyAlpha = 4;
    private const int ColoursAlpha = 6;

    public static Picture Read(ReadOnlySpan<byte> bytes)
    {
        var header = ReadOnlySpan<byte>.Empty;
        var palette = ReadOnlySpan<byte>.Empty;
        var transparent = ReadOnlySpan<byte>.Empty;
        using var compressed = new MemoryStream();
        for (var at = 8; at + 12 <= bytes.Length;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(bytes[at..]);
            if (length < 0 || length > bytes.Length - at - 12)
            {
                break;
            }

            var kind = bytes.Slice(at + 4, 4);
            var chunk = bytes.Slice(at + 8, length);
            header = kind.SequenceEqual("IHDR"u8) ? chunk : header;
            palette = kind.SequenceEqual("PLTE"u8) ? chunk : palette;
            transparent = kind.SequenceEqual("tRNS"u8) ? chunk : transparent;
            if (kind.SequenceEqual("IDAT"u8))
            {
                compressed.Write(chunk);
            }

            at += 12 + length;
        }

        if (header.Length < 13 || compressed.Length == 0)
        {
            throw new PictureException("The PNG ends too early.");
        }

        var (width, height, kindOfPixel) = (BinaryPrimitives.ReadInt32BigEndian(header), BinaryPrimitives.ReadInt32BigEndian(header[4..]), (int)header[9]);
        if (width <= 0 || height <= 0 || (long)width * height > MostPixels)
        {
            throw new PictureException($"A PNG of {width} × {height} pixels cannot be used.");
        }

        if (header[8] != 8 || header[12] != 0)
        {
            throw new PictureException("Only PNGs of 8 bits that are not interlaced can be used.");
        }

        compressed.Position = 0;
        var samples = Unfilter(compressed, width, height, ChannelsOf(kindOfPixel));
        return Of(width, height, kindOfPixel, samples, palette, transparent);
    }

    private static int ChannelsOf(int kind) => kind switch
    {
        Grey or Indexed => 1,
        GreyAlpha => 2,
        Colours => 3,
        ColoursAlpha => 4,
        _ => throw new PictureException($"A PNG has no colour type {kind}."),
    };

    private static byte[] Unfilter(Stream compressed, int width, int height, int channels)
    {
        var stride = width * channels;
        var samples = new byte[stride * height];
        var row = new byte[stride + 1];
        using var inflate = new ZLibStream(compressed, CompressionMode.Decompress);
        for (var y = 0; y < height; y++)
        {
            try
            {
                inflate.ReadExactly(row);
            }
            catch (Exception broken) when (broken is InvalidDataException or IOException)
            {
                throw new PictureException("The pixels of the PNG are broken.");
            }

            var above = y == 0 ? [] : samples.AsSpan((y - 1) * stride, stride);
            var here = samples.AsSpan(y * stride, stride);
            for (var x = 0; x < stride; x++)
            {
                var left = x >= channels ? here[x - channels] : 0;
                var up = y > 0 ? above[x] : 0;
                var corner = x >= channels && y > 0 ? above[x - channels] : 0;
                here[x] = unchecked((byte)(row[x + 1] + row[0] switch
                {
                    0 => 0,
                    1 => left,
                    2 => up,
                    3 => (left + up) / 2,
                    4 => Paeth(left, up, corner),
                    _ => throw new PictureException($"A PNG has no filter {row[0]}."),
                }));
            }
        }

        return samples;
    }

    private static int Paeth(int left, int up, int corner)
    {
        var guess = left + up - corner;
        var (byLeft, byUp, byCorner) = (Math.Abs(guess - left), Math.Abs(guess - up), Math.Abs(guess - corner));
        return byLeft <= byUp && byLeft <= byCorner ? left : byUp <= byCorner ? up : corner;
    }

    private static Picture Of(int width, int height, int kind, byte[] samples, ReadOnlySpan<byte> palette, ReadOnlySpan<byte> transparent)
    {
        if (kind == Indexed)
        {
            var (colours, opacity) = (new byte[3 * samples.Length], transparent.IsEmpty ? null : new byte[samples.Length]);
            for (var index = 0; index < samples.Length; index++)
            {
                var entry = samples[index];
                if ((3 * entry) + 3 > palette.Length)
                {
                    throw new PictureException($"The PNG's palette has no colour {entry}.");
                }

                palette.Slice(3 * entry, 3).CopyTo(colours.AsSpan(3 * index));
                if (opacity is not null)
                {
                    opacity[index] = entry < transparent.Length ? transparent[entry] : (byte)255;
                }
            }

            return Compressed(width, height, 3, colours, opacity);
        }

        var channels = ChannelsOf(kind);
        if (kind is Grey or Colours)
        {
            return Compressed(width, height, channels, samples, null);
        }

        var (visible, alpha) = (new byte[samples.Length / channels * (channels - 1)], new byte[samples.Length / channels]);
        for (var (from, to, pixel) = (0, 0, 0); from < samples.Length; pixel++)
        {
            for (var channel = 1; channel < channels; channel++)
            {
                visible[to++] = samples[from++];
            }

            alpha[pixel] = samples[from++];
        }

        return Compressed(width, height, channels - 1, visible, alpha);
    }

    private static Picture Compressed(int width, int height, int channels, byte[] samples, byte[]? alpha) =>
        new(width, height, channels == 1 ? "/ColorSpace/DeviceGray" : "/ColorSpace/DeviceRGB", PdfFile.Deflate(samples), isJpeg: false, alpha);
}
