using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Madoguchi.Delivery;

/// <summary>Where a mail server's filter posts returned mail as it is, with the secret both know. Closed unless the city has set one.</summary>
internal static class TakeBounceEndpoint
{
    private const string Scheme = "Bearer ";

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/delivery/bounces", TakeAsync)
        .WithName("TakeBounce")
        .AllowAnonymous()
        .RequireRateLimiting("public");

    private static async Task<Results<NoContent, NotFound, UnauthorizedHttpResult, StatusCodeHttpResult>> TakeAsync(
        HttpRequest request, TakeBounces bounces, DeliverySettings settings, CancellationToken cancellationToken)
    {
        if (settings.Bounces.Secret is not { Length: > 0 } secret)
        {
            return TypedResults.NotFound();
        }

        var shown = request.Headers.Authorization.ToString();
        if (!shown.StartsWith(Scheme, StringComparison.Ordinal)
            || !CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(shown[Scheme.Length..]), Encoding.UTF8.GetBytes(secret)))
        {
            return TypedResults.Unauthorized();
        }

        if (request.ContentLength is null or > TakeBounces.LargestBounce)
        {
            return TypedResults.StatusCode(request.ContentLength is null ? StatusCodes.Status411LengthRequired : StatusCodes.Status413PayloadTooLarge);
        }

        using var content = new MemoryStream();
        await request.Body.CopyToAsync(content, cancellationToken);
        return await bounces.TakeAsync(content.ToArray(), cancellationToken)
            ? TypedResults.NoContent()
            : TypedResults.StatusCode(StatusCodes.Status422UnprocessableEntity);
    }
}
