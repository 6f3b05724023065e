using System.Net;
using Madoguchi.Delivery;
using Madoguchi.Kernel;
using Madoguchi.Registry;
using Madoguchi.Testing;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Madoguchi.Identity.Tests;

/// <summary>
/// Identity with the register it asks, on a demo city. Residents sign in by what is under test; staff are signed in by the header that
/// all module tests use.
/// </summary>
internal static class IdentityHost
{
    public const string Cookie = "madoguchi-session";

    private const string TestScheme = "Test";

    public static async Task<ModuleHost> StartAsync(IReadOnlyDictionary<string, string?>? settings = null)
    {
        var host = await ModuleHost.StartAsync(
            services =>
            {
                services.AddRegistry().AddDelivery().RunByHand(typeof(DeliveryModule)).AddIdentity();
                services.AddAuthentication().AddPolicyScheme("either", null, either => either.ForwardDefaultSelector =
                    context => context.Request.Headers.ContainsKey("X-Test-Actor") ? TestScheme : SessionScheme.Name);
                services.Configure<AuthenticationOptions>(authentication => authentication.DefaultScheme = "either");
            },
            routes =>
            {
                routes.MapIdentity();
                routes.MapGet("/my", (HttpContext context) => Results.Text(context.User.Subject().ToString())).RequireAuthorization(Policies.Resident);
                routes.MapGet("/fresh", () => "fresh").RequireAuthorization(Policies.Resident, Policies.Fresh);
            },
            settings: settings);
        await host.Get<IDemoSeed>().SeedAsync(CancellationToken.None);
        return host;
    }

    public static async Task<Guid> PartyAsync(this ModuleHost host, string key) =>
        (await host.Get<IDemoPeople>().FindAsync(key, CancellationToken.None))!.Party!.Value;

    /// <summary>Begins a session as somebody would on another device, and gives its cookie.</summary>
    public static async Task<string> BeginAsync(this ModuleHost host, Guid party, string role = Roles.Resident)
    {
        var sessions = host.Get<Sessions>();
        var session = sessions.Prepare(
            new SessionStart
            {
                ActorId = $"party:{party}",
                Role = role,
                Name = "佐藤 誠",
                Party = party,
                Subject = party,
                Assurance = Assurance.Substantial,
                Method = Methods.Passkey,
            },
            new Visit("iPhone / Safari", "203.0.113.*"));
        await sessions.OpenAsync(session, CancellationToken.None);
        return session.Token.ToString();
    }

    /// <summary>One request with this cookie.</summary>
    public static async Task<Answer> WithCookieAsync(this ModuleHost host, string cookie, string path = "/my")
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = host.Address };
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("Cookie", $"{Cookie}={cookie}");
        using var response = await http.SendAsync(request);
        var set = response.Headers.TryGetValues("Set-Cookie", out var values) ? values.FirstOrDefault(value => value.StartsWith(Cookie, StringComparison.Ordinal)) : null;
        return new Answer(response.StatusCode, set?.Split('=', ';')[1], set, response.Headers.Location?.ToString());
    }

    public static Task<List<string?>> LogOfAsync(this ModuleHost host, Guid party) =>
        host.ColumnAsync("select what as value from identity_sign_in where actor = @actor order by seq", ("actor", $"party:{party}"));
}

/// <summary>What a request with a session cookie is answered.</summary>
/// <param name="Status">Of the page.</param>
/// <param name="Turned">The new cookie, when one was offered.</param>
/// <param name="Header">The whole header that sets it.</param>
/// <param name="Location">Where it leads.</param>
internal sealed record Answer(HttpStatusCode Status, string? Turned, string? Header, string? Location)
{
    public bool IsIn => Status == HttpStatusCode.OK;
}
