using System.Text.Json.Nodes;
using Madoguchi.Delivery;
using Microsoft.OpenApi;

namespace Madoguchi.Host;

/// <summary>What the city tells a receiver, in the section that OpenAPI 3.1 has for it: one message a kind, all of one shape.</summary>
internal static class ApiWebhooks
{
    private const string Schema = "WebhookMessage";
    private const string Tag = "Webhooks できごとの通知";

    private static readonly (string Type, string Means)[] Messages =
    [
        (AnnouncementTypes.SubmissionReceived, "An application was received, and a case opened"),
        (AnnouncementTypes.CorrectionAsked, "The applicant was asked for answers again (補正)"),
        (AnnouncementTypes.CorrectionReceived, "The applicant answered what was asked again"),
        (AnnouncementTypes.CaseDecided, "A case was decided; read it for the outcome"),
        (AnnouncementTypes.CaseWithdrawn, "The applicant withdrew the application"),
        (AnnouncementTypes.FeePaid, "The fee of an application was paid"),
    ];

    public static void Describe(OpenApiDocument document)
    {
        document.Components!.Schemas ??= new Dictionary<string, IOpenApiSchema>();
        document.Components.Schemas[Schema] = Message();
        document.Workspace?.RegisterComponents(document);
        document.Webhooks = new Dictionary<string, IOpenApiPathItem>();
        foreach (var (type, means) in Messages)
        {
            document.Webhooks[type] = new OpenApiPathItem
            {
                Operations = new Dictionary<HttpMethod, OpenApiOperation> { [HttpMethod.Post] = Operation(document, type, means) },
            };
        }
    }

    private static OpenApiOperation Operation(OpenApiDocument document, string type, string means) => new()
    {
        OperationId = string.Concat(type.Split('.').Select((part, at) => at == 0 ? part : char.ToUpperInvariant(part[0]) + part[1..])) + "Message",
        Summary = means,
        Tags = new HashSet<OpenApiTagReference> { new(Tag, document) },
        Security = [],
        Parameters =
        [
            Header("webhook-id", "The message, the same at each attempt and when it is told again: what was seen already is answered with 200 and dropped."),
            Header("webhook-timestamp", "Seconds since 1970 of this attempt; refuse what is older than five minutes."),
            Header(
                "webhook-signature",
                "`v1,` and the Base64 of HMAC-SHA256 over `webhook-id.webhook-timestamp.body`, made with the bytes behind `whsec_`. While a secret "
                    + "is changed there are two, separated by a space; one that fits is enough."),
        ],
        RequestBody = new OpenApiRequestBody
        {
            Required = true,
            Content = new Dictionary<string, OpenApiMediaType>
            {
                ["application/json"] = new OpenApiMediaType { Schema = new OpenApiSchemaReference(Schema, document), Example = Example(type) },
            },
        },
        Responses = new OpenApiResponses
        {
            ["2XX"] = new OpenApiResponse { Description = "Heard. Anything else, or nothing, is tried again with growing waits over three days; what the body says is not read." },
        },
    };

    private static OpenApiParameter Header(string name, string means) => new()
    {
        Name = name,
        In = ParameterLocation.Header,
        Required = true,
        Description = means,
        Schema = new OpenApiSchema { Type = JsonSchemaType.String },
    };

    private static OpenApiSchema Message() => new()
    {
        Type = JsonSchemaType.Object,
        Description = "Something that happened, by ids: the rest is asked for with a token.",
        Required = new HashSet<string> { "type", "timestamp", "data" },
        Properties = new Dictionary<string, IOpenApiSchema>
        {
            ["type"] = Text("What happened."),
            ["timestamp"] = Text("When it happened.", "date-time"),
            ["data"] = new OpenApiSchema
            {
                Type = JsonSchemaType.Object,
                Description = "To which case.",
                Required = new HashSet<string> { "caseId", "submissionId", "reference", "procedure" },
                Properties = new Dictionary<string, IOpenApiSchema>
                {
                    ["caseId"] = Text("The case.", "uuid"),
                    ["submissionId"] = Text("The submission it began with.", "uuid"),
                    ["reference"] = Text("The number on the receipt (受付番号)."),
                    ["procedure"] = Text("The procedure's code."),
                },
            },
        },
    };

    private static OpenApiSchema Text(string means, string? format = null) => new() { Type = JsonSchemaType.String, Description = means, Format = format };

    private static JsonObject Example(string type) => new()
    {
        ["type"] = type,
        ["timestamp"] = "2026-04-01T00:12:07.318Z",
        ["data"] = new JsonObject
        {
            ["caseId"] = "019a6c1e-5d31-7f02-8a64-1b2c3d4e5f60",
            ["submissionId"] = "019a6c1e-5c02-7a10-9d7e-0f1e2d3c4b5a",
            ["reference"] = "202612345676",
            ["procedure"] = "child-allowance",
        },
    };
}
