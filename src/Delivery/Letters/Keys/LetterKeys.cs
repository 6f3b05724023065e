using System.Collections.Concurrent;
using System.Security.Cryptography;
using Madoguchi.Kernel;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Logging;

namespace Madoguchi.Delivery;

/// <summary>
/// Signs letters and proves them (ADR 0025): ECDSA over P-256. A key signs for as many days as <c>Letters:KeyDays</c> says; then a new one is made and
/// the old one's private half forgotten, while its public half stays, so that old letters stay genuine.
/// </summary>
internal sealed partial class LetterKeys(
    Database database, IWriter writer, IDataProtectionProvider protection, TimeProvider time, LettersSettings settings, ILogger<LetterKeys> log)
{
    private static readonly Actor Keeper = Actor.System("letter-keys");

    private readonly IDataProtector protector = protection.CreateProtector("Madoguchi.Delivery.LetterKey");
    private readonly TimeSpan lifetime = TimeSpan.FromDays(settings.KeyDays);
    private readonly ConcurrentDictionary<string, byte[]> publicKeys = new(StringComparer.Ordinal);

    private sealed record StoredKey(string Id, string? Sealed, DateTimeOffset CreatedAt);

    /// <summary>Signs with the key that signs now; makes one when there is none, when it is too old, or when its seal cannot be opened.</summary>
    public async Task<Seal> SignAsync(ISigned proof, CancellationToken cancellationToken)
    {
        var current = await CurrentAsync(cancellationToken);
        if (current is null || current.CreatedAt + lifetime <= time.GetUtcNow() || Open(current) is not { } key)
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
            bytes = await database.FirstAsync("select public_key from delivery_key where id = @id", row => row.Bytes("public_key"), cancellationToken, ("id", seal.Key));
            if (bytes is null)
            {
                return false;
            }

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

    /// <summary>Follows the key that signed until now; of two hosts that do so at once, one makes the key and both use it.</summary>
    private async Task<StoredKey> RotateAsync(string? after, CancellationToken cancellationToken)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var publicKey = key.ExportSubjectPublicKeyInfo();
        var privateKey = key.ExportPkcs8PrivateKey();
        var id = Convert.ToHexStringLower(SHA256.HashData(publicKey))[..16];
        var sealedKey = Convert.ToBase64String(protector.Protect(privateKey));
        CryptographicOperations.ZeroMemory(privateKey);
        var made = await writer.WriteAsync<string>(
            new Work("letter-keys", $"delivery/letter-key/after/{after}", Keeper, Purpose.Maintain),
            unit =>
            {
                unit.Execute(
                    """
                    update delivery_key set private_sealed = null, retired_at = @at where retired_at is null;
                    insert into delivery_key (id, public_key, private_sealed, created_at) values (@id, @public, @sealed, @at)
                    """,
                    ("at", unit.Now),
                    ("id", id),
                    ("public", publicKey),
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
        "select id, private_sealed, created_at from delivery_key where retired_at is null",
        row => new StoredKey(row.Text("id"), row.TextOrNull("private_sealed"), row.Instant("created_at")),
        cancellationToken);

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
            // The keys of data protection were lost, with a machine for example. What was signed stays proved; a new key signs from now on.
            LogSealed(stored.Id);
            return null;
        }
    }

    [LoggerMessage(EventId = 5020, Level = LogLevel.Information, Message = "Key {Key} signs letters from now on")]
    private partial void LogRotated(string key);

    [LoggerMessage(EventId = 5021, Level = LogLevel.Warning, Message = "The private half of key {Key} cannot be opened any more; another key follows it")]
    private partial void LogSealed(string key);
}
