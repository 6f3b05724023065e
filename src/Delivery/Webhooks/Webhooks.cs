using System.Text.Json;
using Madoguchi.Kernel;
using Microsoft.AspNetCore.DataProtection;

namespace Madoguchi.Delivery;

/// <summary>A receiver of a client.</summary>
internal sealed record Webhook(
    Guid Id, string Client, string Url, IReadOnlyList<string> Types, string Status, string Secret, string? OldSecret, DateTimeOffset? OldSecretUntil,
    DateTimeOffset MadeAt, DateTimeOffset? FailingSince, DateTimeOffset? SucceededAt, long Version);

internal static class WebhookStatus
{
    public const string Active = "active";

    /// <summary>It did not answer for days: nothing is sent until its client says so, and nothing is lost meanwhile.</summary>
    public const string Disabled = "disabled";
    public const string Ended = "ended";
}

internal sealed record NoSuchWebhook() : Refusal("no-such-webhook", RefusalKind.NotFound);

internal sealed record WebhookAddressRefused() : Refusal("webhook-address-refused", RefusalKind.Invalid);

internal sealed record TooManyWebhooks() : Refusal("too-many-webhooks", RefusalKind.Conflict);

/// <summary>Subscribes receivers, changes and ends them, and puts what was told before into the queue again.</summary>
internal sealed class Webhooks(Database database, IWriter writer, IDataProtectionProvider protection) : IWebhookDirectory
{
    private const int MostOfAClient = 10;
    private static readonly TimeSpan OldSecretHolds = TimeSpan.FromDays(1);

    private const string Columns =
        "id, client, url, types, status, secret, old_secret, old_secret_until, made_at, failing_since, succeeded_at, version";

    private readonly IDataProtector protector = protection.CreateProtector("Madoguchi.Delivery.WebhookSecret");

    public Task<List<Webhook>> OfAsync(string client, CancellationToken cancellationToken) => database.QueryAsync(
        $"select {Columns} from delivery_webhook where client = @client and status <> 'ended' order by id", Read, cancellationToken, ("client", client));

    public async Task<Webhook?> FindAsync(Guid id, CancellationToken cancellationToken) => await database.FirstAsync(
        $"select {Columns} from delivery_webhook where id = @id and status <> 'ended'", Read, cancellationToken, ("id", id));

    public async Task<IReadOnlyList<WebhookState>> ForClientAsync(string actorId, CancellationToken cancellationToken) =>
        (await OfAsync(actorId, cancellationToken)).ConvertAll(webhook => new WebhookState(
            webhook.Id, webhook.Url, webhook.Types, webhook.Status, webhook.FailingSince, webhook.SucceededAt));

    public Task<Result<Guid>> SubscribeAsync(
        ClientGrant grant, Uri url, IReadOnlyList<string> types, string secret, Guid key, Actor actor, CancellationToken cancellationToken)
    {
        var isSealed = protector.Protect(secret);
        return writer.WriteAsync<Guid>(
            new Work($"webhooks/{grant.Client}", $"webhook/subscribe/{key}", actor, Purpose.Maintain),
            unit =>
            {
                var known = unit.Query(
                    "select id from delivery_webhook where client = @client and status <> 'ended'", row => row.Guid("id"), ("client", grant.Client));
                if (known.Count >= MostOfAClient)
                {
                    return new TooManyWebhooks();
                }

                var id = unit.NewId();
                unit.Execute(
                    """
                    insert into delivery_webhook (id, client, url, types, is_own, status, secret, made_at, version)
                    values (@id, @client, @url, @types, @own, 'active', @secret, @at, 1)
                    """,
                    ("id", id),
                    ("client", grant.Client),
                    ("url", url.ToString()),
                    ("types", JsonSerializer.Serialize(types)),
                    ("own", !grant.IsForAll),
                    ("secret", isSealed),
                    ("at", unit.Now));
                return id;
            },
            cancellationToken);
    }

