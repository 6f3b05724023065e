using System.Globalization;
using System.Text;
using Madoguchi.DesignSystem;

namespace Madoguchi.Delivery;

/// <summary>Puts a notice into the words of its template: the letter in Japanese, which counts, and below it the same explained.</summary>
internal static class LetterWriting
{
    private const string Person = "様";
    private const string Organisation = "御中";

    public static LetterWords Write(LetterTemplate template, NoticeContent content, Addressee to, CityWords words, string? code)
    {
        var recipient = to.Original ?? to.Name;
        var values = words.For(template.Kind, content, recipient);
        var explained = to.Language == Language.En ? Language.En : Language.Easy;
        return new(
            template.Kind,
            content.Number,
            content.Day,
            words.City.Mayor,
            recipient,
            to.IsOrganisation ? Organisation : Person,
            to.Address?.Postcode ?? "",
            LinesOf(to.Address),
            words.City.Contact.Address,
            code,
            [Part(template, Language.Ja, values), Part(template, explained, values)],
            recipient.EnumerateRunes().Any(IsPrivate) ? to.Name : null);
    }

    private static LetterPart Part(LetterTemplate template, Language language, TemplateValues values) => new(
        language,
        Plain(template.Title.Fill(language, values), language),
        [.. template.Letter.Where(block => Stands(block.When, values)).SelectMany(block => Pieces(block, language, values))],
        [.. template.Enclosures.Select(enclosure => enclosure.Fill(language, values))],
        values.Of("city", language),
        values.Of("department", language),
        values.Of("phone", language));

    /// <summary>In easy Japanese the title is read too.</summary>
    private static string Plain(string title, Language language) => language == Language.Easy ? title : Readings.Stripped(title);

    private static IEnumerable<LetterPiece> Pieces(LetterBlock block, Language language, TemplateValues values) => block switch
    {
        TextBlock text => Paragraphs(text.Text.Fill(language, values)),
        HeadingBlock heading => [new LetterPiece.Heading(heading.Text.Fill(language, values))],
        TableBlock table =>
        [
            new LetterPiece.Table([.. table.Rows.Where(row => Stands(row.When, values))
                .Select(row => new LetterRow(row.Label.Fill(language, values), row.Value.Fill(language, values)))]),
        ],
        ListBlock list => [new LetterPiece.List([.. list.Columns.Select(column => column.Fill(language, values))], values.List(list.List, language))],
        _ => throw new ArgumentOutOfRangeException(nameof(block), block.GetType().Name, "A new block needs its words here."),
    };

    private static IEnumerable<LetterPiece> Paragraphs(string text) =>
        text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(line => new LetterPiece.Paragraph(line));

    /// <summary>Of the area that every font fills as it likes: a code point there says nothing to anybody else.</summary>
    private static bool IsPrivate(Rune rune) => Rune.GetUnicodeCategory(rune) == UnicodeCategory.PrivateUse;

    private static bool Stands(string? when, TemplateValues values) => when is null || values.Has(when);

    private static string[] LinesOf(PostalAddress? address) => address is null
        ? []
        : [.. new[] { address.Prefecture + address.City + address.Town + address.Street, address.Building }.Where(line => line.Length > 0)];
}
