using Madoguchi.Kernel;
using Microsoft.EntityFrameworkCore;

namespace Madoguchi.Cases;

/// <summary>A stored event as a row.</summary>
internal sealed class StoredEventRow
{
    public required Guid CaseId { get; init; }

    public required long Version { get; init; }

    public required string Type { get; init; }

    public required DateTimeOffset At { get; init; }

    public required string Actor { get; init; }

    public required string Purpose { get; init; }

    public required string Payload { get; init; }
}

internal sealed class CaseText
{
    public required Guid Id { get; init; }

    public required Guid CaseId { get; init; }

    public required string Kind { get; init; }

    /// <summary>Null once erased.</summary>
    public required string? Body { get; init; }

    public DateTimeOffset? ErasedAt { get; init; }
}

/// <summary>What a text in <c>cases_text</c> is.</summary>
internal static class CaseTextKind
{
    public const string Note = "note";
    public const string Correction = "correction";
    public const string Reason = "reason";
    public const string Withdrawal = "withdrawal";
}

internal sealed class CaseToken
{
    public required string Token { get; init; }

    public required Guid CaseId { get; init; }
}

internal sealed class CaseCorrection
{
    public required Guid Id { get; init; }

    public required Guid CaseId { get; init; }
}

/// <summary>The number of a notice: 令和8年度 第12号.</summary>
public sealed class NoticeNumber
{
    public required Guid CaseId { get; init; }

    public required long FiscalYear { get; init; }

    public required long Serial { get; init; }
}

/// <summary>A notice that was issued for a case.</summary>
internal sealed class IssuedNotice
{
    public required Guid NoticeId { get; init; }

    public required Guid CaseId { get; init; }

    public required string Kind { get; init; }

    public required DateTimeOffset At { get; init; }
}

internal sealed class UnindexedCase
{
    public required Guid CaseId { get; init; }

    public required DateTimeOffset At { get; init; }
}

internal sealed class CasesDb(DbContextOptions<CasesDb> options) : ModuleDb(options)
{
    public DbSet<Case> Cases => Set<Case>();

    public DbSet<StoredEventRow> Events => Set<StoredEventRow>();

    public DbSet<CaseText> Texts => Set<CaseText>();

    public DbSet<CaseToken> Tokens => Set<CaseToken>();

    public DbSet<CaseCorrection> Corrections => Set<CaseCorrection>();

    public DbSet<NoticeNumber> Notices => Set<NoticeNumber>();

    public DbSet<IssuedNotice> Issued => Set<IssuedNotice>();

    public DbSet<UnindexedCase> Unindexed => Set<UnindexedCase>();

    public DbSet<ExportRow> Exports => Set<ExportRow>();

    public DbSet<ExportLineRow> ExportLines => Set<ExportLineRow>();

    protected override void Map(ModelBuilder model)
    {
        ExportRows.Map(model);
        var examine = Purpose.Examine.Code;
        model.Entity<Case>(row =>
        {
            row.ToTable("cases_case").HasKey(it => it.Id);
            row.Property(it => it.Reference).NotPersonal();
            row.Property(it => it.ProcedureCode).NotPersonal();
            row.Property(it => it.DefinitionHash).NotPersonal();
            row.Property(it => it.Applicant).NotPersonal();
            row.Property(it => it.Channel).NotPersonal();
            row.Property(it => it.Status).NotPersonal();
            row.Property(it => it.Assignee).NotPersonal();
            row.Property(it => it.DaysLeft).HasConversion<long?>();
            row.Property(it => it.Outcome).Personal(examine);
            row.Property(it => it.FeeDue).NotPersonal();
        });
        model.Entity<StoredEventRow>(row =>
        {
            row.ToTable("cases_event").HasKey(it => new { it.CaseId, it.Version });
            row.Property(it => it.Type).NotPersonal();
            row.Property(it => it.Actor).NotPersonal();
            row.Property(it => it.Purpose).NotPersonal();

            // Outcome and grounds of a decision say something about a person.
            row.Property(it => it.Payload).Personal(examine);
        });
        model.Entity<CaseText>(row =>
        {
            row.ToTable("cases_text").HasKey(it => it.Id);
            row.Property(it => it.Kind).NotPersonal();
            row.Property(it => it.Body).Personal(examine);
        });
        model.Entity<CaseToken>(row =>
        {
            row.ToTable("cases_token").HasKey(it => new { it.Token, it.CaseId });
            row.Property(it => it.Token).Personal(examine);
        });
        model.Entity<CaseCorrection>().ToTable("cases_correction").HasKey(it => it.Id);
        model.Entity<NoticeNumber>().ToTable("cases_notice").HasKey(it => it.CaseId);
        model.Entity<IssuedNotice>(row =>
        {
            row.ToTable("cases_issued").HasKey(it => it.NoticeId);
            row.Property(it => it.Kind).NotPersonal();
        });
        model.Entity<UnindexedCase>().ToTable("cases_unindexed").HasKey(it => it.CaseId);
    }
}
