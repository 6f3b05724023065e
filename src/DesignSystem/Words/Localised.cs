namespace Madoguchi.DesignSystem;

/// <summary>A text in the city's three ways of speaking. Japanese is always there; the others fall back to it.</summary>
public sealed record Localised(string Ja, string? Easy = null, string? En = null)
{
    public string In(Language language) => language switch
    {
        Language.Easy => Easy ?? Ja,
        Language.En => En ?? Ja,
        _ => Ja,
    };

    /// <summary>True when a reader of English gets Japanese: the part must then say <c>lang="ja"</c>.</summary>
    public bool FallsBackFor(Language language) => language == Language.En && En is null;
}
