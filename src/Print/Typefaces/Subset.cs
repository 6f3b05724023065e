using System.Buffers.Binary;
using System.Text;

namespace Madoguchi.Print.Typefaces;

/// <summary>
/// A font file with some glyphs of another, in the order asked for, with what they are composed of behind them. Hinting is left out:
/// readers smooth outlines, and it is half of the bytes. The same glyphs give the same bytes.
/// </summary>
internal sealed class Subset
{
    private const int CompositeHasInstructions = 0x0100;
    private const int CompositeArgumentsAreWords = 0x0001;
    private const int CompositeHasScale = 0x0008;
    private const int CompositeHasMore = 0x0020;
    private const int CompositeHasTwoScales = 0x0040;
    private const int CompositeHasMatrix = 0x0080;
    private const int OutlineHeader = 10;

    private static ReadOnlySpan<byte> Padding => [0, 0, 0];

    private readonly FontFile font;
    private readonly List<(int Id, bool IsNarrow)> glyphs = [];
    private readonly Dictionary<(int Id, bool IsNarrow), int> places = [];

    private Subset(FontFile font, IEnumerable<(int Id, bool IsNarrow)> wanted)
    {
        this.font = font;
        foreach (var glyph in wanted)
        {
            PlaceOf(glyph);
        }
    }

    public static byte[] Make(FontFile font, IEnumerable<(int Id, bool IsNarrow)> glyphs) => new Subset(font, glyphs).Write();

    private int PlaceOf((int Id, bool IsNarrow) glyph)
    {
        if (!places.TryGetValue(glyph, out var place))
        {
            places[glyph] = place = glyphs.Count;
            glyphs.Add(glyph);
        }

        return place;
    }

    private byte[] Write()
    {
        using var outlines = new MemoryStream();
        var ends = new List<uint> { 0 };
        for (var index = 0; index < glyphs.Count; index++)
        {
            outlines.Write(Outline(glyphs[index].Id));
            outlines.Write(Padding[..(int)(-outlines.Length & 3)]);
            ends.Add((uint)outlines.Length);
        }

        var locations = new byte[4 * ends.Count];
        var advances = new byte[4 * glyphs.Count];
        for (var index = 0; index < ends.Count; index++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(locations.AsSpan(4 * index), ends[index]);
        }

        for (var index = 0; index < glyphs.Count; index++)
        {
            var (id, isNarrow) = glyphs[index];
            Put(advances, 4 * index, (int)Math.Round(font.Advance(id) * font.UnitsPerEm / (isNarrow ? 2000 : 1000)));
            Put(advances, (4 * index) + 2, font.LeftSideBearing(id));
        }

        var head = font.Head.Bytes.AsSpan(0, 54).ToArray();
        BinaryPrimitives.WriteUInt32BigEndian(head.AsSpan(8), 0);
        Put(head, 50, 1);
        var horizontalHeader = font.HorizontalHeader.Bytes.AsSpan(0, 36).ToArray();
        Put(horizontalHeader, 34, glyphs.Count);
        var maximumProfile = font.MaximumProfile.Bytes.ToArray();
        Put(maximumProfile, 4, glyphs.Count);
        return Assemble([("glyf", outlines.ToArray()), ("head", head), ("hhea", horizontalHeader), ("hmtx", advances), ("loca", locations), ("maxp", maximumProfile)]);
    }

    private byte[] Outline(int glyph)
    {
        var outline = new FontTable(font.Name, "glyf", font.Outline(glyph));
        if (outline.Length == 0)
        {
            return [];
        }

        return outline.I16(0) >= 0 ? Simple(outline) : Composite(outline);
    }

    private static byte[] Simple(FontTable outline)
    {
        var length = OutlineHeader + (2 * outline.I16(0));
        var instructions = outline.U16(length);
        var rest = length + 2 + instructions;
        return [.. outline.Slice(0, length), 0, 0, .. outline.Slice(rest, outline.Length - rest)];
    }

    private byte[] Composite(FontTable outline)
    {
        var at = OutlineHeader;
        var copy = outline.Bytes.ToArray();
        for (var flags = CompositeHasMore; (flags & CompositeHasMore) != 0;)
        {
            flags = outline.U16(at);
            Put(copy, at, flags & ~CompositeHasInstructions);
            Put(copy, at + 2, PlaceOf((outline.U16(at + 2), false)));
            at += 4 + ((flags & CompositeArgumentsAreWords) != 0 ? 4 : 2)
                + ((flags & CompositeHasScale) != 0 ? 2 : (flags & CompositeHasTwoScales) != 0 ? 4 : (flags & CompositeHasMatrix) != 0 ? 8 : 0);
        }

        _ = outline.Slice(0, at);
        return copy[..at];
    }

    private static byte[] Assemble((string Tag, byte[] Bytes)[] tables)
    {
        var power = (int)Math.Log2(tables.Length);
        var header = new byte[12 + (16 * tables.Length)];
        BinaryPrimitives.WriteUInt32BigEndian(header, 0x00010000);
        Put(header, 4, tables.Length);
        Put(header, 6, 16 << power);
        Put(header, 8, power);
        Put(header, 10, (16 * tables.Length) - (16 << power));
        var offset = header.Length;
        for (var index = 0; index < tables.Length; index++)
        {
            var (tag, bytes) = tables[index];
            var record = header.AsSpan(12 + (16 * index), 16);
            Encoding.ASCII.GetBytes(tag, record);
            BinaryPrimitives.WriteUInt32BigEndian(record[4..], Sum(bytes));
            BinaryPrimitives.WriteUInt32BigEndian(record[8..], (uint)offset);
            BinaryPrimitives.WriteUInt32BigEndian(record[12..], (uint)bytes.Length);
            offset += (bytes.Length + 3) & ~3;
        }

        var file = new byte[offset];
        header.CopyTo(file, 0);
        offset = header.Length;
        var head = 0;
        foreach (var (tag, bytes) in tables)
        {
            bytes.CopyTo(file, offset);
            head = tag == "head" ? offset : head;
            offset += (bytes.Length + 3) & ~3;
        }

        BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(head + 8), 0xB1B0AFBAu - Sum(file));
        return file;
    }

    private static uint Sum(ReadOnlySpan<byte> bytes)
    {
        var sum = 0u;
        for (; bytes.Length >= 4; bytes = bytes[4..])
        {
            sum = unchecked(sum + BinaryPrimitives.ReadUInt32BigEndian(bytes));
        }

        Span<byte> last = stackalloc byte[4];
        last.Clear();
        bytes.CopyTo(last);
        return unchecked(sum + BinaryPrimitives.ReadUInt32BigEndian(last));
    }

    private static void Put(byte[] into, int at, int value) => BinaryPrimitives.WriteUInt16BigEndian(into.AsSpan(at), unchecked((ushort)value));
}
