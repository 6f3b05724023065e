using Madoguchi.Kernel;
using Microsoft.EntityFrameworkCore;

namespace Madoguchi.Identity;

/// <summary>Accounts, passkeys and codes as they lie in the database.</summary>
internal static class AccountRows
{
    private const string Prove = "To prove who somebody is";

    public static void Map(ModelBuilder model)
    {
        model.Entity<AccountRow>().ToTable("identity_account");
        model.Entity<PasskeyRow>(passkey =>
        {
            passkey.ToTable("identity_passkey");
            passkey.Property(row => row.CredentialId).Personal(Prove);
            passkey.Property(row => row.PublicKey).Personal(Prove);
            passkey.Property(row => row.Name).Personal(Prove);
            passkey.Property(row => row.Transports).NotPersonal();
        });
        model.Entity<ChallengeRow>(challenge =>
        {
            challenge.ToTable("identity_challenge").HasKey(row => row.Hash);
            challenge.Property(row => row.Hash).NotPersonal();
        });
        model.Entity<CodeRow>(code =>
        {
            code.ToTable("identity_code");
            code.Property(row => row.Way).NotPersonal();
            code.Property(row => row.Selector).NotPersonal();
            code.Property(row => row.Salt).NotPersonal();
            code.Property(row => row.Hash).NotPersonal();
            code.Property(row => row.Sealed).Personal(Prove);
            code.Property(row => row.Document).Personal(Prove);
            code.Property(row => row.IssuedBy).Personal(Prove);
        });
        model.Entity<BrakeRow>(brake =>
        {
            brake.ToTable("identity_brake").HasKey(row => row.Key);
            brake.Property(row => row.Key).Personal(Prove);
        });
        model.Entity<AccountNoticeRow>(notice =>
        {
            notice.ToTable("identity_notice");
            notice.Property(row => row.What).Personal(Prove);
        });
    }
}

internal sealed class AccountRow
{
    public required Guid Id { get; init; }

    public required Guid PartyId { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}

internal sealed class PasskeyRow
{
    public required Guid Id { get; init; }

    public required Guid AccountId { get; init; }

    public required byte[] CredentialId { get; init; }

    public required byte[] PublicKey { get; init; }

    public required string Name { get; init; }

    public required long SignCount { get; init; }

    public required string Transports { get; init; }

    public required bool BackupEligible { get; init; }

    public required bool BackedUp { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? UsedAt { get; init; }

    public DateTimeOffset? RemovedAt { get; init; }
}

internal sealed class ChallengeRow
{
    public required byte[] Hash { get; init; }

    public required DateTimeOffset Until { get; init; }
}

internal sealed class CodeRow
{
    public required Guid Id { get; init; }

    public required Guid PartyId { get; init; }

    public required string Way { get; init; }

    public required string Selector { get; init; }

    public required byte[] Salt { get; init; }

    public required byte[] Hash { get; init; }

    public string? Sealed { get; init; }

    public Guid? NoticeId { get; init; }

    public string? Document { get; init; }

    public required string IssuedBy { get; init; }

    public required DateTimeOffset IssuedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public DateTimeOffset? UsedAt { get; init; }

    public DateTimeOffset? VoidAt { get; init; }
}

internal sealed class BrakeRow
{
    public required string Key { get; init; }

    public required long Failures { get; init; }

    public required DateTimeOffset Since { get; init; }

    public DateTimeOffset? Until { get; init; }
}

internal sealed class AccountNoticeRow
{
    public required Guid Id { get; init; }

    public required Guid PartyId { get; init; }

    public required string What { get; init; }

    public required DateTimeOffset At { get; init; }
}
