using System.Buffers.Binary;
using System.IO.Compression;

namespace Madoguchi.Print.Tests;

/// <summary>Writes a PNG, each row with another of the five filters.</summary>
internal static class Pixels
{
    public static byte[] Png(int width, int height, int kind, byte[] samples, byte[]? palette = null, byte[]? transparent = null, bool filtered = true)
    {
        var channels = samples.Length / (width * height);
        using var file = new MemoryStream();
        file.Write([0x89, .. "PNG\r\n"u8, 0x1A, 0x0A]);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (8, (byte)kind);
        Chunk(file, "IHDR"u8, header);
        Chunk(file, "PLTE"u8, palette ?? []);
        Chunk(file, "tRNS"u8, transparent ?? []);
        using var packed = new MemoryStream();
        using (var deflate = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            for (var y = 0; y < height; y++)
            {
                deflate.Write(Filter(samples, y, width * channels, channels, filtered ? y % 5 : 0));
            }
        }

        Chunk(file, "IDAT"u8, packed.ToArray());
        Chunk(file, "IEND"u8, []);
        return file.ToArray();
    }

    private static byte[] Filter(byte[] samples, int y, int stride, int channels, int filter)
    {
        var row = new byte[stride + 1];
        row[0] = (byte)filter;
        for (var x = 0; x < stride; x++)
        {
            var left = x >= channels ? samples[(y * stride) + x - channels] : 0;
            var up = y > 0 ? samples[((y - 1) * stride) + x] : 0;
            var corner = x >= channels && y > 0 ? samples[((y - 1) * stride) + x - channels] : 0;
            var nearest = new[] { left, up, corner }.MinBy(value => Math.Abs(left + up - corner - value));
            row[x + 1] = (byte)(samples[(y * stride) + x] - filter switch { 1 => left, 2 => up, 3 => (left + up) / 2, 4 => nearest, _ => 0 });
        }

        return row;
    }

    private static void Chunk(Stream file, ReadOnlySpan<byte> kind, byte[] content)
    {
        var length = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, content.Length);
        file.Write(length);
        file.Write(kind);
        file.Write(content);
        file.Write(new byte[4]);
    }
}
