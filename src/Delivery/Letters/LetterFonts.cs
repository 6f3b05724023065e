using System.Globalization;
using System.Text;
using Madoguchi.Print;

namespace Madoguchi.Delivery;

/// <summary>A character no font of the city can print, and where in the letter it stood.</summary>
/// <param name="Where">Of <see cref="LetterPlace"/>.</param>
/// <param name="CodePoints">As people name it: <c>U+20BB7</c>. The character itself shows on no machine that lacks the font either.</param>
internal sealed record Unprinted(string Where, string CodePoints);

/// <summary>The parts of a letter, in words for staff.</summary>
internal static class LetterPlace
{
    public const string Name = "宛名";

    /// <summary>The name as the register writes it with its 異体字 or 外字; the letter bears it as it is written otherwise.</summary>
    public const string Original = "宛名の字形";
    public const string Address = "住所";
    public const string Text = "本文";
}

/// <summary>
/// The fonts of letters (ADR 0021): IPAex, then the city's own for 外字, then IPAmj明朝 where it is installed, for rare kanji and the
/// variants of names. What none of them has is a 〓 on the paper, and staff is told: an official notice is never held back by one character.
/// </summary>
internal sealed class LetterFonts(CityWords city, LettersSettings settings)
{
    /// <summary>下駄: as Japanese print has always marked a character it has no type for.</summary>
    private const char Geta = '〓';

    /// <summary>Whether a sign is to be drawn in colour: nothing that paper knows.</summary>
    private const int ShownAsText = 0xFE0E;
    private const int ShownAsEmoji = 0xFE0F;

    private readonly Lazy<FontList> mincho = new(() => List(IpaFonts.Mincho, city, settings));
    private readonly Lazy<FontList> gothic = new(() => List(IpaFonts.Gothic, city, settings));

    public FontList Mincho => mincho.Value;

    public FontList Gothic => gothic.Value;

    /// <summary>What of a text cannot be printed, each once; signs that are left out silently do not count.</summary>
    public IReadOnlyList<MissingCharacter> Missing(string text)
    {
        var tidy = Tidy(text);
        return [.. Mincho.Missing(tidy).Concat(Gothic.Missing(tidy)).DistinctBy(character => character.Text)];
    }

    /// <summary>The text as it is printed; what had to be replaced is added to the list.</summary>
    public string Printed(string text, string where, ICollection<Unprinted> lost)
    {
        var printed = Tidy(text);
        foreach (var missing in Missing(printed))
        {
            lost.Add(new(where, missing.CodePoints));
            printed = printed.Replace(missing.Text, InPlaceOf(missing.Text), StringComparison.Ordinal);
        }

        return printed;
    }

    /// <summary>A variant no font has is set in the usual shape of its kanji; anything else is a 〓.</summary>
    private string InPlaceOf(string missing)
    {
        var first = missing.EnumerateRunes().First();
        var isVariant = missing.EnumerateRunes().Skip(1).Any() && missing.EnumerateRunes().Skip(1).All(rune => IsSelector(rune.Value));
        return isVariant && Missing(first.ToString()).Count == 0 ? first.ToString() : $"{Geta}";
    }

    /// <summary>
    /// Without what comes along when text is pasted and says nothing: tabs and odd spaces become a space, controls and signs of no width go.
    /// A selector of a variant is none of them.
    /// </summary>
    public static string Tidy(string text)
    {
        var tidy = new StringBuilder(text.Length);
        foreach (var rune in text.ReplaceLineEndings("\n").EnumerateRunes())
        {
            switch (Rune.GetUnicodeCategory(rune))
            {
                case UnicodeCategory.SpaceSeparator when rune.Value != '　':
                case UnicodeCategory.Control when rune.Value == '\t':
                    tidy.Append(' ');
                    break;
                case UnicodeCategory.Control when rune.Value != '\n':
                case UnicodeCategory.Format:
                case UnicodeCategory.NonSpacingMark when rune.Value is ShownAsText or ShownAsEmoji:
                    break;
                case UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator:
                    tidy.Append('\n');
                    break;
                default:
                    tidy.Append(rune);
                    break;
            }
        }

        return tidy.ToString();
    }

    private static bool IsSelector(int point) => point is (>= 0xFE00 and <= 0xFE0F) or (>= 0xE0100 and <= 0xE01EF);

    private static FontList List(FontFile first, CityWords city, LettersSettings settings) => new(
        [first, .. settings.Fonts.Select(file => FontFile.Open(city.PathTo(file))), .. IpaFonts.FindNames() is { } names ? [names] : Array.Empty<FontFile>()]);
}
