using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Madoguchi.Identity;
using Madoguchi.Kernel;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Madoguchi.Host;

/// <summary>
/// The API's description (OpenAPI 3.1), written from the routes themselves and published at <c>/openapi/v1.json</c>; a test holds it against
/// docs/contracts/openapi.v1.json.
/// </summary>
internal static class ApiDescription
{
    public const string Path = "/openapi/v1.json";
    private const string Document = "v1";
    private const string Security = "clientCredentials";
    private const string ProblemType = "application/problem+json";

    private static readonly Lazy<JsonObject> Examples = new(ReadExamples);

    private static readonly (string Scope, string Means)[] ScopeWords =
    [
        (Scopes.ProceduresRead, "Look answers over as the online form would"),
        (Scopes.SubmissionsRead, "Show the receipts of submissions"),
        (Scopes.SubmissionsWrite, "Hand in files, submit applications, answer corrections (補正) and withdraw"),
        (Scopes.CasesRead, "Read cases (案件) with their answers"),
        (Scopes.CasesWrite, "Assign cases, add notes, ask for correction (補正)"),
        (Scopes.CasesDecide, "Decide cases (処分); a decision stays"),
        (Scopes.FeesRead, "Read fees (手数料)"),
        (Scopes.FeesWrite, "Record payments (収納) and refunds (還付)"),
        (Scopes.FeesWaive, "Waive fees (減免) and set amounts"),
        (Scopes.ExportsRead, "Take sets of decided cases (連携データ)"),
        (Scopes.ExportsWrite, "Make sets, and say what was taken over (取込結果)"),
        (Scopes.WebhooksManage, "Subscribe receivers and tell them again"),
    ];

    private static readonly (string Tag, string Means)[] Tags =
    [
        ("Procedures 手続", "What can be applied for, what it asks, and whether answers would do. The list and each procedure are open to everybody."),
        ("Submissions 申請", "Files and whole applications, the receipts of them, and what is asked for again (補正)."),
        ("Cases 案件", "What became of an application: reading it, and deciding it with the version that was read."),
        ("Fees 手数料", "What an application costs, for the city's own systems: what was paid, waived and paid back. Others read it at their case."),
        ("Exports 連携データ", "Decided cases for a core system, in numbered sets that do not change, and what it took over of them."),
        ("Webhooks できごとの通知", "Receivers of a client, what they were told, and telling them again."),
    ];

    /// <summary>Names for what .NET calls otherwise than a reader would.</summary>
    private static readonly Dictionary<Type, string> SchemaNames = new() { [typeof(JsonElement)] = "AnswerValue", [typeof(Stream)] = "Content" };

