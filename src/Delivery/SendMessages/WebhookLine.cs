using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Madoguchi.Delivery;

/// <summary>The one receiver the city has set up for all that is neither mail nor letter.</summary>
internal sealed class WebhookOutlet(DeliverySettings settings, IHttpClientFactory clients, TimeProvider time) : IOutlet
{
    public const string Client = "delivery-webhook";

    private readonly Lazy<WebhookSigner> signer = new(() => new WebhookSigner(settings.Webhook.Secrets));

    public string Channel => Channels.Webhook;

    public bool IsReady => settings.Webhook is { Url: not null, Secrets.Length: > 0 };

    public int Lines => Math.Max(settings.Webhook.Connections, 1);

    public ILine NewLine() => new WebhookLine(Target(settings.Webhook.Url!), clients, signer.Value, time);

    /// <summary>Only the configured address is ever called, and only over TLS unless it is this machine.</summary>
    internal static Uri Target(Uri url) => url.IsAbsoluteUri
        && (url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback))
            ? url
            : throw new InvalidOperationException("Delivery:Webhook:Url must begin with https:// (http:// only to this machine).");
}

/// <summary>Posts a message, signed in the manner of Standard Webhooks; 2xx means delivered, 410 that nothing more is wanted.</summary>
internal sealed class WebhookLine(Uri target, IHttpClientFactory clients, WebhookSigner signer, TimeProvider time) : ILine
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly TimeSpan SendWithin = TimeSpan.FromSeconds(30);

    public Task<bool> OpenAsync(CancellationToken cancellationToken) => Task.FromResult(true);

    public async Task<Happening> SendAsync(OutgoingMessage message)
    {
        var body = Encoding.UTF8.GetBytes(BodyOf(message));
        using var request = new HttpRequestMessage(HttpMethod.Post, target) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        var now = time.GetUtcNow();
        request.Headers.Add(WebhookSigner.IdHeader, message.WireId);
        request.Headers.Add(WebhookSigner.TimestampHeader, now.ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture));
        request.Headers.Add(WebhookSigner.SignatureHeader, signer.Sign(message.WireId, now, body));
        using var patience = new CancellationTokenSource(SendWithin);
        try
        {
            using var client = clients.CreateClient(WebhookOutlet.Client);
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
            return Outcome(response, now);
        }
        catch (HttpRequestException fault) when (fault.HttpRequestError is
            HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError)
        {
            return new Happening.RefusedForNow(Why.ConnectionLost);
        }
        catch (Exception fault) when (fault is HttpRequestException or OperationCanceledException or IOException)
        {
            return new Happening.ReplyLost();
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    internal static string BodyOf(OutgoingMessage message) => JsonSerializer.Serialize(
        new { id = message.WireId, kind = message.Kind, official = message.Official, address = message.Address, subject = message.Subject, text = message.Body },
        Json);

    private static Happening Outcome(HttpResponseMessage response, DateTimeOffset now) => response.StatusCode switch
    {
        >= HttpStatusCode.OK and < HttpStatusCode.MultipleChoices => new Happening.Accepted(),
        // The one endpoint of all closed; no number or account of a person did.
        HttpStatusCode.Gone => new Happening.RefusedForGood(Why.Closed, BlamesAddress: false),
        var status => new Happening.RefusedForNow($"http-{(int)status}", After(response.Headers.RetryAfter, now)),
    };

    private static TimeSpan After(RetryConditionHeaderValue? wish, DateTimeOffset now) =>
        wish?.Delta ?? (wish?.Date is { } date && date > now ? date - now : TimeSpan.Zero);
}
