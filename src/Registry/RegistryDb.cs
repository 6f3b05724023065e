using Madoguchi.Kernel;
using Microsoft.EntityFrameworkCore;

namespace Madoguchi.Registry;

/// <summary>The register's tables. Pages read through it; hot questions and all changes use prepared SQL.</summary>
internal sealed class RegistryDb(DbContextOptions<RegistryDb> options) : ModuleDb(options)
{
    private const string Deal = "To know with whom the city deals";
    private const string OnceOnly = "Asked once, used again with the person's knowledge";
    private const string Account = "To show people who looked at their data";

    public DbSet<PartyRow> Parties => Set<PartyRow>();

    public DbSet<MemberRow> Members => Set<MemberRow>();

    public DbSet<SourceRow> Sources => Set<SourceRow>();

    public DbSet<FactRow> Facts => Set<FactRow>();

    public DbSet<MandateRow> Mandates => Set<MandateRow>();

    public DbSet<InvitationRow> Invitations => Set<InvitationRow>();

    public DbSet<AccessRow> Accesses => Set<AccessRow>();

    public DbSet<StaffRow> Staff => Set<StaffRow>();

    protected override void Map(ModelBuilder model)
    {
        model.Entity<PartyRow>(party =>
        {
            party.ToTable("registry_party");
            party.Property(row => row.Kind).NotPersonal();
            party.Property(row => row.Name).Personal(Deal);
            party.Property(row => row.Kana).Personal(Deal);
            party.Property(row => row.Roman).Personal(Deal);
            party.Property(row => row.Original).Personal(Deal);
            party.Property(row => row.CorporateNumber).NotPersonal();
            party.Property(row => row.Folded).Personal(Deal);
        });
        model.Entity<TokenRow>(token =>
        {
            token.ToTable("registry_token").HasKey(row => new { row.Token, row.PartyId });
            token.Property(row => row.Token).Personal(Deal);
        });
        model.Entity<MemberRow>(member =>
        {
            member.ToTable("registry_member");
            member.Property(row => row.Relation).Personal(Deal);
            member.Property(row => row.From).HasColumnName("valid_from");
            member.Property(row => row.Until).HasColumnName("valid_until");
        });
        model.Entity<SourceRow>(source =>
        {
            source.ToTable("registry_source").HasKey(row => row.Code);
            source.Property(row => row.Code).NotPersonal();
            source.Property(row => row.Ja).NotPersonal();
            source.Property(row => row.Easy).NotPersonal();
            source.Property(row => row.En).NotPersonal();
        });
        model.Entity<FactRow>(fact =>
        {
            fact.ToTable("registry_fact");
            fact.Property(row => row.Code).NotPersonal();
            fact.Property(row => row.Value).Personal(OnceOnly);
            fact.Property(row => row.From).HasColumnName("valid_from");
            fact.Property(row => row.Until).HasColumnName("valid_until");
            fact.Property(row => row.SourceCode).NotPersonal();
            fact.Property(row => row.Basis).Personal(OnceOnly);
            fact.Property(row => row.RecordedBy).Personal(Account);
        });
        model.Entity<MandateRow>(mandate =>
        {
            mandate.ToTable("registry_mandate");
            mandate.Property(row => row.Kind).NotPersonal();
            mandate.Property(row => row.Procedures).Personal(Deal);
            mandate.Property(row => row.From).HasColumnName("valid_from");
            mandate.Property(row => row.Until).HasColumnName("valid_until");
            mandate.Property(row => row.Basis).Personal(Deal);
            mandate.Property(row => row.RecordedBy).Personal(Account);
            mandate.Property(row => row.EndedBy).Personal(Account);
        });
        model.Entity<InvitationRow>(invitation =>
        {
            invitation.ToTable("registry_invitation");
            invitation.Property(row => row.Kind).NotPersonal();
            invitation.Property(row => row.Procedures).Personal(Deal);
            invitation.Property(row => row.Basis).Personal(Deal);
            invitation.Property(row => row.CodeHash).NotPersonal();
            invitation.Property(row => row.SealedCode).NotPersonal();
        });
        model.Entity<AccessRow>(access =>
        {
            access.ToTable("registry_access");
            access.Property(row => row.Actor).Personal(Account);
            access.Property(row => row.Role).NotPersonal();
            access.Property(row => row.Department).NotPersonal();
            access.Property(row => row.Purpose).Personal(Account);
            access.Property(row => row.What).Personal(Account);
        });
        model.Entity<StaffRow>(staff =>
        {
            staff.ToTable("registry_staff").HasKey(row => row.Code);
            staff.Property(row => row.Code).NotPersonal();
            staff.Property(row => row.Name).Personal("To address colleagues");
            staff.Property(row => row.Kana).Personal("To address colleagues");
            staff.Property(row => row.Roles).NotPersonal();
            staff.Property(row => row.Department).NotPersonal();
        });
    }
}

