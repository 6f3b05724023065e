namespace Madoguchi.Print.Layout;

/// <summary>A set line: atoms with the room behind each.</summary>
internal sealed class Line(IReadOnlyList<Atom> atoms, double[] gaps, double left, double width, TextStyle style)
{
    /// <summary>How much of a character stands above the baseline.</summary>
    public const double Ascent = 0.88;

    /// <summary>Above this share of a character, readers of PDF take a gap for a space; the line then says its text itself.</summary>
    public const double LooksLikeSpace = 0.09;

    public double Height => style.Leading;

    public double Width => width;

    public string Text => string.Concat(atoms.Select(atom => atom.Text));

    public void Draw(Place place)
    {
        var baseline = place.Top + ((Height - style.Size.Points) / 2) + (Ascent * style.Size.Points);
        var x = place.Left + left;
        for (var index = 0; index < atoms.Count;)
        {
            var end = EndOfStretch(index);
            var actual = atoms[index].ActualText ?? (IsLoose(index, end) ? string.Concat(atoms.Skip(index).Take(end - index).Select(atom => atom.Text)) : null);
            var from = x;
            if (actual is not null)
            {
                place.Page.BeginActualText(place.MarkOf(atoms[index].Element), actual);
            }

            for (var at = index; at < end; at++)
            {
                atoms[at].Draw(place, x, baseline, IsTight(at) ? atoms[at].Width / 2 : atoms[at].Width);
                x += atoms[at].Width + gaps[at];
            }

            if (actual is not null)
            {
                place.Page.EndActualText();
            }

            if (atoms[index].Target is { } target && place.Instead is null)
            {
                place.Page.AddLink(atoms[index].Element, target, from, place.Top, x - from, Height);
            }

            index = end;
        }
    }

    /// <summary>Atoms of one element that are extracted together.</summary>
    private int EndOfStretch(int start)
    {
        var end = start + 1;
        while (end < atoms.Count && atoms[end].Element == atoms[start].Element && ReferenceEquals(atoms[end].ActualText, atoms[start].ActualText))
        {
            end++;
        }

        return end;
    }

    /// <summary>Whether the next sign stands in the empty half of this one.</summary>
    private bool IsTight(int at) => at + 1 < atoms.Count && atoms[at].IsFullWidth && atoms[at + 1].IsFullWidth && Kinsoku.ClosesUp(atoms[at].Last, atoms[at + 1].First);

    private bool IsLoose(int start, int end)
    {
        for (var at = start; at < end - 1; at++)
        {
            if (gaps[at] > LooksLikeSpace * atoms[at].Em && !Kinsoku.IsSpace(atoms[at].Last) && !Kinsoku.IsSpace(atoms[at + 1].First))
            {
                return true;
            }
        }

        return false;
    }
}
