using System.Net;
using System.Text;
using Madoguchi.Kernel;
using Madoguchi.Testing;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Madoguchi.Whole.Tests;

/// <summary>
/// Every route, asked by everybody: the table of who gets in is a file under review. A route that is new, or opens to somebody new, shows there.
/// </summary>
public sealed class PermissionTests(WholeHost host)
{
    private static readonly (string Role, string Person)[] Everybody =
    [
        ("guest", WholeHost.Guest), ("resident", Demo.Makoto), ("business", "yoshida-kenji/akari-shokudo"), ("helper", "matsumoto-kazuko/suzuki-shigeru"),
        ("clerk", "tanaka/clerk"), ("head", "nakamura/head"), ("officer", "ito/officer"), ("auditor", "kato/auditor"),
    ];

    [Fact]
    public async Task Who_gets_in_where_is_as_approved()
    {
        var lines = new List<string>();
        foreach (var (method, route) in Guarded().Where(route => !IsOfTheApi(route.Route)))
        {
            var line = new StringBuilder();
            foreach (var (role, person) in Everybody)
            {
                using var client = await host.ClientAsync(person);
                using var request = new HttpRequestMessage(new HttpMethod(method), RouteTests.PathOf(route));
                using var response = await client.SendAsync(request, CancellationToken.None);

                // Somebody signed in is told 403; whatever else a nonsense address answers, the door was open.
                line.Append(response.StatusCode == HttpStatusCode.Forbidden ? "" : $" {role}");
                response.StatusCode.ShouldNotBeOneOf(HttpStatusCode.Unauthorized, HttpStatusCode.TooManyRequests);
            }

            lines.Add($"{method,-5}{route.RoutePattern.RawText}:{line}");
        }

        Snapshot.Match("permissions.txt", string.Join('\n', lines.Order(StringComparer.Ordinal)));
    }

    /// <summary>A door of the API opens to a token with its one scope: not to a session, and not to a token with all others.</summary>
    [Fact]
    public async Task Which_scope_opens_what_is_as_approved()
    {
        var lines = new List<string>();
        var clients = new Dictionary<string, (HttpClient With, HttpClient Without)>(StringComparer.Ordinal);
        using var tanaka = await host.ClientAsync("tanaka/clerk");
        using var makoto = await host.ClientAsync(Demo.Makoto);
        foreach (var (method, route) in Guarded().Where(route => IsOfTheApi(route.Route)))
        {
            var scope = route.Metadata.GetMetadata<IAuthorizeData>()!.Policy!.Replace("scope:", "", StringComparison.Ordinal);
            if (!clients.TryGetValue(scope, out var client))
            {
                client = (await host.ConnectAsync([scope]), await host.ConnectAsync([.. Scopes.All.Where(other => other != scope)]));
                clients.Add(scope, client);
            }

            (await StatusAsync(tanaka, method, route)).ShouldBe(HttpStatusCode.Unauthorized, $"{method} {route.RoutePattern.RawText}");
            (await StatusAsync(makoto, method, route)).ShouldBe(HttpStatusCode.Unauthorized, $"{method} {route.RoutePattern.RawText}");
            (await StatusAsync(client.Without, method, route)).ShouldBe(HttpStatusCode.Forbidden, $"{method} {route.RoutePattern.RawText}");
            (await StatusAsync(client.With, method, route)).ShouldNotBeOneOf(HttpStatusCode.Unauthorized, HttpStatusCode.Forbidden);
            lines.Add($"{method,-6} {route.RoutePattern.RawText}: {scope}");
        }

        foreach (var (with, without) in clients.Values)
        {
            with.Dispose();
            without.Dispose();
        }

        Snapshot.Match("scopes.txt", string.Join('\n', lines.Order(StringComparer.Ordinal)));
    }

    /// <summary>A form that another site makes a browser send carries no token of ours.</summary>
    [Fact]
    public async Task Every_change_asks_for_the_forms_token()
    {
        var open = new List<string>();
        foreach (var (method, route) in AllRoutes().Where(route => route.Method is not ("GET" or "HEAD")))
        {
            foreach (var (_, person) in Everybody)
            {
                using var client = await host.ClientAsync(person);
                using var request = new HttpRequestMessage(new HttpMethod(method), RouteTests.PathOf(route)) { Content = new FormUrlEncodedContent([]) };
                using var response = await client.SendAsync(request, CancellationToken.None);
                if ((int)response.StatusCode < 400)
                {
                    open.Add($"{method} {route.RoutePattern.RawText} answers {(int)response.StatusCode}");
                }
            }
        }

        open.Distinct().ShouldBeEmpty("these do what they are told without a token");
    }

    private static bool IsOfTheApi(RouteEndpoint route) => route.RoutePattern.RawText!.StartsWith(ApiRoutes.Prefix, StringComparison.Ordinal);

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client, string method, RouteEndpoint route)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), RouteTests.PathOf(route));
        using var response = await client.SendAsync(request, CancellationToken.None);
        return response.StatusCode;
    }

    private IEnumerable<(string Method, RouteEndpoint Route)> Guarded() =>
        AllRoutes().Where(route => route.Route.Metadata.GetMetadata<IAllowAnonymous>() is null);

    private IEnumerable<(string Method, RouteEndpoint Route)> AllRoutes() =>
        from source in host.Services.GetServices<EndpointDataSource>()
        from route in source.Endpoints.OfType<RouteEndpoint>()
        from method in route.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"]
        select (method, route);
}
