using System.Collections.Concurrent;
using System.Text.Json;
using Madoguchi.Kernel;

namespace Madoguchi.Identity;

/// <summary>
/// Reads the clients. What a token may do is looked up with each request, in a memory of seconds: a client that was ended, here or in
/// another host, is out before anybody can telephone.
/// </summary>
internal sealed class Clients(Database database, TimeProvider time) : IApiClients
{
    public static readonly TimeSpan Remembered = TimeSpan.FromSeconds(3);
    private const string Prefix = "client:";
    private const int TokensShown = 20;

    private readonly ConcurrentDictionary<string, (DateTimeOffset At, Client? Client)> memory = new(StringComparer.Ordinal);

    /// <summary>As it is on disk.</summary>
    public async Task<Client?> FindAsync(string code, CancellationToken cancellationToken)
    {
        var secrets = await SecretsAsync(code, cancellationToken);
        return await database.FirstAsync(
            $"select {Columns} from identity_client where code = @code", row => Read(row, secrets), cancellationToken, ("code", code));
    }

    /// <summary>As it was at most seconds ago.</summary>
    public async ValueTask<Client?> RecallAsync(string code, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (memory.TryGetValue(code, out var known) && now - known.At < Remembered)
        {
            return known.Client;
        }

        var found = await FindAsync(code, cancellationToken);
        if (found is not null)
        {
            memory[code] = (now, found);
        }

        return found;
    }

    public void Forget(string code) => memory.TryRemove(code, out _);

    public Task<List<Client>> ListAsync(CancellationToken cancellationToken) =>
        database.QueryAsync($"select {Columns} from identity_client order by code", row => Read(row, []), cancellationToken);

    public Task<List<GivenToken>> TokensAsync(string code, CancellationToken cancellationToken) => database.QueryAsync(
        "select at, secret_id, scopes from identity_client_token where client_code = @code order by at desc, id desc limit @most",
        row => new GivenToken(row.Instant("at"), row.Guid("secret_id"), row.Text("scopes")),
        cancellationToken,
        ("code", code),
        ("most", (long)TokensShown));

    async Task<ApiClient?> IApiClients.FindAsync(string actorId, CancellationToken cancellationToken) =>
        actorId.StartsWith(Prefix, StringComparison.Ordinal) ? (await RecallAsync(actorId[Prefix.Length..], cancellationToken))?.AsActor() : null;

    async Task<IReadOnlyList<ApiClient>> IApiClients.AllAsync(CancellationToken cancellationToken) =>
        (await ListAsync(cancellationToken)).ConvertAll(client => client.AsActor());

    private const string Columns =
        "code, name, organisation, purpose, contact, reach, channel, procedures, party, scopes, made_at, made_by, ended_at, version";

    private Task<List<ClientSecret>> SecretsAsync(string code, CancellationToken cancellationToken) => database.QueryAsync(
        "select id, hash, hint, made_at, made_by, last_used_at, ended_at from identity_client_secret where client_code = @code order by made_at, id",
        row => new ClientSecret(
            row.Guid("id"), row.Text("hash"), row.Text("hint"), row.Instant("made_at"), row.Text("made_by"), row.InstantOrNull("last_used_at"),
            row.InstantOrNull("ended_at")),
        cancellationToken,
        ("code", code));

    private static Client Read(Row row, IReadOnlyList<ClientSecret> secrets) => new(
        row.Text("code"),
        row.Text("name"),
        row.Text("organisation"),
        row.Text("purpose"),
        row.Text("contact"),
        row.Text("reach"),
        row.Text("channel"),
        row.TextOrNull("procedures") is { } codes ? JsonSerializer.Deserialize<string[]>(codes) : null,
        row.GuidOrNull("party"),
        JsonSerializer.Deserialize<string[]>(row.Text("scopes"))!,
        row.Instant("made_at"),
        row.Text("made_by"),
        row.InstantOrNull("ended_at"),
        row.Int64("version"),
        secrets);
}
