using System.Buffers.Binary;
using System.Text;
using Madoguchi.Print.Typefaces;

namespace Madoguchi.Print;

/// <summary>
/// A TrueType font. Opening it reads a few hundred bytes; tables are read at their first use and outlines glyph by glyph, so a font of
/// 45 MB costs neither memory nor time to start. Safe to share between threads and to keep for the life of the process.
/// </summary>
public sealed class FontFile : IDisposable
{
    private const uint TrueType = 0x00010000;
    private const uint Apple = 0x74727565;
    private const uint Collection = 0x74746366;
    private const uint CompactFont = 0x4F54544F;
    private const int EmbeddingForbidden = 0x0002;

    private readonly FontBytes bytes;
    private readonly Dictionary<string, (long Offset, long Length)> tables = new(StringComparer.Ordinal);
    private readonly Lazy<CharacterMap> characters;
    private readonly Lazy<FontTable> advances;
    private readonly Lazy<FontTable> locations;
    private readonly bool longLocations;
    private readonly int advanceCount;

    private FontFile(FontBytes bytes)
    {
        this.bytes = bytes;
        ReadDirectory();
        Head = Table("head", 54);
        UnitsPerEm = Head.U16(18);
        longLocations = Head.U16(50) != 0;
        HorizontalHeader = Table("hhea", 36);
        advanceCount = HorizontalHeader.U16(34);
        MaximumProfile = Table("maxp", 6);
        GlyphCount = MaximumProfile.U16(4);
        if (UnitsPerEm is < 16 or > 16384 || advanceCount == 0 || GlyphCount == 0)
        {
            throw new FontException(Name, "It says that it has no glyphs or no size.");
        }

        (PostScriptName, FamilyName) = ReadNames();
        (Ascent, Descent) = (HorizontalHeader.I16(4), HorizontalHeader.I16(6));
        ItalicAngle = tables.ContainsKey("post") ? Table("post", 8, 8).I16(4) : 0;
        if (tables.ContainsKey("OS/2"))
        {
            var os2 = Table("OS/2", 10);
            CapHeight = os2.U16(0) >= 2 && os2.Length >= 90 ? os2.I16(88) : Ascent;
            if ((os2.U16(8) & 0x000F) == EmbeddingForbidden)
            {
                throw new FontException(Name, "Its licence bits forbid embedding (OS/2 fsType).");
            }
        }

        characters = new(() => new CharacterMap(Name, Table("cmap", 4)));
        advances = new(() => Table("hmtx", advanceCount * 4));
        locations = new(() => Table("loca", (GlyphCount + 1) * (longLocations ? 4 : 2)));
        _ = Extent("glyf");
    }

    /// <summary>The file's name.</summary>
    public string Name => bytes.Name;

    public string FamilyName { get; }

    public string PostScriptName { get; }

    public int GlyphCount { get; }

    internal int UnitsPerEm { get; }

    internal int Ascent { get; }

    internal int Descent { get; }

    internal int CapHeight { get; }

    internal int ItalicAngle { get; }

    internal FontTable Head { get; }

    internal FontTable HorizontalHeader { get; }

    internal FontTable MaximumProfile { get; }

    internal CharacterMap Characters => characters.Value;

    /// <summary>The first font of a .ttf or .ttc file.</summary>
    public static FontFile Open(string path)
    {
        var bytes = FontBytes.Of(path);
        try
        {
            return new(bytes);
        }
        catch
        {
            bytes.Dispose();
            throw;
        }
    }

    public static FontFile FromBytes(string name, ReadOnlyMemory<byte> bytes) => new(FontBytes.Of(name, bytes));

    /// <summary>Whether it can draw the character: one code point, or a base with a variation selector or marks.</summary>
    public bool Has(string character) => Cluster.All(character).All(cluster => cluster.GlyphsIn(this) is not null);

    public void Dispose() => bytes.Dispose();

    public override string ToString() => PostScriptName;

