using System.Globalization;
using System.Security;
using System.Text;

namespace Madoguchi.Print.Writing;

/// <summary>Writes a document's objects in a fixed order: catalogue, pages, fonts, pictures, structure, metadata.</summary>
internal sealed class DocumentWriter(PdfDocument document, IReadOnlyList<EmbeddedFont> fonts, IReadOnlyList<(Picture Picture, string Resource)> pictures)
{
    private const string Producer = "Madoguchi.Print";

    private readonly PdfFile file = new();

    public byte[] Write()
    {
        if (document.Pages.Count == 0)
        {
            throw new InvalidOperationException("A document has at least one page.");
        }

        var (catalog, tree, resources) = (file.Reserve(), file.Reserve(), file.Reserve());
        var pages = document.Pages.Select(_ => file.Reserve()).ToArray();
        var structure = new StructureWriter(file, document, pages);
        for (var index = 0; index < pages.Length; index++)
        {
            WritePage(document.Pages[index], pages[index], tree, resources, structure);
        }

        file.Set(tree, References(new PdfBytes().Add("<</Type/Pages/Count ").Add(pages.Length).Add("/Kids["), pages).Add("]>>"));
        WriteResources(resources);
        file.Set(catalog, new PdfBytes().Add("<</Type/Catalog/Pages ").Reference(tree)
            .Add("/StructTreeRoot ").Reference(structure.Write())
            .Add("/MarkInfo<</Marked true>>/ViewerPreferences<</DisplayDocTitle true>>/Lang").Literal(document.Info.Language)
            .Add("/Metadata ").Reference(file.AddStream("/Type/Metadata/Subtype/XML", Encoding.UTF8.GetBytes(Metadata()), compress: false)).Add(">>"));
        return file.Write(catalog, file.Add(Information()));
    }

    private void WritePage(PdfPage page, int id, int tree, int resources, StructureWriter structure)
    {
        var content = file.AddStream("", page.Content().Written);
        var dictionary = new PdfBytes().Add("<</Type/Page/Parent ").Reference(tree).Add("/MediaBox[0 0 ").Add(page.Size.Width.Points, page.Size.Height.Points)
            .Add("]/Resources ").Reference(resources).Add("/Contents ").Reference(content).Add("/StructParents ").Add(page.Index).Add("/Tabs/S");
        if (page.Annotations.Count > 0)
        {
            References(dictionary.Add("/Annots["), [.. page.Annotations.Select(annotation => structure.AddAnnotation(page, annotation))]).Add("]");
        }

        file.Set(id, dictionary.Add(">>"));
    }

    private void WriteResources(int id)
    {
        var dictionary = new PdfBytes().Add("<</Font<<");
        foreach (var font in fonts)
        {
            dictionary.Add($"/{font.Resource} ").Reference(font.Write(file));
        }

        dictionary.Add(">>/XObject<<");
        foreach (var (picture, resource) in pictures)
        {
            dictionary.Add($"/{resource} ").Reference(picture.Write(file));
        }

        file.Set(id, dictionary.Add(">>>>"));
    }

    private PdfBytes Information()
    {
        var info = document.Info;
        var dictionary = new PdfBytes().Add("<</Title").Text(info.Title).Add("/Producer").Literal(Producer);
        if (info.Author is { } author)
        {
            dictionary.Add("/Author").Text(author);
        }

        if (info.Subject is { } subject)
        {
            dictionary.Add("/Subject").Text(subject);
        }

        if (info.Created is { } created)
        {
            dictionary.Add("/CreationDate").Literal(created.ToUniversalTime().ToString("'D:'yyyyMMddHHmmss'Z'", CultureInfo.InvariantCulture));
        }

        return dictionary.Add(">>");
    }

    private string Metadata()
    {
        var info = document.Info;
        return $"""
            <?xpacket begin="{'\uFEFF'}" id="W5M0MpCehiHzreSzNTczkc9d"?>
            <x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
            <rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
            <pdfuaid:part>1</pdfuaid:part>
            <dc:format>application/pdf</dc:format>
            <dc:title><rdf:Alt><rdf:li xml:lang="x-default">{SecurityElement.Escape(info.Title)}</rdf:li></rdf:Alt></dc:title>
            <dc:language><rdf:Bag><rdf:li>{SecurityElement.Escape(info.Language)}</rdf:li></rdf:Bag></dc:language>
            {Given(info.Author, author => $"<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>")}{Given(info.Subject, subject => $"<dc:description><rdf:Alt><rdf:li xml:lang=\"x-default\">{subject}</rdf:li></rdf:Alt></dc:description>")}{Given(info.Created?.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture), created => $"<xmp:CreateDate>{created}</xmp:CreateDate>")}<pdf:Producer>{Producer}</pdf:Producer>
            </rdf:Description>
            </rdf:RDF></x:xmpmeta>
            <?xpacket end="r"?>
            """;
    }

    private static string Given(string? value, Func<string, string> element) => value is null ? "" : element(SecurityElement.Escape(value)) + "\n";

    private static PdfBytes References(PdfBytes into, IReadOnlyList<int> ids)
    {
        foreach (var id in ids)
        {
            into.Reference(id).Add(" ");
        }

        return into;
    }
}
