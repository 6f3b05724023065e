using Madoguchi.DesignSystem;

namespace Madoguchi.Delivery;

/// <summary>How a kind of notice is worded, from <c>letters/KIND.yaml</c> of the city: as a mail, and as a letter on paper.</summary>
internal sealed record LetterTemplate
{
    public required string Kind { get; init; }

    /// <summary>Served by law (送達): preferences choose its channel, and never suppress it.</summary>
    public required bool Official { get; init; }

    /// <summary>Always on paper, whatever was chosen: that it reaches the registered address is its point (a code that proves it).</summary>
    public bool PostOnly { get; init; }

    /// <summary>What a person switches on and off, when the notice is not official.</summary>
    public required string Category { get; init; }

    public required TemplateText Title { get; init; }

    public required MailTemplate Mail { get; init; }

    public required IReadOnlyList<LetterBlock> Letter { get; init; }

    /// <summary>What lies in the envelope beside the letter (同封物).</summary>
    public required IReadOnlyList<TemplateText> Enclosures { get; init; }

    /// <summary>What the notice must bring; by name, true where it may be missing.</summary>
    public required IReadOnlyDictionary<string, bool> Values { get; init; }

    /// <summary>The lists it must bring; by name, with the number of columns.</summary>
    public required IReadOnlyDictionary<string, int> Lists { get; init; }
}

internal sealed record MailTemplate(TemplateText Subject, TemplateText Body)
{
    /// <summary>Subject and body in a language; readings stand in brackets, as mail has no ruby.</summary>
    public (string Subject, string Body) Write(Language language, TemplateValues values) =>
        (Readings.Stripped(Subject.Fill(language, values)), Readings.InBrackets(Body.Fill(language, values)));
}

/// <summary>One block of a letter; <paramref name="When"/> names the value or list without which it is left out.</summary>
internal abstract record LetterBlock(string? When);

internal sealed record TextBlock(TemplateText Text, string? When) : LetterBlock(When);

internal sealed record HeadingBlock(TemplateText Text, string? When) : LetterBlock(When);

/// <summary>Label and value, row by row.</summary>
internal sealed record TableBlock(IReadOnlyList<TableBlockRow> Rows, string? When) : LetterBlock(When);

internal sealed record TableBlockRow(TemplateText Label, TemplateText Value, string? When);

/// <summary>The rows of a list under headings of columns.</summary>
internal sealed record ListBlock(string List, IReadOnlyList<TemplateText> Columns, string? When) : LetterBlock(When);
