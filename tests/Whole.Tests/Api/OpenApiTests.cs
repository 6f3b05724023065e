using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Madoguchi.Delivery;
using Madoguchi.Kernel;
using Madoguchi.Testing;
using Microsoft.OpenApi;
using NJsonSchema;

namespace Madoguchi.Whole.Tests;

/// <summary>The published description of the API: what it promises is a file under review, and it is fit to be read.</summary>
public sealed class OpenApiTests(WholeHost host)
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly string[] Anonymous = ["listProcedures", "readProcedure"];

    /// <summary>Answers that are files, or nothing.</summary>
    private static readonly string[] WithoutJson = ["readCaseFile", "takeExport", "endWebhook"];

    [Fact]
    public async Task The_description_is_as_published() => Snapshot.MatchFile(
        Repository.PathTo("docs", "contracts", "openapi.v1.json"), (await DocumentAsync()).ToJsonString(Readable));

    [Fact]
    public async Task It_is_OpenAPI_3_1_and_names_its_licence_and_security()
    {
        var document = await DocumentAsync();

        document["openapi"]!.GetValue<string>().ShouldStartWith("3.1");
        document["info"]!["license"]!["identifier"]!.GetValue<string>().ShouldBe("Apache-2.0");
        document["servers"]!.AsArray().ShouldHaveSingleItem()!["url"]!.GetValue<string>().ShouldBe("/");
        var flow = document["components"]!["securitySchemes"]!["clientCredentials"]!["flows"]!["clientCredentials"]!;
        flow["tokenUrl"]!.GetValue<string>().ShouldBe("/oauth/token");
        flow["scopes"]!.AsObject().Select(scope => scope.Key).ShouldBe(Scopes.All);
    }

    /// <summary>Read by the library that others read it with: no error, no warning.</summary>
    [Fact]
    public async Task It_is_valid_to_a_reader_that_is_not_ours()
    {
        var read = OpenApiDocument.Parse((await DocumentAsync()).ToJsonString(), "json");

        read.Diagnostic.ShouldNotBeNull();
        read.Diagnostic.SpecificationVersion.ShouldBe(OpenApiSpecVersion.OpenApi3_1);
        read.Diagnostic.Errors.Concat(read.Diagnostic.Warnings).Select(fault => $"{fault.Pointer}: {fault.Message}").ShouldBeEmpty();
        read.Document.ShouldNotBeNull().Paths.Count.ShouldBeGreaterThan(20);
    }

    [Fact]
    public async Task Every_operation_has_a_name_a_summary_a_tag_and_says_who_may()
    {
        var names = new List<string>();
        foreach (var (address, operation) in Operations(await DocumentAsync()))
        {
            var name = operation["operationId"]?.GetValue<string>().ShouldNotBeNull(address)!;
            names.Add(name);
            name.ShouldMatch("^[a-z][A-Za-z]+$", address);
            operation["summary"]?.GetValue<string>().ShouldNotBeNullOrWhiteSpace(address);
            operation["tags"]!.AsArray().Count.ShouldBe(1, address);
            var security = operation["security"]!.AsArray();
            (security.Count == 0).ShouldBe(Anonymous.Contains(name), address);
            security.SelectMany(needed => needed!["clientCredentials"]!.AsArray()).ShouldAllBe(scope => Scopes.All.Contains(scope!.GetValue<string>()));
        }

        names.ShouldBeUnique();
    }

    [Fact]
    public async Task Every_operation_tells_each_way_in_which_it_says_no_with_an_example()
    {
        foreach (var (address, operation) in Operations(await DocumentAsync()))
        {
            var responses = operation["responses"]!.AsObject();
            var refused = responses.Where(response => response.Key[0] == '4').ToArray();
            refused.Select(response => response.Key).ShouldContain("429", address);
            if (operation["security"]!.AsArray().Count > 0)
            {
                refused.Select(response => response.Key).ShouldContain("401", address);
                refused.Select(response => response.Key).ShouldContain("403", address);
            }

            if (address.Contains('{', StringComparison.Ordinal))
            {
                refused.Select(response => response.Key).ShouldContain("404", address);
            }

            foreach (var (status, response) in refused)
            {
                var problem = response!["content"]!["application/problem+json"].ShouldNotBeNull($"{address} {status}");
                foreach (var language in new[] { "ja", "en" })
                {
                    var example = problem["examples"]![language]!["value"].ShouldNotBeNull($"{address} {status} {language}");
                    example["type"]!.GetValue<string>().ShouldStartWith("urn:madoguchi:problem:", Case.Sensitive, $"{address} {status}");
                    example["status"]!.GetValue<int>().ShouldBe(int.Parse(status, CultureInfo.InvariantCulture));
                    example["title"]!.GetValue<string>().ShouldNotBeNullOrWhiteSpace($"{address} {status} {language}");
                }
            }

            responses.ShouldAllBe(response => !string.IsNullOrWhiteSpace(response.Value!["description"]!.GetValue<string>()));
        }
    }

    [Fact]
    public async Task Every_body_has_an_example_that_fits_its_schema()
    {
        var document = await DocumentAsync();
        foreach (var (address, operation) in Operations(document))
        {
            if (operation["requestBody"]?["content"]?["application/json"] is { } request)
            {
                await FitsAsync(document, request["schema"]!, request["example"].ShouldNotBeNull(address), $"{address} request");
            }

            if (!WithoutJson.Contains(operation["operationId"]!.GetValue<string>()))
            {
                var (status, response) = operation["responses"]!.AsObject().First(candidate => candidate.Key is "200" or "201");
                var json = response!["content"]!["application/json"].ShouldNotBeNull($"{address} {status}");
                await FitsAsync(document, json["schema"]!, json["example"].ShouldNotBeNull($"{address} {status}"), $"{address} {status}");
            }
        }
    }

    /// <summary>Not only what was written down as an example: what the city really answers.</summary>
    [Fact]
    public async Task Answers_fit_what_was_promised()
    {
        var document = await DocumentAsync();
        using var client = await host.ConnectAsync(Scopes.All);

        var procedures = await AnswerAsync("/procedures", "/procedures");
        foreach (var procedure in procedures["items"]!.AsArray())
        {
            await AnswerAsync($"/procedures/{procedure!["code"]}", "/procedures/{code}");
        }

        var cases = await AnswerAsync("/cases", "/cases");
        foreach (var it in cases["items"]!.AsArray().Take(20))
        {
            await AnswerAsync($"/cases/{it!["id"]}", "/cases/{caseId}");
            if (it["fee"] is not null)
            {
                await AnswerAsync($"/fees/{it["submissionId"]}", "/fees/{submissionId}");
            }
        }

        await AnswerAsync("/export-layouts", "/export-layouts");
        await AnswerAsync("/webhooks", "/webhooks");

        async Task<JsonNode> AnswerAsync(string address, string path)
        {
            var answer = JsonNode.Parse(await client.GetStringAsync(ApiCity.To(address), TestContext.Current.CancellationToken))!;
            await FitsAsync(
                document, document["paths"]![ApiRoutes.Prefix + path]!["get"]!["responses"]!["200"]!["content"]!["application/json"]!["schema"]!, answer, address);
            return answer;
        }
    }

    [Fact]
    public async Task Every_field_and_parameter_is_described_and_no_schema_is_left_over()
    {
        var document = await DocumentAsync();
        var text = document.ToJsonString();
        foreach (var (name, schema) in document["components"]!["schemas"]!.AsObject())
        {
            text.ShouldContain($"\"#/components/schemas/{name}\"", Case.Sensitive, $"nothing uses {name}");
            schema!["description"].ShouldNotBeNull($"{name} says nothing");
            if (schema["properties"] is not JsonObject properties)
            {
                continue;
            }

            schema["description"]?.GetValue<string>().ShouldNotBeNullOrWhiteSpace(name);
            foreach (var (field, property) in properties)
            {
                property!["description"].ShouldNotBeNull($"{name}.{field} says nothing");
            }
        }

        foreach (var (address, operation) in Operations(document).Concat(Webhooks(document)))
        {
            foreach (var parameter in operation["parameters"]?.AsArray() ?? [])
            {
                parameter!["description"].ShouldNotBeNull($"{address}: {parameter["name"]} says nothing");
            }
        }
    }

    [Fact]
    public async Task Every_kind_of_message_to_a_receiver_is_described_with_an_example_that_fits()
    {
        var document = await DocumentAsync();

        document["webhooks"]!.AsObject().Select(webhook => webhook.Key).ShouldBe(AnnouncementTypes.All);
        foreach (var (address, operation) in Webhooks(document))
        {
            var body = operation["requestBody"]!["content"]!["application/json"]!;
            await FitsAsync(document, body["schema"]!, body["example"]!, address);
            body["example"]!["type"]!.GetValue<string>().ShouldBe(address);
        }
    }

    [Fact]
    public async Task What_is_refused_before_a_route_sees_it_says_why_too()
    {
        using var nobody = host.Client();
        using var client = await host.ConnectAsync([Scopes.WebhooksManage]);
        using var nothing = new StringContent("{}", System.Text.Encoding.UTF8, "application/json");
        using var withoutToken = await nobody.GetAsync(ApiCity.To("/cases"), TestContext.Current.CancellationToken);
        using var withoutFields = await client.PostAsync(ApiCity.To("/webhooks"), nothing, TestContext.Current.CancellationToken);

        (await TypeOf(withoutToken)).ShouldBe("urn:madoguchi:problem:token-needed");
        (await TypeOf(withoutFields)).ShouldBe("urn:madoguchi:problem:invalid-request");

        static async Task<string> TypeOf(HttpResponseMessage answer) =>
            JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!["type"]!.GetValue<string>();
    }

    private async Task<JsonNode> DocumentAsync()
    {
        using var client = host.Client();
        return JsonNode.Parse(await client.GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative)))!;
    }

    private static IEnumerable<(string Address, JsonNode Operation)> Operations(JsonNode document) =>
        from path in document["paths"]!.AsObject()
        from operation in path.Value!.AsObject()
        where operation.Key is "get" or "post" or "put" or "patch" or "delete"
        select ($"{operation.Key} {path.Key}", operation.Value!);

    private static IEnumerable<(string Address, JsonNode Operation)> Webhooks(JsonNode document) =>
        document["webhooks"]!.AsObject().Select(webhook => (webhook.Key, webhook.Value!["post"]!));

    /// <summary>By a validator that is not ours (types, enums, formats, bounds), and by our own: no field that the schema does not know.</summary>
    private static async Task FitsAsync(JsonNode document, JsonNode schema, JsonNode value, string where)
    {
        // JSON Schema looks for what is referred to in definitions, and OpenAPI in components.
        var rules = new JsonObject
        {
            ["allOf"] = new JsonArray(schema.DeepClone()),
            ["definitions"] = document["components"]!["schemas"]!.DeepClone(),
        };
        var validator = await JsonSchema.FromJsonAsync(
            rules.ToJsonString().Replace("#/components/schemas/", "#/definitions/", StringComparison.Ordinal), TestContext.Current.CancellationToken);

        validator.Validate(value.ToJsonString()).Select(fault => $"{where} {fault.Path}: {fault.Kind}").ShouldBeEmpty();
        Fits(document, schema, value, where);
    }

    /// <summary>Every required field is there, and no field that the schema does not know.</summary>
    private static void Fits(JsonNode document, JsonNode schema, JsonNode value, string where)
    {
        var resolved = schema["$ref"] is { } reference ? document["components"]!["schemas"]![reference.GetValue<string>().Split('/')[^1]]! : schema;
        if (value is JsonArray items && resolved["items"] is { } item)
        {
            foreach (var (one, index) in items.Select((one, index) => (one, index)))
            {
                Fits(document, item, one!, $"{where}[{index}]");
            }
        }
        else if (value is JsonObject fields && resolved["properties"] is JsonObject properties)
        {
            foreach (var required in resolved["required"]?.AsArray() ?? [])
            {
                fields.ContainsKey(required!.GetValue<string>()).ShouldBeTrue($"{where} lacks {required}");
            }

            foreach (var (name, field) in fields)
            {
                properties.ContainsKey(name).ShouldBeTrue($"{where} has {name}, which the schema does not know");
                if (field is not null)
                {
                    Fits(document, properties[name]!, field, $"{where}.{name}");
                }
            }
        }
    }
}
