using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Madoguchi.Fees;

/// <summary>
/// The agency tells how a payment went. Only what it signed within the last minutes is taken; told twice, or after somebody else told it,
/// nothing changes and the answer is the same.
/// </summary>
internal static class TakeNotification
{
    public const string Path = "/fees/notifications";

    private const int MostBytes = 64 * 1024;

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost(Path, HandleAsync)
        .WithName("TakePaymentNotification")
        .AllowAnonymous()
        .WithMetadata(new RequestSizeLimitAttribute(MostBytes))
        .RequireRateLimiting("public");

    private static async Task<Results<NoContent, UnauthorizedHttpResult, BadRequest, NotFound, StatusCodeHttpResult>> HandleAsync(
        HttpRequest request, AgencyDoor door, Settlement settlement, TimeProvider time, CancellationToken cancellationToken)
    {
        using var buffer = new MemoryStream();
        try
        {
            await request.Body.CopyToAsync(buffer, cancellationToken);
        }
        catch (BadHttpRequestException tooLarge)
        {
            return TypedResults.StatusCode(tooLarge.StatusCode);
        }

        var body = buffer.ToArray();
        if (!NotificationSignature.IsGenuine(door.NotificationSecret, request.Headers[NotificationSignature.Header], time.GetUtcNow(), body))
        {
            return TypedResults.Unauthorized();
        }

        return Read(body) is not { } told ? TypedResults.BadRequest()
            : await settlement.RecordAsync(told, cancellationToken) is null ? TypedResults.NotFound()
            : TypedResults.NoContent();
    }

    private static ProviderPayment? Read(byte[] body)
    {
        try
        {
            return JsonSerializer.Deserialize<ProviderPayment>(body, JsonSerializerOptions.Web) is { Id: not null, Status: not null, Currency: not null } told ? told : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
