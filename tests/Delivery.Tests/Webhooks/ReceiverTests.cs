using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Madoguchi.Kernel;
using Madoguchi.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Madoguchi.Delivery.Tests;

/// <summary>Connected systems are told, by ids, until they answer; what they are told is signed, and only they are told.</summary>
public sealed class ReceiverTests
{
    private static readonly string[] Decided = [AnnouncementTypes.CaseDecided];
    private static readonly SignedIn Core = SignedIn.Client("welfare-core", Scopes.All);
    private static readonly Announcement Happened = new(
        AnnouncementTypes.CaseDecided, Guid.Parse("019a6c1e-5d31-7f02-8a64-1b2c3d4e5f60"), Guid.Parse("019a6c1e-4b20-7c3a-9d51-3f0e6a7b8c9d"),
        "202612345676", "child-allowance", "party:makoto");

    [Fact]
    public async Task A_receiver_is_told_by_ids_and_can_prove_who_told_it()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var city = await StartAsync();
        var webhook = await SubscribeAsync(city, receiver);

        await city.Host.ChangeAsync(unit => Announce(city, unit));
        await TellAsync(city);

        var told = receiver.Heard.ShouldHaveSingleItem();
        var signer = new WebhookSigner([webhook["secret"]!.GetValue<string>()]);
        signer.IsGenuine(told.Id, told.Timestamp, told.Signature, told.Body, city.Host.Time.GetUtcNow()).ShouldBeTrue();
        var body = JsonNode.Parse(told.Body)!;
        body["type"]!.GetValue<string>().ShouldBe("case.decided");
        body["data"]!.AsObject().Select(entry => entry.Key).ShouldBe(["caseId", "submissionId", "reference", "procedure"]);
        (await DeliveriesAsync(city, webhook))[0]!["status"]!.GetValue<string>().ShouldBe("delivered");
    }

    [Fact]
    public async Task What_is_not_answered_is_told_again_under_the_same_id_until_it_is()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var city = await StartAsync();
        var webhook = await SubscribeAsync(city, receiver);
        await city.Host.ChangeAsync(unit => Announce(city, unit));

        receiver.Answer = 503;
        await TellAsync(city);
        await TellAsync(city);
        receiver.Answer = 204;
        city.Host.Time.Advance(TimeSpan.FromSeconds(10));
        await TellAsync(city);
        await TellAsync(city);

        receiver.Heard.Count.ShouldBe(2);
        receiver.Heard.Select(told => told.Id).Distinct().Count().ShouldBe(1);
        var delivery = (await DeliveriesAsync(city, webhook))[0]!;
        (delivery["status"]!.GetValue<string>(), delivery["attempts"]!.GetValue<long>()).ShouldBe(("delivered", 2));
    }

    [Fact]
    public async Task A_receiver_that_is_silent_for_days_is_disabled_and_nothing_is_lost()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var city = await StartAsync();
        var webhook = await SubscribeAsync(city, receiver);
        receiver.Answer = 500;

        for (var day = 0; day < 6; day++)
        {
            await city.Host.ChangeAsync(unit => Announce(city, unit));
            await TellAsync(city);
            city.Host.Time.Advance(TimeSpan.FromDays(1));
        }

        await TellAsync(city);
        var state = (await city.Host.Get<IWebhookDirectory>().ForClientAsync("client:welfare-core", CancellationToken.None)).Single();
        var before = receiver.Heard.Count;
        await city.Host.ChangeAsync(unit => Announce(city, unit));
        await TellAsync(city);
        var silent = receiver.Heard.Count;
        receiver.Answer = 200;
        using var core = city.Host.SignIn(Core);
        await core.Http.PutAsJsonAsync(To($"/webhooks/{webhook["id"]}"), new { url = receiver.Url, types = Decided });
        await TellAsync(city);

        state.Status.ShouldBe("disabled");
        silent.ShouldBe(before);
        (await city.Host.CountAsync("delivery_webhook_message where status = 'pending'")).ShouldBe(0);
        receiver.Heard.Select(told => told.Id).Distinct().Count().ShouldBe(7);
    }

    [Fact]
    public async Task A_dead_receiver_with_many_messages_keeps_nobody_waiting_and_is_asked_once_in_a_while()
    {
        await using var dead = await Receiver.StartAsync();
        await using var well = await Receiver.StartAsync();
        await using var city = await StartAsync();
        await SubscribeAsync(city, dead);
        dead.Answer = 503;
        for (var message = 0; message < 60; message++)
        {
            await city.Host.ChangeAsync(unit => Announce(city, unit));
        }

        city.Host.Time.Advance(TimeSpan.FromSeconds(1));
        await SubscribeAsync(city, well);
        await city.Host.ChangeAsync(unit => Announce(city, unit));

        (await TellAsync(city)).ShouldBe(2);
        (await TellAsync(city)).ShouldBe(0);
        (well.Heard.Count, dead.Heard.Count).ShouldBe((1, 1));
        city.Host.Time.Advance(TimeSpan.FromSeconds(10));
        dead.Answer = 200;
        while (await TellAsync(city) > 0)
        {
            dead.Heard.Count.ShouldBeLessThanOrEqualTo(62);
        }

        dead.Heard.Count.ShouldBe(62);
        (await city.Host.CountAsync("delivery_webhook_message where status <> 'delivered'")).ShouldBe(0);
    }

    [Fact]
    public async Task A_slow_receiver_has_its_turn_and_then_it_is_the_next_pass()
    {
        await using var slow = await Receiver.StartAsync();
        await using var city = await StartAsync();
        await SubscribeAsync(city, slow);
        for (var message = 0; message < 5; message++)
        {
            await city.Host.ChangeAsync(unit => Announce(city, unit));
        }

        slow.WhenHeard = () => city.Host.Time.Advance(TimeSpan.FromSeconds(12));

        (await TellAsync(city)).ShouldBe(2);
        (await TellAsync(city)).ShouldBe(2);
        (await TellAsync(city)).ShouldBe(1);
    }

    [Fact]
    public async Task What_was_told_is_told_again_from_a_moment_on()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var city = await StartAsync();
        var webhook = await SubscribeAsync(city, receiver);
        await city.Host.ChangeAsync(unit => Announce(city, unit));
        city.Host.Time.Advance(TimeSpan.FromHours(1));
        var from = city.Host.Time.GetUtcNow();
        await city.Host.ChangeAsync(unit => Announce(city, unit));
        await TellAsync(city);
        using var core = city.Host.SignIn(Core);

        using var replayed = await core.Http.PostAsync(To($"/webhooks/{webhook["id"]}/replay?from={Uri.EscapeDataString(from.ToString("O"))}"), null);
        await TellAsync(city);

        JsonNode.Parse(await replayed.Content.ReadAsStringAsync())!["messages"]!.GetValue<int>().ShouldBe(1);
        receiver.Heard.Count.ShouldBe(3);
        receiver.Heard.Select(told => told.Id).Distinct().Count().ShouldBe(2);
    }

    [Fact]
    public async Task Two_secrets_sign_for_a_day_and_then_one()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var city = await StartAsync();
        var webhook = await SubscribeAsync(city, receiver);
        var old = new WebhookSigner([webhook["secret"]!.GetValue<string>()]);
        using var core = city.Host.SignIn(Core);

        using var rotated = await core.Http.PostAsync(To($"/webhooks/{webhook["id"]}/secret"), null);
        var secret = JsonNode.Parse(await rotated.Content.ReadAsStringAsync())!["secret"]!.GetValue<string>();
        await city.Host.ChangeAsync(unit => Announce(city, unit));
        await TellAsync(city);
        city.Host.Time.Advance(TimeSpan.FromDays(1));
        await city.Host.ChangeAsync(unit => Announce(city, unit));
        await TellAsync(city);

        var told = receiver.Heard.ToArray();
        IsGenuine(old, told[0]).ShouldBeTrue();
        IsGenuine(new WebhookSigner([secret]), told[0]).ShouldBeTrue();
        IsGenuine(old, told[1]).ShouldBeFalse();
        IsGenuine(new WebhookSigner([secret]), told[1]).ShouldBeTrue();
        (await city.Host.ColumnAsync("select secret as value from delivery_webhook")).ShouldNotContain(secret);
    }

    [Fact]
    public async Task A_client_that_lost_its_grant_is_told_nothing_more()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var city = await StartAsync();
        var webhook = await SubscribeAsync(city, receiver);
        await city.Host.ChangeAsync(unit => Announce(city, unit));

        city.Host.Get<GivenClients>().IsEnded = true;
        await TellAsync(city);

        receiver.Heard.ShouldBeEmpty();
        (await DeliveriesAsync(city, webhook))[0]!["status"]!.GetValue<string>().ShouldBe("withheld");
    }

    [Fact]
    public async Task A_receivers_redirect_is_not_followed_and_other_clients_receivers_do_not_exist()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var city = await StartAsync();
        var webhook = await SubscribeAsync(city, receiver);
        using var other = city.Host.SignIn(SignedIn.Client("other", Scopes.All));
        receiver.Answer = 302;
        await city.Host.ChangeAsync(unit => Announce(city, unit));

        await TellAsync(city);
        using var read = await other.Http.GetAsync(To($"/webhooks/{webhook["id"]}"));
        using var ended = await other.Http.DeleteAsync(To($"/webhooks/{webhook["id"]}"));

        receiver.Heard.Count.ShouldBe(1);
        (await DeliveriesAsync(city, webhook))[0]!["lastStatus"]!.GetValue<long>().ShouldBe(302);
        read.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        ended.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("http://example.com/hook")]
    [InlineData("https://127.0.0.2/hook")]
    [InlineData("https://10.0.0.1/hook")]
    [InlineData("https://169.254.169.254/latest/meta-data")]
    [InlineData("https://[::1]/hook")]
    [InlineData("https://[fe80::1]/hook")]
    [InlineData("https://[::ffff:10.0.0.1]/hook")]
    [InlineData("https://user:password@example.com/hook")]
    [InlineData("ftp://example.com/hook")]
    [InlineData("nonsense")]
    public async Task An_address_inside_or_without_cover_is_not_subscribed(string url)
    {
        await using var city = await StartAsync();
        using var core = city.Host.SignIn(Core);

        using var answer = await core.Http.PostAsJsonAsync(To("/webhooks"), new { url, types = Decided });

        ((int)answer.StatusCode).ShouldBe(422);
        JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["type"]!.GetValue<string>().ShouldBe("urn:madoguchi:problem:webhook-address-refused");
    }

    /// <summary>A public name may come to mean an address inside: the address connected to is the one that was looked at.</summary>
    [Theory]
    [InlineData("127.0.0.1", false)]
    [InlineData("100.64.1.1", false)]
    [InlineData("172.31.255.255", false)]
    [InlineData("192.168.1.1", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("fd00::1", false)]
    [InlineData("64:ff9b::a00:1", false)]
    [InlineData("2001:db8::1", false)]
    [InlineData("2002:a00:1::", false)]
    [InlineData("::ffff:192.168.0.1", false)]
    [InlineData("93.184.216.34", true)]
    [InlineData("172.32.0.1", true)]
    [InlineData("2606:2800:220:1:248:1893:25c8:1946", true)]
    public void Only_public_addresses_are_connected_to(string address, bool isPublic) =>
        ReceiverAddress.IsPublic(IPAddress.Parse(address)).ShouldBe(isPublic);

    [Fact]
    public async Task A_name_that_means_this_machine_is_not_connected_to()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var city = await StartAsync(isInternal: false);
        await city.Host.ChangeAsync(unit => unit.Execute(
            """
            insert into delivery_webhook (id, client, url, types, is_own, status, secret, made_at, version)
            values (@id, 'client:welfare-core', @url, '["case.decided"]', @no, 'active', @secret, @at, 1)
            """,
            ("id", unit.NewId()), ("url", receiver.Url.Replace("127.0.0.1", "localhost", StringComparison.Ordinal)), ("no", false),
            ("secret", city.Host.Get<Microsoft.AspNetCore.DataProtection.IDataProtectionProvider>().CreateProtector("Madoguchi.Delivery.WebhookSecret") is var seal
                ? Microsoft.AspNetCore.DataProtection.DataProtectionCommonExtensions.Protect(seal, WebhookSigner.NewSecret()) : ""),
            ("at", unit.Now)));
        await city.Host.ChangeAsync(unit => Announce(city, unit));

        await TellAsync(city);

        receiver.Heard.ShouldBeEmpty();
        (await city.Host.ColumnAsync("select last_error as value from delivery_webhook_message")).ShouldBe(["ConnectionError"]);
    }

    private static bool IsGenuine(WebhookSigner signer, Told told) => signer.IsGenuine(
        told.Id, told.Timestamp, told.Signature, told.Body, DateTimeOffset.FromUnixTimeSeconds(long.Parse(told.Timestamp, System.Globalization.CultureInfo.InvariantCulture)));

    private static bool Announce(DeliveryHost city, Unit unit)
    {
        city.Host.Get<IAnnouncements>().Announce(unit, Happened);
        return true;
    }

    private static Task<int> TellAsync(DeliveryHost city) => city.Host.Get<SendWebhooks>().SendAsync(CancellationToken.None);

    private static Task<DeliveryHost> StartAsync(bool isInternal = true) => DeliveryHost.StartAsync(
        settings: new Dictionary<string, string?> { ["Webhooks:InternalHosts:0"] = isInternal ? "127.0.0.1" : "intra.city.test" },
        services: services =>
        {
            services.AddSingleton<GivenClients>();
            services.AddSingleton<IApiClients>(provider => provider.GetRequiredService<GivenClients>());
        });

    private static async Task<JsonNode> SubscribeAsync(DeliveryHost city, Receiver receiver)
    {
        using var core = city.Host.SignIn(Core);
        using var answer = await core.Http.PostAsJsonAsync(To("/webhooks"), new { url = receiver.Url, types = Decided });
        var text = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(HttpStatusCode.Created, text);
        return JsonNode.Parse(text)!;
    }

    private static async Task<JsonArray> DeliveriesAsync(DeliveryHost city, JsonNode webhook)
    {
        using var core = city.Host.SignIn(Core);
        return JsonNode.Parse(await core.Http.GetStringAsync(To($"/webhooks/{webhook["id"]}/deliveries")))!["items"]!.AsArray();
    }

    private static Uri To(string path) => new($"/api/v1{path}", UriKind.Relative);

    private sealed class GivenClients : IApiClients
    {
        public bool IsEnded { get; set; }

        public Task<ApiClient?> FindAsync(string actorId, CancellationToken cancellationToken) => Task.FromResult<ApiClient?>(new(
            actorId, "福祉基幹システム", "みやのわ市", "児童手当の支払いのため", new ClientGrant(actorId, true, null, "window"), Scopes.All, IsEnded));

        public Task<IReadOnlyList<ApiClient>> AllAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<ApiClient>>([]);
    }

    private sealed record Told(string Id, string Timestamp, string Signature, byte[] Body);

    /// <summary>A connected system: a web server of its own that keeps what it hears.</summary>
    private sealed class Receiver : IAsyncDisposable
    {
        private readonly WebApplication app;

        private Receiver(WebApplication app) => this.app = app;

        public ConcurrentQueue<Told> Heard { get; } = [];

        public int Answer { get; set; } = 200;

        public Action? WhenHeard { get; set; }

        public string Url => app.Urls.First() + "/hook";

        public static async Task<Receiver> StartAsync()
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            builder.Logging.ClearProviders();
            var app = builder.Build();
            var receiver = new Receiver(app);
            app.MapPost("/hook", async (HttpContext context) =>
            {
                using var body = new MemoryStream();
                await context.Request.Body.CopyToAsync(body);
                var headers = context.Request.Headers;
                receiver.Heard.Enqueue(new(
                    headers[WebhookSigner.IdHeader]!, headers[WebhookSigner.TimestampHeader]!, headers[WebhookSigner.SignatureHeader]!, body.ToArray()));
                receiver.WhenHeard?.Invoke();
                context.Response.Headers.Location = "/elsewhere";
                context.Response.StatusCode = receiver.Answer;
            });
            await app.StartAsync();
            return receiver;
        }

        public ValueTask DisposeAsync() => app.DisposeAsync();
    }
}
