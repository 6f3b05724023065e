using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Madoguchi.Rules;

internal static class ListDecisions
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/", (DecisionCatalogue catalogue) => new RazorComponentResult<ListDecisionsPage>(new { catalogue.Current, catalogue.Faults }))
        .WithName("ListDecisions");
}
