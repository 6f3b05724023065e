using System.IO.Compression;
using System.Text;
using UglyToad.PdfPig.Content;
using UglyToad.PdfPig.Tokens;
using Reader = UglyToad.PdfPig.PdfDocument;

namespace Madoguchi.Print.Tests;

/// <summary>A finished file as another program (PdfPig) reads it.</summary>
internal sealed class Written(Reader reader)
{
    public static Written Open(byte[] pdf) => new(Reader.Open(pdf));

    public DictionaryToken Catalog => reader.Structure.Catalog.CatalogDictionary;

    public IReadOnlyList<Page> Pages => [.. reader.GetPages()];

    public string Letters => string.Concat(Pages.SelectMany(page => page.Letters).Select(letter => letter.Value));

    /// <summary>The fonts that letters are drawn with, without their prefixes.</summary>
    public IReadOnlyList<string> Fonts => [.. Pages.SelectMany(page => page.Letters).Select(letter => letter.FontName![7..]).Distinct()];

    public string? Title => reader.Information.Title;

    public IEnumerable<DictionaryToken> Annotations => Pages.Where(page => page.Dictionary.Data.ContainsKey("Annots"))
        .SelectMany(page => Items(page.Dictionary, "Annots")).Select(token => (DictionaryToken)Resolve(token));

    public IToken Resolve(IToken token) => token is IndirectReferenceToken reference ? reader.Structure.GetObject(reference.Data).Data : token;

    public T? Get<T>(DictionaryToken dictionary, string key) where T : class, IToken =>
        dictionary.Data.TryGetValue(key, out var token) ? Resolve(token) as T : null;

    public IReadOnlyList<IToken> Items(DictionaryToken dictionary, string key) => Get<ArrayToken>(dictionary, key)?.Data ?? [];

    public string? Text(DictionaryToken dictionary, string key) => dictionary.Data.TryGetValue(key, out var token)
        ? Resolve(token) switch { StringToken text => text.Data, HexToken text => text.Data, NameToken name => name.Data, _ => null }
        : null;

    public static byte[] Bytes(StreamToken stream)
    {
        if (!stream.StreamDictionary.Data.ContainsKey("Filter"))
        {
            return stream.Data.ToArray();
        }

        using var inflate = new ZLibStream(new MemoryStream(stream.Data.ToArray()), CompressionMode.Decompress);
        using var target = new MemoryStream();
        inflate.CopyTo(target);
        return target.ToArray();
    }

    public string Metadata => Encoding.UTF8.GetString(Bytes(Get<StreamToken>(Catalog, "Metadata")!));

    /// <summary>The structure as nested words: <c>Document(H1 P(Link))</c>.</summary>
    public string Outline => Shape(Root);

    public DictionaryToken Root => Get<DictionaryToken>(Get<DictionaryToken>(Catalog, "StructTreeRoot")!, "K")!;

    public IEnumerable<DictionaryToken> Elements => Below(Root);

    public IEnumerable<DictionaryToken> Kids(DictionaryToken element) =>
        Items(element, "K").Select(Resolve).OfType<DictionaryToken>().Where(kid => kid.Data.ContainsKey("S"));

    private IEnumerable<DictionaryToken> Below(DictionaryToken element) => Kids(element).SelectMany(Below).Prepend(element);

    private string Shape(DictionaryToken element)
    {
        var kids = string.Join(' ', Kids(element).Select(Shape));
        return Text(element, "S") + (kids.Length == 0 ? "" : $"({kids})");
    }
}
