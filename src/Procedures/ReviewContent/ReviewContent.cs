using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Madoguchi.Procedures;

/// <summary>The officer's view of the city's procedures: what serves, which versions there were, and what is wrong in the files.</summary>
internal static class ReviewContent
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/", ShowAsync).WithName("ReviewContent");
        routes.MapPost("/reload", ReloadAsync).WithName("ReloadContent");
    }

    private static async Task<RazorComponentResult<ReviewContentPage>> ShowAsync(
        IProcedureCatalogue catalogue, CancellationToken cancellationToken, bool reloaded = false) => new(new
        {
            catalogue.Current,
            catalogue.Faults,
            Versions = (await catalogue.VersionsAsync(cancellationToken)).GroupBy(version => version.Code, StringComparer.Ordinal)
                .ToDictionary(group => group.Key, group => (IReadOnlyList<ProcedureVersion>)[.. group.Reverse()], StringComparer.Ordinal),
            Reloaded = reloaded,
        });

    /// <summary>The form carries nothing but its antiforgery token, which binding the form checks.</summary>
    private static async Task<RedirectHttpResult> ReloadAsync(IFormCollection form, IProcedureCatalogue catalogue, CancellationToken cancellationToken)
    {
        _ = form;
        await catalogue.ReloadAsync(cancellationToken);
        return TypedResults.LocalRedirect("/staff/procedures?reloaded=true");
    }
}
