namespace Madoguchi.Print.Layout;

/// <summary>The smallest part of a block that a page can hold: a line, a row, a figure, or the space between two of them.</summary>
internal sealed record Slice(double Height, Action<Place>? Draw = null)
{
    /// <summary>No page ends between this and the next.</summary>
    public bool KeepWithNext { get; init; }

    public bool BeginsPage { get; init; }

    /// <summary>What is shown again above it when it begins a page: the header rows of a table.</summary>
    public IReadOnlyList<Slice> Head { get; init; } = [];

    public bool IsSpace => Draw is null;

    public Slice Indented(double by) => Draw is { } draw ? this with { Draw = place => draw(place.Moved(by, 0)) } : this;
}
