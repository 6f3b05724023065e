using System.IO.Compression;
using System.Security.Cryptography;

namespace Madoguchi.Print.Writing;

/// <summary>
/// The objects of a PDF file and their order on disk. What is not a stream lies packed in object streams, so that the many small
/// dictionaries of the tag structure cost little. No clock and no chance: the same objects give the same bytes.
/// </summary>
internal sealed class PdfFile
{
    private const int PackedTogether = 200;
    private const int OffsetWidth = 4;

    private readonly List<(byte[] Dictionary, byte[]? Stream)> objects = [];

    /// <summary>A number for an object that is written later, because others point to it.</summary>
    public int Reserve()
    {
        objects.Add(([], null));
        return objects.Count;
    }

    public int Add(PdfBytes dictionary)
    {
        var id = Reserve();
        Set(id, dictionary);
        return id;
    }

    public void Set(int id, PdfBytes dictionary) => objects[id - 1] = (dictionary.Written.ToArray(), null);

    public int AddStream(string entries, ReadOnlySpan<byte> content, bool compress = true)
    {
        var id = Reserve();
        SetStream(id, entries, content, compress);
        return id;
    }

    public void SetStream(int id, string entries, ReadOnlySpan<byte> content, bool compress = true)
    {
        var bytes = compress ? Deflate(content) : content.ToArray();
        objects[id - 1] = (new PdfBytes().Add("<<").Add(entries).Add(compress ? "/Filter/FlateDecode" : "").Add("/Length ").Add(bytes.Length).Add(">>").Written.ToArray(), bytes);
    }

    public static byte[] Deflate(ReadOnlySpan<byte> content)
    {
        using var target = new MemoryStream();
        using (var deflate = new ZLibStream(target, CompressionLevel.Optimal))
        {
            deflate.Write(content);
        }

        return target.ToArray();
    }

    public byte[] Write(int catalog, int information)
    {
        var places = new (int Kind, int Where, int Index)[objects.Count + 1];
        var packed = new List<(int Id, byte[] Dictionary)>();
        var file = new PdfBytes().Add("%PDF-1.7\n%").Add([0xE2, 0xE3, 0xCF, 0xD3]).Add("\n");
        var count = objects.Count;
        for (var id = 1; id <= count; id++)
        {
            if (objects[id - 1] is (var dictionary, { } stream))
            {
                places[id] = (1, file.Length, 0);
                WriteStream(file, id, dictionary, stream);
            }
            else
            {
                packed.Add((id, objects[id - 1].Dictionary));
            }
        }

        var entries = places.ToList();
        foreach (var group in packed.Chunk(PackedTogether))
        {
            var id = Pack(group);
            for (var index = 0; index < group.Length; index++)
            {
                entries[group[index].Id] = (2, id, index);
            }

            entries.Add((1, file.Length, 0));
            WriteStream(file, id, objects[id - 1].Dictionary, objects[id - 1].Stream!);
        }

        var start = file.Length;
        entries.Add((1, start, 0));
        entries[0] = (0, 0, 0xFFFF);
        WriteReferences(file, entries, catalog, information);
        return file.Add("startxref\n").Add(start).Add("\n%%EOF\n").Written.ToArray();
    }

    private int Pack((int Id, byte[] Dictionary)[] group)
    {
        var (index, bodies) = (new PdfBytes(), new PdfBytes());
        foreach (var (id, dictionary) in group)
        {
            index.Add(id).Add(" ").Add(bodies.Length).Add(" ");
            bodies.Add(dictionary).Add("\n");
        }

        return AddStream($"/Type/ObjStm/N {group.Length}/First {index.Length}", index.Add(bodies.Written).Written);
    }

    private static void WriteReferences(PdfBytes file, List<(int Kind, int Where, int Index)> entries, int catalog, int information)
    {
        var table = new byte[entries.Count * (1 + OffsetWidth + 2)];
        var at = 0;
        foreach (var (kind, where, index) in entries)
        {
            table[at++] = (byte)kind;
            for (var shift = 8 * (OffsetWidth - 1); shift >= 0; shift -= 8)
            {
                table[at++] = (byte)(where >> shift);
            }

            table[at++] = (byte)(index >> 8);
            table[at++] = (byte)index;
        }

        var identity = Convert.ToHexString(SHA256.HashData(file.Written).AsSpan(0, 16));
        var stream = Deflate(table);
        var dictionary = new PdfBytes().Add("<</Type/XRef/Size ").Add(entries.Count).Add("/W[1 4 2]/Root ").Reference(catalog).Add("/Info ").Reference(information)
            .Add("/ID[<").Add(identity).Add("><").Add(identity).Add(">]/Filter/FlateDecode/Length ").Add(stream.Length).Add(">>");
        WriteStream(file, entries.Count - 1, dictionary.Written, stream);
    }

    private static void WriteStream(PdfBytes file, int id, ReadOnlySpan<byte> dictionary, ReadOnlySpan<byte> stream) =>
        file.Add(id).Add(" 0 obj\n").Add(dictionary).Add("\nstream\n").Add(stream).Add("\nendstream\nendobj\n");
}
