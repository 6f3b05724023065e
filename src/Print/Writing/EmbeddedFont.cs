using System.Security.Cryptography;
using Madoguchi.Print.Typefaces;

namespace Madoguchi.Print.Writing;

/// <summary>
/// A font as one document uses it. Each pair of a glyph and the text that it stands for has its own code, so that 民 (U+6C11) extracts as
/// written even where its glyph is shared with the radical U+2EA0.
/// </summary>
internal sealed class EmbeddedFont(FontFile font, string resource)
{
    private const int MappingsTogether = 100;
    private const int FullWidth = 1000;

    private readonly Dictionary<Glyph, int> codes = [];
    private readonly List<Glyph> glyphs = [new(0, "")];

    public string Resource { get; } = resource;

    public FontFile Font { get; } = font;

    public int Code(Glyph glyph)
    {
        if (!codes.TryGetValue(glyph, out var code))
        {
            codes[glyph] = code = glyphs.Count <= ushort.MaxValue
                ? glyphs.Count
                : throw new FontException(Font.Name, "One document can use 65,535 different characters of a font.");
            glyphs.Add(glyph);
        }

        return code;
    }

    public int Write(PdfFile file)
    {
        var order = glyphs.Select(glyph => glyph.Shape).Distinct().ToArray();
        var program = Subset.Make(Font, order);
        var name = $"{Prefix(program)}+{Font.PostScriptName}";
        var descriptor = file.Add(Descriptor(name, file.AddStream($"/Length1 {program.Length}", program)));
        var descendant = new PdfBytes()
            .Add($"<</Type/Font/Subtype/CIDFontType2/BaseFont/{name}/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/FontDescriptor ")
            .Reference(descriptor).Add("/CIDToGIDMap ");
        if (order.Length == glyphs.Count)
        {
            descendant.Add("/Identity");
        }
        else
        {
            descendant.Reference(file.AddStream("", PlacesOf(order)));
        }

        AddWidths(descendant).Add(">>");
        return file.Add(new PdfBytes().Add($"<</Type/Font/Subtype/Type0/BaseFont/{name}/Encoding/Identity-H/DescendantFonts[").Reference(file.Add(descendant))
            .Add("]/ToUnicode ").Reference(file.AddStream("", ToUnicode().Written)).Add(">>"));
    }

    private PdfBytes Descriptor(string name, int program)
    {
        var scale = 1000.0 / Font.UnitsPerEm;
        return new PdfBytes().Add($"<</Type/FontDescriptor/FontName/{name}/Flags 4/FontBBox[")
            .Add(Font.Head.I16(36) * scale, Font.Head.I16(38) * scale, Font.Head.I16(40) * scale, Font.Head.I16(42) * scale)
            .Add("]/ItalicAngle ").Add(Font.ItalicAngle).Add("/Ascent ").Add(Font.Ascent * scale).Add("/Descent ").Add(Font.Descent * scale)
            .Add("/CapHeight ").Add(Font.CapHeight * scale).Add("/StemV 80/FontFile2 ").Reference(program).Add(">>");
    }

    /// <summary>From code to place in the subset, where two codes share a glyph.</summary>
    private byte[] PlacesOf((int Id, bool IsNarrow)[] order)
    {
        var places = order.Select((shape, place) => (shape, place)).ToDictionary(pair => pair.shape, pair => pair.place);
        return [.. glyphs.Select(glyph => places[glyph.Shape]).SelectMany(place => new[] { (byte)(place >> 8), (byte)place })];
    }

    private PdfBytes AddWidths(PdfBytes dictionary)
    {
        dictionary.Add("/DW ").Add(FullWidth).Add("/W[");
        for (var code = 0; code < glyphs.Count; code++)
        {
            if (glyphs[code].AdvanceIn(Font) is var advance && advance != FullWidth)
            {
                dictionary.Add(code).Add("[").Add(advance).Add("]");
            }
        }

        return dictionary.Add("]");
    }

    private PdfBytes ToUnicode()
    {
        var map = new PdfBytes().Add("""
            /CIDInit/ProcSet findresource begin
            12 dict begin
            begincmap
            /CIDSystemInfo<</Registry(Adobe)/Ordering(UCS)/Supplement 0>>def
            /CMapName/Adobe-Identity-UCS def
            /CMapType 2 def
            1 begincodespacerange
            <0000><FFFF>
            endcodespacerange

            """);
        foreach (var together in Enumerable.Range(1, glyphs.Count - 1).Chunk(MappingsTogether))
        {
            map.Add(together.Length).Add(" beginbfchar\n");
            foreach (var code in together)
            {
                map.Add("<").Hex16(code).Add("><").Utf16(glyphs[code].Text).Add(">\n");
            }

            map.Add("endbfchar\n");
        }

        return map.Add("endcmap\nCMapName currentdict/CMap defineresource pop\nend\nend\n");
    }

    /// <summary>Six letters by which readers tell two subsets of one font apart; taken from the bytes, so that they never change by themselves.</summary>
    private static string Prefix(byte[] program) => string.Concat(SHA256.HashData(program).Take(6).Select(value => (char)('A' + (value % 26))));
}