internal sealed class PartyRow
{
    public required Guid Id { get; init; }

    public required string Kind { get; init; }

    public required string Name { get; init; }

    public required string Kana { get; init; }

    public string? Roman { get; init; }

    public string? Original { get; init; }

    public string? CorporateNumber { get; init; }

    public required string Folded { get; init; }

    public required DateTimeOffset AddedAt { get; init; }
}

internal sealed class TokenRow
{
    public required string Token { get; init; }

    public required Guid PartyId { get; init; }
}

internal sealed class MemberRow
{
    public required Guid Id { get; init; }

    public required Guid HouseholdId { get; init; }

    public required Guid PersonId { get; init; }

    public required string Relation { get; init; }

    public required long Position { get; init; }

    public required DateOnly From { get; init; }

    public DateOnly? Until { get; init; }
}

internal sealed class SourceRow
{
    public required string Code { get; init; }

    public required string Ja { get; init; }

    public string? Easy { get; init; }

    public string? En { get; init; }
}

internal sealed class FactRow
{
    public required Guid Id { get; init; }

    public required Guid PartyId { get; init; }

    public required string Code { get; init; }

    public required string Value { get; init; }

    public required DateOnly From { get; init; }

    public DateOnly? Until { get; init; }

    public required string SourceCode { get; init; }

    public string? Basis { get; init; }

    public required DateTimeOffset RecordedAt { get; init; }

    public required string RecordedBy { get; init; }

    public Guid? Supersedes { get; init; }
}

internal sealed class MandateRow
{
    public required Guid Id { get; init; }

    public required Guid HolderId { get; init; }

    public required Guid ForId { get; init; }

    public required string Kind { get; init; }

    public string? Procedures { get; init; }

    public required DateOnly From { get; init; }

    public DateOnly? Until { get; init; }

    public required string Basis { get; init; }

    public required DateTimeOffset RecordedAt { get; init; }

    public required string RecordedBy { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    public string? EndedBy { get; init; }
}

internal sealed class InvitationRow
{
    public required Guid Id { get; init; }

    public required Guid ForId { get; init; }

    public required Guid InviterId { get; init; }

    public required string Kind { get; init; }

    public string? Procedures { get; init; }

    public required DateOnly ValidUntil { get; init; }

    public required string Basis { get; init; }

    public required string CodeHash { get; init; }

    public required string SealedCode { get; init; }

    public required DateTimeOffset InvitedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public DateTimeOffset? AcceptedAt { get; init; }

    public DateTimeOffset? WithdrawnAt { get; init; }

    public Guid? MandateId { get; init; }
}

internal sealed class AccessRow
{
    public required Guid Id { get; init; }

    public required Guid PartyId { get; init; }

    public required string Actor { get; init; }

    public required string Role { get; init; }

    public string? Department { get; init; }

    public required string Purpose { get; init; }

    public required string What { get; init; }

    public required DateTimeOffset At { get; init; }
}

internal sealed class StaffRow
{
    public required string Code { get; init; }

    public required string Name { get; init; }

    public required string Kana { get; init; }

    public required string Roles { get; init; }

    public required string Department { get; init; }
}
