using Madoguchi.Kernel;
using Microsoft.EntityFrameworkCore;

namespace Madoguchi.Delivery;

internal sealed class WebhookRow
{
    public required Guid Id { get; init; }
    public required string Client { get; init; }
    public required string Url { get; init; }
    public required string Types { get; init; }
    public required bool IsOwn { get; init; }
    public required string Status { get; init; }
    public required string Secret { get; init; }
    public string? OldSecret { get; init; }
    public DateTimeOffset? OldSecretUntil { get; init; }
    public required DateTimeOffset MadeAt { get; init; }
    public DateTimeOffset? FailingSince { get; init; }
    public DateTimeOffset? SucceededAt { get; init; }
    public DateTimeOffset? DisabledAt { get; init; }
    public required long Version { get; init; }
}

internal sealed class WebhookMessageRow
{
    public required Guid WebhookId { get; init; }
    public required Guid AnnouncementId { get; init; }
    public required string Type { get; init; }
    public required Guid CaseId { get; init; }
    public required Guid SubmissionId { get; init; }
    public required string Reference { get; init; }
    public required string ProcedureCode { get; init; }
    public required string Applicant { get; init; }
    public required DateTimeOffset At { get; init; }
    public required string Status { get; init; }
    public required long Attempts { get; init; }
    public required DateTimeOffset DueAt { get; init; }
    public long? LastStatus { get; init; }
    public string? LastError { get; init; }
    public required DateTimeOffset ChangedAt { get; init; }
}

/// <summary>The tables of webhooks: ids and codes, never what they stand for.</summary>
internal static class WebhookRows
{
    public static void Map(ModelBuilder model)
    {
        model.Entity<WebhookRow>(row =>
        {
            row.ToTable("delivery_webhook").HasKey(webhook => webhook.Id);
            row.Property(webhook => webhook.Client).NotPersonal();
            row.Property(webhook => webhook.Url).NotPersonal();
            row.Property(webhook => webhook.Types).NotPersonal();
            row.Property(webhook => webhook.Status).NotPersonal();
            row.Property(webhook => webhook.Secret).NotPersonal();
            row.Property(webhook => webhook.OldSecret).NotPersonal();
        });
        model.Entity<WebhookMessageRow>(row =>
        {
            row.ToTable("delivery_webhook_message").HasKey(message => new { message.WebhookId, message.AnnouncementId });
            row.Property(message => message.Type).NotPersonal();
            row.Property(message => message.Reference).NotPersonal();
            row.Property(message => message.ProcedureCode).NotPersonal();
            row.Property(message => message.Applicant).NotPersonal();
            row.Property(message => message.Status).NotPersonal();
            row.Property(message => message.LastError).NotPersonal();
        });
    }
}
