using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace Madoguchi.Registry;

/// <summary>
/// Reads a city's YAML and remembers where everything stood. It never stops at the first fault: each one is added to
/// <see cref="Faults"/> with its line, and reading goes on, so that an officer mends a file in one go.
/// </summary>
public sealed class YamlReader(string file)
{
    private readonly List<ContentFault> faults = [];

    /// <summary>The file as faults name it: its path inside the city's folder.</summary>
    public string File => file;

    public IReadOnlyList<ContentFault> Faults => faults;

    /// <summary>The document, or null (and a fault) when it is not YAML or empty.</summary>
    public YamlItem? Read(string text)
    {
        var stream = new YamlStream();
        try
        {
            if (FirstAlias(text) is { } alias)
            {
                Add(alias, "* による引用は使えません。もう一度書いてください");
                return null;
            }

            using var reader = new StringReader(text);
            stream.Load(reader);
        }
        catch (YamlException fault)
        {
            Add(fault.Start, $"YAML として読めません: {fault.InnerException?.Message ?? fault.Message}");
            return null;
        }

        if (stream.Documents.Count == 1)
        {
            return new YamlItem(this, stream.Documents[0].RootNode, "");
        }

        Add(Mark.Empty, stream.Documents.Count == 0 ? "ファイルが空です" : "1つのファイルに書けるのは1つの文書だけです(--- を消してください)");
        return null;
    }

    /// <summary>A value that holds itself has no end; a file for people to read needs no aliases.</summary>
    private static Mark? FirstAlias(string text)
    {
        using var reader = new StringReader(text);
        var parser = new Parser(reader);
        while (parser.MoveNext())
        {
            if (parser.Current is AnchorAlias alias)
            {
                return alias.Start;
            }
        }

        return null;
    }

    internal void Add(Mark at, string message) =>
        faults.Add(new ContentFault(file, (int)Math.Max(1, at.Line), (int)Math.Max(1, at.Column), message));
}