    /// <summary>How far a glyph advances, in thousandths of the size.</summary>
    internal double Advance(int glyph) => advances.Value.U16(4 * Math.Min(glyph, advanceCount - 1)) * 1000.0 / UnitsPerEm;

    internal int LeftSideBearing(int glyph) => glyph < advanceCount
        ? advances.Value.I16((4 * glyph) + 2)
        : (4 * advanceCount) + (2 * (glyph - advanceCount)) is var at && at + 2 <= advances.Value.Length ? advances.Value.I16(at) : 0;

    internal byte[] Outline(int glyph)
    {
        if (glyph >= GlyphCount)
        {
            throw new FontException(Name, $"It refers to the glyph {glyph}, but has {GlyphCount}.");
        }

        var (from, to) = longLocations
            ? (locations.Value.U32(4 * glyph), locations.Value.U32((4 * glyph) + 4))
            : (2u * (uint)locations.Value.U16(2 * glyph), 2u * (uint)locations.Value.U16((2 * glyph) + 2));
        var (offset, length) = Extent("glyf");
        return from <= to && to <= length
            ? bytes.Read(offset + from, to - from)
            : throw new FontException(Name, $"The outline of the glyph {glyph} lies outside the table 'glyf'.");
    }

    private void ReadDirectory()
    {
        var start = 0L;
        var kind = U32(bytes.Read(0, 12), 0);
        if (kind == Collection)
        {
            start = U32(bytes.Read(12, 4), 0);
            kind = U32(bytes.Read(start, 12), 0);
        }

        if (kind != TrueType && kind != Apple)
        {
            throw new FontException(Name, kind == CompactFont
                ? "Its outlines are in PostScript form (CFF); only TrueType outlines can be embedded."
                : "It is not a TrueType font.");
        }

        var count = BinaryPrimitives.ReadUInt16BigEndian(bytes.Read(start + 4, 2));
        var directory = bytes.Read(start + 12, 16L * count);
        for (var at = 0; at < directory.Length; at += 16)
        {
            tables[Encoding.Latin1.GetString(directory, at, 4)] = (U32(directory, at + 8), U32(directory, at + 12));
        }
    }

    private (string PostScript, string Family) ReadNames()
    {
        var (postScript, family) = ("", "");
        if (tables.ContainsKey("name"))
        {
            var table = Table("name", 6);
            for (var index = 0; index < table.U16(2); index++)
            {
                var record = 6 + (12 * index);
                var (platform, language, kind) = (table.U16(record), table.U16(record + 4), table.U16(record + 6));
                if (platform == 3 && kind is 1 or 6)
                {
                    var text = Encoding.BigEndianUnicode.GetString(table.Slice(table.U16(4) + table.U16(record + 10), table.U16(record + 8)));
                    postScript = kind == 6 ? text : postScript;
                    family = kind == 1 && (family.Length == 0 || language == 0x0409) ? text : family;
                }
            }
        }

        // A name goes into the PDF as a name object: letters, digits and hyphens are what every reader takes.
        var plain = string.Concat(postScript.Where(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-'));
        return (plain.Length == 0 ? "Font" : plain, family.Length == 0 ? Name : family);
    }

    private FontTable Table(string tag, int atLeast, int? atMost = null)
    {
        var (offset, length) = Extent(tag);
        return length >= atLeast
            ? new(Name, tag, bytes.Read(offset, Math.Min(length, atMost ?? length)))
            : throw new FontException(Name, $"The table '{tag}' has {length} bytes where at least {atLeast} are needed.");
    }

    private (long Offset, long Length) Extent(string tag)
    {
        if (!tables.TryGetValue(tag, out var extent))
        {
            throw new FontException(Name, $"It has no table '{tag}'.");
        }

        return extent.Offset + extent.Length <= bytes.Length ? extent : throw new FontException(Name, $"The table '{tag}' lies outside the file.");
    }

    private static uint U32(byte[] from, int at) => BinaryPrimitives.ReadUInt32BigEndian(from.AsSpan(at));
}
