using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace Madoguchi.Testing;

/// <summary>A page as a person meets it: by headings, labels, links and buttons. Readings (ruby) and hidden hints are left out of texts.</summary>
public sealed partial class PageView
{
    private PageView(HttpStatusCode status, Uri address, string html)
    {
        Status = status;
        Address = address;
        Html = html;
        Document = new HtmlParser().ParseDocument(html);
    }

    public HttpStatusCode Status { get; }

    /// <summary>Where the redirects ended.</summary>
    public Uri Address { get; }

    public string Path => Address.AbsolutePath;

    public string Html { get; }

    public IHtmlDocument Document { get; }

    /// <summary>What the page is about, without header and footer.</summary>
    public IElement Main => Document.QuerySelector("main") ?? Document.Body ?? throw new InvalidOperationException($"No page: {Status}\n{Html}");

    public string Title => TextOf(Document.QuerySelector("title"));

    public string Heading => TextOf(Document.QuerySelector("h1"));

    public IReadOnlyList<string> Headings => [.. Main.QuerySelectorAll("h1, h2, h3").Select(TextOf)];

    /// <summary>All that is read in the main part.</summary>
    public string Text => TextOf(Main);

    /// <summary>The error summary, line by line.</summary>
    public IReadOnlyList<string> Errors => [.. Document.QuerySelectorAll("#error-summary li").Select(TextOf)];

    public IReadOnlyList<string> Buttons => [.. Main.QuerySelectorAll("button, input[type=submit]").Select(TextOf)];

    public bool Says(string text) => Text.Contains(text, StringComparison.Ordinal);

    /// <summary>The field with this label, legend or form name.</summary>
    public FieldView Field(string label) => FieldOrNull(label)
        ?? throw new InvalidOperationException($"No field \"{label}\". There are: {string.Join(", ", Labels().Select(found => found.Text))}\n{Text}");

    public FieldView? FieldOrNull(string label)
    {
        if (Controls(label) is { Count: > 0 } named)
        {
            return new FieldView(this, named);
        }

        var found = Labels().ToList();
        var match = found.Find(candidate => candidate.Text == label);
        match = match.Element is null ? found.Find(candidate => candidate.Text.StartsWith(label, StringComparison.Ordinal)) : match;
        return match.Element switch
        {
            null => null,
            IHtmlLabelElement { Control: { } control } => new FieldView(this, [control]),
            { ParentElement: { } group } => new FieldView(this, [.. group.QuerySelectorAll("input, select, textarea")]),
            _ => null,
        };
    }

    /// <summary>The address of the link with this text.</summary>
    public string Link(string text) =>
        Document.QuerySelectorAll("a[href]").FirstOrDefault(link => TextOf(link) == text)?.GetAttribute("href")
        ?? Document.QuerySelectorAll("a[href]").FirstOrDefault(link => TextOf(link).Contains(text, StringComparison.Ordinal))?.GetAttribute("href")
        ?? throw new InvalidOperationException($"No link \"{text}\".\n{Text}");

    /// <summary>The value beside a term, in a summary list.</summary>
    public string Term(string term) =>
        TextOf(Main.QuerySelectorAll("dt").FirstOrDefault(candidate => TextOf(candidate) == term)?.NextElementSibling
            ?? throw new InvalidOperationException($"No term \"{term}\".\n{Text}"));

    /// <summary>The table's rows, cell by cell, without its head.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Rows(string table = "table") =>
        [.. Main.QuerySelectorAll($"{table} tbody tr").Select(row => (IReadOnlyList<string>)[.. row.QuerySelectorAll("th, td").Select(TextOf)])];

    /// <summary>The main part's HTML without what differs from run to run: tokens, asset versions.</summary>
    public string Normalised => Blank().Replace(
        Changing().Replace(Main.OuterHtml, "$1…$2").Replace("\r", "", StringComparison.Ordinal), "\n").Trim() + "\n";

    internal static async Task<PageView> ReadAsync(HttpResponseMessage response)
    {
        var html = Encoding.UTF8.GetString(await response.Content.ReadAsByteArrayAsync());
        return new PageView(response.StatusCode, response.RequestMessage!.RequestUri!, html);
    }

