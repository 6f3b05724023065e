using System.Text.Json;
using System.Text.Json.Serialization;
using Madoguchi.DesignSystem;

namespace Madoguchi.Delivery;

/// <summary>
/// A letter in words: what the paper, the page on the phone and a reading aloud all say. Kept beside the file, so that both say the same
/// for as long as the letter is kept.
/// </summary>
/// <param name="Kind">The template.</param>
/// <param name="Number">文書番号.</param>
/// <param name="Day">The day it bears.</param>
/// <param name="Sender">In whose name: みやのわ市長.</param>
/// <param name="Recipient">With its original characters.</param>
/// <param name="Honorific">様 or 御中.</param>
/// <param name="Postcode">Seven digits, or empty.</param>
/// <param name="Address">The lines of the address; none when the register has none.</param>
/// <param name="Office">The city's own address.</param>
/// <param name="Code">By which it is checked; null in a preview.</param>
/// <param name="Parts">The letter itself in Japanese, then its explanation in easy Japanese or English.</param>
/// <param name="Spoken">The recipient as it is read aloud and copied, where the name on the paper has 外字 that only the city's font knows.</param>
public sealed record LetterWords(
    string Kind, string? Number, DateOnly Day, string Sender, string Recipient, string Honorific, string Postcode, IReadOnlyList<string> Address,
    string Office, string? Code, IReadOnlyList<LetterPart> Parts, string? Spoken = null)
{
    public string Title => Parts[0].Title;

    /// <summary>As a screen shows it: no machine but the city's has the font of its 外字.</summary>
    internal LetterWords OnScreen => Spoken is null ? this : Select((text, _) => text.Replace(Recipient, Spoken, StringComparison.Ordinal));

    /// <summary>The same letter, every text of it passed through this with the part it stands in.</summary>
    internal LetterWords Select(Func<string, string, string> change)
    {
        return this with
        {
            Number = Number is null ? null : Text(Number),
            Sender = Text(Sender),
            Recipient = change(Recipient, LetterPlace.Name),
            Spoken = Spoken is null ? null : change(Spoken, LetterPlace.Name),
            Address = [.. Address.Select(line => change(line, LetterPlace.Address))],
            Office = Text(Office),
            Parts =
            [
                .. Parts.Select(part => part with
                {
                    Title = Text(part.Title),
                    Pieces = [.. part.Pieces.Select(Piece)],
                    Enclosures = [.. part.Enclosures.Select(Text)],
                    City = Text(part.City),
                    Department = Text(part.Department),
                    Phone = Text(part.Phone),
                }),
            ],
        };

        string Text(string text) => change(text, LetterPlace.Text);

        LetterPiece Piece(LetterPiece piece) => piece switch
        {
            LetterPiece.Paragraph it => new LetterPiece.Paragraph(Text(it.Text)),
            LetterPiece.Heading it => new LetterPiece.Heading(Text(it.Text)),
            LetterPiece.Table it => new LetterPiece.Table([.. it.Rows.Select(row => new LetterRow(Text(row.Label), Text(row.Value)))]),
            LetterPiece.List it => new LetterPiece.List([.. it.Columns.Select(Text)], [.. it.Rows.Select(row => (IReadOnlyList<string>)[.. row.Select(Text)])]),
            _ => throw new ArgumentOutOfRangeException(nameof(piece), piece.GetType().Name, "A new piece needs its texts here."),
        };
    }

    internal string ToJson() => JsonSerializer.Serialize(this, LetterJson.Default.LetterWords);

    internal static LetterWords FromJson(string json) =>
        JsonSerializer.Deserialize(json, LetterJson.Default.LetterWords) ?? throw new InvalidOperationException("delivery_letter holds an empty letter.");
}

/// <summary>A letter, or its explanation, in one language. In easy Japanese texts carry readings: <c>{漢字|かんじ}</c>.</summary>
public sealed record LetterPart(
    Language Language, string Title, IReadOnlyList<LetterPiece> Pieces, IReadOnlyList<string> Enclosures, string City, string Department, string Phone);

[JsonPolymorphic(TypeDiscriminatorPropertyName = "is")]
[JsonDerivedType(typeof(LetterPiece.Paragraph), "paragraph")]
[JsonDerivedType(typeof(LetterPiece.Heading), "heading")]
[JsonDerivedType(typeof(LetterPiece.Table), "table")]
[JsonDerivedType(typeof(LetterPiece.List), "list")]
public abstract record LetterPiece
{
    private LetterPiece()
    {
    }

    public sealed record Paragraph(string Text) : LetterPiece;

    public sealed record Heading(string Text) : LetterPiece;

    /// <summary>Label and value, row by row.</summary>
    public sealed record Table(IReadOnlyList<LetterRow> Rows) : LetterPiece;

    /// <summary>Rows under headings.</summary>
    public sealed record List(IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows) : LetterPiece;
}

public sealed record LetterRow(string Label, string Value);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, UseStringEnumConverter = true)]
[JsonSerializable(typeof(LetterWords))]
[JsonSerializable(typeof(IReadOnlyList<Essential>))]
internal sealed partial class LetterJson : JsonSerializerContext;
