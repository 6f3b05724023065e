using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Madoguchi.Identity;
using Madoguchi.Kernel;
using Microsoft.Extensions.DependencyInjection;

namespace Madoguchi.Whole.Tests;

/// <summary>Programs that use the API of a whole city: registered as an officer would, and with tokens they asked for.</summary>
internal static class ApiCity
{
    private static readonly Actor Officer = new("staff:ito", null, Roles.Officer);

    /// <summary>One of the city's own systems, unless told otherwise, with a token in its requests.</summary>
    public static async Task<HttpClient> ConnectAsync(
        this WholeHost host, IReadOnlyList<string> scopes, string reach = ClientReach.All, Guid? party = null, string channel = "window", string? code = null)
    {
        code ??= $"system-{Guid.NewGuid():N}"[..20];
        var desk = host.Services.GetRequiredService<ClientDesk>();
        await desk.MakeAsync(
            new ClientEntry(code, "福祉基幹システム", "みやのわ市 こども給付課", "児童手当の支払いのため", "内線 1234", reach, channel, null, party, scopes),
            Guid.NewGuid(), Officer, CancellationToken.None);
        var secret = await desk.AddSecretAsync(code, Guid.NewGuid(), Officer, CancellationToken.None);
        var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = host.Address };
        using var asked = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = code,
            ["client_secret"] = secret.Value.Secret,
        });
        using var answer = await client.PostAsync(new Uri("/oauth/token", UriKind.Relative), asked);
        var token = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["access_token"]!.GetValue<string>();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    public static Uri To(string path) => new($"{ApiRoutes.Prefix}{path}", UriKind.Relative);
}
