namespace Madoguchi.Print;

/// <summary>A distance on paper. Written <c>20.Mm</c> or <c>10.5.Pt</c>, so that no number stands without its unit.</summary>
public readonly record struct Length : IComparable<Length>
{
    private const double PointsPerMillimetre = 72 / 25.4;

    private Length(double points) => Points = points;

    public static Length Zero => default;

    public double Points { get; }

    public double Millimetres => Points / PointsPerMillimetre;

    public static Length FromPoints(double points) => new(points);

    public static Length FromMillimetres(double millimetres) => new(millimetres * PointsPerMillimetre);

    public static Length Max(Length a, Length b) => a > b ? a : b;

    public static Length Min(Length a, Length b) => a < b ? a : b;

    public int CompareTo(Length other) => Points.CompareTo(other.Points);

    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Millimetres:0.###} mm");

    public static Length operator +(Length a, Length b) => new(a.Points + b.Points);

    public static Length operator -(Length a, Length b) => new(a.Points - b.Points);

    public static Length operator -(Length a) => new(-a.Points);

    public static Length operator *(Length a, double times) => new(a.Points * times);

    public static Length operator /(Length a, double by) => new(a.Points / by);

    public static bool operator <(Length a, Length b) => a.Points < b.Points;

    public static bool operator >(Length a, Length b) => a.Points > b.Points;

    public static bool operator <=(Length a, Length b) => a.Points <= b.Points;

    public static bool operator >=(Length a, Length b) => a.Points >= b.Points;
}

/// <summary>Units: <c>20.Mm</c>, <c>10.5.Pt</c>.</summary>
public static class Lengths
{
    extension(double number)
    {
        public Length Mm => Length.FromMillimetres(number);

        public Length Pt => Length.FromPoints(number);
    }
}

/// <summary>Units of whole numbers: <c>20.Mm</c>.</summary>
public static class WholeLengths
{
    extension(int number)
    {
        public Length Mm => Length.FromMillimetres(number);

        public Length Pt => Length.FromPoints(number);
    }
}
