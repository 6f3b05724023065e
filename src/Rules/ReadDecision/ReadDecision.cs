using System.Text;
using Madoguchi.Feel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Madoguchi.Rules;

/// <summary>What the page of a model shows: a version of it, and how it differs from the one before.</summary>
public sealed record ReadView(ServedModel Served, ModelVersion Version, DecisionModel Model, IReadOnlyList<ModelVersion> Versions)
{
    public IReadOnlyList<string> Differences { get; init; } = [];

    public bool IsInForce => Version.Number == Served.Version.Number;

    public int? Saved { get; init; }
}

internal static class ReadDecision
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/{code}", ShowAsync).WithName("ReadDecision");
        routes.MapGet("/{code}/versions/{number:int}", ShowVersionAsync).WithName("ReadDecisionVersion");
        routes.MapGet("/{code}/dmn", Download).WithName("DownloadDecision");
        routes.MapGet("/{code}/xlsx", (string code, DecisionCatalogue catalogue) => catalogue.Find(code) is { } served
            ? Results.File(
                WriteSpreadsheet.Write(served.Model), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                $"{code}-{served.Version.Number}.xlsx")
            : Results.NotFound()).WithName("DownloadDecisionSpreadsheet");
    }

    private static async Task<Results<RazorComponentResult<ReadDecisionPage>, NotFound>> ShowAsync(
        string code, DecisionCatalogue catalogue, CancellationToken cancellationToken, int? saved = null) =>
        catalogue.Find(code) is { } served
            ? await PageAsync(catalogue, served, served.Version.Number, saved, cancellationToken) is { } page ? page : TypedResults.NotFound()
            : TypedResults.NotFound();

    private static async Task<Results<RazorComponentResult<ReadDecisionPage>, NotFound>> ShowVersionAsync(
        string code, int number, DecisionCatalogue catalogue, CancellationToken cancellationToken) =>
        catalogue.Find(code) is { } served && await PageAsync(catalogue, served, number, null, cancellationToken) is { } page ? page : TypedResults.NotFound();

    private static async Task<RazorComponentResult<ReadDecisionPage>?> PageAsync(
        DecisionCatalogue catalogue, ServedModel served, int number, int? saved, CancellationToken cancellationToken)
    {
        var all = catalogue.VersionsOf(served.Code);
        if (all.FirstOrDefault(version => version.Number == number) is not { } version
            || await catalogue.VersionAsync(served.Code, number, cancellationToken) is not { } model)
        {
            return null;
        }

        var before = await catalogue.VersionAsync(served.Code, number - 1, cancellationToken);
        return new(new
        {
            View = new ReadView(served, version, model, all) { Differences = before is null ? [] : Differences.Between(before, model), Saved = saved },
        });
    }

    private static IResult Download(string code, DecisionCatalogue catalogue, string version = "1.5")
    {
        if (catalogue.Find(code) is not { } served)
        {
            return Results.NotFound();
        }

        try
        {
            var text = version == "1.3" ? ModelText.As13(served.Model.Content) : ModelText.As15(served.Model.Content);
            return Results.File(Encoding.UTF8.GetBytes(text), "application/xml", $"{code}-{served.Version.Number}.dmn");
        }
        catch (DmnException unsaid)
        {
            return Results.Text(unsaid.Message + "DMN 1.5で受け取ってください。", "text/plain; charset=utf-8", Encoding.UTF8, StatusCodes.Status422UnprocessableEntity);
        }
    }
}
