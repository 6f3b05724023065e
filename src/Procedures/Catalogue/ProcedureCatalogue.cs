using Madoguchi.Registry;
using Microsoft.Extensions.Logging;

namespace Madoguchi.Procedures;

/// <summary>
/// The city's folder as one snapshot, swapped whole. A file that cannot be used leaves the last good version of its procedure
/// serving; its faults are listed until it is mended.
/// </summary>
internal sealed partial class ProcedureCatalogue(CityContent content, IFactCatalogue facts, Versions versions, ILogger<ProcedureCatalogue> log)
    : IProcedureCatalogue, IServesContent, IDisposable
{
    private readonly SemaphoreSlim reloading = new(1, 1);
    private volatile Snapshot snapshot = Snapshot.Empty;

    public IReadOnlyList<ProcedureDefinition> Current => snapshot.Current;

    public IReadOnlyList<ContentFault> Faults => snapshot.Faults;

    public IReadOnlyList<Classification> Categories => snapshot.Categories;

    public IReadOnlyList<Classification> LifeEvents => snapshot.LifeEvents;

    public ProcedureDefinition? Find(string code) => snapshot.ByCode.GetValueOrDefault(code);

    public int? NumberOf(string hash) => snapshot.Numbers.TryGetValue(hash, out var number) ? number : null;

    public IReadOnlyList<ProcedureDefinition> Search(ProcedureQuery query) => snapshot.Index.Find(query);

    public async ValueTask<ProcedureDefinition> VersionAsync(string hash, CancellationToken cancellationToken) =>
        await versions.FindAsync(hash, cancellationToken) ?? throw new InvalidOperationException($"There is no procedure version {hash}.");

    public Task<IReadOnlyList<ProcedureVersion>> VersionsAsync(CancellationToken cancellationToken) => versions.AllAsync(cancellationToken);

    /// <summary>Reads the folder again and serves what is good.</summary>
    public async Task ReloadAsync(CancellationToken cancellationToken)
    {
        await reloading.WaitAsync(cancellationToken);
        try
        {
            snapshot = await ReadAsync(snapshot, cancellationToken);
            LogLoaded(snapshot.Current.Count, snapshot.Faults.Count);
            foreach (var fault in snapshot.Faults)
            {
                LogFault(fault.File, fault.Line, fault.Column, fault.Message);
            }
        }
        finally
        {
            reloading.Release();
        }
    }

    public void Dispose() => reloading.Dispose();

    private async Task<Snapshot> ReadAsync(Snapshot before, CancellationToken cancellationToken)
    {
        var faults = new List<ContentFault>();
        var (categories, lifeEvents) = await ReadCategoriesAsync(before, faults, cancellationToken);
        var numbers = (await versions.AllAsync(cancellationToken)).ToDictionary(version => version.Hash, version => version.Number, StringComparer.Ordinal);
        var current = new List<ProcedureDefinition>();
        var folder = content.PathTo("procedures");
        var paths = Directory.Exists(folder) ? Directory.GetDirectories(folder) : [];
        foreach (var path in paths.Order(StringComparer.Ordinal))
        {
            var code = Path.GetFileName(path);
            var name = $"procedures/{code}/procedure.yaml";
            var text = await TextAsync(Path.Combine(path, "procedure.yaml"), name, faults, cancellationToken);
            var loaded = text is null ? new(null, []) : ProcedureReader.Read(name, text, facts.All, Codes(categories), Codes(lifeEvents));
            faults.AddRange(loaded.Faults);
            var definition = loaded.Definition;
            if (definition is not null && definition.Code != code)
            {
                faults.Add(new(name, 1, 1, $"code「{definition.Code}」とフォルダーの名前「{code}」が違います。同じにしてください。"));
                definition = null;
            }

            if (definition is null)
            {
                definition = before.ByCode.GetValueOrDefault(code) ?? await versions.NewestAsync(code, cancellationToken);
            }
            else if (!numbers.ContainsKey(definition.Hash))
            {
                numbers[definition.Hash] = await versions.NumberAsync(
                    definition, VersionContent.Write(text!, FactNames.Used(text!, facts.All).Values), cancellationToken);
            }

            if (definition is not null)
            {
                // The journey of a version is worked out once; what serves stays the same object.
                definition = before.ByCode.GetValueOrDefault(code) is { } same && same.Hash == definition.Hash ? same : definition;
                versions.Keep(definition);
                current.Add(definition);
            }
        }

        return new(current, faults, categories, lifeEvents, numbers);
    }

    private async Task<(IReadOnlyList<Classification> Categories, IReadOnlyList<Classification> LifeEvents)> ReadCategoriesAsync(
        Snapshot before, List<ContentFault> faults, CancellationToken cancellationToken)
    {
        const string name = "categories.yaml";
        if (await TextAsync(content.PathTo(name), name, faults, cancellationToken) is not { } text)
        {
            return (before.Categories, before.LifeEvents);
        }

        var read = CategoriesReader.Read(name, text);
        faults.AddRange(read.Faults);
        return read.Faults.Count > 0 && before.Categories.Count > 0 ? (before.Categories, before.LifeEvents) : (read.Categories, read.LifeEvents);
    }

    /// <summary>The text of a file within bounds; a file being saved at this moment is a fault that the next reload clears.</summary>
    private static async Task<string?> TextAsync(string path, string name, List<ContentFault> faults, CancellationToken cancellationToken)
    {
        try
        {
            if (new FileInfo(path) is { Exists: true, Length: > 4L * YamlFile.MaxLength })
            {
                faults.Add(new(name, 1, 1, $"ファイルが大きすぎます（{YamlFile.MaxLength / 1024}KBまで）。"));
                return null;
            }

            return YamlFile.Canonical(await File.ReadAllTextAsync(path, cancellationToken));
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            faults.Add(new(name, 1, 1, unreadable is FileNotFoundException
                ? "procedure.yaml がありません。" : "ファイルを開けません。保存が終わっているか、読む権限があるかを確かめてください。"));
            return null;
        }
    }

    private static HashSet<string> Codes(IReadOnlyList<Classification> list) => [.. list.Select(one => one.Code)];

    [LoggerMessage(EventId = 1, Level = LogLevel.Information, Message = "Serving {Procedures} procedures; {Faults} faults in the city's files")]
    private partial void LogLoaded(int procedures, int faults);

    [LoggerMessage(EventId = 2, Level = LogLevel.Warning, Message = "{File}:{Line}:{Column} {Fault}")]
    private partial void LogFault(string file, int line, int column, string fault);

    private sealed record Snapshot(
        IReadOnlyList<ProcedureDefinition> Current,
        IReadOnlyList<ContentFault> Faults,
        IReadOnlyList<Classification> Categories,
        IReadOnlyList<Classification> LifeEvents,
        IReadOnlyDictionary<string, int> Numbers)
    {
        public static Snapshot Empty { get; } = new([], [], [], [], new Dictionary<string, int>());

        public IReadOnlyDictionary<string, ProcedureDefinition> ByCode { get; } =
            Current.ToDictionary(definition => definition.Code, StringComparer.Ordinal);

        public SearchIndex Index { get; } = new(Current, Categories, LifeEvents);
    }
}
