using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using UglyToad.PdfPig.Content;
using UglyToad.PdfPig.Graphics.Operations.MarkedContent;
using UglyToad.PdfPig.Graphics.Operations.TextShowing;
using UglyToad.PdfPig.Graphics.Operations.TextState;
using UglyToad.PdfPig.Tokens;

namespace Madoguchi.Print.Tests;

/// <summary>
/// The failure conditions of PDF/UA-1 that a program can see, named by the checkpoints of the Matterhorn Protocol, for the features that this
/// library writes. Not looked at, because nothing of the kind is written: forms, notes, optional content, embedded files, media, security,
/// XObjects of other documents, fonts that are not composite. Not to be seen by a program: whether words, order and tags say what is meant.
/// </summary>
internal sealed partial class UniversalAccess(Written pdf)
{
    private static readonly string[] Standard = [.. Enum.GetNames<Tag>()];

    private static readonly Dictionary<string, string[]> Holds = new()
    {
        ["Table"] = ["TR"],
        ["TR"] = ["TH", "TD"],
        ["L"] = ["LI"],
        ["LI"] = ["Lbl", "LBody"],
        ["Ruby"] = ["RB", "RT"],
    };

    private static readonly string[] Scopes = ["Row", "Column", "Both"];

    private readonly List<string> findings = [];
    private readonly Dictionary<string, (HashSet<int> Codes, Dictionary<int, string> Texts)> fonts = [];

    public static IReadOnlyList<string> Check(byte[] file) => new UniversalAccess(Written.Open(file)).Check();

    private List<string> Check()
    {
        CheckCatalog();
        CheckElements();
        CheckParentTree();
        foreach (var page in pdf.Pages)
        {
            CheckContent(page);
        }

        CheckAnnotations();
        return findings;
    }

    private void Fail(bool isWrong, string checkpoint, string what)
    {
        if (isWrong)
        {
            findings.Add($"{checkpoint} {what}");
        }
    }

    private void CheckCatalog()
    {
        var marked = pdf.Get<DictionaryToken>(pdf.Catalog, "MarkInfo");
        Fail(marked is null || pdf.Get<BooleanToken>(marked, "Marked")?.Data != true, "01-000", "not marked as tagged");
        Fail(marked is not null && pdf.Get<BooleanToken>(marked, "Suspects")?.Data == true, "01-007", "suspects");
        Fail(pdf.Get<StreamToken>(pdf.Catalog, "Metadata") is null, "06-001", "no metadata");
        Fail(!pdf.Metadata.Contains("<pdfuaid:part>1</pdfuaid:part>", StringComparison.Ordinal), "06-002", "does not say PDF/UA-1");
        Fail(!TitleInMetadata().IsMatch(pdf.Metadata), "06-003", "no dc:title");
        var viewer = pdf.Get<DictionaryToken>(pdf.Catalog, "ViewerPreferences");
        Fail(viewer is null || pdf.Get<BooleanToken>(viewer, "DisplayDocTitle")?.Data != true, "07-001/002", "the title is not shown");
        Fail(string.IsNullOrEmpty(pdf.Text(pdf.Catalog, "Lang")), "11-006", "no language");
        Fail(pdf.Pages.Any(page => pdf.Text(page.Dictionary, "Tabs") != "S"), "28-008", "the tab key does not follow the structure");
    }

    private void CheckElements()
    {
        var lastHeading = 0;
        foreach (var element in pdf.Elements)
        {
            var tag = pdf.Text(element, "S")!;
            var kids = pdf.Kids(element).Select(kid => pdf.Text(kid, "S")!).ToArray();
            Fail(!Standard.Contains(tag), "02-001", $"{tag} is no standard type");
            Fail(Holds.TryGetValue(tag, out var allowed) && kids.Except(allowed).Any(), "09-004..006", $"{tag} holds {string.Join(' ', kids)}");
            Fail(Holds.Any(pair => pair.Value.Contains(tag) && !IsIn(element, pair.Key)), "09-004..006", $"{tag} stands outside its place");
            Fail(tag == "Figure" && string.IsNullOrWhiteSpace(pdf.Text(element, "Alt")), "13-004", "a figure without alternative");
            Fail(tag == "TH" && (AttributeOf(element, "Scope") is not { } scope || !Scopes.Contains(scope)), "15-003", "a header cell without scope");
            Fail(tag == "L" && AttributeOf(element, "ListNumbering") is null, "16-001", "a list that does not say how it is numbered");
            if (Heading().Match(tag) is { Success: true } heading)
            {
                var level = int.Parse(heading.Groups[1].Value, CultureInfo.InvariantCulture);
                Fail(level > lastHeading + 1, lastHeading == 0 ? "14-002" : "14-003", $"{tag} after level {lastHeading}");
                lastHeading = level;
            }
        }

        foreach (var table in pdf.Elements.Where(element => pdf.Text(element, "S") == "Table"))
        {
            Fail(Widths(table).Distinct().Count() > 1, "15-005", "rows of different length");
        }
    }

    private string? AttributeOf(DictionaryToken element, string name) => pdf.Get<DictionaryToken>(element, "A") is { } attributes ? pdf.Text(attributes, name) : null;