    internal static string TextOf(INode? node)
    {
        var text = new StringBuilder();
        Append(node, text);
        return Spaces().Replace(text.ToString(), " ").Trim();

        static void Append(INode? node, StringBuilder text)
        {
            switch (node)
            {
                case IText piece:
                    text.Append(piece.Data);
                    break;
                case IElement { LocalName: "rt" or "rp" or "script" or "style" }:
                case IElement element when element.ClassList.Contains("mg-need") || element.ClassList.Contains("mg-hidden"):
                    break;
                case IElement element:
                    var isBlock = element.LocalName is not ("span" or "a" or "b" or "strong" or "em" or "ruby" or "rb" or "time" or "abbr");
                    text.Append(isBlock ? " " : "");
                    foreach (var child in element.ChildNodes)
                    {
                        Append(child, text);
                    }

                    text.Append(isBlock ? " " : "");
                    break;
                default:
                    break;
            }
        }
    }

    public IReadOnlyList<IHtmlElement> Controls(string name) =>
        [.. Document.QuerySelectorAll<IHtmlElement>("input, select, textarea").Where(control => control.GetAttribute("name") == name)];

    private IEnumerable<(string Text, IElement? Element)> Labels() =>
        Main.QuerySelectorAll("label, legend").Select(element => (LabelText(element), (IElement?)element));

    /// <summary>A label may hide itself from sight; it is still its field's name.</summary>
    private static string LabelText(IElement element) =>
        string.Concat(element.ClassList.Contains("mg-hidden") ? element.ChildNodes.Select(TextOf) : [TextOf(element)]).Trim();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();

    [GeneratedRegex("(__RequestVerificationToken\" value=\")[^\"]*(\")")]
    private static partial Regex Changing();

    [GeneratedRegex(@"\n\s*\n+")]
    private static partial Regex Blank();
}

/// <summary>A field on a page: one control, or the choices of a group.</summary>
public sealed class FieldView
{
    private readonly PageView page;
    private readonly IReadOnlyList<IElement> controls;

    internal FieldView(PageView page, IReadOnlyList<IElement> controls)
    {
        this.page = page;
        this.controls = controls;
    }

    public string Name => controls[0].GetAttribute("name") ?? "";

    /// <summary>What is filled in; the ticked choices' values, joined by commas, of a group; null when nothing is.</summary>
    public string? Value
    {
        get
        {
            var values = controls.Select(Current).Where(value => value is { Length: > 0 }).ToList();
            return values.Count == 0 ? null : string.Join(',', values);
        }
    }

    /// <summary>The choices by label, of a group or a list.</summary>
    public IReadOnlyList<string> Choices => controls[0] is IHtmlSelectElement list
        ? [.. list.Options.Select(PageView.TextOf)]
        : [.. controls.Select(control => PageView.TextOf(LabelOf(control)))];

    public string? Hint => Described("-hint");

    /// <summary>What is wrong with it, as said beside it.</summary>
    public string? Error => Described("-error");

    public string? Autocomplete => controls[0].GetAttribute("autocomplete");

    internal IReadOnlyList<IElement> Controls => controls;

    internal IElement? LabelOf(IElement control) =>
        control.Id is { Length: > 0 } id && page.Document.QuerySelectorAll("label").FirstOrDefault(label => label.GetAttribute("for") == id) is { } label
            ? label
            : control.Closest("label");

    private static string? Current(IElement control) => control switch
    {
        IHtmlInputElement { Type: "radio" or "checkbox", IsChecked: false } => null,
        IHtmlInputElement input => input.Value,
        IHtmlTextAreaElement area => area.Value,
        IHtmlSelectElement list => list.Value,
        _ => null,
    };

    private string? Described(string ending)
    {
        var ids = controls.Concat(controls.Select(control => control.Closest("fieldset")).OfType<IElement>())
            .SelectMany(element => (element.GetAttribute("aria-describedby") ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries));
        var id = ids.FirstOrDefault(id => id.EndsWith(ending, StringComparison.Ordinal));
        return id is null ? null : PageView.TextOf(page.Document.GetElementById(id));
    }
}
