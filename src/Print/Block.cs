namespace Madoguchi.Print;

/// <summary>What stands below one another on pages: paragraphs, headings, tables, lists, figures.</summary>
public abstract record Block
{
    private protected Block()
    {
    }

    /// <summary>Dropped where a new page begins.</summary>
    public Length SpaceBefore { get; init; }

    public Length SpaceAfter { get; init; }

    /// <summary>Whether no page may end between this and what follows.</summary>
    public bool KeepWithNext { get; init; }
}

/// <summary>A paragraph.</summary>
public sealed record Paragraph(Text Text) : Block
{
    public TextStyle? Style { get; init; }

    public Align Align { get; init; } = Align.Justified;

    /// <summary>How far all lines stand from the left.</summary>
    public Length Indent { get; init; }

    /// <summary>How much farther the first line stands; negative for a hanging label.</summary>
    public Length FirstLine { get; init; }

    /// <summary>The language, where it is not the document's.</summary>
    public string? Language { get; init; }
}

/// <summary>A heading of level 1 to 3. Levels are not skipped; it stays with what follows.</summary>
public sealed record Heading(int Level, Text Text) : Block
{
    public TextStyle? Style { get; init; }

    public Align Align { get; init; } = Align.Left;

    /// <summary>The language, where it is not the document's.</summary>
    public string? Language { get; init; }
}

/// <summary>A list. Labels are written as they shall be read: <c>1</c>, <c>(1)</c>, <c>・</c>.</summary>
public sealed record ItemList(params IReadOnlyList<ListItem> Items) : Block
{
    /// <summary>Room for the labels; by default two characters.</summary>
    public Length? LabelWidth { get; init; }

    public bool IsNumbered { get; init; }
}

public sealed record ListItem(string Label, params IReadOnlyList<Block> Content)
{
    public ListItem(string label, Text text) : this(label, new Paragraph(text))
    {
    }
}

/// <summary>A table. Header rows are repeated on each page that it reaches.</summary>
public sealed record Table(IReadOnlyList<Length> Columns, params IReadOnlyList<Row> Rows) : Block
{
    public TextStyle? Style { get; init; }

    /// <summary>Null: no rules are drawn.</summary>
    public Stroke? Rules { get; init; } = Stroke.Thin;

    public Length Padding { get; init; } = 1.5.Mm;

    /// <summary>How far it stands from the left.</summary>
    public Length Indent { get; init; }
}

public sealed record Row(params IReadOnlyList<Cell> Cells)
{
    /// <summary>A row at the head of the table: its cells are headers of their columns.</summary>
    public bool IsHeader { get; init; }

    public Length MinimalHeight { get; init; }
}

public sealed record Cell(Text Text)
{
    /// <summary>Says what the cells beside it are (in a header row: below it).</summary>
    public bool IsHeader { get; init; }

    public int ColumnSpan { get; init; } = 1;

    public int RowSpan { get; init; } = 1;

    public Align Align { get; init; } = Align.Left;

    public VerticalAlign VerticalAlign { get; init; } = VerticalAlign.Middle;

    public Colour? Fill { get; init; }

    public TextStyle? Style { get; init; }

    /// <summary>The language, where it is not the document's.</summary>
    public string? Language { get; init; }

    public static implicit operator Cell(string text) => FromString(text);

    public static Cell FromString(string text) => new(Text.FromString(text));
}

/// <summary>A picture with what is said in its place.</summary>
public sealed record Figure(Picture Picture, Length Width, Length Height, string Alternative) : Block
{
    public Align Align { get; init; } = Align.Left;
}

/// <summary>A QR code, with its quiet zone inside the side, and what is said in its place.</summary>
public sealed record QrFigure(QrCode Code, Length Side, string Alternative) : Block
{
    public Align Align { get; init; } = Align.Left;
}

/// <summary>A horizontal rule.</summary>
public sealed record Rule(Stroke Stroke) : Block;

/// <summary>Empty room.</summary>
public sealed record Space(Length Height) : Block;

/// <summary>Blocks that stay on one page if a page can hold them.</summary>
public sealed record Together(params IReadOnlyList<Block> Blocks) : Block;

/// <summary>What follows begins on a new page.</summary>
public sealed record PageBreak : Block;