    private bool IsIn(DictionaryToken element, string parent) => pdf.Text(pdf.Get<DictionaryToken>(element, "P")!, "S") == parent;

    /// <summary>The cells of each row, with those that reach into it from above.</summary>
    private IEnumerable<int> Widths(DictionaryToken table)
    {
        var from = new List<int>();
        foreach (var row in pdf.Kids(table))
        {
            var width = from.Count(rows => rows > 0);
            from = [.. from.Where(rows => rows > 1).Select(rows => rows - 1)];
            foreach (var cell in pdf.Kids(row))
            {
                var attributes = pdf.Get<DictionaryToken>(cell, "A");
                var (columns, rows) = (Number(attributes, "ColSpan"), Number(attributes, "RowSpan"));
                width += columns;
                from.AddRange(Enumerable.Repeat(rows - 1, rows > 1 ? columns : 0));
            }

            yield return width;
        }
    }

    private int Number(DictionaryToken? attributes, string key) => attributes is null ? 1 : pdf.Get<NumericToken>(attributes, key)?.Int ?? 1;

    /// <summary>Content points to its element, and the element to its content.</summary>
    private void CheckParentTree()
    {
        var owners = pdf.Elements.SelectMany(element => Contents(element).Select(content => (content, element))).ToDictionary(pair => pair.content, pair => pair.element);
        var tree = pdf.Get<DictionaryToken>(pdf.Get<DictionaryToken>(pdf.Catalog, "StructTreeRoot")!, "ParentTree")!;
        var numbers = pdf.Items(tree, "Nums");
        for (var index = 0; index < pdf.Pages.Count; index++)
        {
            var parents = ((ArrayToken)pdf.Resolve(numbers[(2 * index) + 1])).Data.Select(pdf.Resolve).ToArray();
            var written = pdf.Pages[index].Operations.OfType<BeginMarkedContentWithProperties>().Count(content => content.Properties?.Data.ContainsKey("MCID") == true);
            Fail(parents.Length != written, "01-006", $"page {index + 1} has {written} stretches of content and {parents.Length} parents");
            for (var content = 0; content < parents.Length; content++)
            {
                Fail(!owners.TryGetValue((index, content), out var owner) || !owner.Equals(parents[content]), "01-006", $"content {content} of page {index + 1} is not its parent's");
            }
        }
    }

    private IEnumerable<(int Page, int Content)> Contents(DictionaryToken element)
    {
        foreach (var kid in pdf.Items(element, "K").Select(pdf.Resolve))
        {
            if (kid is NumericToken number)
            {
                yield return (PageOf(element), number.Int);
            }
            else if (kid is DictionaryToken reference && pdf.Get<NumericToken>(reference, "MCID") is { } elsewhere)
            {
                yield return (PageOf(reference), elsewhere.Int);
            }
        }
    }

    private int PageOf(DictionaryToken holder) => pdf.Get<NumericToken>(pdf.Get<DictionaryToken>(holder, "Pg")!, "StructParents")!.Int;

    private void CheckContent(Page page)
    {
        var open = new Stack<string>();
        var font = "";
        foreach (var operation in page.Operations)
        {
            switch (operation)
            {
                case BeginMarkedContentWithProperties begin:
                    var kind = begin.Name.Data == "Artifact" ? "artifact" : begin.Properties?.Data.ContainsKey("MCID") == true ? "content" : "span";
                    Fail(kind == "artifact" && open.Contains("content"), "01-003", "an artifact inside content");
                    Fail(kind == "content" && open.Contains("artifact"), "01-004", "content inside an artifact");
                    Fail(kind == "content" && open.Contains("content"), "01-006", "content inside content");
                    open.Push(kind);
                    break;
                case EndMarkedContent:
                    open.Pop();
                    break;
                case SetFontAndSize chosen:
                    font = chosen.Font.Data;
                    break;
                default:
                    Fail(operation.Operator is "TJ" or "Tj" or "Do" or "f" or "S" or "B" && !open.Any(each => each is "artifact" or "content"), "01-005", $"{operation.Operator} is neither content nor artifact");
                    break;
            }

            if (operation is ShowTextsWithPositioning shown)
            {
                CheckText(page, font, shown);
            }
        }

        Fail(open.Count > 0, "01-000", "content that is not closed");
    }

    private void CheckText(Page page, string name, ShowTextsWithPositioning shown)
    {
        if (!fonts.TryGetValue(name, out var font))
        {
            fonts[name] = font = CheckFont(name, pdf.Get<DictionaryToken>(pdf.Get<DictionaryToken>(pdf.Get<DictionaryToken>(page.Dictionary, "Resources")!, "Font")!, name)!);
        }

        foreach (var code in shown.Array.OfType<HexToken>().SelectMany(token => token.Bytes.ToArray().Chunk(2)).Select(pair => (pair[0] << 8) | pair[1]))
        {
            Fail(!font.Codes.Contains(code), "31-011", $"code {code} has no glyph in {name}");
            Fail(code == 0, "31-030", "the glyph .notdef is shown");
            Fail(!font.Texts.TryGetValue(code, out var text) || text.Length == 0, "31-027", $"code {code} of {name} has no text");
            Fail(text?.Any(letter => letter is '\0' or '\uFEFF' or '\uFFFE') == true, "31-028", $"code {code} of {name} stands for no character");
        }
    }

