using System.Text;

namespace Madoguchi.Print.Typefaces;

/// <summary>
/// A glyph of a font, and the text that it stands for. A narrow one lacks the empty half behind a closing sign: it is a glyph of its own,
/// because readers of PDF take signs that overlap for the end of a line.
/// </summary>
internal readonly record struct Glyph(int Id, string Text, bool IsNarrow = false)
{
    public (int Id, bool IsNarrow) Shape => (Id, IsNarrow);

    /// <summary>In thousandths of the size.</summary>
    public double AdvanceIn(FontFile font) => font.Advance(Id) / (IsNarrow ? 2 : 1);
}

/// <summary>What is drawn as one: a character with the variation selector and the marks that follow it.</summary>
internal readonly record struct Cluster(string Text, int Offset)
{
    private const int Space = 0x20;
    private const int NoBreakSpace = 0xA0;

    public int First => Unicode.At(Text, 0, out _);

    public static IEnumerable<Cluster> All(string text)
    {
        for (var start = 0; start < text.Length;)
        {
            _ = Unicode.At(text, start, out var length);
            var end = start + length;
            while (end < text.Length && Unicode.At(text, end, out length) is var next && (Unicode.IsSelector(next) || Unicode.IsMark(next)))
            {
                end += length;
            }

            yield return new(text[start..end], start);
            start = end;
        }
    }

    /// <summary>Its glyphs, or null if the font cannot draw it as written. A selector is never dropped: without it another 異体字 would stand there.</summary>
    public Glyph[]? GlyphsIn(FontFile font)
    {
        var characters = font.Characters;
        var first = Unicode.At(Text, 0, out var length);
        if (length == Text.Length)
        {
            return characters.Glyph(first) is var plain and not 0 ? [new(plain, Text)]
                : first == NoBreakSpace && characters.Glyph(Space) is var space and not 0 ? [new(space, Text)]
                : null;
        }

        // か and U+3099 as two code points look like が, and still extract as the two that were written.
        if (Composed() is { } composed && characters.Glyph(composed) is var one and not 0)
        {
            return [new(one, Text)];
        }

        var glyphs = new List<Glyph>();
        for (var at = 0; at < Text.Length;)
        {
            var point = Unicode.At(Text, at, out length);
            var selector = at + length < Text.Length && Unicode.At(Text, at + length, out var more) is var next && Unicode.IsSelector(next) ? next : 0;
            more = selector == 0 ? 0 : selector > 0xFFFF ? 2 : 1;
            var glyph = selector == 0 ? characters.Glyph(point) : characters.Glyph(point, selector);
            if (glyph == 0)
            {
                return null;
            }

            glyphs.Add(new(glyph, Text.Substring(at, length + more)));
            at += length + more;
        }

        return [.. glyphs];
    }

    private int? Composed()
    {
        if (Unicode.CodePoints(Text).Any(point => !Rune.IsValid(point) || Unicode.IsSelector(point)))
        {
            return null;
        }

        var composed = Text.Normalize(NormalizationForm.FormC);
        return Unicode.At(composed, 0, out var length) is var point && length == composed.Length ? point : null;
    }
}
