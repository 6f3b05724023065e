using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using Madoguchi.Kernel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Madoguchi.Delivery;

/// <summary>Where and of what a receiver hears.</summary>
public sealed record WebhookRequest
{
    /// <summary>Where it listens: HTTPS, on a public address. Redirects are not followed.</summary>
    [Required, StringLength(500)]
    public required string Url { get; init; }

    /// <summary>Of what it hears: <c>submission.received</c>, <c>correction.asked</c>, <c>correction.received</c>, <c>case.decided</c>, <c>case.withdrawn</c>, <c>fee.paid</c>.</summary>
    [Required, MinLength(1), MaxLength(20)]
    public required IReadOnlyList<string> Types { get; init; }
}

/// <summary>A receiver.</summary>
public sealed record WebhookResponse
{
    /// <summary>The subscription.</summary>
    public required Guid Id { get; init; }

    /// <summary>Where it listens.</summary>
    public required string Url { get; init; }

    /// <summary>Of what it hears.</summary>
    public required IReadOnlyList<string> Types { get; init; }

    /// <summary><c>active</c>, or <c>disabled</c>: it did not answer for days; change it to be told again.</summary>
    public required string Status { get; init; }

    /// <summary>When it was subscribed.</summary>
    public required DateTimeOffset MadeAt { get; init; }

    /// <summary>Since when it has not answered.</summary>
    public DateTimeOffset? FailingSince { get; init; }

    /// <summary>When it last answered.</summary>
    public DateTimeOffset? SucceededAt { get; init; }

    /// <summary>The secret its signatures are made with (Standard Webhooks, <c>whsec_</c>). Only in the answer to who made it.</summary>
    public string? Secret { get; init; }

    internal static WebhookResponse Of(Webhook webhook, string? secret = null) => new()
    {
        Id = webhook.Id,
        Url = webhook.Url,
        Types = webhook.Types,
        Status = webhook.Status,
        MadeAt = webhook.MadeAt,
        FailingSince = webhook.FailingSince,
        SucceededAt = webhook.SucceededAt,
        Secret = secret,
    };
}

/// <summary>The receivers of this client.</summary>
public sealed record WebhookListResponse
{
    /// <summary>The oldest first.</summary>
    public required IReadOnlyList<WebhookResponse> Items { get; init; }
}

/// <summary>What a receiver was told, the newest first.</summary>
public sealed record WebhookDeliveryListResponse
{
    /// <summary>At most a hundred.</summary>
    public required IReadOnlyList<WebhookDeliveryResponse> Items { get; init; }
}

/// <summary>A message to a receiver.</summary>
public sealed record WebhookDeliveryResponse
{
    /// <summary>The <c>webhook-id</c>, the same at each attempt.</summary>
    public required string Id { get; init; }

    /// <summary>What happened.</summary>
    public required string Type { get; init; }

