using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Madoguchi.Fees;

/// <summary>
/// The stand-in's side of the agency's interface, and the page where somebody presses 支払う, やめる or エラー. In Development it lies under
/// <c>/demo/pay</c> of this program, and is spoken to over HTTP as a real agency would be.
/// </summary>
internal static class StandInPages
{
    public const string Root = "/demo/pay";

    public static IServiceCollection AddStandIn(this IServiceCollection services) => services.AddSingleton<StandInAgency>();

    public static void MapStandIn(this IEndpointRouteBuilder routes)
    {
        var demo = routes.MapGroup(Root).AllowAnonymous().RequireRateLimiting("public").ExcludeFromDescription();
        demo.MapPost("/payments", CreateAsync).WithName("StandInPayment");
        demo.MapGet("/payments/{key:guid}", Find).WithName("StandInPaymentStatus");
        demo.MapPost("/refunds", RefundAsync).WithName("StandInRefund");
        demo.MapGet("/{key:guid}", Show).WithName("StandInPage");
        demo.MapPost("/{key:guid}", ChooseAsync).WithName("StandInChoice");
    }

    private static async Task<IResult> CreateAsync(HttpRequest request, StandInAgency agency, AgencyDoor door)
    {
        if (Refuse(request, agency, door) is { } no)
        {
            return no;
        }

        return await ReadAsync<CreatePaymentBody>(request) is { Amount: > 0, Currency: ProviderStatus.Yen, Description: not null, ReturnTo: not null } order
            ? Answer(agency, Told(agency, agency.Create(order), request))
            : TypedResults.BadRequest();
    }

    private static IResult Find(Guid key, HttpRequest request, StandInAgency agency, AgencyDoor door) =>
        Refuse(request, agency, door) ?? (agency.Find(key) is { } held ? Answer(agency, Told(agency, held, request)) : TypedResults.NotFound());

    private static async Task<IResult> RefundAsync(HttpRequest request, StandInAgency agency, AgencyDoor door)
    {
        if (Refuse(request, agency, door) is { } no)
        {
            return no;
        }

        if (agency.Faults.RefusesRefundsWith is { } status)
        {
            return TypedResults.StatusCode(status);
        }

        return await ReadAsync<CreateRefundBody>(request) is { Amount: > 0 } order && agency.Refund(order) is { } refund
            ? Answer(agency, refund)
            : TypedResults.NotFound();
    }

    private static Results<RazorComponentResult<StandInPage>, NotFound> Show(Guid key, StandInAgency agency) =>
        agency.Find(key) is { } held ? new RazorComponentResult<StandInPage>(new { Payment = held }) : TypedResults.NotFound();

    private static async Task<Results<RedirectHttpResult, NotFound>> ChooseAsync(
        Guid key, IFormCollection fields, HttpRequest request, StandInAgency agency, AgencyDoor door, IHttpClientFactory clients, TimeProvider time,
        CancellationToken cancellationToken)
    {
        if (agency.Choose(key, fields["choice"].ToString()) is not { } held)
        {
            return TypedResults.NotFound();
        }

        // Before the browser is sent back, as real agencies often manage.
        var notified = agency.NotifyAt ?? new Uri($"{request.Scheme}://{request.Host}{TakeNotification.Path}");
        for (var times = 0; times < agency.Faults.Notifications; times++)
        {
            await NotifyAsync(Told(agency, held, request), notified, agency, door, clients, time, cancellationToken);
        }

        return TypedResults.Redirect(held.ReturnTo.AbsoluteUri);
    }

    /// <summary>Tells the orderer; an agency does not mind whether it is heard.</summary>
    private static async Task NotifyAsync(
        ProviderPayment told, Uri address, StandInAgency agency, AgencyDoor door, IHttpClientFactory clients, TimeProvider time,
        CancellationToken cancellationToken)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(told, JsonSerializerOptions.Web);
        var secret = agency.Faults.SignsWrongly ? "another secret" : door.NotificationSecret;
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new("application/json");
        request.Headers.Add(NotificationSignature.Header, NotificationSignature.Sign(secret, time.GetUtcNow(), body));
        using var client = clients.CreateClient(HttpPaymentProvider.ClientName);
        try
        {
            using var response = await client.SendAsync(request, cancellationToken);
        }
        catch (HttpRequestException)
        {
            // The reconciler is for that.
        }
    }

    private static IResult? Refuse(HttpRequest request, StandInAgency agency, AgencyDoor door) =>
        agency.Faults.IsAway ? TypedResults.StatusCode(StatusCodes.Status503ServiceUnavailable)
        : CryptographicOperations.FixedTimeEquals(
            Encoding.UTF8.GetBytes(request.Headers.Authorization.ToString()), Encoding.UTF8.GetBytes($"Bearer {door.Key}")) ? null
        : TypedResults.Unauthorized();

    private static IResult Answer<T>(StandInAgency agency, T answer) =>
        agency.Faults.LosesReplies ? new LostReply() : TypedResults.Json(answer, JsonSerializerOptions.Web);

    private static ProviderPayment Told(StandInAgency agency, StandInPayment held, HttpRequest request) => new(
        held.Key, held.Id, held.Status, held.Amount + agency.Faults.WrongBy, ProviderStatus.Yen,
        agency.Faults.LeadsElsewhere ?? new Uri($"{request.Scheme}://{request.Host}{Root}/{held.Key}"));

    /// <summary>The line breaks before the answer is through.</summary>
    private sealed class LostReply : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Abort();
            return Task.CompletedTask;
        }
    }

    private static async Task<T?> ReadAsync<T>(HttpRequest request)
        where T : class
    {
        try
        {
            return await request.ReadFromJsonAsync<T>(JsonSerializerOptions.Web, request.HttpContext.RequestAborted);
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
