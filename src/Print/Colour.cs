namespace Madoguchi.Print;

/// <summary>A colour as three shares from 0 to 1.</summary>
public readonly record struct Colour(double Red, double Green, double Blue)
{
    public static Colour Black => default;

    public static Colour White => new(1, 1, 1);

    public static Colour Grey(double lightness) => new(lightness, lightness, lightness);
}

/// <summary>How a line is drawn; <see cref="Dash"/> is the length of both dashes and gaps.</summary>
public sealed record Stroke(Length Width)
{
    public static Stroke Thin { get; } = new(0.4.Pt);

    public static Stroke Thick { get; } = new(1.Pt);

    public Colour Colour { get; init; }

    public Length? Dash { get; init; }
}
