using Madoguchi.Print.Typefaces;

namespace Madoguchi.Print;

/// <summary>Fonts in the order in which they are asked for a character: the text's own first, then those for rare kanji and 外字.</summary>
public sealed class FontList
{
    public FontList(params IReadOnlyList<FontFile> fonts)
    {
        ArgumentOutOfRangeException.ThrowIfZero(fonts.Count);
        Fonts = [.. fonts];
    }

    public IReadOnlyList<FontFile> Fonts { get; }

    public static implicit operator FontList(FontFile font) => new(font);

    public static FontList FromFontFile(FontFile font) => new(font);

    public FontList Then(params IReadOnlyList<FontFile> more) => new([.. Fonts, .. more]);

    /// <summary>What of the text could not be printed. Ask before printing names; printing it would throw <see cref="MissingGlyphException"/>.</summary>
    public IReadOnlyList<MissingCharacter> Missing(string text) =>
        [.. Cluster.All(text).Where(cluster => cluster.Text != "\n" && Find(cluster) is null).Select(cluster => new MissingCharacter(cluster.Text, cluster.Offset))];

    internal (FontFile Font, Glyph[] Glyphs)? Find(Cluster cluster)
    {
        foreach (var font in Fonts)
        {
            if (cluster.GlyphsIn(font) is { } glyphs)
            {
                return (font, glyphs);
            }
        }

        return null;
    }
}
