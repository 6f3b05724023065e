using System.Collections.Frozen;
using Madoguchi.Registry;

namespace Madoguchi.Delivery;

/// <summary>The city's templates by kind. A fault in one stops the start: what would be printed wrong is not printed.</summary>
internal sealed class LetterTemplates
{
    private const string Folder = "letters";
    private const string Ending = ".yaml";

    private readonly FrozenDictionary<string, LetterTemplate> byKind;

    private LetterTemplates(IEnumerable<LetterTemplate> all)
    {
        byKind = all.ToFrozenDictionary(template => template.Kind, StringComparer.Ordinal);
    }

    public IReadOnlyCollection<LetterTemplate> All => byKind.Values;

    public LetterTemplate? Find(string kind) => byKind.GetValueOrDefault(kind);

    /// <exception cref="ContentException">With every fault of every file.</exception>
    public static LetterTemplates Load(CityContent city)
    {
        var folder = city.PathTo(Folder);
        return Read(Directory.Exists(folder)
            ? Directory.EnumerateFiles(folder, "*" + Ending).Order(StringComparer.Ordinal).Select(file => (Path.GetFileName(file), File.ReadAllText(file)))
            : []);
    }

    /// <param name="files">Name and text of each.</param>
    /// <exception cref="ContentException">With every fault of every file.</exception>
    public static LetterTemplates Read(IEnumerable<(string Name, string Text)> files)
    {
        var faults = new List<ContentFault>();
        var read = new List<LetterTemplate>();
        foreach (var (name, text) in files)
        {
            var reader = new YamlReader($"{Folder}/{name}");
            if (LetterTemplateReader.Read(reader, text, name[..^Ending.Length]) is { } template)
            {
                read.Add(template);
            }

            faults.AddRange(reader.Faults);
        }

        return faults.Count == 0 ? new(read) : throw new ContentException(faults);
    }
}
