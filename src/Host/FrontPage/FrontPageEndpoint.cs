using Madoguchi.Identity;
using Madoguchi.Procedures;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Madoguchi.Host;

internal static class FrontPageEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/", ShowAsync).AllowAnonymous().RequireRateLimiting("public");

    private static async Task<RazorComponentResult<FrontPage>> ShowAsync(IProcedureCatalogue procedures, DemoGate gate, HttpContext context) =>
        FrontPage.Of(procedures.LifeEvents, procedures.Categories, await gate.PeopleAsync(context));
}
