using System.Buffers.Binary;
using System.Text;

namespace Madoguchi.Print.Tests;

/// <summary>A font made by hand: A is a square, B is composed of two of it, C of A and itself, D of a glyph that does not exist; or four others from some character on.</summary>
internal static class TinyFont
{
    public static byte[] Make(int first = 'A')
    {
        byte[] square =
        [
            .. Words(1, 0, 0, 500, 500, 3, 0), // one contour, its box, its last point, no instructions
            1, 1, 1, 1, // four points on the curve
            .. Words(0, 500, 0, -500), .. Words(0, 0, 500, 0),
        ];
        byte[] composed = [.. Words(-1, 0, 0, 500, 500), .. Words(0x0123, 1, 0, 0), .. Words(0x0103, 1, 300, 0), .. Words(2), 0xB0, 0x00];
        byte[] circular = [.. Words(-1, 0, 0, 500, 500), .. Words(0x0023, 1, 0, 0), .. Words(0x0003, 3, 0, 0)];
        byte[] lost = [.. Words(-1, 0, 0, 500, 500), .. Words(0x0003, 77, 0, 0)];
        var glyphs = new List<byte[]> { Array.Empty<byte>(), square, composed, circular, lost };
        var locations = glyphs.Select((_, index) => glyphs.Take(index).Sum(glyph => glyph.Length)).Append(glyphs.Sum(glyph => glyph.Length));
        return Assemble(new()
        {
            ["cmap"] = [.. Words(0, 1, 3, 10), .. Longs(12), .. Words(12, 0), .. Longs(28, 0, 1, first, first + 3, 1)],
            ["glyf"] = [.. glyphs.SelectMany(glyph => glyph)],
            ["head"] = [.. new byte[18], .. Words(1000), .. new byte[30], .. Words(1, 0)],
            ["hhea"] = [.. Words(1, 0, 880, -120), .. new byte[26], .. Words(1)],
            ["hmtx"] = [.. Words(1000, 0, 0, 0, 0, 0)],
            ["loca"] = [.. Longs([.. locations])],
            ["maxp"] = [.. Words(1, 0, glyphs.Count)],
        });
    }

    private static byte[] Assemble(SortedDictionary<string, byte[]> tables)
    {
        var offset = 12 + (16 * tables.Count);
        var directory = new List<byte>([.. Longs(0x00010000), .. Words(tables.Count, 0, 0, 0)]);
        foreach (var (tag, bytes) in tables)
        {
            directory.AddRange([.. Encoding.ASCII.GetBytes(tag), .. Longs(0, offset, bytes.Length)]);
            offset += bytes.Length;
        }

        return [.. directory, .. tables.Values.SelectMany(bytes => bytes)];
    }

    private static byte[] Words(params int[] values) => [.. values.SelectMany(value => new[] { (byte)(value >> 8), (byte)value })];

    private static byte[] Longs(params int[] values)
    {
        var bytes = new byte[4 * values.Length];
        for (var index = 0; index < values.Length; index++)
        {
            BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(4 * index), values[index]);
        }

        return bytes;
    }
}
