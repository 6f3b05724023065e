namespace Madoguchi.Feel.Syntax;

/// <summary>Known names by their first token, longest first: how names with spaces and signs are recognised.</summary>
internal sealed class NameTable
{
    private readonly Dictionary<string, List<Known>> byFirst = new(StringComparer.Ordinal);

    /// <summary>Names known besides these.</summary>
    private readonly NameTable? others;

    public NameTable(NameTable? others = null) => this.others = others;

    public NameTable(IEnumerable<KeyValuePair<string, FeelType>> names)
    {
        foreach (var (name, type) in names)
        {
            Add(name, type);
        }
    }

    public NameTable(string name, FeelType type) => Add(name, type);

    public void Add(string name, FeelType type)
    {
        var pieces = Lexer.Split(name);
        if (pieces.Length == 0)
        {
            return;
        }
        if (!byFirst.TryGetValue(pieces[0], out var candidates))
        {
            byFirst[pieces[0]] = candidates = [];
        }
        candidates.RemoveAll(known => known.Name == name);
        var at = candidates.FindIndex(known => known.Pieces.Length < pieces.Length);
        candidates.Insert(at < 0 ? candidates.Count : at, new Known(pieces, name, type));
    }

    /// <summary>The longest known name that begins at this token and is longer than <paramref name="longerThan"/> tokens.</summary>
    public Known? Match(List<Token> tokens, int at, int longerThan)
    {
        var other = others?.Match(tokens, at, longerThan);
        if (byFirst.TryGetValue(tokens[at].Text, out var candidates))
        {
            foreach (var known in candidates)
            {
                if (known.Length > (other?.Length ?? longerThan) && Matches(tokens, at, known.Pieces))
                {
                    return known;
                }
            }
        }
        return other;
    }

    private static bool Matches(List<Token> tokens, int at, string[] pieces)
    {
        for (var i = 0; i < pieces.Length; i++)
        {
            if (at + i >= tokens.Count || tokens[at + i].Kind is TokenKind.Text or TokenKind.End || tokens[at + i].Text != pieces[i])
            {
                return false;
            }
        }
        return true;
    }
}

/// <summary>A name with the texts of its tokens.</summary>
internal sealed record Known(string[] Pieces, string Name, FeelType Type)
{
    public int Length => Pieces.Length;
}
