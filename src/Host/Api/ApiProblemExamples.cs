using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace Madoguchi.Host;

/// <summary>How each operation says no, as a reader of the description sees it: a problem it can really answer with, in both languages.</summary>
internal static class ApiProblemExamples
{
    private const string TraceId = "4bf92f3577b34da6a3ce929d0e0e4736";

    public static Dictionary<string, IOpenApiExample> Of(string? operation, string status)
    {
        var code = CodeOf(operation, status);
        var words = ApiProblemWords.ExampleOf(code);
        return new(StringComparer.Ordinal)
        {
            ["ja"] = new OpenApiExample { Summary = "日本語", Value = Problem(code, words.In(DesignSystem.Language.Ja), status) },
            ["en"] = new OpenApiExample { Summary = "Accept-Language: en", Value = Problem(code, words.In(DesignSystem.Language.En), status) },
        };
    }

    /// <summary>The shape itself: what is always there, and what may be.</summary>
    public static void Describe(OpenApiSchema schema)
    {
        schema.Description = "Why not (RFC 9457).";
        schema.Properties = new Dictionary<string, IOpenApiSchema>
        {
            ["type"] = Text("`urn:madoguchi:problem:` and a code that stays: what a program looks at."),
            ["title"] = Text("The reason in words, in Japanese, or English with `Accept-Language: en`."),
            ["status"] = new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int32", Description = "The HTTP status once more." },
            ["traceId"] = Text("What to name when asking the city about this answer."),
            ["errors"] = new OpenApiSchema
            {
                Description = "With `invalid-request`: by field, what is wrong with it. With `not-complete`: the faults of the answers, each an AnswerErrorResponse.",
            },
            ["open"] = new OpenApiSchema
            {
                Type = JsonSchemaType.Array,
                Items = new OpenApiSchema { Type = JsonSchemaType.String },
                Description = "With `not-complete`: the paths still to be answered.",
            },
        };
        schema.Required = new HashSet<string> { "type", "title", "status", "traceId" };
    }

    private static string CodeOf(string? operation, string status) => (operation, status) switch
    {
        ("makeExport" or "confirmExport" or "submitAnswers" or "answerCorrection", "400") => "idempotency-key-required",
        ("listCases" or "takeExport" or "subscribeWebhook" or "changeWebhook", "400") => "bad-request",
        (_, "400") => "invalid-request",
        (_, "401") => "token-needed",
        (_, "403") => "scope-missing",
        ("submitAnswers", "404") => "no-such-procedure",
        ("listExports" or "makeExport", "404") => "no-such-layout",
        (_, "404") => "not-found",
        ("submitAnswers", "409") => "procedure-changed",
        ("readCorrection" or "answerCorrection", "409") => "correction-answered",
        ("decideCase", "409") => "fee-unpaid",
        ("recordPayment" or "waiveFee", "409") => "nothing-to-pay",
        ("refundFee", "409") => "nothing-to-refund",
        ("setFee", "409") => "fee-is-clear",
        ("assignCase", "409") => "already-assigned",
        ("takeBackCorrection", "409") => "no-correction-outstanding",
        ("subscribeWebhook", "409") => "too-many-webhooks",
        ("makeExport", "409") => "nothing-to-export",
        ("confirmExport", "409") => "other-content",
        (_, "409") => "already-decided",
        ("readCorrection" or "answerCorrection", "410") => "correction-closed",
        (_, "410") => "export-erased",
        (_, "412") => "version-changed",
        ("handInFile", "413") => "file-too-large",
        (_, "413") => "form-too-large",
        ("handInFile", "422") => "file-not-accepted",
        ("submitAnswers" or "answerCorrection", "422") => "not-complete",
        ("makeExport", "422") => "idempotency-key-reused",
        ("withdrawCase", "422") => "text-too-long",
        ("recordPayment" or "refundFee", "422") => "receipt-number-missing",
        ("waiveFee" or "setFee", "422") => "waiver-reason-missing",
        ("subscribeWebhook" or "changeWebhook", "422") => "webhook-address-refused",
        ("confirmExport", "422") => "no-such-line",
        ("assignCase", "422") => "no-such-clerk",
        ("addCaseNote", "422") => "text-missing",
        ("askForCorrection", "422") => "answer-day-not-ahead",
        ("decideCase", "422") => "reason-missing",
        (_, "428") => "if-match-required",
        (_, "429") => "too-many-requests",
        _ => throw new ArgumentOutOfRangeException(nameof(status), $"{operation} {status}", "A new way to say no needs its example here."),
    };

    private static OpenApiSchema Text(string means) => new() { Type = JsonSchemaType.String, Description = means };

    private static JsonObject Problem(string code, string title, string status) => new()
    {
        ["type"] = $"urn:madoguchi:problem:{code}",
        ["title"] = title,
        ["status"] = int.Parse(status, CultureInfo.InvariantCulture),
        ["traceId"] = TraceId,
    };
}
