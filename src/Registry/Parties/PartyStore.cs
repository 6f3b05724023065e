using System.Text.Json;
using Madoguchi.Kernel;

namespace Madoguchi.Registry;

/// <summary>Adds parties, and keeps their row and search tokens as the facts of their name say.</summary>
internal static class PartyStore
{
    /// <summary>The facts that a party's row shows.</summary>
    private static readonly string[] NamingCodes =
    [
        "person.name", "person.name-kana", "person.name-roman", "person.name-original",
        "organisation.name", "organisation.name-kana", "organisation.corporate-number",
    ];

    public static bool IsNaming(string code) => Array.IndexOf(NamingCodes, code) >= 0;

    /// <returns>False when the party was there before.</returns>
    public static bool Add(Unit unit, Guid id, PartyKind kind, string name = "", string kana = "")
    {
        if (unit.Scalar("select 1 from registry_party where id = @id", ("id", id)) is not null)
        {
            return false;
        }

        unit.Execute(
            """
            insert into registry_party (id, kind, name, kana, folded, added_at) values (@id, @kind, @name, @kana, '', @at)
            """,
            ("id", id), ("kind", CodeOf(kind)), ("name", name), ("kana", kana), ("at", unit.Now));
        return true;
    }

    public static PartyKind? KindOf(Unit unit, Guid id) =>
        unit.Scalar("select kind from registry_party where id = @id", ("id", id)) is string kind ? KindOf(kind) : null;

    public static PartyKind KindOf(string code) => Enum.Parse<PartyKind>(code, ignoreCase: true);

    public static string CodeOf(PartyKind kind) => kind switch
    {
        PartyKind.Person => "person",
        PartyKind.Household => "household",
        PartyKind.Organisation => "organisation",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "A new kind of party needs its code here."),
    };

    /// <summary>Writes the row anew from the facts held today.</summary>
    public static void ShowNames(Unit unit, Guid id)
    {
        var held = FactQueries.Held(unit, id, NamingCodes, unit.Now.DateInJapan());
        var name = Text("person.name") ?? Text("organisation.name") ?? "";
        var kana = Text("person.name-kana") ?? Text("organisation.name-kana") ?? "";
        var number = Text("organisation.corporate-number");
        var folded = Fold(name, kana, number);
        unit.Execute(
            """
            update registry_party set name = @name, kana = @kana, roman = @roman, original = @original, corporate_number = @number,
                folded = @folded
            where id = @id
            """,
            ("id", id),
            ("name", name),
            ("kana", kana),
            ("roman", Text("person.name-roman")),
            ("original", Text("person.name-original")),
            ("number", number),
            ("folded", folded));
        unit.Execute("delete from registry_token where party_id = @id", ("id", id));
        var (_, tokens) = InList.Of(folded.Split(' ').SelectMany(JapaneseText.IndexTokens).Distinct(StringComparer.Ordinal));
        if (tokens.Length > 0)
        {
            var rows = string.Join(", ", tokens.Select(token => $"(@{token.Name}, @id)"));
            unit.Execute($"insert into registry_token (token, party_id) values {rows}", [.. tokens, ("id", id)]);
        }

        string? Text(string code) => held.TryGetValue(code, out var json) ? JsonSerializer.Deserialize<string>(json) : null;
    }

    /// <summary>Folded words have no spaces of their own, so a space parts name, reading and number.</summary>
    private static string Fold(params ReadOnlySpan<string?> texts)
    {
        var folded = new List<string>();
        foreach (var text in texts)
        {
            if (text is not null && JapaneseText.FoldForSearch(text) is { Length: > 0 } word)
            {
                folded.Add(word);
            }
        }

        return string.Join(' ', folded);
    }
}