    /// <summary>Changes where and of what it hears; to change it is also to say that it works again.</summary>
    public Task<Result<bool>> ChangeAsync(Webhook webhook, Uri url, IReadOnlyList<string> types, Guid key, Actor actor, CancellationToken cancellationToken) =>
        WriteAsync(
            webhook,
            "change",
            key,
            actor,
            """
            update delivery_webhook set url = @url, types = @types, status = 'active', failing_since = null, disabled_at = null, version = version + 1
            where id = @id and version = @seen and status <> 'ended'
            """,
            cancellationToken,
            ("url", url.ToString()),
            ("types", JsonSerializer.Serialize(types)));

    /// <summary>A new secret; the old one signs beside it for a day.</summary>
    public Task<Result<bool>> RotateAsync(Webhook webhook, string secret, Guid key, Actor actor, DateTimeOffset now, CancellationToken cancellationToken) =>
        WriteAsync(
            webhook,
            "rotate",
            key,
            actor,
            """
            update delivery_webhook set secret = @secret, old_secret = secret, old_secret_until = @until, version = version + 1
            where id = @id and version = @seen and status <> 'ended'
            """,
            cancellationToken,
            ("secret", protector.Protect(secret)),
            ("until", now + OldSecretHolds));

    public Task<Result<bool>> EndAsync(Webhook webhook, Guid key, Actor actor, CancellationToken cancellationToken) => WriteAsync(
        webhook,
        "end",
        key,
        actor,
        "update delivery_webhook set status = 'ended', version = version + 1 where id = @id and version = @seen and status <> 'ended'",
        cancellationToken);

    /// <summary>Tells again what was told since then; each message keeps its id.</summary>
    /// <returns>How many.</returns>
    public Task<Result<int>> ReplayAsync(Webhook webhook, DateTimeOffset from, Guid key, Actor actor, CancellationToken cancellationToken) =>
        writer.WriteAsync<int>(
            new Work($"webhook/{webhook.Id}", $"webhook/replay/{webhook.Id}/{key}", actor, Purpose.Maintain),
            unit => unit.Execute(
                """
                update delivery_webhook_message set status = 'pending', attempts = 0, due_at = @at, changed_at = @at
                where webhook_id = @id and at >= @from and status <> 'pending'
                """,
                ("at", unit.Now),
                ("id", webhook.Id),
                ("from", from)),
            cancellationToken);

    /// <summary>The signer with the secrets that hold now.</summary>
    public WebhookSigner SignerOf(Webhook webhook, DateTimeOffset now) => new(
        webhook is { OldSecret: { } old, OldSecretUntil: { } until } && now < until
            ? [protector.Unprotect(webhook.Secret), protector.Unprotect(old)]
            : [protector.Unprotect(webhook.Secret)]);

    private Task<Result<bool>> WriteAsync(
        Webhook webhook, string act, Guid key, Actor actor, string sql, CancellationToken cancellationToken, params (string, object?)[] values) =>
        writer.WriteAsync<bool>(
            new Work($"webhook/{webhook.Id}", $"webhook/{act}/{webhook.Id}/{key}", actor, Purpose.Maintain),
            unit => unit.Execute(sql, [("id", webhook.Id), ("seen", webhook.Version), .. values]) == 1 ? true : new NoSuchWebhook(),
            cancellationToken);

    internal static Webhook Read(Row row) => new(
        row.Guid("id"),
        row.Text("client"),
        row.Text("url"),
        JsonSerializer.Deserialize<string[]>(row.Text("types"))!,
        row.Text("status"),
        row.Text("secret"),
        row.TextOrNull("old_secret"),
        row.InstantOrNull("old_secret_until"),
        row.Instant("made_at"),
        row.InstantOrNull("failing_since"),
        row.InstantOrNull("succeeded_at"),
        row.Int64("version"));
}
