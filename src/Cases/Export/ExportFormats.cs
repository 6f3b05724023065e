using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Madoguchi.Kernel;

namespace Madoguchi.Cases;

/// <summary>A line of a set: its number, its case, and the values in the order of the columns.</summary>
internal sealed record ExportLine(int Number, Guid CaseId, IReadOnlyList<string> Values);

/// <summary>A file as it is handed over.</summary>
/// <param name="Bytes">The content.</param>
/// <param name="ContentType">Its type.</param>
/// <param name="Ending">Of its name.</param>
/// <param name="Lost">By line, what the encoding could not carry.</param>
internal sealed record ExportFile(byte[] Bytes, string ContentType, string Ending, IReadOnlyList<(int Line, LostCharacter Character)> Lost);

/// <summary>Writes a set: the same lines give the same bytes, today and in ten years.</summary>
internal static class ExportFormats
{
    public const string JsonLines = "jsonl";
    public const string Utf8 = "csv-utf8";
    public const string ShiftJis = "csv-sjis";

    /// <summary>The first column: by it the core system says what it took.</summary>
    public const string LineColumn = "行番号";

    /// <summary>The last column in Shift_JIS: what stands under each 〓.</summary>
    public const string CodesColumn = "文字コード";

    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static IReadOnlyList<string> All { get; } = [JsonLines, Utf8, ShiftJis];

    /// <param name="format">One of <see cref="All"/>.</param>
    /// <param name="columns">The headings.</param>
    /// <param name="lines">In order.</param>
    /// <param name="forSpreadsheet">A person opens it in a spreadsheet: what a cell would run as a formula is written as text.</param>
    public static ExportFile Write(string format, IReadOnlyList<string> columns, IReadOnlyList<ExportLine> lines, bool forSpreadsheet) => format switch
    {
        JsonLines => new(WriteJsonLines(columns, lines), "application/jsonl", "jsonl", []),
        Utf8 => new([.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(WriteCsv(columns, lines, forSpreadsheet, null))], "text/csv; charset=utf-8", "csv", []),
        ShiftJis => WriteShiftJis(columns, lines, forSpreadsheet),
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "The caller asks only for formats there are."),
    };

    /// <summary>What a set is known by: the hash of its lines as JSON, whatever format was taken.</summary>
    public static string HashOf(IReadOnlyList<string> columns, IReadOnlyList<ExportLine> lines) =>
        Convert.ToHexStringLower(SHA256.HashData(WriteJsonLines(columns, lines)));

    private static byte[] WriteJsonLines(IReadOnlyList<string> columns, IReadOnlyList<ExportLine> lines)
    {
        using var stream = new MemoryStream();
        foreach (var line in lines)
        {
            using (var json = new Utf8JsonWriter(stream, Plain))
            {
                json.WriteStartObject();
                json.WriteNumber("line", line.Number);
                json.WriteString("caseId", line.CaseId);
                json.WriteStartObject("values");
                foreach (var (name, value) in columns.Zip(line.Values))
                {
                    json.WriteString(name, value);
                }

                json.WriteEndObject();
                json.WriteEndObject();
            }

            stream.WriteByte((byte)'\n');
        }

        return stream.ToArray();
    }

    private static ExportFile WriteShiftJis(IReadOnlyList<string> columns, IReadOnlyList<ExportLine> lines, bool forSpreadsheet)
    {
        var all = new List<(int, LostCharacter)>();
        var fitted = new List<ExportLine>(lines.Count);
        var codes = new List<string>(lines.Count);
        foreach (var line in lines)
        {
            var lost = new List<LostCharacter>();
            fitted.Add(line with { Values = [.. columns.Zip(line.Values, (name, value) => Windows31J.Fit(name, value, lost))] });
            codes.Add(string.Join(';', lost.Select(character => string.Create(
                CultureInfo.InvariantCulture, $"{character.Column}:{character.Position}={character.Codes}"))));
            all.AddRange(lost.Select(character => (line.Number, character)));
        }

        // A heading is the city's own text: its codes need no keeping.
        var headings = columns.Select(name => Windows31J.Fit(name, name, [])).ToArray();
        var kept = codes.Select(code => Windows31J.Fit("", code, [])).ToArray();
        return new(Windows31J.GetBytes(WriteCsv(headings, fitted, forSpreadsheet, kept)), "text/csv; charset=windows-31j", "csv", all);
    }

    /// <summary>RFC 4180: every value quoted where it must be, CRLF after each line.</summary>
    private static string WriteCsv(IReadOnlyList<string> columns, IReadOnlyList<ExportLine> lines, bool forSpreadsheet, string[]? codes)
    {
        var csv = new StringBuilder();
        AppendLine([LineColumn, .. columns, .. codes is null ? Array.Empty<string>() : [CodesColumn]]);
        for (var index = 0; index < lines.Count; index++)
        {
            var line = lines[index];
            AppendLine(
            [
                line.Number.ToString(CultureInfo.InvariantCulture),
                .. forSpreadsheet ? line.Values.Select(Csv.Guarded) : line.Values,
                .. codes is null ? Array.Empty<string>() : [codes[index]],
            ]);
        }

        return csv.ToString();

        void AppendLine(IReadOnlyList<string> values) => csv.AppendJoin(',', values.Select(Csv.Quoted)).Append("\r\n");
    }
}
