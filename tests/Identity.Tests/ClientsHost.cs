using System.Net.Http.Headers;
using System.Security.Claims;
using System.Text;
using System.Text.Json.Nodes;
using Madoguchi.Delivery;
using Madoguchi.Kernel;
using Madoguchi.Registry;
using Madoguchi.Testing;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Madoguchi.Identity.Tests;

/// <summary>The module with one door of the API behind it, to knock at with tokens.</summary>
internal static class ClientsHost
{
    public const string Door = "/api/v1/door";

    public static readonly SignedIn Ito = SignedIn.Staff("ito", Roles.Officer, "伊藤 彩");

    public static Task<ModuleHost> StartAsync(Action<IServiceCollection>? services = null, IReadOnlyDictionary<string, string?>? settings = null) =>
        ModuleHost.StartAsync(
            added =>
            {
                added.AddRegistry().AddDelivery().RunByHand(typeof(DeliveryModule)).AddIdentity();

                // Staff come by the tests' header, clients by their own tokens.
                added.Configure<AuthenticationOptions>(authentication => authentication.DefaultScheme = "Test");
                services?.Invoke(added);
            },
            routes =>
            {
                routes.MapIdentity();
                routes.MapGet(Door, (ClaimsPrincipal user) => string.Join(' ', user.Grant().Client, user.Grant().IsForAll, user.Grant().Channel))
                    .RequireAuthorization(Scopes.Policy(Scopes.CasesRead));
                routes.MapGet("/page", () => "a page").RequireAuthorization(Policies.Staff);
            },
            settings: new Dictionary<string, string?>(settings ?? new Dictionary<string, string?>()) { ["Identity:Tokens:AllowHttp"] = "true" });

    public static ClientEntry Core { get; } = new(
        "welfare-core", "福祉基幹システム", "みやのわ市 こども給付課", "児童手当の支払いのため", "内線 1234", ClientReach.All, "window", null, null,
        [Scopes.CasesRead, Scopes.ExportsRead]);

    /// <summary>A registered client with one secret.</summary>
    public static async Task<string> RegisterAsync(this ModuleHost host, ClientEntry? entry = null)
    {
        var desk = host.Get<ClientDesk>();
        var code = (entry ?? Core).Code;
        (await desk.MakeAsync(entry ?? Core, Guid.NewGuid(), Ito.Actor, CancellationToken.None)).IsRefused.ShouldBeFalse();
        return (await desk.AddSecretAsync(code, Guid.NewGuid(), Ito.Actor, CancellationToken.None)).Value.Secret;
    }

    public static async Task<(int Status, JsonNode Body)> AskAsync(
        this ModuleHost host, string client, string secret, string? scope = null, bool isInBody = false, string grant = "client_credentials")
    {
        using var http = new HttpClient { BaseAddress = host.Address };
        var fields = new Dictionary<string, string> { ["grant_type"] = grant };
        if (scope is not null)
        {
            fields["scope"] = scope;
        }

        if (isInBody)
        {
            (fields["client_id"], fields["client_secret"]) = (client, secret);
        }
        else
        {
            http.DefaultRequestHeaders.Authorization =
                new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.ASCII.GetBytes($"{client}:{secret}")));
        }

        using var content = new FormUrlEncodedContent(fields);
        using var response = await http.PostAsync(new Uri("/oauth/token", UriKind.Relative), content);
        return ((int)response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync())!);
    }

    public static async Task<string> TokenAsync(this ModuleHost host, string client, string secret, string? scope = null) =>
        (await host.AskAsync(client, secret, scope)).Body["access_token"]!.GetValue<string>();

    public static async Task<HttpResponseMessage> KnockAsync(this ModuleHost host, string? token, string path = Door)
    {
        using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = host.Address };
        http.DefaultRequestHeaders.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        return await http.GetAsync(new Uri(path, UriKind.Relative));
    }
}
