using System.Collections.Concurrent;
using System.Security.Cryptography;
using Madoguchi.Kernel;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Logging;

namespace Madoguchi.Delivery;

/// <summary>
/// Signs letters and proves them (ADR 0025): ECDSA over P-256. A key signs for as many days as <c>Letters:KeyDays</c> says; then a new one is made and
/// the old one's private half forgotten, while its public half stays, so that old letters stay genuine. The public half counts only under the
/// seal of the city's protection keys: a key that somebody wrote into the table proves nothing.
/// </summary>
internal sealed partial class LetterKeys(
    Database database, IWriter writer, IDataProtectionProvider protection, TimeProvider time, LettersSettings settings, ILogger<LetterKeys> log)
{
    private static readonly Actor Keeper = Actor.System("letter-keys");

    private readonly IDataProtector protector = protection.CreateProtector("Madoguchi.Delivery.LetterKey");
    private readonly IDataProtector vouching = protection.CreateProtector("Madoguchi.Delivery.LetterPublicKey");
    private readonly TimeSpan lifetime = TimeSpan.FromDays(settings.KeyDays);
    private readonly ConcurrentDictionary<string, byte[]> publicKeys = new(StringComparer.Ordinal);

    private sealed record StoredKey(string Id, string? Sealed, bool IsVouchedFor, DateTimeOffset CreatedAt);

    /// <summary>Signs with the key that signs now; makes one when there is none, when it is too old, or when its seal cannot be opened.</summary>
    public async Task<Seal> SignAsync(ISigned proof, CancellationToken cancellationToken)
    {
        var current = await CurrentAsync(cancellationToken);
        if (current is not { IsVouchedFor: true } || current.CreatedAt + lifetime <= time.GetUtcNow() || Open(current) is not { } key)
        {
            current = await RotateAsync(current?.Id, cancellationToken);
            key = Open(current) ?? throw new InvalidOperationException("The key just made cannot be opened: hosts of one city must share their data protection keys.");
        }

        using (key)
        {
            return new(current.Id, key.SignData(proof.ToBytes(current.Id), Seal.Hash));
        }
    }

    /// <summary>Whether the city signed this.</summary>
    public async Task<bool> IsGenuineAsync(ISigned proof, Seal seal, CancellationToken cancellationToken)
    {
        if (!publicKeys.TryGetValue(seal.Key, out var bytes))
        {
            var found = await database.FirstAsync(
                "select public_key, public_sealed from delivery_key where id = @id",
                row => Tuple.Create(row.Bytes("public_key"), row.TextOrNull("public_sealed")),
                cancellationToken,
                ("id", seal.Key));
            if (found is not var (stored, vouched) || !IsOurs(stored, vouched))
            {
                LogNotOurs(seal.Key);
                return false;
            }

            bytes = stored;

            publicKeys.TryAdd(seal.Key, bytes);
        }

        using var key = ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(bytes, out _);
        return key.VerifyData(proof.ToBytes(seal.Key), seal.Signature, Seal.Hash);
    }

    /// <summary>Makes a new key now, whatever the age of the one that signs.</summary>
    /// <returns>Its name.</returns>
    public async Task<string> RotateAsync(CancellationToken cancellationToken) =>
        (await RotateAsync((await CurrentAsync(cancellationToken))?.Id, cancellationToken)).Id;

    /// <summary>
    /// Seals public keys from before there were seals. Only an operator says so, who knows that nobody else wrote into the table until now.
    /// </summary>
    /// <returns>Their names.</returns>
    public async Task<IReadOnlyList<string>> VouchForOldAsync(CancellationToken cancellationToken)
    {
        var old = await database.QueryAsync(
            "select id, public_key from delivery_key where public_sealed is null order by created_at", row => (Id: row.Text("id"), Key: row.Bytes("public_key")), cancellationToken);
        foreach (var (id, key) in old)
        {
            var vouched = Vouch(key);
            await writer.WriteAsync<bool>(
                new Work("letter-keys", $"delivery/letter-key/vouched/{id}", Keeper, Purpose.Maintain),
                unit => unit.Execute("update delivery_key set public_sealed = @sealed where id = @id and public_sealed is null", ("sealed", vouched), ("id", id)) == 1,
                cancellationToken);
        }

        return [.. old.Select(it => it.Id)];
    }

    /// <summary>Follows the key that signed until now; of two hosts that do so at once, one makes the key and both use it.</summary>
    private async Task<StoredKey> RotateAsync(string? after, CancellationToken cancellationToken)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var publicKey = key.ExportSubjectPublicKeyInfo();
        var privateKey = key.ExportPkcs8PrivateKey();
        var id = Convert.ToHexStringLower(SHA256.HashData(publicKey))[..16];
        var sealedKey = Convert.ToBase64String(protector.Protect(privateKey));
        var vouched = Vouch(publicKey);
        CryptographicOperations.ZeroMemory(privateKey);
        var made = await writer.WriteAsync<string>(
            new Work("letter-keys", $"delivery/letter-key/after/{after}", Keeper, Purpose.Maintain),
            unit =>
            {
                unit.Execute(
                    """
                    update delivery_key set private_sealed = null, retired_at = @at where retired_at is null;
                    insert into delivery_key (id, public_key, public_sealed, private_sealed, created_at) values (@id, @public, @vouched, @sealed, @at)
                    """,
                    ("at", unit.Now),
                    ("id", id),
                    ("public", publicKey),
                    ("vouched", vouched),
                    ("sealed", sealedKey));
                return id;
            },
            cancellationToken);
        if (made.Value == id)
        {
            LogRotated(id);
        }

        return await CurrentAsync(cancellationToken) ?? throw new InvalidOperationException("No key signs letters, although one was made.");
    }

    private Task<StoredKey?> CurrentAsync(CancellationToken cancellationToken) => database.FirstAsync(
        "select id, public_key, public_sealed, private_sealed, created_at from delivery_key where retired_at is null",
        row => new StoredKey(
            row.Text("id"), row.TextOrNull("private_sealed"), IsOurs(row.Bytes("public_key"), row.TextOrNull("public_sealed")), row.Instant("created_at")),
        cancellationToken);

    private string Vouch(byte[] publicKey) => Convert.ToBase64String(vouching.Protect(publicKey));

    /// <summary>Whether the city sealed this public key.</summary>
    private bool IsOurs(byte[] publicKey, string? vouched)
    {
        try
        {
            return vouched is not null && vouching.Unprotect(Convert.FromBase64String(vouched)).AsSpan().SequenceEqual(publicKey);
        }
        catch (Exception fault) when (fault is CryptographicException or FormatException)
        {
            return false;
        }
    }

    private ECDsa? Open(StoredKey stored)
    {
        try
        {
            var privateKey = protector.Unprotect(Convert.FromBase64String(stored.Sealed!));
            var key = ECDsa.Create();
            key.ImportPkcs8PrivateKey(privateKey, out _);
            CryptographicOperations.ZeroMemory(privateKey);
            return key;
        }
        catch (CryptographicException)
        {
            // The keys of data protection were lost, with a machine for example; a new key signs from now on.
            LogSealed(stored.Id);
            return null;
        }
    }

    [LoggerMessage(EventId = 5020, Level = LogLevel.Information, Message = "Key {Key} signs letters from now on")]
    private partial void LogRotated(string key);

    [LoggerMessage(EventId = 5021, Level = LogLevel.Warning, Message = "The private half of key {Key} cannot be opened any more; another key follows it")]
    private partial void LogSealed(string key);

    [LoggerMessage(EventId = 5025, Level = LogLevel.Critical, Message = "A letter names key {Key}, which does not bear the city's seal: somebody wrote it into the database, the protection keys were lost, or it is older than seals (-- seal-letter-keys)")]
    private partial void LogNotOurs(string key);
}
