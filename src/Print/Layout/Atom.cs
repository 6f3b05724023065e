using Madoguchi.Print.Typefaces;

namespace Madoguchi.Print.Layout;

/// <summary>What a line is made of and never broken inside: a glyph, a word with its reading, a picture.</summary>
internal abstract class Atom
{
    public required Element Element { get; init; }

    public required double Width { get; init; }

    /// <summary>The size of a full-width character here, for gaps.</summary>
    public required double Em { get; init; }

    /// <summary>What is extracted.</summary>
    public required string Text { get; init; }

    /// <summary>The code points by which it meets its neighbours.</summary>
    public required int First { get; init; }

    public required int Last { get; init; }

    /// <summary>Set on the parts of a run that are read as one other text.</summary>
    public string? ActualText { get; init; }

    public Uri? Target { get; init; }

    public bool IsFullWidth => Width >= 0.9 * Em;

    public abstract void Draw(Place place, double x, double baseline, double width);
}

internal sealed class GlyphAtom(FontFile font, Glyph glyph, TextStyle style) : Atom
{
    public override void Draw(Place place, double x, double baseline, double width) =>
        place.Page.Show(place.MarkOf(Element), font, glyph with { IsNarrow = width < Width }, style.Size.Points, style.Colour, x, baseline);
}

/// <summary>A word and its reading at half size above it; the shorter of the two is spread over the longer.</summary>
internal sealed class RubyAtom(IReadOnlyList<Atom> text, IReadOnlyList<Atom> reading, TextStyle style) : Atom
{
    private const double Above = 0.9;

    public override void Draw(Place place, double x, double baseline, double width)
    {
        Spread(text, place, x, baseline, width);
        Spread(reading, place, x, baseline - (Above * style.Size.Points), width);
    }

    private static void Spread(IReadOnlyList<Atom> atoms, Place place, double x, double baseline, double width)
    {
        var gap = (width - atoms.Sum(atom => atom.Width)) / atoms.Count;
        var isLoose = gap > Line.LooksLikeSpace * atoms[0].Em;
        if (isLoose)
        {
            place.Page.BeginActualText(place.MarkOf(atoms[0].Element), string.Concat(atoms.Select(atom => atom.Text)));
        }

        x += gap / 2;
        foreach (var atom in atoms)
        {
            atom.Draw(place, x, baseline, atom.Width);
            x += atom.Width + gap;
        }

        if (isLoose)
        {
            place.Page.EndActualText();
        }
    }
}

/// <summary>A picture as high as a character. The blank behind it carries the text that it stands for.</summary>
internal sealed class PictureAtom(Picture picture, Atom blank) : Atom
{
    public override void Draw(Place place, double x, double baseline, double width)
    {
        blank.Draw(place, x, baseline, width);
        place.Page.Draw(place.MarkOf(Element), picture, x, baseline - (Line.Ascent * Em), width, Em);
    }
}

/// <summary>Where something is drawn: distances from the page's upper left corner in points. What is repeated on a further page is an artifact instead.</summary>
internal readonly record struct Place(PdfPage Page, double Left, double Top, Artifact? Instead = null)
{
    public Mark MarkOf(Element element) => Instead ?? (Mark)element;

    public Place Moved(double right, double down) => this with { Left = Left + right, Top = Top + down };
}
