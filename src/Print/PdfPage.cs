using Madoguchi.Print.Layout;
using Madoguchi.Print.Typefaces;
using Madoguchi.Print.Writing;

namespace Madoguchi.Print;

/// <summary>A page. Everything drawn says what it is for (<see cref="Mark"/>), so that nothing on it is unknown to assistive technology.</summary>
public sealed class PdfPage
{
    /// <summary>The control points of a quarter of an ellipse.</summary>
    private const double Kappa = 0.5522847498;

    private readonly double height;
    private readonly PdfBytes content = new();
    private readonly List<Element> parents = [];
    private readonly List<Annotation> annotations = [];
    private Mark? open;
    private bool isSpanOpen;
    private (Mark Mark, EmbeddedFont Font, double Size, Colour Colour, double Baseline)? line;
    private double pen;
    private (EmbeddedFont Font, double Size)? font;
    private Colour fill;

    internal PdfPage(PdfDocument document, PageSize size, int index)
    {
        Document = document;
        Size = size;
        Index = index;
        height = size.Height.Points;
    }

    public PdfDocument Document { get; }

    public PageSize Size { get; }

    internal int Index { get; }

    /// <summary>By number of marked content: whose it is.</summary>
    internal IReadOnlyList<Element> Parents => parents;

    internal IReadOnlyList<Annotation> Annotations => annotations;

    internal sealed record Annotation(Element Element, Uri Target, double Left, double Bottom, double Right, double Top);

    public void Line(Length fromLeft, Length fromTop, Length toLeft, Length toTop, Stroke stroke, Mark? mark = null) =>
        Line(fromLeft.Points, fromTop.Points, toLeft.Points, toTop.Points, stroke, mark);

    public void Rectangle(Box box, Stroke? stroke, Colour? fill = null, Mark? mark = null) =>
        Rectangle(box.Left.Points, box.Top.Points, box.Width.Points, box.Height.Points, stroke, fill, mark);

    /// <summary>An ellipse that fills the box: 元号 are circled with it.</summary>
    public void Ellipse(Box box, Stroke? stroke, Colour? fill = null, Mark? mark = null)
    {
        var (rx, ry) = (box.Width.Points / 2, box.Height.Points / 2);
        var (x, y) = (box.Left.Points + rx, height - box.Top.Points - ry);
        var (kx, ky) = (rx * Kappa, ry * Kappa);
        Paint(stroke, fill, mark, path => path
            .Add(x - rx, y).Add("m ")
            .Add(x - rx, y + ky, x - kx, y + ry, x, y + ry).Add("c ")
            .Add(x + kx, y + ry, x + rx, y + ky, x + rx, y).Add("c ")
            .Add(x + rx, y - ky, x + kx, y - ry, x, y - ry).Add("c ")
            .Add(x - kx, y - ry, x - rx, y - ky, x - rx, y).Add("c h "));
    }

    /// <summary>A picture that fills the box. For one that says something, pass <c>parent.AddFigure("what it shows")</c>.</summary>
    public void Picture(Picture picture, Box box, Mark? mark = null) =>
        Draw(mark ?? Artifact.Layout, picture, box.Left.Points, box.Top.Points, box.Width.Points, box.Height.Points);

    /// <summary>A QR code with its quiet zone inside the square.</summary>
    public void QrCode(QrCode code, Length left, Length top, Length side, Mark? mark = null) =>
        Draw(mark ?? Artifact.Layout, code, left.Points, top.Points, side.Points);

    /// <summary>Text that is not read aloud: page numbers, marks for folding. What is read is placed.</summary>
    public void Note(Text text, Box box, TextStyle style, Align align, Artifact mark)
    {
        var place = new Place(this, box.Left.Points, box.Top.Points, mark);
        foreach (var line in Setter.Lines(text, style, align, box.Width.Points, 0, new Element(Tag.Div)))
        {
            line.Draw(place);
            place = place.Moved(0, line.Height);
        }
    }

    /// <summary>
    /// Sets blocks into a box. If they are too high, text shrinks down to <paramref name="smallest"/>; if that is not enough, or no size is
    /// given, it throws: nothing is cut off or printed over something else. Returns the height that was used.
    /// </summary>
    public Length Place(Box box, Element parent, IReadOnlyList<Block> blocks, VerticalAlign align = VerticalAlign.Top, TextStyle? style = null, Length? smallest = null)
    {
        const double step = 0.95;
        style ??= Document.Style;
        for (var scale = 1.0; ; scale *= step)
        {
            var trial = new Element(Tag.Div);
            var setter = new BlockSetter(style, box.Height.Points, scale);
            var slices = blocks.SelectMany(block => setter.Set(block, trial, box.Width.Points)).ToList();
            var used = slices.Sum(slice => slice.Height);
            if (used <= box.Height.Points + 0.01)
            {
                parent.TakeKidsOf(trial);
                Draw(slices, box, used, align);
                return Length.FromPoints(used);
            }

            if (smallest is not { } least || style.Size * (scale * step) < least)
            {
                throw new DoesNotFitException($"The text needs {Length.FromPoints(used)} of height at {style.Size.Points * scale:0.#} pt; the box has {box.Height}.");
            }
        }
    }

    public Length Place(Box box, Element parent, params IReadOnlyList<Block> blocks) => Place(box, parent, blocks, VerticalAlign.Top);

    internal void Line(double fromLeft, double fromTop, double toLeft, double toTop, Stroke stroke, Mark? mark = null) =>
        Paint(stroke, null, mark, path => path.Add(fromLeft, height - fromTop).Add("m ").Add(toLeft, height - toTop).Add("l "));

