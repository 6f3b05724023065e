using Madoguchi.Delivery;
using Madoguchi.Kernel;
using Microsoft.AspNetCore.Identity;

namespace Madoguchi.Identity;

/// <summary>How passkeys and accounts change: pieces of units.</summary>
internal static class PasskeyRecords
{
    public static void AddAccount(Unit unit, Account account) => unit.Send(
        "insert into identity_account (id, party_id, created_at) values (@id, @party, @now)",
        ("id", account.Id),
        ("party", account.Party),
        ("now", unit.Now));

    public static void Add(Unit unit, Account account, UserPasskeyInfo passkey, string name) => unit.Send(
        """
        insert into identity_passkey (id, account_id, credential_id, public_key, name, sign_count, transports, backup_eligible, backed_up, created_at)
        values (@id, @account, @credential, @key, @name, @count, @transports, @eligible, @backed_up, @now)
        """,
        ("id", unit.NewId()),
        ("account", account.Id),
        ("credential", passkey.CredentialId),
        ("key", passkey.PublicKey),
        ("name", name),
        ("count", (long)passkey.SignCount),
        ("transports", string.Join(',', passkey.Transports ?? [])),
        ("eligible", passkey.IsBackupEligible),
        ("backed_up", passkey.IsBackedUp),
        ("now", unit.Now));

    /// <summary>Notes that it was used; the counter shows a copy of it, where an authenticator counts.</summary>
    /// <returns>False when it has been removed meanwhile, or was used with this count before.</returns>
    public static bool Used(Unit unit, UserPasskeyInfo passkey) => unit.Execute(
        """
        update identity_passkey set sign_count = @count, backed_up = @backed_up, used_at = @now
        where credential_id = @credential and removed_at is null and (sign_count < @count or (sign_count = 0 and @count = 0))
        """,
        ("count", (long)passkey.SignCount),
        ("backed_up", passkey.IsBackedUp),
        ("now", unit.Now),
        ("credential", passkey.CredentialId)) == 1;

    /// <summary>Removes the keys and keeps the ids: a try with one of them is told to the owner.</summary>
    public static int RemoveAll(Unit unit, Guid account) => unit.Execute(
        "update identity_passkey set removed_at = @now, public_key = @none where account_id = @account and removed_at is null",
        ("now", unit.Now),
        ("none", Array.Empty<byte>()),
        ("account", account));

    public static bool Remove(Unit unit, Guid account, Guid passkey) => unit.Execute(
        "update identity_passkey set removed_at = @now, public_key = @none where id = @id and account_id = @account and removed_at is null",
        ("now", unit.Now),
        ("none", Array.Empty<byte>()),
        ("id", passkey),
        ("account", account)) == 1;

    /// <summary>Uses a challenge up.</summary>
    /// <returns>False when it was answered before.</returns>
    public static bool Answer(Unit unit, AnsweredChallenge challenge)
    {
        unit.Send("delete from identity_challenge where until < @now", ("now", unit.Now));
        return unit.Execute(
            "insert into identity_challenge (hash, until) values (@hash, @until) on conflict (hash) do nothing",
            ("hash", challenge.Hash),
            ("until", unit.Now + Passkeys.Holds * 2)) == 1;
    }

    /// <summary>Tells the person by whatever channel they have that something about their account changed.</summary>
    public static void Tell(Unit unit, Guid party, string what)
    {
        var notice = unit.NewId();
        unit.Send(
            "insert into identity_notice (id, party_id, what, at) values (@id, @party, @what, @now)",
            ("id", notice),
            ("party", party),
            ("what", what),
            ("now", unit.Now));
        unit.Publish(new NoticeIssued(unit.NewId(), notice, AccountNotices.Changed, party, Reference: null, unit.Now), $"party/{party}");
    }
}