    /// <summary>To which case.</summary>
    public required Guid CaseId { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary><c>pending</c>, <c>delivered</c>, <c>failed</c> (given up), <c>withheld</c> (not within the grant when it was to be told).</summary>
    public required string Status { get; init; }

    /// <summary>How often it was tried.</summary>
    public required long Attempts { get; init; }

    /// <summary>The receiver's last HTTP status.</summary>
    public long? LastStatus { get; init; }

    /// <summary>Why there was none.</summary>
    public string? LastError { get; init; }
}

/// <summary>How many messages will be told again.</summary>
public sealed record WebhookReplayResponse
{
    /// <summary>Messages put into the queue.</summary>
    public required int Messages { get; init; }
}

/// <summary>A client's own receivers, by the API.</summary>
internal static class WebhookEndpoints
{
    private const int MostDeliveries = 100;

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/webhooks", ListAsync)
            .WithName("listWebhooks").WithSummary("Lists the client's receivers").RequireScope(Scopes.WebhooksManage);
        api.MapPost("/webhooks", SubscribeAsync)
            .WithName("subscribeWebhook").WithSummary("Subscribes a receiver; the answer has the secret its signatures are made with")
            .RequireScope(Scopes.WebhooksManage).Refuses(400, 409, 422);
        api.MapGet("/webhooks/{webhookId:guid}", ReadAsync)
            .WithName("readWebhook").WithSummary("Shows a receiver").RequireScope(Scopes.WebhooksManage).Refuses(404);
        api.MapPut("/webhooks/{webhookId:guid}", ChangeAsync)
            .WithName("changeWebhook").WithSummary("Changes a receiver, and turns a disabled one on again")
            .RequireScope(Scopes.WebhooksManage).Refuses(400, 404, 422);
        api.MapDelete("/webhooks/{webhookId:guid}", EndAsync)
            .WithName("endWebhook").WithSummary("Ends a receiver").RequireScope(Scopes.WebhooksManage).Refuses(404);
        api.MapPost("/webhooks/{webhookId:guid}/secret", RotateAsync)
            .WithName("rotateWebhookSecret").WithSummary("Makes a new secret; the old one signs beside it for a day")
            .RequireScope(Scopes.WebhooksManage).Refuses(404);
        api.MapGet("/webhooks/{webhookId:guid}/deliveries", DeliveriesAsync)
            .WithName("listWebhookDeliveries").WithSummary("Shows what a receiver was told").RequireScope(Scopes.WebhooksManage).Refuses(404);
        api.MapPost("/webhooks/{webhookId:guid}/replay", ReplayAsync)
            .WithName("replayWebhook").WithSummary("Tells a receiver again what it was told since a moment; ids stay the same")
            .RequireScope(Scopes.WebhooksManage).Refuses(400, 404);
    }

    private static async Task<Ok<WebhookListResponse>> ListAsync(ClaimsPrincipal user, Webhooks webhooks, CancellationToken cancellationToken) =>
        TypedResults.Ok(new WebhookListResponse
        {
            Items = (await webhooks.OfAsync(user.Actor().Id, cancellationToken)).ConvertAll(webhook => WebhookResponse.Of(webhook)),
        });

    private static async Task<Results<Created<WebhookResponse>, ProblemHttpResult>> SubscribeAsync(
        WebhookRequest request, ClaimsPrincipal user, Webhooks webhooks, ReceiverAddress addresses, TimeProvider time, CancellationToken cancellationToken)
    {
        if (Check(request, addresses, out var url) is { } wrong)
        {
            return wrong;
        }

        var secret = WebhookSigner.NewSecret();
        var subscribed = await webhooks.SubscribeAsync(user.Grant(), url, request.Types, secret, NewKey(time), user.Actor(), cancellationToken);
        if (subscribed.Refusal is { } refusal)
        {
            return refusal.ToProblem();
        }

        var webhook = await webhooks.FindAsync(subscribed.Value, cancellationToken) ?? throw new InvalidOperationException("A receiver just made does not exist.");
        return TypedResults.Created($"{ApiRoutes.Prefix}/webhooks/{webhook.Id}", WebhookResponse.Of(webhook, secret));
    }

    private static async Task<Results<Ok<WebhookResponse>, ProblemHttpResult>> ReadAsync(
        Guid webhookId, ClaimsPrincipal user, Webhooks webhooks, CancellationToken cancellationToken) =>
        await FindAsync(webhookId, user, webhooks, cancellationToken) is { } webhook ? TypedResults.Ok(WebhookResponse.Of(webhook)) : ApiProblems.NotFound();

    private static async Task<Results<Ok<WebhookResponse>, ProblemHttpResult>> ChangeAsync(
        Guid webhookId, WebhookRequest request, ClaimsPrincipal user, Webhooks webhooks, ReceiverAddress addresses, TimeProvider time,
        CancellationToken cancellationToken)
    {
        if (await FindAsync(webhookId, user, webhooks, cancellationToken) is not { } webhook)
        {
            return ApiProblems.NotFound();
        }

        if (Check(request, addresses, out var url) is { } wrong)
        {
            return wrong;
        }

        var changed = await webhooks.ChangeAsync(webhook, url, request.Types, NewKey(time), user.Actor(), cancellationToken);
        return changed.Refusal is { } refusal
            ? refusal.ToProblem()
            : TypedResults.Ok(WebhookResponse.Of(webhook with { Url = url.ToString(), Types = request.Types, Status = WebhookStatus.Active, FailingSince = null }));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> EndAsync(
        Guid webhookId, ClaimsPrincipal user, Webhooks webhooks, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await FindAsync(webhookId, user, webhooks, cancellationToken) is not { } webhook)
        {
            return ApiProblems.NotFound();
        }

        var ended = await webhooks.EndAsync(webhook, NewKey(time), user.Actor(), cancellationToken);
        return ended.Refusal is { } refusal ? refusal.ToProblem() : TypedResults.NoContent();
    }

