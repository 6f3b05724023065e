using Madoguchi.Kernel;
using Microsoft.EntityFrameworkCore;

namespace Madoguchi.Delivery;

/// <summary>The tables of this module and whose data each column holds.</summary>
internal sealed class DeliveryDb(DbContextOptions<DeliveryDb> options) : ModuleDb(options)
{
    /// <summary>So that somebody is told what they must or want to know.</summary>
    private const string Notify = "notify";

    public DbSet<NoticeRow> Notices => Set<NoticeRow>();

    public DbSet<MessageRow> Messages => Set<MessageRow>();

    public DbSet<StepRow> Steps => Set<StepRow>();

    public DbSet<PreferenceRow> Preferences => Set<PreferenceRow>();

    public DbSet<DeclinedRow> Declined => Set<DeclinedRow>();

    public DbSet<FailedAddressRow> FailedAddresses => Set<FailedAddressRow>();

    public DbSet<StoredLetter> Letters => Set<StoredLetter>();

    public DbSet<SigningKey> Keys => Set<SigningKey>();

    public DbSet<LetterReading> Readings => Set<LetterReading>();

    public DbSet<PrintBatch> Batches => Set<PrintBatch>();

    public DbSet<BatchLetter> BatchLetters => Set<BatchLetter>();

    public DbSet<Reprint> Reprints => Set<Reprint>();

    public DbSet<RecordedRow> Recorded => Set<RecordedRow>();
    public DbSet<WebhookRow> Webhooks => Set<WebhookRow>();

    public DbSet<WebhookMessageRow> WebhookMessages => Set<WebhookMessageRow>();

    protected override void Map(ModelBuilder model)
    {
        WebhookRows.Map(model);
        model.Entity<NoticeRow>(row =>
        {
            row.ToTable("delivery_notice").HasKey(it => it.Id);
            row.Property(it => it.Kind).NotPersonal();
            row.Property(it => it.Reference).NotPersonal();
            row.Property(it => it.Status).NotPersonal();
            row.Property(it => it.Category).NotPersonal();
            row.Property(it => it.LastError).NotPersonal();
        });
        model.Entity<MessageRow>(row =>
        {
            row.ToTable("delivery_message").HasKey(it => it.Id);
            row.Property(it => it.Kind).NotPersonal();
            row.Property(it => it.Channel).NotPersonal();
            row.Property(it => it.Category).NotPersonal();
            row.Property(it => it.State).NotPersonal();
            row.Property(it => it.Code).NotPersonal();
            row.Property(it => it.WireId).NotPersonal();
            row.Property(it => it.Address).Personal(Notify);
            row.Property(it => it.Subject).Personal(Notify);
            row.Property(it => it.Body).Personal(Notify);
        });
        model.Entity<StepRow>(row =>
        {
            row.ToTable("delivery_step").HasKey(it => new { it.MessageId, it.Number });
            row.Property(it => it.State).NotPersonal();
            row.Property(it => it.Code).NotPersonal();
            row.Property(it => it.Actor).NotPersonal();
        });
        model.Entity<PreferenceRow>(row =>
        {
            row.ToTable("delivery_preference").HasKey(it => it.Party);
            row.Property(it => it.OfficialChannel).NotPersonal();
            row.Property(it => it.ConsentWording).NotPersonal();
            row.Property(it => it.Email).Personal(Notify);
            row.Property(it => it.WebhookAddress).Personal(Notify);
            row.Property(it => it.QuietFrom).NotPersonal();
            row.Property(it => it.QuietUntil).NotPersonal();
            row.Property(it => it.Language).NotPersonal();
        });
        model.Entity<DeclinedRow>(row =>
        {
            row.ToTable("delivery_declined").HasKey(it => new { it.Party, it.Category });
            row.Property(it => it.Category).NotPersonal();
            row.Property(it => it.By).NotPersonal();
        });
        model.Entity<FailedAddressRow>(row =>
        {
            row.ToTable("delivery_failed_address").HasKey(it => new { it.Party, it.Address });
            row.Property(it => it.Address).Personal(Notify);
            row.Property(it => it.Code).NotPersonal();
        });
        model.Entity<RecordedRow>(row =>
        {
            row.ToTable("delivery_recorded").HasKey(it => it.Id);
            row.Property(it => it.Channel).NotPersonal();
            row.Property(it => it.Address).Personal(Notify);
            row.Property(it => it.Subject).Personal(Notify);
            row.Property(it => it.Content).Personal(Notify);
        });
        MapLetters(model);
    }

    private static void MapLetters(ModelBuilder model)
    {
        model.Entity<StoredLetter>(row =>
        {
            row.ToTable("delivery_letter").HasKey(it => it.Id);
            row.Property(it => it.Kind).NotPersonal();
            row.Property(it => it.Reference).NotPersonal();
            row.Property(it => it.Number).NotPersonal();
            row.Property(it => it.Words).Personal(Notify);
            row.Property(it => it.Essentials).Personal(Notify);
            row.Property(it => it.ShownName).Personal(Notify);
            row.Property(it => it.Area).Personal(Notify);
            row.Property(it => it.Unprinted).Personal(Notify);
            row.Property(it => it.Sha256).HasColumnName("sha256").NotPersonal();
            row.Property(it => it.CodeHash).NotPersonal();
            row.Property(it => it.Signature).NotPersonal();
            row.Property(it => it.KeyId).NotPersonal();
            row.Property(it => it.State).NotPersonal();
            row.Property(it => it.EndedBy).NotPersonal();
            row.Property(it => it.ReplacedBy).NotPersonal();
            row.Property(it => it.EndingKeyId).NotPersonal();
            row.Property(it => it.EndingSignature).NotPersonal();
            row.Ignore(it => it.EssentialList).Ignore(it => it.Proof).Ignore(it => it.ProofAfterErasure).Ignore(it => it.Proven).Ignore(it => it.Seal).Ignore(it => it.End);
        });
        model.Entity<SigningKey>(row =>
        {
            row.ToTable("delivery_key").HasKey(it => it.Id);
            row.Property(it => it.Id).NotPersonal();
            row.Property(it => it.PublicKey).NotPersonal();
            row.Property(it => it.PublicSealed).NotPersonal();
            row.Property(it => it.PrivateSealed).NotPersonal();
        });
        model.Entity<LetterReading>(row =>
        {
            row.ToTable("delivery_reading").HasKey(it => new { it.LetterId, it.Number });
            row.Property(it => it.Actor).NotPersonal();
            row.Property(it => it.Form).NotPersonal();
        });
        model.Entity<PrintBatch>(row =>
        {
            row.ToTable("delivery_batch").HasKey(it => it.Id);
            row.Property(it => it.MadeBy).NotPersonal();
        });
        model.Entity<BatchLetter>().ToTable("delivery_batch_letter").HasKey(it => new { it.MessageId, it.Attempt });
        model.Entity<Reprint>(row =>
        {
            row.ToTable("delivery_reprint").HasKey(it => new { it.LetterId, it.Number });
            row.Property(it => it.Actor).NotPersonal();
            row.Property(it => it.Reason).NotPersonal();
        });
    }
}
