using System.Security.Claims;
using Madoguchi.Kernel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Madoguchi.Procedures;

/// <summary>What a procedure is, in plain words: for whom, what it costs, what is needed, how long it takes, and every way to it.</summary>
internal static class ReadProcedure
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/{code}", Show).WithName("ReadProcedure");

    private static Results<RazorComponentResult<ReadProcedurePage>, NotFound> Show(string code, IProcedureCatalogue catalogue, ClaimsPrincipal user) =>
        catalogue.Find(code) is { } procedure
            ? new RazorComponentResult<ReadProcedurePage>(
                new { Procedure = procedure, MayStartAsGuest = procedure.Assurance == Assurance.Guest && user.Identity?.IsAuthenticated != true })
            : TypedResults.NotFound();
}
