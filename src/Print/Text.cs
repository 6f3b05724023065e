using System.Text.RegularExpressions;

namespace Madoguchi.Print;

/// <summary>A part of a line.</summary>
public abstract record Inline
{
    private protected Inline()
    {
    }

    /// <summary>Null: as the block is set.</summary>
    public TextStyle? Style { get; init; }
}

/// <summary>
/// Text as it is written. For 外字 of a city's own font, <see cref="ActualText"/> says what is copied and read aloud in place of the code point.
/// A line feed ends a line.
/// </summary>
public sealed record Run(string Text) : Inline
{
    public string? ActualText { get; init; }
}

/// <summary>Text with its reading above it.</summary>
public sealed record Ruby(string Text, string Reading) : Inline;

/// <summary>Text that leads to an address.</summary>
public sealed record Link(string Text, Uri Target) : Inline;

/// <summary>A picture in the line, as high as a character: a 外字 that no font has, or a seal.</summary>
public sealed record InlinePicture(Picture Picture, string ActualText) : Inline;

/// <summary>What a block says: a string, or parts with readings, links and 外字.</summary>
public sealed partial record Text(params IReadOnlyList<Inline> Parts)
{
    public static Text Empty { get; } = new();

    /// <summary>What is read: without readings, with what 外字 stand for.</summary>
    public string Plain => string.Concat(Parts.Select(part => part switch
    {
        Run run => run.ActualText ?? run.Text,
        Ruby ruby => ruby.Text,
        Link link => link.Text,
        InlinePicture picture => picture.ActualText,
        _ => "",
    }));

    internal Text Scaled(double by) => by == 1 ? this : new([.. Parts.Select(part => part.Style is { } own ? part with { Style = own.Scaled(by) } : part)]);

    public static implicit operator Text(string text) => FromString(text);

    public static Text FromString(string text) => text.Length == 0 ? Empty : new(new Run(text));

    /// <summary>Text in which readings are written as in the city's content: <c>{手続|てつづ}き</c>.</summary>
    public static Text WithReadings(string text)
    {
        var parts = new List<Inline>();
        var from = 0;
        foreach (Match match in Reading().Matches(text))
        {
            if (match.Index > from)
            {
                parts.Add(new Run(text[from..match.Index]));
            }

            parts.Add(new Ruby(match.Groups[1].Value, match.Groups[2].Value));
            from = match.Index + match.Length;
        }

        return new([.. parts, .. from < text.Length ? [new Run(text[from..])] : Array.Empty<Inline>()]);
    }

    [GeneratedRegex(@"\{([^{}|]+)\|([^{}|]+)\}")]
    private static partial Regex Reading();
}
