using System.Diagnostics.CodeAnalysis;

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
    public bool TryMatch(
        List<Token> tokens, int at, int longerThan, [NotNullWhen(true)] out string? name, [NotNullWhen(true)] out FeelType? type, out int length)
    {
        (name, type, length) = (null, null, 0);
        for (var table = this; table is not null; table = table.others)
        {
            if (table.Find(tokens, at, Math.Max(longerThan, length)) is { } known)
            {
                (name, type, length) = (known.Name, known.Type, known.Pieces.Length);
            }
        }
        return type is not null;
    }

    private Known? Find(List<Token> tokens, int at, int longerThan)
    {
        if (byFirst.TryGetValue(tokens[at].Text, out var candidates))
        {
            foreach (var known in candidates)
            {
                if (known.Pieces.Length > longerThan && Matches(tokens, at, known.Pieces))
                {
                    return known;
                }
            }
        }
        return null;
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

    private sealed record Known(string[] Pieces, string Name, FeelType Type);
}
