using Madoguchi.Kernel;
using Microsoft.EntityFrameworkCore;

namespace Madoguchi.Fees;

/// <summary>A line of the ledger as it is kept.</summary>
public sealed class EntryRow
{
    public required Guid SubmissionId { get; init; }

    public required long Number { get; init; }

    public required string Kind { get; init; }

    public required long Yen { get; init; }

    public string? Way { get; init; }

    public string? Receipt { get; init; }

    public Guid? PaymentId { get; init; }

    public Guid? RefundId { get; init; }

    public string? Why { get; init; }

    /// <summary>Null where none was needed, or once erased.</summary>
    public string? Reason { get; init; }

    public required string Actor { get; init; }

    public required DateTimeOffset At { get; init; }
}

/// <summary>A payment through the agency.</summary>
public sealed class PaymentRow
{
    public required Guid Id { get; init; }

    public required Guid SubmissionId { get; init; }

    public required long Yen { get; init; }

    /// <summary>Of <see cref="PaymentState"/>.</summary>
    public required string State { get; init; }

    /// <summary>The agency's own number.</summary>
    public string? AgencyId { get; init; }

    /// <summary>Where the payer goes.</summary>
    public string? Address { get; init; }

    public required string Actor { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ChangedAt { get; init; }

    public required long Looks { get; init; }

    /// <summary>When the agency is asked next; null once that is settled.</summary>
    public DateTimeOffset? LookAt { get; init; }

    /// <summary>What the agency told, where it is not what was ordered.</summary>
    public long? ToldYen { get; init; }

    public string? ToldCurrency { get; init; }

    /// <summary>Of <see cref="Fees.GivenBack"/>: a mismatch that goes back, or went.</summary>
    public string? GivenBack { get; init; }
}

/// <summary>A payment on its way back through the agency.</summary>
public sealed class RefundRow
{
    public required Guid Id { get; init; }

    public required Guid SubmissionId { get; init; }

    public required Guid PaymentId { get; init; }

    public required long Yen { get; init; }

    /// <summary>Of <see cref="RefundState"/>.</summary>
    public required string State { get; init; }

    public required string Actor { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ChangedAt { get; init; }

    public required long Looks { get; init; }

    public DateTimeOffset? LookAt { get; init; }
}

/// <summary>The tables of this module and whose data each column holds.</summary>
internal sealed class FeesDb(DbContextOptions<FeesDb> options) : ModuleDb(options)
{
    public DbSet<Fee> Fees => Set<Fee>();

    public DbSet<EntryRow> Entries => Set<EntryRow>();

    public DbSet<PaymentRow> Payments => Set<PaymentRow>();

    public DbSet<RefundRow> Refunds => Set<RefundRow>();

    protected override void Map(ModelBuilder model)
    {
        model.Entity<Fee>(row =>
        {
            row.ToTable("fees_fee").HasKey(it => it.SubmissionId);
            row.Ignore(it => it.Open).Ignore(it => it.ToPay).Ignore(it => it.ToRefund).Ignore(it => it.State);
            row.Property(it => it.Reference).NotPersonal();
            row.Property(it => it.ProcedureCode).NotPersonal();
            row.Property(it => it.DefinitionHash).NotPersonal();
            row.Property(it => it.Due).NotPersonal();
            row.Property(it => it.Closed).NotPersonal();

            // Who pays nothing may say how they live.
            row.Property(it => it.Exemption).Personal(Purpose.Examine.Code);
        });
        model.Entity<EntryRow>(row =>
        {
            row.ToTable("fees_entry").HasKey(it => new { it.SubmissionId, it.Number });
            row.Property(it => it.Kind).NotPersonal();
            row.Property(it => it.Way).NotPersonal();
            row.Property(it => it.Receipt).NotPersonal();
            row.Property(it => it.Why).NotPersonal();
            row.Property(it => it.Reason).Personal(Purpose.Examine.Code);
            row.Property(it => it.Actor).NotPersonal();
        });
        model.Entity<PaymentRow>(row =>
        {
            row.ToTable("fees_payment").HasKey(it => it.Id);
            row.Property(it => it.State).NotPersonal();
            row.Property(it => it.AgencyId).NotPersonal();
            row.Property(it => it.Address).NotPersonal();
            row.Property(it => it.Actor).NotPersonal();
            row.Property(it => it.ToldCurrency).NotPersonal();
            row.Property(it => it.GivenBack).NotPersonal();
        });
        model.Entity<RefundRow>(row =>
        {
            row.ToTable("fees_refund").HasKey(it => it.Id);
            row.Property(it => it.State).NotPersonal();
            row.Property(it => it.Actor).NotPersonal();
        });
    }
}
