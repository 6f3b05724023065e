using Microsoft.OpenApi;

namespace Madoguchi.Host;

/// <summary>
/// What the description says of parameters and headers beyond their names: a word for each, which of them a call must have, and their
/// bounds. A parameter without a word fails the test of the description.
/// </summary>
internal static class ApiParameters
{
    private const string IfMatch = "If-Match";
    private const string Key = "Idempotency-Key";

    private static readonly Dictionary<string, string> Words = new(StringComparer.Ordinal)
    {
        ["code"] = "The procedure's code, as `listProcedures` gives it.",
        ["name"] = "What the file is called, with its ending; shown to the clerk.",
        ["submissionId"] = "The submission, from its receipt.",
        ["caseId"] = "The case.",
        ["correctionId"] = "The correction, from the case's `correctionId`.",
        ["fileId"] = "The file, from the case's `files`.",
        ["webhookId"] = "The subscription.",
        ["exportId"] = "The set.",
        ["status"] = "Only cases that stand so.",
        ["procedure"] = "Only cases of this procedure, by its code.",
        ["reference"] = "Only the case with this number (受付番号), with or without hyphens.",
        ["limit"] = "How many at most; 100 when absent.",
        ["layout"] = "The layout's code, as `listExportLayouts` gives it.",
        ["format"] = "`jsonl`: JSON Lines. `csv-utf8`: CSV in UTF-8 with a byte order mark. `csv-sjis`: CSV in Shift_JIS (Windows-31J); what it "
            + "cannot carry is written as 〓 and named in the last column.",
        ["from"] = "The moment since which messages are told again, with its offset (`2026-04-01T00:00:00Z`).",
        ["listCases after"] = "The `next` of the page before; absent for the first page.",
        ["listExports after"] = "The number of the last set taken; absent to begin with the first.",
        [IfMatch] = "The version the change rests on, in quotation marks, as `ETag` gave it: `\"3\"`.",
        [Key] = "Up to 100 printable ASCII characters, chosen by the client for this one act: sent again with the same content it gets the same "
            + "answer, and nothing is done twice.",
    };

    public static void Describe(OpenApiOperation operation)
    {
        var parameters = (operation.Parameters ?? []).OfType<OpenApiParameter>().ToArray();
        var namesItsVersion = parameters.Any(parameter => parameter.Name == IfMatch);
        foreach (var parameter in parameters)
        {
            var name = parameter.Name ?? "";
            parameter.Description = Words.GetValueOrDefault($"{operation.OperationId} {name}") ?? Words.GetValueOrDefault(name);

            // Both are read by hand, to say no in our words; where a version is named, the key is a help and no duty.
            parameter.Required |= name == IfMatch || (name == Key && !namesItsVersion);
            if (parameter.Schema is OpenApiSchema schema)
            {
                Bound(operation.OperationId, name, schema);
            }
        }

        foreach (var (status, response) in operation.Responses ?? [])
        {
            foreach (var (header, means) in HeadersOf(operation.OperationId, status, namesItsVersion))
            {
                if (response is OpenApiResponse { } own)
                {
                    own.Headers ??= new Dictionary<string, IOpenApiHeader>();
                    own.Headers[header] = new OpenApiHeader { Description = means, Schema = new OpenApiSchema { Type = JsonSchemaType.String } };
                }
            }
        }
    }

    private static void Bound(string? operation, string name, OpenApiSchema schema)
    {
        switch (operation, name)
        {
            case ("listCases", "status"):
                schema.Enum = ["open", "waiting", "decided", "withdrawn"];
                break;
            case ("listCases", "limit"):
                (schema.Minimum, schema.Maximum) = ("1", "100");
                break;
            case ("takeExport", "format"):
                schema.Enum = ["jsonl", "csv-utf8", "csv-sjis"];
                break;
            case (_, Key):
                (schema.MinLength, schema.MaxLength) = (1, 100);
                break;
            case (_, IfMatch):
                schema.Pattern = "^\"[0-9]+\"$";
                break;
        }
    }

    private static IEnumerable<(string Header, string Means)> HeadersOf(string? operation, string status, bool namesItsVersion) => (operation, status) switch
    {
        (_, "429") => [("Retry-After", "Seconds after which to go on.")],
        ("handInFile", "201") => [],
        (_, "201") => [("Location", "Where what was made can be read.")],
        ("listProcedures" or "readProcedure", "200" or "304") =>
            [("ETag", "The version of what is shown; send it as `If-None-Match` and unchanged content is answered with 304.")],
        ("readFee", "200") => [("ETag", "The fee's version, for the `If-Match` of a change.")],
        ("recordPayment" or "refundFee" or "waiveFee" or "setFee", "200") => [("ETag", "The fee's new version, for the next change.")],
        ("readCase", "200") => [("ETag", "The case's version, for the `If-Match` of a change.")],
        (_, "200") when namesItsVersion => [("ETag", "The case's new version, for the next change.")],
        ("takeExport", "200") =>
        [
            ("Repr-Digest", "SHA-256 of these very bytes (RFC 9530)."),
            ("Replaced-Characters", "How many values hold characters that the format cannot carry; 0 but for `csv-sjis`."),
            ("Content-Disposition", "A name for the file: layout, number and ending."),
        ],
        _ => [],
    };
}
