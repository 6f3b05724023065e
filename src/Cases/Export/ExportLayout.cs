using Madoguchi.Procedures;
using Madoguchi.Registry;

namespace Madoguchi.Cases;

/// <summary>The columns one core system wants of one procedure: <c>exports/CODE.yaml</c> in the city's folder.</summary>
public sealed record ExportLayout(string Code, string Name, string Procedure, IReadOnlyList<ExportColumn> Columns);

/// <summary>A column: what the core system calls it, where its value comes from, and how it is written.</summary>
/// <param name="Name">The heading.</param>
/// <param name="From"><c>case.WORD</c>, <c>subject.WORD</c> or <c>answer.PATH</c>.</param>
/// <param name="Part">Of a value of several parts: <c>postcode</c> of an address, <c>number</c> of an account.</param>
/// <param name="Format">Of days: one of <see cref="ExportLayouts.Formats"/>.</param>
public sealed record ExportColumn(string Name, string From, string? Part, string Format);

/// <summary>The city's layouts by code. A fault in one stops the start: a core system must not get a column that is another.</summary>
internal sealed class ExportLayouts
{
    public const string CasePrefix = "case.";
    public const string SubjectPrefix = "subject.";
    public const string AnswerPrefix = "answer.";
    private const string Folder = "exports";
    private const string Ending = ".yaml";
    private const int MostColumns = 200;

    private static readonly string[] CaseWords =
        ["reference", "received-on", "decided-on", "outcome", "grounds", "notice-number", "channel"];

    private static readonly string[] SubjectWords = ["id", "name", "kana", "corporate-number"];

    private readonly Dictionary<string, ExportLayout> byCode;

    private ExportLayouts(IEnumerable<ExportLayout> all) => byCode = all.ToDictionary(layout => layout.Code, StringComparer.Ordinal);

    /// <summary>How a day is written: 2026-04-01, 20260401, 令和8年4月1日, R08.04.01.</summary>
    public static IReadOnlyList<string> Formats { get; } = ["iso", "yyyymmdd", "wareki", "wareki-short"];

    public IReadOnlyList<ExportLayout> All => [.. byCode.Values.OrderBy(layout => layout.Code, StringComparer.Ordinal)];

    public ExportLayout? Find(string code) => byCode.GetValueOrDefault(code);

    /// <exception cref="ContentException">With every fault of every file.</exception>
    public static ExportLayouts Load(CityContent city, IProcedureCatalogue procedures)
    {
        var folder = city.PathTo(Folder);
        return Read(
            Directory.Exists(folder)
                ? Directory.EnumerateFiles(folder, "*" + Ending).Order(StringComparer.Ordinal).Select(file => (Path.GetFileName(file), File.ReadAllText(file)))
                : [],
            procedures);
    }

    /// <param name="files">Name and text of each.</param>
    /// <param name="procedures">Whose answers the columns name.</param>
    /// <exception cref="ContentException">With every fault of every file.</exception>
    public static ExportLayouts Read(IEnumerable<(string Name, string Text)> files, IProcedureCatalogue procedures)
    {
        var faults = new List<ContentFault>();
        var read = new List<ExportLayout>();
        foreach (var (name, text) in files)
        {
            var reader = new YamlReader($"{Folder}/{name}");
            if (reader.Read(text) is { } root)
            {
                read.Add(Layout(root, name[..^Ending.Length], procedures));
            }

            faults.AddRange(reader.Faults);
        }

        return faults.Count == 0 ? new(read) : throw new ContentException(faults);
    }

    private static ExportLayout Layout(YamlItem root, string file, IProcedureCatalogue procedures)
    {
        root.Only("code", "name", "procedure", "columns");
        if (root.Text("code") is var code && code != file)
        {
            (root.At("code") ?? root).Fault($"code はファイルの名前と同じ「{file}」にしてください");
        }

        var definition = procedures.Find(root.Text("procedure"));
        if (definition is null)
        {
            (root.At("procedure") ?? root).Fault("この手続はありません");
        }

        var columns = root.List("columns").Select(item => Column(item, definition)).ToArray();
        if (columns.Length is 0 or > MostColumns)
        {
            root.Fault($"columns は 1 から {MostColumns} までです");
        }

        if (columns.Select(column => column.Name).Append(ExportFormats.LineColumn).Append(ExportFormats.CodesColumn).GroupBy(name => name).Any(group => group.Count() > 1))
        {
            root.Fault($"列の名前が重なっています（「{ExportFormats.LineColumn}」と「{ExportFormats.CodesColumn}」は使えません）");
        }

        return new(code, root.Text("name"), root.Text("procedure"), columns);
    }

    private static ExportColumn Column(YamlItem item, ProcedureDefinition? definition)
    {
        item.Only("name", "from", "part", "format");
        var from = item.Text("from");
        var isKnown = from.StartsWith(CasePrefix, StringComparison.Ordinal) ? CaseWords.Contains(from[CasePrefix.Length..])
            : from.StartsWith(SubjectPrefix, StringComparison.Ordinal) ? SubjectWords.Contains(from[SubjectPrefix.Length..])
            : from.StartsWith(AnswerPrefix, StringComparison.Ordinal) && definition?.QuestionAt(from[AnswerPrefix.Length..]) is not null;
        if (!isKnown && definition is not null)
        {
            (item.At("from") ?? item).Fault($"「{from}」という値はありません");
        }

        return new(item.Text("name"), from, item.TextOrNull("part"), item.Has("format") ? item.OneOf("format", [.. Formats]) : Formats[0]);
    }
}
