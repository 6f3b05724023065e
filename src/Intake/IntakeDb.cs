using Madoguchi.Kernel;
using Microsoft.EntityFrameworkCore;

namespace Madoguchi.Intake;

/// <summary>The tables of this module and whose data each column holds. The paths that must be fast read and write by prepared SQL.</summary>
internal sealed class IntakeDb(DbContextOptions<IntakeDb> options) : ModuleDb(options)
{
    public DbSet<DraftRow> Drafts => Set<DraftRow>();

    public DbSet<SubmissionRow> Submissions => Set<SubmissionRow>();

    public DbSet<PayloadRow> Payloads => Set<PayloadRow>();

    public DbSet<GuestRow> Guests => Set<GuestRow>();

    public DbSet<EvidenceRow> Evidence => Set<EvidenceRow>();

    public DbSet<UploadRow> Uploads => Set<UploadRow>();

    protected override void Map(ModelBuilder model)
    {
        const string Apply = "apply";

        model.Entity<DraftRow>(draft =>
        {
            draft.ToTable("intake_draft").HasKey(row => row.Id);
            draft.Property(row => row.Owner).NotPersonal();
            draft.Property(row => row.ProcedureCode).NotPersonal();
            draft.Property(row => row.DefinitionHash).NotPersonal();
            draft.Property(row => row.Status).NotPersonal();
            draft.Property(row => row.Answers).Personal(Apply);
            draft.Property(row => row.AskedPaths).NotPersonal();
        });

        model.Entity<SubmissionRow>(submission =>
        {
            submission.ToTable("intake_submission").HasKey(row => row.Id);
            submission.Property(row => row.Reference).NotPersonal();
            submission.Property(row => row.ProcedureCode).NotPersonal();
            submission.Property(row => row.DefinitionHash).NotPersonal();
            submission.Property(row => row.Actor).NotPersonal();
            submission.Property(row => row.Channel).NotPersonal();
        });

        model.Entity<PayloadRow>(payload =>
        {
            payload.ToTable("intake_payload").HasKey(row => row.SubmissionId);
            payload.Property(row => row.Answers).Personal(Apply);
        });

        model.Entity<GuestRow>(guest =>
        {
            guest.ToTable("intake_guest").HasKey(row => row.SubmissionId);
            guest.Property(row => row.CodeHash).NotPersonal();
            guest.Property(row => row.SealedCode).NotPersonal();
            guest.Property(row => row.ClaimedBy).NotPersonal();
        });

        model.Entity<EvidenceRow>(evidence =>
        {
            evidence.ToTable("intake_evidence").HasKey(row => row.FileId);
            evidence.Property(row => row.Path).NotPersonal();
            evidence.Property(row => row.Name).Personal(Apply);
            evidence.Property(row => row.Type).NotPersonal();
        });

        model.Entity<UploadRow>(upload =>
        {
            upload.ToTable("intake_upload").HasKey(row => row.FileId);
            upload.Property(row => row.Owner).NotPersonal();
            upload.Property(row => row.Name).Personal(Apply);
            upload.Property(row => row.Type).NotPersonal();
        });
    }
}

internal sealed class DraftRow
{
    public required Guid Id { get; init; }
    public required Guid Subject { get; init; }
    public required string Owner { get; init; }
    public required string ProcedureCode { get; init; }
    public required string DefinitionHash { get; init; }
    public required long Version { get; init; }
    public required string Status { get; init; }
    public required string Answers { get; init; }
    public required DateTimeOffset StartedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; init; }
    public required DateOnly KeptUntil { get; init; }
    public Guid? CorrectionId { get; init; }
    public Guid? OriginalId { get; init; }
    public string? AskedPaths { get; init; }
    public DateOnly? DueOn { get; init; }
    public Guid? SubmissionId { get; init; }
}

internal sealed class SubmissionRow
{
    public required Guid Id { get; init; }
    public required string Reference { get; init; }
    public required long Part { get; init; }
    public required Guid OriginalId { get; init; }
    public required string ProcedureCode { get; init; }
    public required string DefinitionHash { get; init; }
    public required Guid Subject { get; init; }
    public required string Actor { get; init; }
    public required string Channel { get; init; }
    public Guid? CorrectionId { get; init; }
    public required DateTimeOffset ReceivedAt { get; init; }
}

internal sealed class PayloadRow
{
    public required Guid SubmissionId { get; init; }
    public string? Answers { get; init; }
    public DateTimeOffset? ErasedAt { get; init; }
}

internal sealed class GuestRow
{
    public required Guid SubmissionId { get; init; }
    public required string CodeHash { get; init; }
    public required string SealedCode { get; init; }
    public string? ClaimedBy { get; init; }
    public DateTimeOffset? ClaimedAt { get; init; }
}

internal sealed class EvidenceRow
{
    public required Guid FileId { get; init; }
    public Guid? DraftId { get; init; }
    public Guid? SubmissionId { get; init; }
    public required string Path { get; init; }
    public required string Name { get; init; }
    public required string Type { get; init; }
    public required long Length { get; init; }
    public required DateTimeOffset AddedAt { get; init; }
}

internal sealed class UploadRow
{
    public required Guid FileId { get; init; }
    public required string Owner { get; init; }
    public required string Name { get; init; }
    public required string Type { get; init; }
    public required long Length { get; init; }
    public required DateTimeOffset AddedAt { get; init; }
}
