using System.Net;
using System.Text.Json.Nodes;
using Madoguchi.Kernel;
using Madoguchi.Registry;
using Madoguchi.Testing;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;

namespace Madoguchi.Identity.Tests;

/// <summary>What opens the API, and what does not.</summary>
public sealed class TokenTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_client_gets_a_token_and_is_known_by_it(bool isInBody)
    {
        await using var host = await ClientsHost.StartAsync();
        var secret = await host.RegisterAsync();

        var (status, body) = await host.AskAsync("welfare-core", secret, isInBody: isInBody);
        using var answer = await host.KnockAsync(body["access_token"]!.GetValue<string>());

        status.ShouldBe(200);
        body["token_type"]!.GetValue<string>().ShouldBe("Bearer");
        body["expires_in"]!.GetValue<long>().ShouldBeInRange(590, 600);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await answer.Content.ReadAsStringAsync()).ShouldBe("client:welfare-core True window");
        (await host.ColumnAsync("select client_code || ' ' || scopes as value from identity_client_token")).ShouldBe(["welfare-core cases.read exports.read"]);
        (await host.ColumnAsync("select hint as value from identity_client_secret where last_used_at is not null")).ShouldBe([secret[^4..]]);
    }

    [Theory]
    [InlineData("welfare-core", "wrong", null, "client_credentials", 401, "invalid_client")]
    [InlineData("nobody", null, null, "client_credentials", 401, "invalid_client")]
    [InlineData("welfare-core", null, "cases.decide", "client_credentials", 400, "invalid_scope")]
    [InlineData("welfare-core", null, "everything", "client_credentials", 400, "invalid_scope")]
    [InlineData("welfare-core", null, null, "password", 400, "unsupported_grant_type")]
    public async Task What_is_wrong_is_said_in_the_words_of_the_standard(
        string client, string? secret, string? scope, string grant, int status, string error)
    {
        await using var host = await ClientsHost.StartAsync();
        var right = await host.RegisterAsync();

        var answer = await host.AskAsync(client, secret ?? right, scope, grant: grant);

        answer.Status.ShouldBe(status);
        answer.Body["error"]!.GetValue<string>().ShouldBe(error);
        (await host.CountAsync("identity_client_token")).ShouldBe(0);
    }

    [Fact]
    public async Task Without_a_token_or_with_nonsense_the_door_stays_shut()
    {
        await using var host = await ClientsHost.StartAsync();
        var token = await host.TokenAsync("welfare-core", await host.RegisterAsync());
        using var staff = host.SignIn(SignedIn.Staff("tanaka"));

        using var nobody = await host.KnockAsync(null);
        using var nonsense = await host.KnockAsync("nonsense");
        using var forged = await host.KnockAsync(Altered(token));
        using var inAddress = await host.KnockAsync(null, $"{ClientsHost.Door}?access_token={token}");
        using var byCookie = await staff.Http.GetAsync(new Uri(ClientsHost.Door, UriKind.Relative));
        using var page = await host.KnockAsync(token, "/page");

        nobody.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        nobody.Headers.WwwAuthenticate.ToString().ShouldBe("Bearer");
        nonsense.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        nonsense.Headers.WwwAuthenticate.ToString().ShouldBe("Bearer error=\"invalid_token\"");
        forged.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        inAddress.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        byCookie.StatusCode.ShouldBe(HttpStatusCode.Unauthorized, "staff come in by the staff's door");
        page.StatusCode.ShouldBe(HttpStatusCode.Unauthorized, "a token opens no page");
    }

    [Fact]
    public async Task A_token_without_the_scope_is_told_so()
    {
        await using var host = await ClientsHost.StartAsync();
        var token = await host.TokenAsync("welfare-core", await host.RegisterAsync(), "exports.read");

        using var answer = await host.KnockAsync(token);

        answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        answer.Headers.WwwAuthenticate.ToString().ShouldBe("Bearer error=\"insufficient_scope\"");
    }

    [Fact]
    public async Task A_token_ends_after_ten_minutes()
    {
        await using var host = await ClientsHost.StartAsync();
        var token = await host.TokenAsync("welfare-core", await host.RegisterAsync());

        host.Time.Advance(TimeSpan.FromMinutes(9));
        using var inTime = await host.KnockAsync(token);
        host.Time.Advance(TimeSpan.FromMinutes(2));
        using var late = await host.KnockAsync(token);

        inTime.StatusCode.ShouldBe(HttpStatusCode.OK);
        late.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    /// <summary>Two cities on one machine may share the keys; a token is still for one of them.</summary>
    [Fact]
    public async Task A_token_of_another_city_opens_nothing()
    {
        var keys = new EphemeralDataProtectionProvider();
        await using var here = await ClientsHost.StartAsync(services => services.AddSingleton<IDataProtectionProvider>(keys));
        await using var there = await ClientsHost.StartAsync(services =>
        {
            services.AddSingleton<IDataProtectionProvider>(keys);
            services.AddSingleton(here.Get<CityProfile>() with { Code = "999997" });
        });
        var secret = await here.RegisterAsync();
        await there.RegisterAsync();
        var foreign = await there.ChangeAsync(unit => unit.Execute(
            "update identity_client_secret set hash = @hash", ("hash", ClientDesk.HashOf(secret))));

        using var own = await here.KnockAsync(await here.TokenAsync("welfare-core", secret));
        using var other = await here.KnockAsync(await there.TokenAsync("welfare-core", secret));

        foreign.ShouldBe(1);
        own.StatusCode.ShouldBe(HttpStatusCode.OK);
        other.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Ending_a_client_ends_its_tokens_within_seconds_even_where_another_host_did_it()
    {
        await using var host = await ClientsHost.StartAsync();
        var token = await host.TokenAsync("welfare-core", await host.RegisterAsync());
        using var before = await host.KnockAsync(token);

        // As another host would: this one's memory hears nothing of it.
        await host.ChangeAsync(unit => unit.Execute("update identity_client set ended_at = @at", ("at", unit.Now)));
        host.Time.Advance(Clients.Remembered);
        using var after = await host.KnockAsync(token);

        before.StatusCode.ShouldBe(HttpStatusCode.OK);
        after.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_scope_that_was_taken_away_and_a_secret_that_ended_count_at_once()
    {
        await using var host = await ClientsHost.StartAsync();
        var desk = host.Get<ClientDesk>();
        var token = await host.TokenAsync("welfare-core", await host.RegisterAsync());

        await desk.ChangeAsync(
            ClientsHost.Core with { Scopes = [Scopes.ExportsRead] }, 1, Guid.NewGuid(), ClientsHost.Ito.Actor, CancellationToken.None);
        using var withoutScope = await host.KnockAsync(token);
        var client = (await host.Get<Clients>().FindAsync("welfare-core", CancellationToken.None))!;
        await desk.EndSecretAsync("welfare-core", client.Secrets[0].Id, Guid.NewGuid(), ClientsHost.Ito.Actor, CancellationToken.None);
        using var withoutSecret = await host.KnockAsync(token);

        withoutScope.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        withoutSecret.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task The_server_says_where_and_how_to_get_a_token()
    {
        await using var host = await ClientsHost.StartAsync();
        using var http = new HttpClient { BaseAddress = host.Address };

        var metadata = JsonNode.Parse(await http.GetStringAsync(new Uri("/.well-known/oauth-authorization-server", UriKind.Relative)))!;

        metadata["token_endpoint"]!.GetValue<string>().ShouldEndWith("/oauth/token");
        metadata["grant_types_supported"]!.AsArray().Select(grant => grant!.GetValue<string>()).ShouldBe(["client_credentials"]);
        metadata["scopes_supported"]!.AsArray().Select(scope => scope!.GetValue<string>()).ShouldContain(Scopes.CasesRead);
    }

    /// <summary>One character in the middle made another.</summary>
    private static string Altered(string token)
    {
        var middle = token.Length / 2;
        return token[..middle] + (token[middle] == 'A' ? 'B' : 'A') + token[(middle + 1)..];
    }
}
