using Madoguchi.Kernel;
using Microsoft.AspNetCore.Identity;

namespace Madoguchi.Identity;

/// <summary>
/// What ASP.NET Core Identity asks of accounts and passkeys. It only reads: whatever changes goes through a slice and the one writer,
/// together with the session and the log it belongs to.
/// </summary>
internal sealed class AccountStore(Database database) : IUserPasskeyStore<Account>
{
    public async Task<Account?> FindByIdAsync(string userId, CancellationToken cancellationToken) => Guid.TryParse(userId, out var id)
        ? await database.FirstAsync("select id, party_id from identity_account where id = @id", Read, cancellationToken, ("id", id))
        : null;

    public Task<Account?> FindByPartyAsync(Guid party, CancellationToken cancellationToken) =>
        database.FirstAsync("select id, party_id from identity_account where party_id = @party", Read, cancellationToken, ("party", party));

    public Task<Account?> FindByPasskeyIdAsync(byte[] credentialId, CancellationToken cancellationToken) => database.FirstAsync(
        """
        select a.id, a.party_id from identity_passkey p join identity_account a on a.id = p.account_id
        where p.credential_id = @credential and p.removed_at is null
        """,
        Read,
        cancellationToken,
        ("credential", credentialId));

    /// <summary>Whose passkey it was.</summary>
    public Task<Account?> FindByRemovedAsync(byte[] credentialId, CancellationToken cancellationToken) => database.FirstAsync(
        """
        select a.id, a.party_id from identity_passkey p join identity_account a on a.id = p.account_id
        where p.credential_id = @credential and p.removed_at is not null
        """,
        Read,
        cancellationToken,
        ("credential", credentialId));

    public async Task<IList<UserPasskeyInfo>> GetPasskeysAsync(Account user, CancellationToken cancellationToken) => await database.QueryAsync(
        "select * from identity_passkey where account_id = @account and removed_at is null", ReadPasskey, cancellationToken, ("account", user.Id));

    public Task<UserPasskeyInfo?> FindPasskeyAsync(Account user, byte[] credentialId, CancellationToken cancellationToken) => database.FirstAsync(
        "select * from identity_passkey where account_id = @account and credential_id = @credential and removed_at is null",
        ReadPasskey,
        cancellationToken,
        ("account", user.Id),
        ("credential", credentialId));

    public Task<List<PasskeyView>> PasskeysOfAsync(Guid account, CancellationToken cancellationToken) => database.QueryAsync(
        "select id, name, backed_up, created_at, used_at from identity_passkey where account_id = @account and removed_at is null order by created_at",
        row => new PasskeyView(row.Guid("id"), row.Text("name"), row.Bool("backed_up"), row.Instant("created_at"), row.InstantOrNull("used_at")),
        cancellationToken,
        ("account", account));

    public Task<string> GetUserIdAsync(Account user, CancellationToken cancellationToken) => Task.FromResult(user.Id.ToString());

    /// <summary>Nobody has a user name; the account's id stands where one is asked for.</summary>
    public Task<string?> GetUserNameAsync(Account user, CancellationToken cancellationToken) => Task.FromResult<string?>(user.Id.ToString());

    public Task<string?> GetNormalizedUserNameAsync(Account user, CancellationToken cancellationToken) => GetUserNameAsync(user, cancellationToken);

    public Task<Account?> FindByNameAsync(string normalizedUserName, CancellationToken cancellationToken) => Task.FromResult<Account?>(null);

    public Task SetUserNameAsync(Account user, string? userName, CancellationToken cancellationToken) => throw NotHere();

    public Task SetNormalizedUserNameAsync(Account user, string? normalizedName, CancellationToken cancellationToken) => throw NotHere();

    public Task<IdentityResult> CreateAsync(Account user, CancellationToken cancellationToken) => throw NotHere();

    public Task<IdentityResult> UpdateAsync(Account user, CancellationToken cancellationToken) => throw NotHere();

    public Task<IdentityResult> DeleteAsync(Account user, CancellationToken cancellationToken) => throw NotHere();

    public Task AddOrUpdatePasskeyAsync(Account user, UserPasskeyInfo passkey, CancellationToken cancellationToken) => throw NotHere();

    public Task RemovePasskeyAsync(Account user, byte[] credentialId, CancellationToken cancellationToken) => throw NotHere();

    public void Dispose()
    {
        // The database is not ours.
    }

    private static NotSupportedException NotHere() => new("Accounts change through their slices and the one writer.");

    private static Account Read(Row row) => new(row.Guid("id"), row.Guid("party_id"));

    private static UserPasskeyInfo ReadPasskey(Row row) => new(
        row.Bytes("credential_id"),
        row.Bytes("public_key"),
        row.Instant("created_at"),
        (uint)row.Int64("sign_count"),
        row.Text("transports").Split(',', StringSplitOptions.RemoveEmptyEntries),
        isUserVerified: true,
        row.Bool("backup_eligible"),
        row.Bool("backed_up"),
        attestationObject: [],
        clientDataJson: [])
    { Name = row.Text("name") };
}
