using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Madoguchi.Delivery.Tests;

public sealed class WebhookTests
{
    private const string Phone = "09000000000";
    private static readonly string Secret = WebhookSigner.NewSecret();

    [Fact]
    public async Task What_is_neither_mail_nor_letter_is_posted_and_signed()
    {
        await using var receiver = await Receiver.StartAsync(_ => Results.Ok());
        await using var delivery = await StartAsync(receiver);
        await delivery.ConsentAsync(webhook: Phone);

        var notice = await delivery.IssueAsync(DeliveryHost.Official);
        await delivery.SendAsync();

        (await delivery.MessagesAsync(notice)).ShouldBe(["webhook delivered"]);
        var (headers, body) = receiver.Calls.ShouldHaveSingleItem();
        new WebhookSigner([Secret]).IsGenuine(
            headers[WebhookSigner.IdHeader]!, headers[WebhookSigner.TimestampHeader]!, headers[WebhookSigner.SignatureHeader]!, body,
            delivery.Host.Time.GetUtcNow()).ShouldBeTrue();
        using var json = JsonDocument.Parse(body);
        json.RootElement.GetProperty("address").GetString().ShouldBe(Phone);
        json.RootElement.GetProperty("text").GetString()!.ShouldContain($"/my/letters/{notice}");
        json.RootElement.GetProperty("id").GetString().ShouldBe(headers[WebhookSigner.IdHeader]);
    }

    [Fact]
    public async Task A_receiver_that_asks_for_time_gets_it_and_the_same_id_again()
    {
        var calls = 0;
        await using var receiver = await Receiver.StartAsync(context =>
        {
            context.Response.Headers.RetryAfter = "7200";
            return ++calls == 1 ? Results.StatusCode(503) : Results.NoContent();
        });
        await using var delivery = await StartAsync(receiver);
        await delivery.ConsentAsync(webhook: Phone);
        var notice = await delivery.IssueAsync(DeliveryHost.Official);

        await delivery.SendAsync();
        delivery.Host.Time.Advance(TimeSpan.FromHours(1.9));
        await delivery.SendAsync();
        receiver.Calls.Count.ShouldBe(1);
        delivery.Host.Time.Advance(TimeSpan.FromHours(0.2));
        await delivery.SendAsync();

        (await delivery.MessagesAsync(notice)).ShouldBe(["webhook delivered"]);
        receiver.Calls.Select(call => call.Headers[WebhookSigner.IdHeader]).Distinct().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_receiver_that_is_gone_ends_it_and_the_notice_goes_by_letter_and_nobodys_number_is_blamed()
    {
        await using var receiver = await Receiver.StartAsync(_ => Results.StatusCode(410));
        await using var delivery = await StartAsync(receiver);
        await delivery.ConsentAsync(webhook: Phone);

        var notice = await delivery.IssueAsync(DeliveryHost.Official);
        await delivery.SendAsync();

        (await delivery.MessagesAsync(notice)).ShouldBe(["webhook permanent", "letter created"]);
        (await delivery.Host.CountAsync("delivery_failed_address")).ShouldBe(0);
    }

    [Fact]
    public async Task A_redirect_leads_nowhere()
    {
        await using var receiver = await Receiver.StartAsync(context => context.Request.Path == "/hook" ? Results.Redirect("/elsewhere") : Results.Ok());
        await using var delivery = await StartAsync(receiver);
        await delivery.ConsentAsync(webhook: Phone);

        var notice = await delivery.IssueAsync(DeliveryHost.Official);
        await delivery.SendAsync();

        receiver.Calls.Count.ShouldBe(1);
        (await delivery.MessagesAsync(notice)).ShouldBe(["webhook temporary"]);
    }

    [Fact]
    public async Task A_reply_that_is_lost_is_uncertain_and_repeated_with_the_same_id()
    {
        var calls = 0;
        await using var receiver = await Receiver.StartAsync(context =>
        {
            if (++calls == 1)
            {
                context.Abort();
            }

            return Results.Ok();
        });
        await using var delivery = await StartAsync(receiver);
        await delivery.ConsentAsync(webhook: Phone);

        var notice = await delivery.IssueAsync(DeliveryHost.Official);
        await delivery.SendAsync();
        await delivery.SendAsync();

        (await delivery.StepsAsync(notice)).ShouldBe(["created", "sending", "uncertain", "sending", "delivered"]);
        receiver.Calls.Select(call => call.Headers[WebhookSigner.IdHeader]).Distinct().ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("http://elsewhere.example/hook")]
    [InlineData("ftp://127.0.0.1/hook")]
    [InlineData("/hook")]
    public void Messages_are_posted_over_TLS_only(string url) =>
        Should.Throw<InvalidOperationException>(() => WebhookOutlet.Target(new Uri(url, UriKind.RelativeOrAbsolute)));

    private static Task<DeliveryHost> StartAsync(Receiver receiver) => DeliveryHost.StartAsync(settings: new Dictionary<string, string?>
    {
        ["Delivery:Webhook:Url"] = new Uri(receiver.Address, "/hook").ToString(),
        ["Delivery:Webhook:Secrets:0"] = WebhookSigner.NewSecret(),
        ["Delivery:Webhook:Secrets:1"] = Secret,
    });

    /// <summary>Somebody else's server.</summary>
    private sealed class Receiver : IAsyncDisposable
    {
        private readonly WebApplication app;

        private Receiver(WebApplication app) => this.app = app;

        public List<(IReadOnlyDictionary<string, string?> Headers, byte[] Body)> Calls { get; } = [];

        public Uri Address => new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

        public static async Task<Receiver> StartAsync(Func<HttpContext, IResult> answer)
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            var receiver = new Receiver(builder.Build());
            receiver.app.Run(async context =>
            {
                using var body = new MemoryStream();
                await context.Request.Body.CopyToAsync(body);
                receiver.Calls.Add((
                    context.Request.Headers.ToDictionary(header => header.Key, header => (string?)header.Value, StringComparer.OrdinalIgnoreCase), body.ToArray()));
                await answer(context).ExecuteAsync(context);
            });
            await receiver.app.StartAsync();
            return receiver;
        }

        public ValueTask DisposeAsync() => app.DisposeAsync();
    }
}
