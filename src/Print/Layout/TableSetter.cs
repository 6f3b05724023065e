namespace Madoguchi.Print.Layout;

/// <summary>
/// Sets a table: the heights of rows, cells over several columns or rows, rows kept whole, header rows on each page. A row higher than
/// a page is cut between lines.
/// </summary>
internal sealed class TableSetter(Table table, TextStyle style, double pageHeight, double scale)
{
    private readonly double padding = table.Padding.Points;
    private readonly double[] columns = [.. table.Columns.Select(column => column.Points)];

    private sealed record SetCell(Cell Cell, int Row, double Left, double Width, IReadOnlyList<Line> Lines, TextStyle Style)
    {
        public double TextHeight => Lines.Sum(line => line.Height);
    }

    public List<Slice> Set(Element parent, double width)
    {
        if (columns.Sum() + table.Indent.Points > width + 0.01)
        {
            throw new DoesNotFitException($"The columns of the table are {Length.FromPoints(columns.Sum())} wide; there are {Length.FromPoints(width)}.");
        }

        var rows = SetCells(parent.Add(Tag.Table));
        var heights = Heights(rows);
        var head = new List<Slice>();
        var slices = new List<Slice>();
        for (var index = 0; index < rows.Count; index++)
        {
            var open = rows.Take(index + 1).SelectMany(row => row).Any(cell => cell.Row + cell.Cell.RowSpan > index + 1);
            var room = pageHeight - head.Sum(slice => slice.Height);
            foreach (var slice in heights[index] > room && !open ? Cut(rows[index], room) : [Whole(rows[index], heights, index)])
            {
                slices.Add(slice.Indented(table.Indent.Points) with { KeepWithNext = open || table.Rows[index].IsHeader, Head = [.. head] });
            }

            if (table.Rows[index].IsHeader && head.Count == index)
            {
                head.Add(slices[^1] with { Head = [] });
            }
        }

        return slices;
    }

    private List<List<SetCell>> SetCells(Element element)
    {
        var taken = new int[columns.Length];
        var rows = new List<List<SetCell>>();
        for (var index = 0; index < table.Rows.Count; index++)
        {
            var row = table.Rows[index];
            var inner = element.Add(Tag.TR);
            var cells = new List<SetCell>();
            var column = 0;
            foreach (var cell in row.Cells)
            {
                while (column < columns.Length && taken[column] > index)
                {
                    column++;
                }

                if (column + cell.ColumnSpan > columns.Length || index + cell.RowSpan > table.Rows.Count)
                {
                    throw new DoesNotFitException($"Row {index + 1} of the table reaches beyond its {columns.Length} columns and {table.Rows.Count} rows.");
                }

                taken.AsSpan(column, cell.ColumnSpan).Fill(index + cell.RowSpan);
                var room = columns.Skip(column).Take(cell.ColumnSpan).Sum();
                var own = cell.Style?.Scaled(scale) ?? style;
                var tag = inner.Add(new Element(row.IsHeader || cell.IsHeader ? Tag.TH : Tag.TD)
                {
                    Scope = row.IsHeader ? HeaderScope.Column : cell.IsHeader ? HeaderScope.Row : null,
                    ColumnSpan = cell.ColumnSpan,
                    RowSpan = cell.RowSpan,
                    Language = cell.Language,
                });
                cells.Add(new(cell, index, columns.Take(column).Sum(), room, Setter.Lines(cell.Text.Scaled(scale), own, cell.Align, room - (2 * padding), 0, tag), own));
                column += cell.ColumnSpan;
            }

            rows.Add(cells);
        }

        return rows;
    }

    private double[] Heights(List<List<SetCell>> rows)
    {
        var heights = table.Rows.Select(row => row.MinimalHeight.Points).ToArray();
        foreach (var cell in rows.SelectMany(row => row).OrderBy(cell => cell.Cell.RowSpan))
        {
            var rest = cell.TextHeight + (2 * padding) - heights.Skip(cell.Row).Take(cell.Cell.RowSpan).Sum();
            heights[cell.Row + cell.Cell.RowSpan - 1] += Math.Max(rest, 0);
        }

        return heights;
    }

    private Slice Whole(List<SetCell> cells, double[] heights, int index) => new(heights[index], place =>
    {
        var heightOf = cells.ToDictionary(cell => cell, cell => heights.Skip(index).Take(cell.Cell.RowSpan).Sum());
        foreach (var cell in cells)
        {
            DrawBox(place, cell, heightOf[cell]);
        }

        foreach (var cell in cells)
        {
            var free = heightOf[cell] - (2 * padding) - cell.TextHeight;
            DrawLines(place, cell, cell.Lines, cell.Cell.VerticalAlign switch
            {
                VerticalAlign.Middle => free / 2,
                VerticalAlign.Bottom => free,
                _ => 0,
            });
        }
    });

    /// <summary>A row higher than a page, in parts of as many lines as a page can hold.</summary>
    private IEnumerable<Slice> Cut(List<SetCell> cells, double room)
    {
        var from = 0;
        var longest = cells.Max(cell => cell.Lines.Count);
        var lineHeight = cells.Max(cell => cell.Style.Leading);
        var together = Math.Max((int)((room - (2 * padding)) / lineHeight), 1);
        for (; from < longest; from += together)
        {
            var (first, count) = (from, Math.Min(together, longest - from));
            var height = (count * lineHeight) + (2 * padding);
            yield return new(height, place =>
            {
                foreach (var cell in cells)
                {
                    DrawBox(place, cell, height);
                }

                foreach (var cell in cells)
                {
                    DrawLines(place, cell, cell.Lines.Skip(first).Take(count), 0);
                }
            });
        }
    }

    private void DrawBox(Place place, SetCell cell, double height) =>
        place.Page.Rectangle(place.Left + cell.Left, place.Top, cell.Width, height, table.Rules, cell.Cell.Fill);

    private void DrawLines(Place place, SetCell cell, IEnumerable<Line> lines, double down)
    {
        var inside = place.Moved(cell.Left + padding, padding + down);
        foreach (var line in lines)
        {
            line.Draw(inside);
            inside = inside.Moved(0, line.Height);
        }
    }
}
