using Madoguchi.Print.Typefaces;

namespace Madoguchi.Print.Layout;

/// <summary>Sets text into lines: characters to glyphs, fonts by fall-back, readings, links, 外字.</summary>
internal static class Setter
{
    private const double ReadingSize = 0.5;

    public static IReadOnlyList<Line> Lines(Text text, TextStyle style, Align align, double width, double firstLine, Element element)
    {
        var lines = new List<Line>();
        foreach (var atoms in Paragraphs(text, style, element))
        {
            lines.AddRange(new LineBreaker(style, align, width, lines.Count == 0 ? firstLine : 0).Break(atoms));
        }

        return lines;
    }

    /// <summary>The atoms between forced ends of lines.</summary>
    private static List<List<Atom>> Paragraphs(Text text, TextStyle style, Element element)
    {
        var missing = new List<MissingCharacter>();
        var asked = new HashSet<string>(StringComparer.Ordinal);
        var paragraphs = new List<List<Atom>> { new() };
        foreach (var part in text.Parts)
        {
            var own = part.Style ?? style;
            switch (part)
            {
                case Run run:
                    AddRun(run, own);
                    break;
                case Link link:
                    paragraphs[^1].AddRange(Glyphs(link.Text, own, element.Later(new(Tag.Link)), link.Target));
                    break;
                case Ruby ruby:
                    paragraphs[^1].Add(Read(ruby, own));
                    break;
                case InlinePicture picture:
                    paragraphs[^1].Add(Drawn(picture, own));
                    break;
            }
        }

        return missing.Count == 0 ? paragraphs : throw new MissingGlyphException(missing, [.. asked]);

        void AddRun(Run run, TextStyle own)
        {
            if (run.ActualText is { } actual)
            {
                paragraphs[^1].AddRange(Standing(run.Text, actual, own));
                return;
            }

            var written = run.Text.Replace("\r\n", "\n", StringComparison.Ordinal).Split('\n');
            for (var index = 0; index < written.Length; index++)
            {
                // A space that nobody sees keeps what stands on two lines apart when it is read.
                paragraphs[^1].AddRange(Glyphs(index + 1 < written.Length ? written[index] + " " : written[index], own, element));
                if (index + 1 < written.Length)
                {
                    paragraphs.Add([]);
                }
            }
        }

        List<Atom> Standing(string shown, string actual, TextStyle own)
        {
            // One glyph carries the text itself, which every reader of PDF understands; several are wrapped.
            var glyphs = Glyphs(shown, own, element, actual: actual);
            return glyphs is [GlyphAtom] && own.Fonts.Find(Cluster.All(shown).First()) is var (font, found)
                ? [Atom(font, found[0] with { Text = actual }, own, element, null, null)]
                : glyphs;
        }

        RubyAtom Read(Ruby ruby, TextStyle own)
        {
            var tag = element.Later(new(Tag.Ruby));
            var (shown, small) = (Glyphs(ruby.Text, own, tag.Later(new(Tag.RB))), own with { Size = own.Size * ReadingSize });
            var reading = Glyphs(ruby.Reading, small, tag.Later(new(Tag.RT)));
            return new(shown, reading, own)
            {
                Element = tag,
                Width = Math.Max(shown.Sum(atom => atom.Width), reading.Sum(atom => atom.Width)),
                Em = own.Size.Points,
                Text = ruby.Text,
                First = shown.FirstOrDefault()?.First ?? 0,
                Last = shown.LastOrDefault()?.Last ?? 0,
            };
        }

        PictureAtom Drawn(InlinePicture picture, TextStyle own)
        {
            var tag = element.Later(new(Tag.Span) { ActualText = picture.ActualText });
            var em = own.Size.Points;
            var blank = own.Fonts.Find(new Cluster("\u3000", 0)) is var (font, found)
                ? Atom(font, found[0] with { Text = picture.ActualText }, own, tag, null, null)
                : throw new MissingGlyphException([new("\u3000", 0)], [.. own.Fonts.Fonts.Select(each => each.Name)]);
            return new(picture.Picture, blank)
            {
                Element = tag,
                Width = em * picture.Picture.Width / picture.Picture.Height,
                Em = em,
                Text = picture.ActualText,
                First = '外',
                Last = '外',
            };
        }

        List<Atom> Glyphs(string shown, TextStyle own, Element tag, Uri? target = null, string? actual = null)
        {
            var atoms = new List<Atom>(shown.Length);
            foreach (var cluster in Cluster.All(shown))
            {
                if (own.Fonts.Find(cluster) is var (font, glyphs))
                {
                    atoms.AddRange(glyphs.Select(glyph => Atom(font, glyph, own, tag, target, actual)));
                }
                else
                {
                    missing.Add(new(cluster.Text, cluster.Offset));
                    asked.UnionWith(own.Fonts.Fonts.Select(each => each.Name));
                }
            }

            return atoms;
        }
    }

    private static GlyphAtom Atom(FontFile font, Glyph glyph, TextStyle style, Element element, Uri? target, string? actual)
    {
        var point = Unicode.At(glyph.Text, 0, out _);
        return new(font, glyph, style)
        {
            Element = element,
            Width = font.Advance(glyph.Id) * style.Size.Points / 1000,
            Em = style.Size.Points,
            Text = glyph.Text,
            First = point,
            Last = point,
            ActualText = actual,
            Target = target,
        };
    }
}
