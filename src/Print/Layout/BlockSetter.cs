namespace Madoguchi.Print.Layout;

/// <summary>Turns blocks into slices for a width, and adds their elements to the structure. All text is scaled alike.</summary>
internal sealed class BlockSetter(TextStyle unscaled, double pageHeight, double scale = 1)
{
    private const double LabelEms = 2;

    private static readonly double[] HeadingSizes = [1.5, 1.25, 1.1];

    private readonly TextStyle style = unscaled.Scaled(scale);

    public List<Slice> Set(Block block, Element parent, double width)
    {
        var slices = block switch
        {
            Paragraph paragraph => Set(paragraph, parent, width),
            Heading heading => Set(heading, parent, width),
            ItemList list => Set(list, parent, width),
            Table table => new TableSetter(table, table.Style?.Scaled(scale) ?? style, pageHeight, scale).Set(parent, width),
            Figure figure => [Boxed(figure.Align, figure.Width.Points, figure.Height.Points, width, figure.Alternative, parent,
                (place, element, left) => place.Page.Draw(element, figure.Picture, left, place.Top, figure.Width.Points, figure.Height.Points))],
            QrFigure qr => [Boxed(qr.Align, qr.Side.Points, qr.Side.Points, width, qr.Alternative, parent,
                (place, element, left) => place.Page.Draw(element, qr.Code, left, place.Top, qr.Side.Points))],
            Rule rule => [new(rule.Stroke.Width.Points, place => place.Page.Line(place.Left, place.Top, place.Left + width, place.Top, rule.Stroke))],
            Space space => [new(space.Height.Points)],
            Together together => [.. Keep([.. together.Blocks.SelectMany(inner => Set(inner, parent, width))])],
            PageBreak => [new(0) { BeginsPage = true }],
            _ => throw new System.Diagnostics.UnreachableException(),
        };

        return [.. Spaced(block, slices)];
    }

    private static IEnumerable<Slice> Spaced(Block block, List<Slice> slices)
    {
        if (block.SpaceBefore.Points > 0)
        {
            yield return new(block.SpaceBefore.Points) { KeepWithNext = true };
        }

        var keeps = block.KeepWithNext || block is Heading;
        for (var index = 0; index < slices.Count; index++)
        {
            yield return keeps && index == slices.Count - 1 ? slices[index] with { KeepWithNext = true } : slices[index];
        }

        if (block.SpaceAfter.Points > 0)
        {
            yield return new(block.SpaceAfter.Points) { KeepWithNext = keeps };
        }
    }

    private static IEnumerable<Slice> Keep(List<Slice> slices) =>
        slices.Select((slice, index) => index == slices.Count - 1 ? slice : slice with { KeepWithNext = true });

    private List<Slice> Set(Paragraph paragraph, Element parent, double width)
    {
        var own = paragraph.Style?.Scaled(scale) ?? style;
        if (paragraph.Text.Parts.Count == 0)
        {
            return [new(own.Leading)];
        }

        var element = parent.Add(new Element(Tag.P) { Language = paragraph.Language });
        var indent = paragraph.Indent.Points;
        var lines = Setter.Lines(paragraph.Text.Scaled(scale), own, paragraph.Align, width - indent, paragraph.FirstLine.Points * scale, element);
        return [.. Sliced(lines).Select(slice => slice.Indented(indent))];
    }

    private List<Slice> Set(Heading heading, Element parent, double width)
    {
        var tag = heading.Level switch
        {
            1 => Tag.H1,
            2 => Tag.H2,
            3 => Tag.H3,
            _ => throw new ArgumentOutOfRangeException(nameof(heading), heading.Level, "A heading has a level of 1 to 3."),
        };
        var own = heading.Style?.Scaled(scale) ?? style with { Size = style.Size * HeadingSizes[heading.Level - 1], LineHeight = 1.4 };
        return [.. Keep(Sliced(Setter.Lines(heading.Text.Scaled(scale), own, heading.Align, width, 0, parent.Add(new Element(tag) { Language = heading.Language }))))];
    }

    /// <summary>No page begins with the last line of a paragraph or ends with its first.</summary>
    private static List<Slice> Sliced(IReadOnlyList<Line> lines) =>
        [.. lines.Select((line, index) => new Slice(line.Height, line.Draw) { KeepWithNext = index < lines.Count - 1 && (index == 0 || index == lines.Count - 2) })];

    private List<Slice> Set(ItemList list, Element parent, double width)
    {
        var element = parent.Add(new Element(Tag.L) { IsNumbered = list.IsNumbered });
        var label = (list.LabelWidth?.Points * scale) ?? (LabelEms * style.Size.Points);
        var slices = new List<Slice>();
        foreach (var item in list.Items)
        {
            var inner = element.Add(Tag.LI);
            var line = Setter.Lines(item.Label, style, Align.Left, label, 0, inner.Add(Tag.Lbl)) is [var only]
                ? only
                : throw new DoesNotFitException($"The label 「{item.Label}」 is wider than the room for labels; set LabelWidth.");
            var body = inner.Add(Tag.LBody);
            var content = item.Content.SelectMany(block => Set(block, body, width - label)).Select(slice => slice.Indented(label)).ToList();
            var first = content.FindIndex(slice => !slice.IsSpace);
            if (first < 0)
            {
                content.Add(new(line.Height, line.Draw));
            }
            else if (content[first].Draw is { } draw)
            {
                content[first] = content[first] with
                {
                    Draw = place =>
                    {
                        line.Draw(place);
                        draw(place);
                    },
                };
            }

            slices.AddRange(content);
        }

        return slices;
    }

    private static Slice Boxed(Align align, double width, double height, double room, string alternative, Element parent, Action<Place, Element, double> draw)
    {
        if (width > room + 0.01)
        {
            throw new DoesNotFitException($"The figure 「{alternative}」 is {Length.FromPoints(width)} wide; there are {Length.FromPoints(room)}.");
        }

        var element = parent.AddFigure(alternative);
        var left = align switch
        {
            Align.Centre => (room - width) / 2,
            Align.Right => room - width,
            _ => 0,
        };
        return new(height, place => draw(place, element, place.Left + left));
    }
}
