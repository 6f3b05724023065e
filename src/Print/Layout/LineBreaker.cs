namespace Madoguchi.Print.Layout;

/// <summary>Fills lines one after another, and aligns each.</summary>
internal sealed class LineBreaker(TextStyle style, Align align, double width, double firstLine)
{
    /// <summary>More than a quarter of a character between all characters looks worse than a short line.</summary>
    private const double WidestStretch = 0.25;

    private const double WidestSpace = 0.5;
    private const double Rounding = 0.001;

    public IEnumerable<Line> Break(IReadOnlyList<Atom> atoms)
    {
        if (atoms.Count == 0)
        {
            yield return new([], [], 0, 0, style);
        }

        for (var start = 0; start < atoms.Count;)
        {
            var indent = start == 0 ? firstLine : 0;
            var end = EndOfLine(atoms, start, width - indent);
            yield return Align(atoms, start, end, indent, isLast: end == atoms.Count);
            start = end;
        }
    }

    private int EndOfLine(IReadOnlyList<Atom> atoms, int start, double room)
    {
        var used = 0.0;
        var lastChance = start;
        for (var at = start; at < atoms.Count; at++)
        {
            var atom = atoms[at];
            used += (at > start ? Gap(atoms[at - 1], atom) : 0) + atom.Width;
            var closing = atom.IsFullWidth && Kinsoku.ShrinksAtEnd(atom.Last) ? atom.Em / 2 : 0;
            if (used - closing > room + Rounding && !Kinsoku.IsSpace(atom.First))
            {
                return lastChance > start ? lastChance : Math.Max(at, start + 1);
            }

            if (at + 1 < atoms.Count && Kinsoku.MayBreak(atom.Last, atoms[at + 1].First))
            {
                lastChance = at + 1;
            }
        }

        return atoms.Count;
    }

    private Line Align(IReadOnlyList<Atom> atoms, int start, int end, double indent, bool isLast)
    {
        var line = atoms.Skip(start).Take(end - start).ToArray();
        var gaps = new double[line.Length];
        for (var at = 0; at < line.Length - 1; at++)
        {
            gaps[at] = Gap(line[at], line[at + 1]);
        }

        // Spaces at the end hang over the edge: they are there to be extracted, not seen.
        var visible = line.Length;
        while (visible > 1 && Kinsoku.IsSpace(line[visible - 1].Last))
        {
            visible--;
        }

        var used = line.Take(visible).Sum(atom => atom.Width) + gaps.Take(Math.Max(visible - 1, 0)).Sum();
        var room = width - indent;
        if (visible > 0 && used > room && line[visible - 1] is { IsFullWidth: true } last && Kinsoku.ShrinksAtEnd(last.Last))
        {
            used -= Math.Min(used - room, last.Em / 2);
        }

        var slack = room - used;
        if (slack > Rounding && (align == Print.Align.Distributed || (align == Print.Align.Justified && !isLast)))
        {
            slack -= Stretch(line, gaps, visible, slack);
            used = room - slack;
        }

        var left = indent + (align switch
        {
            Print.Align.Centre => slack / 2,
            Print.Align.Right => slack,
            _ => 0,
        });
        return new(line, gaps, left, used, style);
    }

    /// <summary>Gives room to the spaces between words first, then between characters; returns what it gave: all or, where that looks torn, nothing.</summary>
    private double Stretch(Atom[] line, double[] gaps, int visible, double slack)
    {
        var inner = Enumerable.Range(0, Math.Max(visible - 1, 0)).ToArray();
        var spaces = inner.Where(at => line[at].Last == ' ').ToArray();
        var between = inner.Where(at => Kinsoku.MayStretch(line[at].Last, line[at + 1].First)).ToArray();
        var forSpaces = Math.Min(slack, spaces.Length * WidestSpace * style.Size.Points);
        var rest = slack - forSpaces;
        if (rest > Rounding && (between.Length == 0 || (align != Print.Align.Distributed && rest > between.Length * WidestStretch * style.Size.Points)))
        {
            return 0;
        }

        foreach (var at in spaces)
        {
            gaps[at] += forSpaces / spaces.Length;
        }

        foreach (var at in between)
        {
            gaps[at] += rest / between.Length;
        }

        return slack;
    }

    private double Gap(Atom before, Atom after) =>
        style.Spacing.Points + (before.IsFullWidth && after.IsFullWidth ? Kinsoku.Gap(before.Last, after.First) * Math.Min(before.Em, after.Em) : 0);
}
