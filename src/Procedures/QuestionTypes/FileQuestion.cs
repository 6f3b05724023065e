using System.Globalization;
using Madoguchi.DesignSystem;
using Madoguchi.Feel;

namespace Madoguchi.Procedures;

/// <summary>
/// Evidence to attach, and the law that asks for it. The files themselves are kept before the answer is read; here stands which
/// of them are the answer: those of <c>field.keep</c> and those newly given.
/// </summary>
public sealed class FileQuestion : QuestionType
{
    private static readonly Dictionary<string, string> Known = new(StringComparer.Ordinal)
    {
        ["pdf"] = "application/pdf",
        ["jpeg"] = "image/jpeg",
        ["png"] = "image/png",
        ["heic"] = "image/heic",
    };

    /// <summary>The media types a definition may accept, by the name it uses for them.</summary>
    public static IReadOnlyDictionary<string, string> MediaTypes => Known;

    public required LegalBasis Law { get; init; }

    /// <summary>Names of accepted types: pdf, jpeg, png, heic.</summary>
    public required IReadOnlyList<string> Accept { get; init; }

    public int MaxMegabytes { get; init; } = 10;

    public int MaxFiles { get; init; } = 3;

    public long MaxBytes => MaxMegabytes * 1024L * 1024L;

    public override string Code => "file";

    public override string ValueKind => "files";

    public override string RequiredKey => "answer.file";

    internal override FeelType FeelType => FeelType.ListOf(FeelType.String);

    internal override FeelValue Absent => FeelList.Empty;

    public override Parsed Parse(FormFields form, string field, ParseContext context)
    {
        if (context.Files.Count == 0)
        {
            return Parsed.Blank;
        }

        foreach (var file in context.Files)
        {
            if (!Accept.Any(name => Known[name] == file.Type))
            {
                return Parsed.Wrong("", "file.type", file.Name, string.Join("・", Accept).ToUpperInvariant());
            }

            if (file.Size > MaxBytes)
            {
                return Parsed.Wrong("", "file.too-large", file.Name, MaxMegabytes);
            }
        }

        return context.Files.Count > MaxFiles ? Parsed.Wrong("", "file.too-many", MaxFiles) : new FilesValue(context.Files);
    }

    public override IEnumerable<(string Name, string Value)> Fields(AnswerValue value, string field) =>
        value is FilesValue files ? files.Files.Select(file => (field + ".keep", file.FileId.ToString())) : [];

    public override string Display(AnswerValue value, Language language) => value is FilesValue { Files.Count: > 0 } files
        ? string.Join(language == Language.En ? ", " : "、", files.Files.Select(file => string.Create(CultureInfo.InvariantCulture, $"{file.Name} ({Size(file.Size)})")))
        : Typed.Nothing(language);

    public override bool Accepts(AnswerValue value) => value is FilesValue files && files.Files.Count > 0 && files.Files.Count <= MaxFiles;

    internal override FeelValue ToFeel(AnswerValue value) =>
        value is FilesValue files ? new FeelList(files.Files.Select(file => (FeelValue)new FeelString(file.Name))) : FeelNull.Value;

    private static string Size(long bytes) => bytes < 1024 * 1024
        ? string.Create(CultureInfo.InvariantCulture, $"{Math.Max(1, bytes / 1024)} KB")
        : string.Create(CultureInfo.InvariantCulture, $"{bytes / (1024.0 * 1024.0):0.0} MB");
}
