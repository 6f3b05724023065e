namespace Madoguchi.Print;

/// <summary>What a piece of a page is for: part of the text that is read aloud (<see cref="Element"/>), or only for the eye (<see cref="Artifact"/>).</summary>
public abstract class Mark
{
    private protected Mark()
    {
    }
}

/// <summary>What a reader passes over: rules, backgrounds, page numbers.</summary>
public sealed class Artifact : Mark
{
    private Artifact(string properties) => Properties = properties;

    /// <summary>Rules, boxes, shading.</summary>
    public static Artifact Layout { get; } = new("<</Type/Layout>>");

    public static Artifact Header { get; } = new("<</Type/Pagination/Subtype/Header/Attached[/Top]>>");

    public static Artifact Footer { get; } = new("<</Type/Pagination/Subtype/Footer/Attached[/Bottom]>>");

    internal string Properties { get; }
}

/// <summary>The kinds of elements, named as the PDF standard names them.</summary>
public enum Tag
{
    Document,
    Part,
    Sect,
    Div,
    H1,
    H2,
    H3,
    P,
    L,
    LI,
    Lbl,
    LBody,
    Table,
    TR,
    TH,
    TD,
    Figure,
    Span,
    Link,
    Ruby,
    RB,
    RT,
}

/// <summary>For which cells a header cell speaks.</summary>
public enum HeaderScope
{
    Column,
    Row,
    Both,
}

/// <summary>An element of the structure that assistive technology reads. Elements are read in the order in which they were added.</summary>
public sealed class Element : Mark
{
    private readonly List<Kid> kids = [];
    private Element? waitingFor;

    internal Element(Tag tag) => Tag = tag;

    public Tag Tag { get; }

    /// <summary>What is said in place of a picture.</summary>
    public string? Alternative { get; init; }

    /// <summary>The text that this stands for, where the glyphs do not say it.</summary>
    public string? ActualText { get; init; }

    /// <summary>The language, where it is not the document's.</summary>
    public string? Language { get; init; }

    public HeaderScope? Scope { get; init; }

    public int ColumnSpan { get; init; } = 1;

    public int RowSpan { get; init; } = 1;

    internal bool IsNumbered { get; init; }

    /// <summary>Where a figure stands, in the page's own coordinates.</summary>
    internal (double Left, double Bottom, double Right, double Top)? Bounds { get; set; }

    internal IReadOnlyList<Kid> Kids => kids;

    public Element Add(Tag tag) => Add(new Element(tag));

    /// <summary>A picture with what is said in its place.</summary>
    public Element AddFigure(string alternative) => Add(new Element(Tag.Figure) { Alternative = alternative });

    internal Element Add(Element element)
    {
        kids.Add(new Kid.Inner(element));
        return element;
    }

    /// <summary>An element within a line: it takes its place when its content is drawn, after what was drawn before it.</summary>
    internal Element Later(Element element)
    {
        element.waitingFor = this;
        return element;
    }

    internal void Add(Kid kid)
    {
        var parent = waitingFor;
        waitingFor = null;
        parent?.Add(new Kid.Inner(this));
        kids.Add(kid);
    }

    internal void TakeKidsOf(Element other) => kids.AddRange(other.kids);
}

/// <summary>What an element holds: other elements, stretches of a page's content, annotations.</summary>
internal abstract record Kid
{
    public sealed record Inner(Element Element) : Kid;

    public sealed record Content(PdfPage Page, int Number) : Kid;

    public sealed record Annotation(PdfPage Page, int Index) : Kid;
}
