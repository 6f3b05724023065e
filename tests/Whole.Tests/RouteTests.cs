using System.Net;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;

namespace Madoguchi.Whole.Tests;

/// <summary>Every route of the program, found by asking it, has a policy of its own or says that anybody may come.</summary>
public sealed class RouteTests(WholeHost host)
{
    /// <summary>What anybody may reach without signing in. A new door to the public is added here on purpose or not at all.</summary>
    private static readonly string[] Public =
    [
        "/", "/sign-in", "/sign-in/passkey", "/sign-in/failed", "/sign-in/oidc/{provider}", "/sign-out/oidc/{provider}", "/guest", "/status", "/demo/sign-in", "/account/enrol", "/account/enrol/passkey", "/account/recover", "/account/recover/sent", "/error", "/display", "/assets/{**name}", "/design", "/design/question", "/design/check", "/design/receipt", "/design/queue", "/design/case", "/design/problem/{status:int}",
        "/health/live", "/health/ready",
        "/procedures", "/procedures/{code}",
        "/unsubscribe/{token}", "/delivery/bounces", "/demo/outbox", "/check",

        // What the payment agency tells is signed; its stand-in plays in Development only.
        "/fees/notifications", "/demo/pay/payments", "/demo/pay/payments/{key:guid}", "/demo/pay/refunds", "/demo/pay/{key:guid}",

        // What programs need before they have a token.
        "/oauth/token", "/api/v1/procedures", "/api/v1/procedures/{code}",
        "/openapi/{documentName}.json", "/api/{documentName?}", "/api/scalar.js", "/api/scalar.aspnetcore.js", "/api/favicon.svg",
    ];

    [Fact]
    public void Every_route_says_who_may_use_it()
    {
        var silent = Routes()
            .Where(route => route.Metadata.GetMetadata<IAuthorizeData>() is null && route.Metadata.GetMetadata<IAllowAnonymous>() is null)
            .Select(Name);

        silent.ShouldBeEmpty("these routes name neither a policy nor AllowAnonymous");
    }

    [Fact]
    public void Only_the_doors_named_here_are_open_to_everybody()
    {
        var open = Routes()
            .Where(route => route.Metadata.GetMetadata<IAllowAnonymous>() is not null)
            .Select(route => "/" + route.RoutePattern.RawText!.Trim('/'))
            .Distinct();

        open.Except(Public).ShouldBeEmpty("these routes let anybody in");
    }

    [Fact]
    public async Task A_visitor_who_is_not_signed_in_gets_in_nowhere_else()
    {
        using var client = host.Client();

        foreach (var route in Routes().Where(route => route.Metadata.GetMetadata<IAllowAnonymous>() is null))
        {
            foreach (var method in route.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"])
            {
                using var request = new HttpRequestMessage(new HttpMethod(method), PathOf(route));
                using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);

                response.StatusCode.ShouldBeOneOf([HttpStatusCode.Redirect, HttpStatusCode.Unauthorized], $"{method} {Name(route)}");
            }
        }
    }

    private IEnumerable<RouteEndpoint> Routes() =>
        host.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>();

    private static string Name(RouteEndpoint route) => route.RoutePattern.RawText ?? "";

    internal static string PathOf(RouteEndpoint route) => "/" + string.Join('/', route.RoutePattern.PathSegments.Select(segment =>
        string.Concat(segment.Parts.Select(part => part switch
        {
            RoutePatternParameterPart parameter => Sample(parameter),
            RoutePatternLiteralPart literal => literal.Content,
            _ => "",
        }))));

    private static string Sample(RoutePatternParameterPart parameter) =>
        parameter.ParameterPolicies.Any(policy => policy.Content == "guid") ? "00000000-0000-7000-8000-000000000000"
        : parameter.ParameterPolicies.Any(policy => policy.Content is "int" or "long") ? "1"
        : "none";
}
