using Madoguchi.Registry;

namespace Madoguchi.Delivery;

/// <summary>Reads a <c>letters/KIND.yaml</c>. Every name a text uses must be known, so that no letter is printed with a gap.</summary>
internal sealed class LetterTemplateReader
{
    private static readonly string[] BlockKinds = ["text", "heading", "table", "list"];

    private readonly Dictionary<string, bool> values = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> lists = new(StringComparer.Ordinal);

    private LetterTemplateReader()
    {
    }

    /// <summary>The template; null, and faults in the reader, when the file cannot be used.</summary>
    /// <param name="reader">Of this file.</param>
    /// <param name="text">The file.</param>
    /// <param name="kind">The file's name, which is the kind.</param>
    public static LetterTemplate? Read(YamlReader reader, string text, string kind)
    {
        var template = reader.Read(text) is { } root ? new LetterTemplateReader().Template(root, kind) : null;
        return reader.Faults.Count == 0 ? template : null;
    }

    private LetterTemplate Template(YamlItem root, string kind)
    {
        root.Only("kind", "official", "post-only", "category", "values", "lists", "title", "mail", "letter", "enclosures");
        if (root.Text("kind") is { } written && written != kind)
        {
            (root.At("kind") ?? root).Fault($"kind はファイルの名前と同じ「{kind}」にしてください");
        }

        Declare(root);
        var mail = root.Required("mail")?.Only("subject", "body");
        return new LetterTemplate
        {
            Kind = kind,
            Official = root.Required("official")?.Bool() ?? false,
            PostOnly = root.Bool("post-only"),
            Category = root.OneOf("category", NoticeCategories.All),
            Title = Text(root.Required("title")),
            Mail = new MailTemplate(Text(mail?.Required("subject"), url: true), Text(mail?.Required("body"), url: true)),
            Letter = [.. (root.Required("letter")?.Items() ?? []).Select(Block).OfType<LetterBlock>()],
            Enclosures = [.. root.List("enclosures").Select(item => Text(item))],
            Values = values,
            Lists = lists,
        };
    }

    private void Declare(YamlItem root)
    {
        foreach (var (name, item) in root.At("values")?.Entries() ?? [])
        {
            if (CityWords.Names.Contains(name))
            {
                item.Fault($"「{name}」は市が決める値です。ここには書きません");
            }

            values[name] = item.IsMap && item.Only("about", "optional").Bool("optional");
        }

        foreach (var (name, item) in root.At("lists")?.Entries() ?? [])
        {
            item.Only("about", "columns");
            lists[name] = item.Required("columns")?.Int() ?? 0;
            if (lists[name] is < 1 or > 4)
            {
                item.Fault("columns は 1 から 4 までです");
            }
        }
    }

    private LetterBlock? Block(YamlItem item)
    {
        item.Only("text", "heading", "table", "list", "columns", "when");
        var when = When(item);
        switch (BlockKinds.Where(item.Has).ToArray())
        {
            case ["text"]:
                return new TextBlock(Text(item.At("text"), when), when);
            case ["heading"]:
                return new HeadingBlock(Text(item.At("heading"), when), when);
            case ["table"]:
                return new TableBlock([.. item.List("table").Select(row => Row(row, when))], when);
            case ["list"]:
                return List(item, when);
            default:
                item.Fault("text、heading、table、list のどれか1つを書いてください");
                return null;
        }
    }

    private TableBlockRow Row(YamlItem row, string? block)
    {
        row.Only("label", "value", "when");
        var when = When(row) ?? block;
        return new(Text(row.Required("label"), when), Text(row.Required("value"), when), when);
    }

    private ListBlock List(YamlItem item, string? when)
    {
        var name = item.Text("list");
        var columns = item.List("columns").Select(column => Text(column)).ToArray();
        if (!lists.TryGetValue(name, out var declared))
        {
            item.At("list")?.Fault($"「{name}」は lists にありません");
        }
        else if (columns.Length != declared)
        {
            item.Fault($"columns の数が lists の「{name}」と違います({declared})");
        }

        return new(name, columns, when);
    }

    private string? When(YamlItem item)
    {
        if (item.At("when") is not { } when)
        {
            return null;
        }

        var name = when.Text();
        if (!values.ContainsKey(name) && !lists.ContainsKey(name))
        {
            when.Fault($"「{name}」は values にも lists にもありません");
        }

        return name;
    }

    /// <param name="item">The text.</param>
    /// <param name="when">The value that is there wherever this text is printed.</param>
    /// <param name="url">The text is a mail's, which may name an address of the site.</param>
    private TemplateText Text(YamlItem? item, string? when = null, bool url = false)
    {
        var text = TemplateText.Read(item);
        foreach (var name in text.Names)
        {
            if (values.TryGetValue(name, out var optional))
            {
                if (optional && name != when)
                {
                    item!.Fault($"「{name}」はないことがあります。when: {name} を付けてください");
                }
            }
            else if (!CityWords.Names.Contains(name) || (name == CityWords.Url && !url))
            {
                item!.Fault($"「{name}」という値はありません。values に書いてください");
            }
        }

        return text;
    }
}

/// <summary>What a person switches on and off: every message that is not official belongs to one.</summary>
internal static class NoticeCategories
{
    /// <summary>What becomes of an application.</summary>
    public const string Application = "application";

    public const string Fee = "fee";

    /// <summary>The account by which one signs in.</summary>
    public const string Account = "account";

    public static string[] All { get; } = [Application, Fee, Account];
}