    public static void Add(IServiceCollection services) => services.AddOpenApi(Document, options =>
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.ShouldInclude = described => described.RelativePath?.StartsWith(ApiRoutes.Prefix[1..], StringComparison.Ordinal) == true;
        options.AddDocumentTransformer((document, _, _) => Describe(document));
        options.AddOperationTransformer((operation, context, _) => Describe(operation, context));
        options.AddSchemaTransformer((schema, context, _) => Describe(schema, context.JsonTypeInfo.Type));
        options.CreateSchemaReferenceId = type => SchemaNames.TryGetValue(type.Type, out var name) ? name : OpenApiOptions.CreateDefaultSchemaReferenceId(type);
    });

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapOpenApi("/openapi/{documentName}.json")
        .AllowAnonymous()
        .RequireRateLimiting("public");

    private static Task Describe(OpenApiDocument document)
    {
        document.Info = new OpenApiInfo
        {
            Title = "Madoguchi API",
            Version = "1",
            Description =
                """
                The counter (窓口) of a city as JSON: the same acts as on its pages, with the same rules, for other programs.

                * A program is registered by the city and gets tokens by OAuth 2.0 client credentials at `/oauth/token`; they hold ten minutes.
                * What a client may see is limited by its scopes and by its grant: everybody's applications, or only those it submitted itself.
                  What lies outside does not exist for it (404). Each look at a person's data is shown to that person with the client's purpose.
                * A change names the version it rests on (`If-Match`; 412 when somebody was faster, 428 without it) and may be repeated safely with
                  an `Idempotency-Key`.
                * Errors are problem details (RFC 9457). `type` is stable; `title` is Japanese, or English with `Accept-Language: en`.
                * Moments are UTC, days are days in Japan (`yyyy-MM-dd`). Fields may be added; those that are there keep their meaning.
                  A field of which it says that it is absent is then null.
                * Webhooks are signed as in Standard Webhooks (`webhook-id`, `webhook-timestamp`, `webhook-signature`) and carry ids and codes only.
                """.ReplaceLineEndings("\n"),
            License = new OpenApiLicense { Name = "Apache-2.0", Identifier = "Apache-2.0" },
        };
        document.Servers = [new OpenApiServer { Url = "/" }];
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            [Security] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.OAuth2,
                Description = "OAuth 2.0 client credentials (RFC 6749 §4.4), by HTTP Basic or in the body.",
                Flows = new OpenApiOAuthFlows
                {
                    ClientCredentials = new OpenApiOAuthFlow
                    {
                        TokenUrl = new Uri(IdentityModule.TokenPath, UriKind.Relative),
                        Scopes = ScopeWords.ToDictionary(word => word.Scope, word => word.Means),
                    },
                },
            },
        };

        document.Tags = Tags.Select(tag => new OpenApiTag { Name = tag.Tag, Description = tag.Means }).ToHashSet();
        foreach (var schema in document.Components.Schemas?.Values.ToArray() ?? [])
        {
            SayAgainWhatMayBeNull(schema);
        }

        ApiWebhooks.Describe(document);

        // Which scope opens an operation was noted at its description; now that the scheme exists it can be referred to.
        foreach (var operation in document.Paths.Values.SelectMany(path => path.Operations?.Values.ToArray() ?? []))
        {
            operation.Security = operation.Metadata is { } notes && notes.TryGetValue(Security, out var scope)
                ? [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Security, document)] = [(string)scope] }]
                : [];
        }

        return Task.CompletedTask;
    }

    private static Task Describe(OpenApiOperation operation, OpenApiOperationTransformerContext context)
    {
        var policy = context.Description.ActionDescriptor.EndpointMetadata.OfType<IAuthorizeData>().FirstOrDefault()?.Policy;
        if (ScopeWords.FirstOrDefault(word => Scopes.Policy(word.Scope) == policy).Scope is { } scope)
        {
            operation.Metadata ??= new Dictionary<string, object>();
            operation.Metadata[Security] = scope;
        }

        var examples = Examples.Value[operation.OperationId ?? ""] as JsonObject;
        foreach (var (media, content) in operation.RequestBody?.Content ?? new Dictionary<string, OpenApiMediaType>())
        {
            content.Example = media == "application/json" ? examples?["request"]?.DeepClone() : null;
        }

        foreach (var (status, response) in operation.Responses ?? [])
        {
            response.Description = MeaningOf(status);
            foreach (var (media, content) in response.Content ?? new Dictionary<string, OpenApiMediaType>())
            {
                content.Example = media == "application/json" ? examples?["response"]?.DeepClone() : null;
                content.Examples = media == ProblemType ? ApiProblemExamples.Of(operation.OperationId, status) : null;
            }
        }

        ApiParameters.Describe(operation);
        var inOrder = (operation.Responses ?? []).OrderBy(response => response.Key, StringComparer.Ordinal).ToArray();
        operation.Responses = [];
        foreach (var (status, response) in inOrder)
        {
            operation.Responses[status] = response;
        }

        return Task.CompletedTask;
    }

    private static Task Describe(OpenApiSchema schema, Type type)
    {
        // The reader takes "5" for 5; what is promised is the number.
        if (schema.Type is { } kind && (kind & (JsonSchemaType.Integer | JsonSchemaType.Number)) != 0)
        {
            (schema.Type, schema.Pattern) = (kind & ~JsonSchemaType.String, null);
        }

        if (type == typeof(JsonElement))
        {
            schema.Description = "An answer, in the JSON of its question's `kind`: a string, a number, true or false, a list or an object.";
        }
        else if (type == typeof(Stream))
        {
            schema.Description = "The bytes as they are.";
        }
        else if (type == typeof(ProblemDetails))
        {
            ApiProblemExamples.Describe(schema);
        }

        return Task.CompletedTask;
    }

    /// <summary>What is said of a field that may be null stands at the one of its kinds that is not; a reader looks at the field.</summary>
    private static void SayAgainWhatMayBeNull(IOpenApiSchema schema)
    {
        foreach (var property in (schema.Properties?.Values ?? []).OfType<OpenApiSchema>())
        {
            property.Description ??= property.OneOf?.Select(kind => kind.Description).FirstOrDefault(description => description is not null);
        }
    }

    private static string MeaningOf(string status) => status switch
    {
        "200" => "Done.",
        "201" => "Made.",
        "204" => "Done; there is nothing to show.",
        "304" => "You hold this already.",
        "400" => "The request cannot be read, or lacks something.",
        "401" => "There is no token, or it does not hold any more.",
        "403" => "The token lacks the scope, or the subject is not within reach.",
        "404" => "There is no such thing within this client's grant.",
        "409" => "It stands otherwise by now.",
        "410" => "It was erased: its time of keeping is over.",
        "412" => "Somebody changed it since the version in If-Match.",
        "413" => "It is too large.",
        "422" => "It can be read, but not be done.",
        "428" => "A change needs If-Match.",
        "429" => "Too many requests; Retry-After says when to go on.",
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "A new status needs its meaning here."),
    };

    private static JsonObject ReadExamples()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("Madoguchi.Host.Api.examples.json")
            ?? throw new InvalidOperationException("The examples of the API are not in this program.");
        return JsonNode.Parse(stream)!.AsObject();
    }
}