    private static async Task<Results<Ok<WebhookResponse>, ProblemHttpResult>> RotateAsync(
        Guid webhookId, ClaimsPrincipal user, Webhooks webhooks, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await FindAsync(webhookId, user, webhooks, cancellationToken) is not { } webhook)
        {
            return ApiProblems.NotFound();
        }

        var secret = WebhookSigner.NewSecret();
        var rotated = await webhooks.RotateAsync(webhook, secret, NewKey(time), user.Actor(), time.GetUtcNow(), cancellationToken);
        return rotated.Refusal is { } refusal ? refusal.ToProblem() : TypedResults.Ok(WebhookResponse.Of(webhook, secret));
    }

    private static async Task<Results<Ok<WebhookDeliveryListResponse>, ProblemHttpResult>> DeliveriesAsync(
        Guid webhookId, ClaimsPrincipal user, Webhooks webhooks, Database database, CancellationToken cancellationToken)
    {
        if (await FindAsync(webhookId, user, webhooks, cancellationToken) is null)
        {
            return ApiProblems.NotFound();
        }

        var rows = await database.QueryAsync(
            """
            select announcement_id, type, case_id, at, status, attempts, last_status, last_error from delivery_webhook_message
            where webhook_id = @id order by at desc, announcement_id desc limit @most
            """,
            row => new WebhookDeliveryResponse
            {
                Id = $"msg_{row.Guid("announcement_id"):N}",
                Type = row.Text("type"),
                CaseId = row.Guid("case_id"),
                At = row.Instant("at"),
                Status = row.Text("status"),
                Attempts = row.Int64("attempts"),
                LastStatus = row.Int64OrNull("last_status"),
                LastError = row.TextOrNull("last_error"),
            },
            cancellationToken,
            ("id", webhookId),
            ("most", (long)MostDeliveries));
        return TypedResults.Ok(new WebhookDeliveryListResponse { Items = rows });
    }

    private static async Task<Results<Ok<WebhookReplayResponse>, ProblemHttpResult>> ReplayAsync(
        Guid webhookId, DateTimeOffset from, ClaimsPrincipal user, Webhooks webhooks, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await FindAsync(webhookId, user, webhooks, cancellationToken) is not { } webhook)
        {
            return ApiProblems.NotFound();
        }

        var queued = await webhooks.ReplayAsync(webhook, from, NewKey(time), user.Actor(), cancellationToken);
        return queued.Refusal is { } refusal ? refusal.ToProblem() : TypedResults.Ok(new WebhookReplayResponse { Messages = queued.Value });
    }

    /// <summary>A client's own; others do not exist for it.</summary>
    private static async Task<Webhook?> FindAsync(Guid id, ClaimsPrincipal user, Webhooks webhooks, CancellationToken cancellationToken) =>
        await webhooks.FindAsync(id, cancellationToken) is { } webhook && webhook.Client == user.Actor().Id ? webhook : null;

    private static ProblemHttpResult? Check(WebhookRequest request, ReceiverAddress addresses, out Uri url)
    {
        url = addresses.Read(request.Url) ?? new Uri("about:blank");
        return !request.Types.All(AnnouncementTypes.All.Contains) ? ApiProblems.Of("bad-request", StatusCodes.Status400BadRequest)
            : url.Scheme == "about" ? new WebhookAddressRefused().ToProblem()
            : null;
    }

    private static Guid NewKey(TimeProvider time) => Guid.CreateVersion7(time.GetUtcNow());
}
