namespace Madoguchi.Print;

/// <summary>What a document says about itself.</summary>
public sealed record DocumentInfo(string Title)
{
    public string Language { get; init; } = "ja";

    public string? Author { get; init; }

    public string? Subject { get; init; }

    /// <summary>Only what is given is written: without it the same letter always has the same bytes.</summary>
    public DateTimeOffset? Created { get; init; }
}
