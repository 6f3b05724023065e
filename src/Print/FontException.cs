namespace Madoguchi.Print;

/// <summary>A font file that cannot be used, and why.</summary>
public sealed class FontException(string font, string reason) : Exception($"{font}: {reason}")
{
    public string Font { get; } = font;
}

/// <summary>A character that no font of the list can draw: the sequence as written, and where it begins (in UTF-16 units).</summary>
public sealed record MissingCharacter(string Text, int Offset)
{
    /// <summary>As people name it: <c>U+845B U+E0100</c>.</summary>
    public string CodePoints => string.Join(' ', Unicode.CodePoints(Text).Select(Unicode.Name));

    public override string ToString() => $"{CodePoints} 「{Text}」 at {Offset}";
}

/// <summary>Text that cannot be printed as it is written. Nothing is ever replaced by an empty box.</summary>
public sealed class MissingGlyphException(IReadOnlyList<MissingCharacter> missing, IReadOnlyList<string> fonts)
    : Exception($"No font has {string.Join(", ", missing)}; asked were {string.Join(", ", fonts)}.")
{
    public IReadOnlyList<MissingCharacter> Missing { get; } = missing;
}

/// <summary>Text or a block that does not fit the place it was given.</summary>
public sealed class DoesNotFitException(string what) : Exception(what);
