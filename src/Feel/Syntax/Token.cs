namespace Madoguchi.Feel.Syntax;

internal enum TokenKind
{
    /// <summary>A run of name characters: a keyword, a name, or a piece of a name with spaces.</summary>
    Word,
    Number,
    Text,
    Symbol,
    End,
}

/// <summary>A token. Words are in NFC, strings have their escapes resolved, numbers and symbols are as written.</summary>
internal sealed record Token(TokenKind Kind, string Text, FeelSpan Span)
{
    public bool Is(string symbol) => Kind == TokenKind.Symbol && Text == symbol;

    public bool IsOneOf(string[] symbols)
    {
        if (Kind == TokenKind.Symbol)
        {
            foreach (var symbol in symbols)
            {
                if (Text == symbol)
                {
                    return true;
                }
            }
        }
        return false;
    }

    public bool IsWord(string word) => Kind == TokenKind.Word && Text == word;
}