    private (HashSet<int> Codes, Dictionary<int, string> Texts) CheckFont(string name, DictionaryToken font)
    {
        var descendant = (DictionaryToken)pdf.Resolve(pdf.Items(font, "DescendantFonts")[0]);
        var descriptor = pdf.Get<DictionaryToken>(descendant, "FontDescriptor")!;
        Fail(pdf.Text(font, "Encoding") != "Identity-H", "31-006", $"{name} has an encoding of its own");
        Fail(!descendant.Data.ContainsKey("CIDToGIDMap"), "31-004", $"{name} does not say which glyphs its codes have");
        Fail(pdf.Text(font, "BaseFont") != pdf.Text(descendant, "BaseFont") || pdf.Text(font, "BaseFont") != pdf.Text(descriptor, "FontName"), "31-000", $"{name} has two names");
        if (pdf.Get<StreamToken>(descriptor, "FontFile2") is not { } program)
        {
            Fail(true, "31-009", $"{name} is not embedded");
            return ([], []);
        }

        var bytes = Written.Bytes(program);
        var (metrics, count, unitsPerEm) = (Table(bytes, "hmtx"), U16(Table(bytes, "maxp"), 4), U16(Table(bytes, "head"), 18));
        var places = pdf.Get<StreamToken>(descendant, "CIDToGIDMap") is { } map ? Written.Bytes(map) : null;
        var widths = WidthsOf(descendant);
        var codes = Enumerable.Range(0, places is null ? count : places.Length / 2).ToHashSet();
        foreach (var code in codes)
        {
            var glyph = places is null ? code : U16(places, 2 * code);
            var declared = widths.GetValueOrDefault(code, pdf.Get<NumericToken>(descendant, "DW")!.Double);
            Fail(glyph >= count, "31-011", $"code {code} leads to no glyph");
            Fail(glyph < count && Math.Abs(declared - (U16(metrics, 4 * glyph) * 1000.0 / unitsPerEm)) > 1, "31-016", $"code {code} of {name} has two widths");
        }

        var mapped = pdf.Get<StreamToken>(font, "ToUnicode") is { } toUnicode ? Encoding.ASCII.GetString(Written.Bytes(toUnicode)) : "";
        var texts = Mapping().Matches(mapped).ToDictionary(
            match => Convert.ToInt32(match.Groups[1].Value, 16), match => Encoding.BigEndianUnicode.GetString(Convert.FromHexString(match.Groups[2].Value)));
        return (codes, texts);
    }

    private Dictionary<int, double> WidthsOf(DictionaryToken descendant)
    {
        var (widths, items) = (new Dictionary<int, double>(), pdf.Items(descendant, "W"));
        for (var index = 0; index + 1 < items.Count; index += 2)
        {
            var code = ((NumericToken)items[index]).Int;
            foreach (var width in ((ArrayToken)items[index + 1]).Data)
            {
                widths[code++] = ((NumericToken)width).Double;
            }
        }

        return widths;
    }

    private void CheckAnnotations()
    {
        var inStructure = pdf.Elements.Where(element => pdf.Text(element, "S") == "Link")
            .SelectMany(link => pdf.Items(link, "K").Select(pdf.Resolve).OfType<DictionaryToken>())
            .Select(kid => pdf.Get<DictionaryToken>(kid, "Obj")).OfType<DictionaryToken>().ToArray();
        foreach (var annotation in pdf.Annotations)
        {
            Fail(string.IsNullOrEmpty(pdf.Text(annotation, "Contents")), "28-012", "a link that does not say where it leads");
            Fail(!annotation.Data.ContainsKey("StructParent") || !inStructure.Any(each => each.Equals(annotation)), "28-002/011", "a link outside the structure");
        }
    }

    private static byte[] Table(byte[] font, string tag)
    {
        for (var record = 12; record < 12 + (16 * U16(font, 4)); record += 16)
        {
            if (Encoding.ASCII.GetString(font, record, 4) == tag)
            {
                return font.AsSpan(BinaryPrimitives.ReadInt32BigEndian(font.AsSpan(record + 8)), BinaryPrimitives.ReadInt32BigEndian(font.AsSpan(record + 12))).ToArray();
            }
        }

        throw new InvalidOperationException($"The embedded font has no table {tag}.");
    }

    private static int U16(byte[] bytes, int at) => BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(at));

    [GeneratedRegex("<dc:title>.*?<rdf:li[^>]*>[^<]+</rdf:li>", RegexOptions.Singleline)]
    private static partial Regex TitleInMetadata();

    [GeneratedRegex("^H([1-6])$")]
    private static partial Regex Heading();

    [GeneratedRegex("<([0-9A-F]{4})><([0-9A-F]*)>$", RegexOptions.Multiline)]
    private static partial Regex Mapping();
}
