namespace Madoguchi.Print;

/// <summary>How text is set. <see cref="LineHeight"/> is a multiple of the size; readings (ruby) need about 1.6.</summary>
public sealed record TextStyle(FontList Fonts, Length Size)
{
    public Colour Colour { get; init; }

    public double LineHeight { get; init; } = 1.7;

    /// <summary>Between all characters, as titles have it.</summary>
    public Length Spacing { get; init; }

    internal double Leading => Size.Points * LineHeight;

    internal TextStyle Scaled(double by) => by == 1 ? this : this with { Size = Size * by, Spacing = Spacing * by };
}

/// <summary>Where the lines of a text stand.</summary>
public enum Align
{
    /// <summary>両端揃え: full lines end at the edge, the last as it comes.</summary>
    Justified,
    Left,
    Centre,
    Right,

    /// <summary>均等割付: every line spread over the whole width, as labels of forms are.</summary>
    Distributed,
}

/// <summary>Where something stands in a box that is higher than it.</summary>
public enum VerticalAlign
{
    Top,
    Middle,
    Bottom,
}
