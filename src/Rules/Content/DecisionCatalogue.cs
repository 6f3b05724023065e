using System.Text.RegularExpressions;
using Madoguchi.Feel;
using Madoguchi.Registry;
using Microsoft.Extensions.Logging;

namespace Madoguchi.Rules;

/// <summary>
/// The decision models in force: of each, the newest version, whoever saved it. A file of the city's folder becomes a version when its
/// content is new to the model; one that cannot be read leaves what there is in force.
/// </summary>
internal sealed partial class DecisionCatalogue(CityContent content, Versions versions, ILogger<DecisionCatalogue> log) : IServesContent, IDisposable
{
    private readonly SemaphoreSlim reloading = new(1, 1);
    private volatile Snapshot snapshot = new([], [], []);

    public IReadOnlyList<ServedModel> Current => snapshot.Current;

    /// <summary>What is wrong in the city's files.</summary>
    public IReadOnlyList<ContentFault> Faults => snapshot.Faults;

    public ServedModel? Find(string code) => snapshot.Current.FirstOrDefault(served => served.Code == code);

    /// <summary>Every version of a model, the newest first.</summary>
    public IReadOnlyList<ModelVersion> VersionsOf(string code) => [.. snapshot.Versions.Where(version => version.Code == code).Reverse()];

    /// <summary>An old version as it was, or null when there never was one.</summary>
    public async Task<DecisionModel?> VersionAsync(string code, int number, CancellationToken cancellationToken) =>
        Find(code) is { } served && served.Version.Number == number
            ? served.Model
            : await versions.ContentAsync(code, number, cancellationToken) is { } text ? DecisionModel.Read(text, Others(code)) : null;

    /// <summary>What a model may import: the other models in force.</summary>
    public IReadOnlyList<DmnModel> Others(string code) => [.. snapshot.Current.Where(served => served.Code != code).Select(served => served.Model.Model)];

    public async Task ReloadAsync(CancellationToken cancellationToken)
    {
        await reloading.WaitAsync(cancellationToken);
        try
        {
            var faults = await TakeFilesAsync(cancellationToken);
            snapshot = await ReadAsync(snapshot, faults, cancellationToken);
            LogLoaded(snapshot.Current.Count, faults.Count);
            foreach (var fault in faults)
            {
                LogFault(fault.File, fault.Message);
            }
        }
        finally
        {
            reloading.Release();
        }
    }

    public void Dispose() => reloading.Dispose();

    private async Task<List<ContentFault>> TakeFilesAsync(CancellationToken cancellationToken)
    {
        var faults = new List<ContentFault>();
        var folder = content.PathTo("decisions");
        foreach (var path in (Directory.Exists(folder) ? Directory.GetFiles(folder, "*.dmn") : []).Order(StringComparer.Ordinal))
        {
            var name = $"decisions/{Path.GetFileName(path)}";
            var code = Path.GetFileNameWithoutExtension(path);
            if (!Code().IsMatch(code))
            {
                faults.Add(new(name, 1, 1, "ファイルの名前は、小文字の英数字とハイフンにしてください（child-allowance.dmn のように）。"));
                continue;
            }

            try
            {
                if (new FileInfo(path).Length > 4L * ModelText.MostCharacters)
                {
                    faults.Add(new(name, 1, 1, "ファイルが大きすぎます。"));
                    continue;
                }

                var text = ModelText.As15((await File.ReadAllTextAsync(path, cancellationToken)).ReplaceLineEndings("\n"));
                ModelText.Read(text);
                await versions.FromFileAsync(code, text, cancellationToken);
            }
            catch (Exception unreadable) when (unreadable is DmnException or IOException or UnauthorizedAccessException)
            {
                faults.Add(new(name, 1, 1, unreadable is DmnException
                    ? unreadable.Message : "ファイルを開けません。保存が終わっているか、読む権限があるかを確かめてください。"));
            }
        }

        return faults;
    }

    private async Task<Snapshot> ReadAsync(Snapshot before, List<ContentFault> faults, CancellationToken cancellationToken)
    {
        var all = await versions.AllAsync(cancellationToken);
        var newest = all.GroupBy(version => version.Code, StringComparer.Ordinal).Select(group => group.Last()).ToList();
        if (newest.SequenceEqual(before.Current.Select(served => served.Version)))
        {
            return before with { Faults = faults };
        }

        var texts = new List<(ModelVersion Version, string Text, DmnModel Model)>();
        foreach (var version in newest)
        {
            var text = (await versions.ContentAsync(version.Code, version.Number, cancellationToken))!;
            texts.Add((version, text, ModelText.Read(text)));
        }

        return new(
            [.. texts.Select(one => new ServedModel(one.Version, DecisionModel.Read(one.Text, [.. texts.Where(other => other != one).Select(other => other.Model)])))],
            faults, all);
    }

    [GeneratedRegex("^[a-z0-9]+(-[a-z0-9]+)*$")]
    private static partial Regex Code();

    [LoggerMessage(EventId = 1, Level = LogLevel.Information, Message = "Serving {Models} decision models; {Faults} faults in the city's files")]
    private partial void LogLoaded(int models, int faults);

    [LoggerMessage(EventId = 2, Level = LogLevel.Warning, Message = "{File}: {Fault}")]
    private partial void LogFault(string file, string fault);

    private sealed record Snapshot(IReadOnlyList<ServedModel> Current, IReadOnlyList<ContentFault> Faults, IReadOnlyList<ModelVersion> Versions);
}
