using Madoguchi.Registry;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace Madoguchi.Procedures;

/// <summary>A city's YAML file within bounds, with every fault found so far.</summary>
internal sealed class YamlFile
{
    public const int MaxLength = 512 * 1024;
    private const int MaxDepth = 20;

    private const string Unreadable =
        "YAMLとして読めません。この行の前後の字下げ・かっこ・引用符を確かめてください。「: 」や「{」を含む文は「\"」で囲みます。";

    private readonly string[] lines;
    private readonly List<ContentFault> faults = [];
    private Mark reached = Mark.Empty;

    private YamlFile(string name, string text) => (Name, lines) = (name, text.Split('\n'));

    public string Name { get; }

    public YamlMappingNode? Root { get; private set; }

    public IReadOnlyList<ContentFault> Faults => [.. faults.OrderBy(fault => fault.Line).ThenBy(fault => fault.Column)];

    /// <summary>Line ends and byte order mark do not make another version.</summary>
    public static string Canonical(string text) => text.TrimStart('\uFEFF').ReplaceLineEndings("\n");

    public static YamlFile Read(string name, string canonical)
    {
        var file = new YamlFile(name, canonical);
        if (canonical.Length > MaxLength)
        {
            file.faults.Add(new(name, 1, 1, $"ファイルが大きすぎます（{MaxLength / 1024}KBまで）。文章を短くするか、手続を分けてください。"));
            return file;
        }

        if (FirstBroken(canonical) is { } at)
        {
            var before = canonical.AsSpan(0, at);
            file.faults.Add(new(name, before.Count('\n') + 1, at - (before.LastIndexOf('\n') + 1) + 1,
                "読めない文字があります。ファイルを文字コード UTF-8 で保存し直してください。"));
            return file;
        }

        try
        {
            if (!file.IsBounded(canonical))
            {
                return file;
            }

            var stream = new YamlStream();
            stream.Load(new StringReader(canonical));
            if (stream.Documents is [var document, ..] && document.RootNode is YamlMappingNode root)
            {
                file.Root = root;
            }
            else
            {
                file.faults.Add(new(name, 1, 1, "ファイルの一番外側は「キー: 値」の並びにしてください。"));
            }
        }
        catch (YamlException broken)
        {
            var (line, column) = file.Clamp(broken.Start);
            file.faults.Add(new(name, line, column, Explain(broken)));
        }
        catch (Exception broken) when (broken is InvalidOperationException or ArgumentException or IndexOutOfRangeException)
        {
            // The parser loses its way in some broken files instead of saying so.
            var (line, column) = file.Clamp(file.reached);
            file.faults.Add(new(name, line, column, Unreadable));
        }

        return file;
    }

    public void Fault(Mark at, string message) => Fault((int)at.Line, (int)at.Column, message);

    public void Fault(YamlNode at, string message) => Fault(at.Start, message);

    public void Fault(int line, int column, string message)
    {
        var fault = new ContentFault(Name, line, column, message);
        if (!faults.Contains(fault))
        {
            faults.Add(fault);
        }
    }

    /// <summary>Where in the file a place inside a scalar's value lies.</summary>
    public (int Line, int Column) PlaceIn(YamlScalarNode scalar, int offset)
    {
        var (line, column) = ((int)scalar.Start.Line, (int)scalar.Start.Column);
        var value = scalar.Value ?? "";
        if (scalar.Style is ScalarStyle.Literal or ScalarStyle.Folded)
        {
            var before = value.AsSpan(0, Math.Min(offset, value.Length));
            var breaks = before.Count('\n');
            var at = line + breaks;
            var indent = at < lines.Length ? lines[at].Length - lines[at].TrimStart(' ').Length : 0;
            return (at + 1, indent + before.Length - (before.LastIndexOf('\n') + 1) + 1);
        }

        if (scalar.End.Line != scalar.Start.Line)
        {
            return (line, column);
        }

        // Quotation marks shift the place by one, and each doubled or escaped character by one more.
        var quote = scalar.Style switch { ScalarStyle.SingleQuoted => '\'', ScalarStyle.DoubleQuoted => '\\', _ => '\0' };
        var raw = line - 1 < lines.Length ? lines[line - 1] : "";
        var position = column - 1 + (quote == '\0' ? 0 : 1);
        for (var passed = 0; passed < offset && position < raw.Length; passed++, position++)
        {
            position += quote != '\0' && raw[position] == quote ? 1 : 0;
        }

        return (line, position + 1);
    }

    private (int Line, int Column) Clamp(Mark mark) => (Math.Clamp((int)mark.Line, 1, Math.Max(1, lines.Length)), Math.Max(1, (int)mark.Column));

    /// <summary>A file saved in another encoding shows replacement characters.</summary>
    private static int? FirstBroken(string text)
    {
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] is '\uFFFD' or '\0' || (char.IsSurrogate(text[at]) && !char.IsSurrogatePair(text, at)))
            {
                return at;
            }

            at += char.IsHighSurrogate(text[at]) ? 1 : 0;
        }

        return null;
    }

    private bool IsBounded(string text)
    {
        var parser = new Parser(new StringReader(text));
        var depth = 0;
        while (parser.MoveNext())
        {
            var happened = parser.Current!;
            reached = happened.Start;
            depth += happened.NestingIncrease;
            if (depth > MaxDepth)
            {
                Fault(happened.Start, $"入れ子が深すぎます（{MaxDepth}段まで）。");
                return false;
            }

            if (happened is AnchorAlias or NodeEvent { Anchor.IsEmpty: false })
            {
                Fault(happened.Start, "アンカー（&）と別名（*）は使えません。同じ内容でも、そのまま書いてください。先頭が & や * の文は「\"」で囲んでください。");
                return false;
            }
        }

        return true;
    }

    private static string Explain(YamlException broken) => broken.Message switch
    {
        var message when message.Contains("Duplicate key", StringComparison.OrdinalIgnoreCase) =>
            "同じキーが2回あります。どちらかを消してください。",
        var message when message.Contains("tab", StringComparison.OrdinalIgnoreCase) =>
            "タブ文字は使えません。空白で字下げしてください。",
        var message => $"{Unreadable}（{message}）",
    };
}
