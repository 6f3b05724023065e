using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace Madoguchi.Kernel;

/// <summary>Where the open API begins and what holds for each of its doors (ADR 0031).</summary>
public static class ApiRoutes
{
    public const string Prefix = "/api/v1";

    /// <summary>
    /// The group of one module: counted and logged per client, without forms and their tokens. Each route in it still says which scope opens it,
    /// or that anybody may come.
    /// </summary>
    /// <param name="routes">The host's routes.</param>
    /// <param name="tag">The heading under which the published description lists them.</param>
    public static RouteGroupBuilder MapApi(this IEndpointRouteBuilder routes, string tag) =>
        routes.MapGroup(Prefix).WithTags(tag).DisableAntiforgery().AddEndpointFilter<RouteGroupBuilder, ApiCalls>();

    /// <summary>Asks for a scope, and says what is answered to who has none.</summary>
    public static RouteHandlerBuilder RequireScope(this RouteHandlerBuilder route, string scope) => route
        .RequireAuthorization(Scopes.Policy(scope))
        .ProducesProblem(StatusCodes.Status401Unauthorized)
        .ProducesProblem(StatusCodes.Status403Forbidden)
        .ProducesProblem(StatusCodes.Status429TooManyRequests);

    /// <summary>The other ways in which a route says no.</summary>
    public static RouteHandlerBuilder Refuses(this RouteHandlerBuilder route, params ReadOnlySpan<int> statuses)
    {
        foreach (var status in statuses)
        {
            route.ProducesProblem(status);
        }

        return route;
    }
}

/// <summary>What an operator may set under <c>Api</c>.</summary>
internal sealed class ApiSettings
{
    [Description("requests a minute that one client of the API may make")]
    [Range(1, 100_000)]
    public int RequestsPerMinute { get; init; } = 1200;
}

/// <summary>Counts what each client asks for, whatever its tokens.</summary>
internal sealed class ApiLimits(ApiSettings settings) : IDisposable
{
    private readonly PartitionedRateLimiter<string> byClient = PartitionedRateLimiter.Create<string, string>(client =>
        RateLimitPartition.GetSlidingWindowLimiter(client, _ => new SlidingWindowRateLimiterOptions
        {
            PermitLimit = settings.RequestsPerMinute,
            Window = TimeSpan.FromMinutes(1),
            SegmentsPerWindow = 6,
        }));

    public RateLimitLease Take(string client) => byClient.AttemptAcquire(client);

    public void Dispose() => byClient.Dispose();
}

/// <summary>Each call by the API: within the client's limit, and in the log by client and route, never by whose data it was.</summary>
internal sealed partial class ApiCalls(ApiLimits limits, ILogger<ApiCalls> logger) : IEndpointFilter
{
    private static readonly TimeSpan TryAgain = TimeSpan.FromSeconds(10);

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        if (http.User.IsInRole(Roles.Client))
        {
            var client = http.User.Actor().Id;
            using var lease = limits.Take(client);
            LogCall(client, http.Request.Method, (http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "", lease.IsAcquired);
            if (!lease.IsAcquired)
            {
                http.Response.Headers.RetryAfter = TryAgain.TotalSeconds.ToString(CultureInfo.InvariantCulture);
                return ApiProblems.Of("too-many-requests", StatusCodes.Status429TooManyRequests);
            }
        }

        return await next(context);
    }

    [LoggerMessage(EventId = 1020, Level = LogLevel.Information, Message = "{Client} asked {Method} {Route}, within its limit: {IsWithin}")]
    private partial void LogCall(string client, string method, string route, bool isWithin);
}