    internal void Rectangle(double left, double top, double width, double boxHeight, Stroke? stroke, Colour? fill, Mark? mark = null) =>
        Paint(stroke, fill, mark, path => path.Add(left, height - top - boxHeight, width, boxHeight).Add("re "));

    internal void Draw(Mark mark, Picture picture, double left, double top, double width, double pictureHeight)
    {
        Use(mark);
        Bound(mark, left, top, width, pictureHeight);
        content.Add("q ").Add(width, 0, 0, pictureHeight, left, height - top - pictureHeight).Add($"cm /{Document.ResourceOf(picture)} Do Q\n");
    }

    internal void Draw(Mark mark, QrCode code, double left, double top, double side)
    {
        Use(mark);
        Bound(mark, left, top, side, side);
        var module = side / code.Side;
        SetFill(Colour.Black);
        foreach (var (x, y, length) in code.Stripes())
        {
            content.Add(left + (x * module), height - top - ((y + 1) * module), length * module, module).Add("re\n");
        }

        content.Add("f\n");
    }

    /// <summary>A glyph at a place; glyphs that follow one another on a line become one string.</summary>
    internal void Show(Mark mark, FontFile file, Glyph glyph, double size, Colour colour, double left, double baseline)
    {
        var embedded = Document.Embedded(file);
        var wanted = (mark, embedded, size, colour, baseline);
        if (line != wanted)
        {
            Use(mark);
            SetFill(colour);
            content.Add("BT ");
            if (font != (embedded, size))
            {
                content.Add($"/{embedded.Resource} ").Add(size).Add(" Tf ");
                font = (embedded, size);
            }

            content.Add(left, height - baseline).Add("Td [<");
            (line, pen) = (wanted, left);
        }

        if (Math.Abs(left - pen) > 0.002)
        {
            var adjustment = Math.Round((pen - left) * 1000 / size, 1);
            content.Add(">").Add(adjustment).Add("<");
            pen -= adjustment * size / 1000;
        }

        content.Hex16(embedded.Code(glyph));
        pen += glyph.AdvanceIn(file) * size / 1000;
    }

    internal void BeginActualText(Mark mark, string text)
    {
        Use(mark);
        content.Add("/Span<</ActualText").Text(text).Add(">>BDC\n");
        isSpanOpen = true;
    }

    internal void EndActualText()
    {
        CloseLine();
        content.Add("EMC\n");
        isSpanOpen = false;
    }

    internal void AddLink(Element element, Uri target, double left, double top, double width, double linkHeight)
    {
        element.Add(new Kid.Annotation(this, annotations.Count));
        annotations.Add(new(element, target, left, height - top - linkHeight, left + width, height - top));
    }

    internal PdfBytes Content()
    {
        CloseMark();
        return content;
    }

    private void Draw(List<Slice> slices, Box box, double used, VerticalAlign align)
    {
        var free = box.Height.Points - used;
        var place = new Place(this, box.Left.Points, box.Top.Points + (align switch
        {
            VerticalAlign.Middle => free / 2,
            VerticalAlign.Bottom => free,
            _ => 0,
        }));
        foreach (var slice in slices)
        {
            slice.Draw?.Invoke(place);
            place = place.Moved(0, slice.Height);
        }
    }

    private void Paint(Stroke? stroke, Colour? fillColour, Mark? mark, Action<PdfBytes> path)
    {
        if (stroke is null && fillColour is null)
        {
            return;
        }

        Use(mark ?? Artifact.Layout);
        content.Add("q ");
        if (fillColour is { } inside)
        {
            content.Add(inside.Red, inside.Green, inside.Blue).Add("rg ");
        }

        if (stroke is not null)
        {
            content.Add(stroke.Width.Points).Add(" w ").Add(stroke.Colour.Red, stroke.Colour.Green, stroke.Colour.Blue).Add("RG ");
            if (stroke.Dash is { } dash)
            {
                content.Add("[").Add(dash.Points).Add("] 0 d ");
            }
        }

        path(content);
        content.Add(stroke is null ? "f Q\n" : fillColour is null ? "S Q\n" : "B Q\n");
    }

    private void SetFill(Colour colour)
    {
        if (fill != colour)
        {
            content.Add(colour.Red, colour.Green, colour.Blue).Add("rg ");
            fill = colour;
        }
    }

    private void Bound(Mark mark, double left, double top, double width, double boundHeight)
    {
        if (mark is Element { Tag: Tag.Figure } figure)
        {
            figure.Bounds = (left, height - top - boundHeight, left + width, height - top);
        }
    }

    /// <summary>Opens the stretch of content that belongs to the mark, unless it is open already.</summary>
    private void Use(Mark mark)
    {
        CloseLine();
        if (open == mark || isSpanOpen)
        {
            return;
        }

        CloseMark();
        open = mark;
        if (mark is Element element)
        {
            element.Add(new Kid.Content(this, parents.Count));
            content.Add($"/{element.Tag}<</MCID ").Add(parents.Count).Add(">>BDC\n");
            parents.Add(element);
        }
        else
        {
            content.Add("/Artifact").Add(((Artifact)mark).Properties).Add("BDC\n");
        }
    }

    private void CloseLine()
    {
        if (line is not null)
        {
            content.Add(">]TJ ET\n");
            line = null;
        }
    }

    private void CloseMark()
    {
        CloseLine();
        if (open is not null)
        {
            content.Add("EMC\n");
            open = null;
        }
    }
}
