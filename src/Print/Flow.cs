using Madoguchi.Print.Layout;

namespace Madoguchi.Print;

/// <summary>The number of a page and how many there are.</summary>
public readonly record struct PageNumber(int Number, int Count);

/// <summary>How the pages of a flow look.</summary>
public sealed record PageSetup(Margins Margins)
{
    /// <summary>Margins of letters: 20 mm, 25 mm at the foot.</summary>
    public static PageSetup Letter { get; } = new(new Margins(20.Mm, 20.Mm, 25.Mm, 20.Mm));

    public PageSize Size { get; init; } = PageSize.A4;

    /// <summary>Written in the middle of the upper margin; for the eye only.</summary>
    public Func<PageNumber, Text>? Header { get; init; }

    /// <summary>Written in the middle of the lower margin; for the eye only.</summary>
    public Func<PageNumber, Text>? Footer { get; init; }
}

/// <summary>Blocks below one another, over as many pages as they need.</summary>
public sealed class Flow
{
    private const double NoteSize = 0.85;
    private const double Rounding = 0.01;

    private readonly PageSetup setup;
    private readonly Element parent;
    private readonly List<PdfPage> pages = [];
    private readonly List<Slice> waiting = [];
    private readonly BlockSetter setter;
    private readonly double bottom;
    private double top;
    private bool isTopOfPage;

    internal Flow(PdfDocument document, PageSetup setup, Element parent)
    {
        (Document, this.setup, this.parent) = (document, setup, parent);
        bottom = (setup.Size.Height - setup.Margins.Bottom).Points;
        setter = new(document.Style, bottom - setup.Margins.Top.Points);
        NewPage();
    }

    public PdfDocument Document { get; }

    /// <summary>The page that the flow has reached, to place things on beside it.</summary>
    public PdfPage Page
    {
        get
        {
            Settle();
            return pages[^1];
        }
    }

    /// <summary>How far down the flow has reached.</summary>
    public Length Top
    {
        get
        {
            Settle();
            return Length.FromPoints(top);
        }
    }

    public Length Width => setup.Size.Width - setup.Margins.Left - setup.Margins.Right;

    public Flow Add(params IReadOnlyList<Block> blocks)
    {
        foreach (var slice in blocks.SelectMany(block => setter.Set(block, parent, Width.Points)))
        {
            waiting.Add(slice);
            if (!slice.KeepWithNext)
            {
                Settle();
            }
        }

        return this;
    }

    /// <summary>Goes on at a distance from the page's upper edge: below what was placed there.</summary>
    public Flow MoveTo(Length distance)
    {
        Settle();
        top = distance.Points;
        isTopOfPage = false;
        return this;
    }

    internal void Finish()
    {
        Settle();
        var style = Document.Style with { Size = Document.Style.Size * NoteSize };
        for (var index = 0; index < pages.Count; index++)
        {
            var number = new PageNumber(index + 1, pages.Count);
            Write(pages[index], setup.Header?.Invoke(number), Length.Zero, setup.Margins.Top, Artifact.Header);
            Write(pages[index], setup.Footer?.Invoke(number), setup.Size.Height - setup.Margins.Bottom, setup.Margins.Bottom, Artifact.Footer);
        }

        void Write(PdfPage page, Text? text, Length from, Length room, Artifact mark)
        {
            if (text is not null)
            {
                var down = from + ((room - Length.FromPoints(style.Leading)) / 2);
                page.Note(text, new(setup.Margins.Left, down, Width, Length.FromPoints(style.Leading)), style, Align.Centre, mark);
            }
        }
    }

    /// <summary>Puts what was kept together onto a page: this one, the next, or over both if no page can hold it.</summary>
    private void Settle()
    {
        if (waiting.Count == 0)
        {
            return;
        }

        var height = waiting.Sum(slice => slice.Height);
        if (!Fits(height) && !isTopOfPage && height + HeadHeight(waiting[0]) <= bottom - setup.Margins.Top.Points + Rounding)
        {
            Turn(waiting[0]);
        }

        foreach (var slice in waiting)
        {
            if (slice.BeginsPage || (!Fits(slice.Height) && !isTopOfPage))
            {
                Turn(slice);
            }

            if (slice.IsSpace && isTopOfPage && pages.Count > 1)
            {
                continue;
            }

            if (!Fits(slice.Height) && !slice.IsSpace)
            {
                throw new DoesNotFitException($"A part of {Length.FromPoints(slice.Height)} is higher than what a page has left.");
            }

            slice.Draw?.Invoke(new(pages[^1], setup.Margins.Left.Points, top));
            top += slice.Height;
            isTopOfPage = false;
        }

        waiting.Clear();
    }

    private bool Fits(double height) => top + height <= bottom + Rounding;

    private static double HeadHeight(Slice slice) => slice.Head.Sum(row => row.Height);

    private void Turn(Slice next)
    {
        NewPage();
        foreach (var row in next.Head)
        {
            row.Draw!(new(pages[^1], setup.Margins.Left.Points, top, Artifact.Layout));
            top += row.Height;
            isTopOfPage = false;
        }
    }

    private void NewPage()
    {
        pages.Add(Document.AddPage(setup.Size));
        top = setup.Margins.Top.Points;
        isTopOfPage = true;
    }
}
