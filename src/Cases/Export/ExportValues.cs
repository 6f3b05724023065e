using System.Globalization;
using System.Text.Json;
using Madoguchi.Kernel;
using Madoguchi.Procedures;

namespace Madoguchi.Cases;

/// <summary>The values of one case in the order of a layout's columns. Pure: the same case gives the same line.</summary>
internal static class ExportValues
{
    public static IReadOnlyList<string> Of(ExportLayout layout, CaseFile file) => [.. layout.Columns.Select(column => Value(column, file))];

    private static string Value(ExportColumn column, CaseFile file)
    {
        var (it, decision) = (file.Case, file.Decision);
        return column.From switch
        {
            "case.reference" => it.Reference,
            "case.received-on" => Day(it.ReceivedAt.DateInJapan(), column.Format),
            "case.decided-on" => decision is null ? "" : Day(decision.DecidedOn, column.Format),
            "case.outcome" => it.Outcome ?? "",
            "case.grounds" => string.Join(' ', decision?.Grounds ?? []),
            "case.notice-number" => file.Notice is { } notice ? string.Create(CultureInfo.InvariantCulture, $"{notice.FiscalYear}-{notice.Serial}") : "",
            "case.channel" => it.Channel,
            "subject.id" => it.Subject.ToString(),
            "subject.name" => file.Subject?.Name ?? "",
            "subject.kana" => file.Subject?.Kana ?? "",
            "subject.corporate-number" => file.Subject?.CorporateNumber ?? "",
            _ => Answer(column, file.Submission?.Answers[column.From[ExportLayouts.AnswerPrefix.Length..]]?.Value),
        };
    }

    private static string Answer(ExportColumn column, AnswerValue? value) => value switch
    {
        null or NoAnswer => "",
        DateValue date => Day(date.Day, column.Format),
        _ => Text(column, value),
    };

    private static string Text(ExportColumn column, AnswerValue value)
    {
        using var json = JsonDocument.Parse(value.ToJson());
        var root = json.RootElement;
        if (column.Part is { } part)
        {
            return root.ValueKind == JsonValueKind.Object && root.TryGetProperty(part, out var element) ? Plain(element) : "";
        }

        return root.ValueKind == JsonValueKind.Array ? string.Join(' ', root.EnumerateArray().Select(Plain)) : Plain(root);
    }

    private static string Plain(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.String => json.GetString()!,
        JsonValueKind.Null => "",
        _ => json.GetRawText(),
    };

    private static string Day(DateOnly day, string format) => format switch
    {
        "wareki" => Wareki.Format(day),
        "wareki-short" => Wareki.FormatShort(day),
        "yyyymmdd" => day.ToString("yyyyMMdd", CultureInfo.InvariantCulture),
        _ => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
    };
}
