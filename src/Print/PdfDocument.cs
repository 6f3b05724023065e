using Madoguchi.Print.Writing;

namespace Madoguchi.Print;

/// <summary>
/// A tagged PDF (PDF 1.7, PDF/UA-1) being made. Not for use by several threads at once; fonts and pictures may be shared by many documents.
/// The same calls give the same bytes.
/// </summary>
public sealed class PdfDocument
{
    private readonly List<PdfPage> pages = [];
    private readonly List<Flow> flows = [];
    private readonly Dictionary<FontFile, EmbeddedFont> fonts = [];
    private readonly Dictionary<Picture, string> pictures = new(ReferenceEqualityComparer.Instance);
    private byte[]? bytes;

    public PdfDocument(DocumentInfo info, TextStyle style)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(info.Title);
        Info = info;
        Style = style;
    }

    public DocumentInfo Info { get; }

    /// <summary>How text is set where a block does not say it.</summary>
    public TextStyle Style { get; }

    /// <summary>The root of what is read aloud.</summary>
    public Element Root { get; } = new(Tag.Document);

    public IReadOnlyList<PdfPage> Pages => pages;

    /// <summary>A page to place things on.</summary>
    public PdfPage AddPage(PageSize size)
    {
        var page = new PdfPage(this, size, pages.Count);
        pages.Add(page);
        return page;
    }

    /// <summary>Pages that are filled from top to bottom; it begins with a first page.</summary>
    public Flow AddFlow(PageSetup setup, Element? parent = null)
    {
        var flow = new Flow(this, setup, parent ?? Root);
        flows.Add(flow);
        return flow;
    }

    /// <summary>The finished file. Nothing can be added after it.</summary>
    public byte[] ToBytes()
    {
        if (bytes is null)
        {
            foreach (var flow in flows)
            {
                flow.Finish();
            }

            bytes = new DocumentWriter(this, [.. fonts.Values], [.. pictures.Select(pair => (pair.Key, pair.Value))]).Write();
        }

        return bytes;
    }

    internal EmbeddedFont Embedded(FontFile file)
    {
        if (!fonts.TryGetValue(file, out var font))
        {
            fonts[file] = font = new(file, $"F{fonts.Count + 1}");
        }

        return font;
    }

    internal string ResourceOf(Picture picture)
    {
        if (!pictures.TryGetValue(picture, out var resource))
        {
            pictures[picture] = resource = $"I{pictures.Count + 1}";
        }

        return resource;
    }
}
