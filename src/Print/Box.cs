namespace Madoguchi.Print;

/// <summary>A rectangle on a page, measured from the page's upper left corner.</summary>
public readonly record struct Box(Length Left, Length Top, Length Width, Length Height)
{
    public Length Right => Left + Width;

    public Length Bottom => Top + Height;

    /// <summary>The same in millimetres, as forms are specified.</summary>
    public static Box Mm(double left, double top, double width, double height) => new(left.Mm, top.Mm, width.Mm, height.Mm);
}

/// <summary>The size of a sheet.</summary>
public sealed record PageSize(Length Width, Length Height)
{
    public static PageSize A4 { get; } = new(210.Mm, 297.Mm);

    public static PageSize A4Landscape { get; } = new(297.Mm, 210.Mm);

    public static PageSize A3Landscape { get; } = new(420.Mm, 297.Mm);

    /// <summary>はがき.</summary>
    public static PageSize Postcard { get; } = new(100.Mm, 148.Mm);
}

/// <summary>The empty border of a page.</summary>
public sealed record Margins(Length Top, Length Right, Length Bottom, Length Left)
{
    public static Margins All(Length each) => new(each, each, each, each);
}
