using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Madoguchi.Kernel;
using Microsoft.Extensions.Logging;

namespace Madoguchi.Delivery;

/// <summary>
/// Tells connected systems. A message is told until its receiver answers 2xx; where an answer is lost it is told again
/// under the same id. What a client may no longer know is withheld at the last moment, not when it happened.
/// </summary>
internal sealed partial class SendWebhooks(
    Database database, IWriter writer, Webhooks webhooks, IApiClients clients, IHttpClientFactory http, ReceiverSettings settings, TimeProvider time,
    ILogger<SendWebhooks> logger)
{
    public const string HttpClientName = "webhooks";

    /// <summary>Of what is due, what one receiver is told in one pass: a thousand waiting for a dead one leave the others their turn.</summary>
    public const int PerReceiver = 10;

    /// <summary>After this a slow receiver's turn is over. With the time of one request it is well within the lease of a pass.</summary>
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(20);

    /// <summary>
    /// How long a receiver that failed is left alone: a quarter of the time it has been failing, within these. Its other messages wait
    /// so long and have no attempt counted.
    /// </summary>
    private static readonly (TimeSpan Shortest, TimeSpan Longest) Respite = (TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(10));

    private static readonly Actor Sender = Actor.System("webhooks");
    private static readonly Purpose Deliver = new("deliver");

    /// <summary>How long after each attempt the next one comes; after the last nothing more is tried.</summary>
    private static readonly TimeSpan[] Waits =
    [
        TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(10), TimeSpan.FromHours(1), TimeSpan.FromHours(3),
        TimeSpan.FromHours(6), TimeSpan.FromHours(12), TimeSpan.FromHours(24), TimeSpan.FromHours(24),
    ];

    private sealed record Message(
        Guid WebhookId, Guid Id, string Type, Guid CaseId, Guid SubmissionId, string Reference, string ProcedureCode, string Applicant,
        DateTimeOffset At, long Attempts);

    /// <summary>What came of one attempt; <see cref="Status"/> is the receiver's, <see cref="Error"/> a code of ours.</summary>
    private sealed record Answer(bool IsTaken, long? Status, string? Error);

    /// <summary>Tells what is due.</summary>
    /// <returns>How many messages were tried or withheld.</returns>
    public async Task<int> SendAsync(CancellationToken cancellationToken)
    {
        var due = await database.QueryAsync(
            """
            select * from (
                select m.webhook_id, m.announcement_id, m.type, m.case_id, m.submission_id, m.reference, m.procedure_code, m.applicant, m.at, m.attempts,
                    row_number() over (partition by m.webhook_id order by m.due_at, m.at) as place
                from delivery_webhook_message m join delivery_webhook w on w.id = m.webhook_id
                where m.status = 'pending' and m.due_at <= @now and w.status = 'active') as due
            where place <= @most order by place
            """,
            row => new Message(
                row.Guid("webhook_id"), row.Guid("announcement_id"), row.Text("type"), row.Guid("case_id"), row.Guid("submission_id"),
                row.Text("reference"), row.Text("procedure_code"), row.Text("applicant"), row.Instant("at"), row.Int64("attempts")),
            cancellationToken,
            ("now", time.GetUtcNow()),
            ("most", (long)PerReceiver));

        // Receivers side by side, what one is told one after the other.
        return (await Task.WhenAll(due.GroupBy(message => message.WebhookId).Select(group => TellAsync([.. group], cancellationToken)))).Sum();
    }

    /// <summary>One receiver's turn, until it fails or takes too long.</summary>
    private async Task<int> TellAsync(IReadOnlyList<Message> messages, CancellationToken cancellationToken)
    {
        var (began, told) = (time.GetTimestamp(), 0);
        foreach (var message in messages)
        {
            if (time.GetElapsedTime(began) >= Turn)
            {
                break;
            }

            told++;
            if (!await SendAsync(message, cancellationToken))
            {
                break;
            }
        }

        return told;
    }

    /// <returns>Whether the receiver may be told the next.</returns>
    private async Task<bool> SendAsync(Message message, CancellationToken cancellationToken)
    {
        if (await webhooks.FindAsync(message.WebhookId, cancellationToken) is not { Status: WebhookStatus.Active } webhook)
        {
            return false;
        }

        var client = await clients.FindAsync(webhook.Client, cancellationToken);
        if (client is null || client.IsEnded || !client.Scopes.Contains(Scopes.WebhooksManage)
            || !client.Grant.Covers(message.ProcedureCode, message.Applicant))
        {
            await RecordAsync(message, "withheld", new(false, null, "no-grant"), default, cancellationToken);
            return true;
        }

        var answer = await PostAsync(webhook, message, cancellationToken);
        var status = answer.IsTaken ? "delivered" : answer.Status == (long)HttpStatusCode.Gone || message.Attempts >= Waits.Length ? "failed" : "pending";
        var quarter = (time.GetUtcNow() - (webhook.FailingSince ?? time.GetUtcNow())) / 4;
        var respite = quarter < Respite.Shortest ? Respite.Shortest : quarter > Respite.Longest ? Respite.Longest : quarter;
        await RecordAsync(message, status, answer, respite, cancellationToken);
        LogTold(webhook.Id, message.Id, status, answer.Status, answer.Error);
        return answer.IsTaken;
    }

    private async Task<Answer> PostAsync(Webhook webhook, Message message, CancellationToken cancellationToken)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(
            new
            {
                type = message.Type,
                timestamp = message.At,
                data = new { caseId = message.CaseId, submissionId = message.SubmissionId, reference = message.Reference, procedure = message.ProcedureCode },
            },
            JsonSerializerOptions.Web);
        var (id, now) = ($"msg_{message.Id:N}", time.GetUtcNow());
        using var request = new HttpRequestMessage(HttpMethod.Post, webhook.Url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add(WebhookSigner.IdHeader, id);
        request.Headers.Add(WebhookSigner.TimestampHeader, now.ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture));
        request.Headers.TryAddWithoutValidation(WebhookSigner.SignatureHeader, webhooks.SignerOf(webhook, now).Sign(id, now, body));
        try
        {
            using var sender = http.CreateClient(HttpClientName);

            // What the receiver says beyond its status is not read.
            using var response = await sender.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            return new(response.IsSuccessStatusCode, (long)response.StatusCode, null);
        }
        catch (Exception fault) when (fault is HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return new(false, null, fault is HttpRequestException { HttpRequestError: var error } ? error.ToString() : "Timeout");
        }
    }

    private Task<Result<bool>> RecordAsync(
        Message message, string status, Answer answer, TimeSpan respite, CancellationToken cancellationToken) => writer.WriteAsync<bool>(
        new Work(
            $"webhook/{message.WebhookId}", $"webhook/told/{message.WebhookId}/{message.Id}/{Guid.CreateVersion7(time.GetUtcNow())}", Sender, Deliver),
        unit =>
        {
            unit.Execute(
                """
                update delivery_webhook_message set status = @status, attempts = attempts + 1, due_at = @due, last_status = @last_status,
                    last_error = @error, changed_at = @at
                where webhook_id = @webhook and announcement_id = @id and status = 'pending'
                """,
                ("status", status),
                ("due", unit.Now + Waits[Math.Min(message.Attempts, Waits.Length - 1)]),
                ("last_status", answer.Status),
                ("error", answer.Error),
                ("at", unit.Now),
                ("webhook", message.WebhookId),
                ("id", message.Id));
            if (answer.IsTaken)
            {
                unit.Execute(
                    "update delivery_webhook set failing_since = null, succeeded_at = @at where id = @id", ("at", unit.Now), ("id", message.WebhookId));
            }
            else if (status != "withheld")
            {
                // Days without an answer: its client is told on its page, and turns it on again when it works.
                unit.Execute(
                    """
                    update delivery_webhook_message set due_at = @later where webhook_id = @id and status = 'pending' and due_at < @later;
                    update delivery_webhook set failing_since = coalesce(failing_since, @at) where id = @id;
                    update delivery_webhook set status = 'disabled', disabled_at = @at where id = @id and status = 'active' and failing_since <= @before
                    """,
                    ("at", unit.Now),
                    ("id", message.WebhookId),
                    ("later", unit.Now + respite),
                    ("before", unit.Now - TimeSpan.FromDays(settings.DaysUntilDisabled)));
            }

            return true;
        },
        cancellationToken);

    [LoggerMessage(EventId = 1601, Level = LogLevel.Information, Message = "Webhook {Webhook}, message {Message}: {State} ({Status} {Error})")]
    private partial void LogTold(Guid webhook, Guid message, string state, long? status, string? error);
}
