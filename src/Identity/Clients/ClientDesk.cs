using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Madoguchi.Kernel;

namespace Madoguchi.Identity;

/// <summary>What an officer writes about a client.</summary>
internal sealed record ClientEntry(
    string Code, string Name, string Organisation, string Purpose, string Contact, string Reach, string Channel, IReadOnlyList<string>? Procedures, Guid? Party,
    IReadOnlyList<string> Scopes);

/// <summary>A secret that was just made; it is nowhere else.</summary>
internal sealed record MadeSecret(Guid Id, string Secret);

/// <summary>Registers clients, gives them secrets, and ends both.</summary>
internal sealed class ClientDesk(IWriter writer, Clients clients)
{
    private const int SecretBytes = 32;
    private const int HintCharacters = 4;

    /// <summary>256 bits of chance need no slow hash: nobody guesses one, and a list of them cannot be tried.</summary>
    public static string HashOf(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));

    public static bool Matches(ClientSecret known, string secret) => CryptographicOperations.FixedTimeEquals(
        Encoding.ASCII.GetBytes(known.Hash), Encoding.ASCII.GetBytes(HashOf(secret)));

    public Task<Result<string>> MakeAsync(ClientEntry entry, Guid key, Actor actor, CancellationToken cancellationToken) => writer.WriteAsync<string>(
        Work(entry.Code, "make", key, actor),
        unit => unit.Execute(
            """
            insert into identity_client (code, name, organisation, purpose, contact, reach, channel, procedures, party, scopes, made_at, made_by,
                version)
            values (@code, @name, @organisation, @purpose, @contact, @reach, @channel, @procedures, @party, @scopes, @at, @by, 1)
            on conflict (code) do nothing
            """,
            [("code", entry.Code), .. Values(entry), ("at", unit.Now), ("by", actor.Id)]) == 1
            ? entry.Code
            : new ClientCodeTaken(),
        cancellationToken);

    public Task<Result<bool>> ChangeAsync(ClientEntry entry, long seen, Guid key, Actor actor, CancellationToken cancellationToken) => ChangeAsync<bool>(
        entry.Code,
        "change",
        key,
        actor,
        unit => unit.Execute(
            """
            update identity_client set name = @name, organisation = @organisation, purpose = @purpose, contact = @contact, reach = @reach,
                channel = @channel, procedures = @procedures, party = @party, scopes = @scopes, version = version + 1
            where code = @code and version = @seen
            """,
            [("code", entry.Code), .. Values(entry), ("seen", seen)]) == 1
            ? true
            : new ClientChanged(),
        cancellationToken);

    /// <summary>Ends the client for good: its tokens stop within seconds, its secrets at once.</summary>
    public Task<Result<bool>> EndAsync(string code, Guid key, Actor actor, CancellationToken cancellationToken) => ChangeAsync<bool>(
        code,
        "end",
        key,
        actor,
        unit => unit.Execute(
            """
            update identity_client set ended_at = @at, version = version + 1 where code = @code;
            update identity_client_secret set ended_at = @at where client_code = @code and ended_at is null
            """,
            ("at", unit.Now),
            ("code", code)) > 0,
        cancellationToken);

    /// <returns>The secret; without its words when the same form was sent before: then they were shown already.</returns>
    public async Task<Result<MadeSecret>> AddSecretAsync(string code, Guid key, Actor actor, CancellationToken cancellationToken)
    {
        var id = Guid.Empty;
        var secret = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));
        var made = await ChangeAsync<Guid>(
            code,
            "add-secret",
            key,
            actor,
            unit =>
            {
                var valid = unit.Query(
                    "select id from identity_client_secret where client_code = @code and ended_at is null", row => row.Guid("id"), ("code", code));
                if (valid.Count >= Client.MostSecrets)
                {
                    return new TooManySecrets();
                }

                id = unit.NewId();
                unit.Execute(
                    """
                    insert into identity_client_secret (id, client_code, hash, hint, made_at, made_by)
                    values (@id, @code, @hash, @hint, @at, @by)
                    """,
                    ("id", id),
                    ("code", code),
                    ("hash", HashOf(secret)),
                    ("hint", secret[^HintCharacters..]),
                    ("at", unit.Now),
                    ("by", actor.Id));
                return id;
            },
            cancellationToken);
        return made.Refusal is { } refusal ? refusal : new MadeSecret(made.Value, made.Value == id ? secret : "");
    }

    public Task<Result<bool>> EndSecretAsync(string code, Guid secret, Guid key, Actor actor, CancellationToken cancellationToken) => ChangeAsync<bool>(
        code,
        "end-secret",
        key,
        actor,
        unit => unit.Execute(
            "update identity_client_secret set ended_at = @at where id = @id and client_code = @code and ended_at is null",
            ("at", unit.Now),
            ("id", secret),
            ("code", code)) == 1
            ? true
            : new NoSuchSecret(),
        cancellationToken);

    /// <summary>Writes down that a token was given.</summary>
    public Task GiveTokenAsync(string code, Guid secret, IReadOnlyList<string> scopes, Guid key, CancellationToken cancellationToken)
    {
        var actor = new Actor($"client:{code}", null, Roles.Client);
        return writer.WriteAsync<bool>(
            Work(code, "token", key, actor),
            unit => unit.Execute(
                """
                insert into identity_client_token (id, client_code, secret_id, scopes, at) values (@id, @code, @secret, @scopes, @at);
                update identity_client_secret set last_used_at = @at where id = @secret
                """,
                ("id", unit.NewId()),
                ("code", code),
                ("secret", secret),
                ("scopes", string.Join(' ', scopes)),
                ("at", unit.Now)) > 0,
            cancellationToken);
    }

    private async Task<Result<T>> ChangeAsync<T>(
        string code, string act, Guid key, Actor actor, Func<Unit, Result<T>> change, CancellationToken cancellationToken)
    {
        var result = await writer.WriteAsync(
            Work(code, act, key, actor),
            unit =>
            {
                // On PostgreSQL the row is held, so that two officers do not both add the second secret.
                var ended = unit.Query(
                    $"select ended_at from identity_client where code = @code{(unit.IsPostgres ? " for update" : "")}",
                    row => row.InstantOrNull("ended_at"),
                    ("code", code));
                return ended.Count == 0 ? new NoSuchClient() : ended[0] is not null ? new ClientEnded() : change(unit);
            },
            cancellationToken);
        clients.Forget(code);
        return result;
    }

    private static Work Work(string code, string act, Guid key, Actor actor) =>
        new($"client/{code}", $"client/{act}/{code}/{key}", actor, Purpose.Maintain);

    private static (string, object?)[] Values(ClientEntry entry) =>
    [
        ("name", entry.Name), ("organisation", entry.Organisation), ("purpose", entry.Purpose), ("contact", entry.Contact), ("reach", entry.Reach),
        ("channel", entry.Channel), ("procedures", entry.Procedures is { } codes ? JsonSerializer.Serialize(codes) : null),
        ("party", entry.Party), ("scopes", JsonSerializer.Serialize(entry.Scopes)),
    ];
}
