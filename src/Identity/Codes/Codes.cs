using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Madoguchi.Kernel;
using Madoguchi.Registry;

namespace Madoguchi.Identity;

/// <summary>By which way a code reaches its person.</summary>
internal static class CodeWays
{
    public const string Window = "window";
    public const string Post = "post";
}

/// <summary>A code that was made and is not stored yet.</summary>
internal sealed record MadeCode(Guid Id, string Code, string Selector, byte[] Salt, byte[] Hash);

/// <summary>A code as it lies in the database.</summary>
internal sealed record StoredCode(
    Guid Id, Guid Party, string Way, byte[] Salt, byte[] Hash, DateTimeOffset IssuedAt, DateTimeOffset ExpiresAt, bool IsSpent)
{
    public const string Columns = "id, party_id, way, salt, hash, issued_at, expires_at, used_at, void_at";

    public static StoredCode Read(Row row) => new(
        row.Guid("id"), row.Guid("party_id"), row.Text("way"), row.Bytes("salt"), row.Bytes("hash"), row.Instant("issued_at"), row.Instant("expires_at"),
        row.InstantOrNull("used_at") is not null || row.InstantOrNull("void_at") is not null);
}

internal sealed record CodeNotValid() : Refusal("code-not-valid", RefusalKind.Invalid);

/// <summary>
/// One-time codes that say: the city has looked at this person, at a window or by their registered address. What is wrong with a code is
/// never said, and takes as long as what is right.
/// </summary>
internal sealed class Codes(Database database, IWriter writer, IFacts facts, Sealed seals, TimeProvider time, CodeSettings settings)
{
    private const string BirthDate = "person.birth-date";
    private const string OfCode = "code";
    private const int Iterations = 100_000;

    /// <summary>Whoever showed a code in time may finish with their passkey.</summary>
    public static TimeSpan ToFinish { get; } = TimeSpan.FromMinutes(10);

    /// <summary>Against which an unknown code is checked, so that it takes as long.</summary>
    private static readonly byte[] NoSalt = new byte[16];

    public MadeCode Make()
    {
        var (code, salt) = (AccessCode.New(), RandomNumberGenerator.GetBytes(16));
        return new(Guid.CreateVersion7(time.GetUtcNow()), code, AccessCode.SelectorOf(code), salt, HashOf(code, salt));
    }

    /// <summary>The sealed code, until it was shown or sent.</summary>
    public string Seal(MadeCode made, TimeSpan holds) => seals.Close(made.Code, holds, OfCode, made.Id.ToString());

    public string? Unseal(Guid id, string? sealedCode) => seals.Open(sealedCode, OfCode, id.ToString());

    /// <summary>
    /// Stores a code. One from the window ends those that the person had before; one by post leaves them, for anybody who knows a name, a
    /// birthday and a postcode can ask for a letter, and would make the one under way worthless.
    /// </summary>
    public void Issue(Unit unit, MadeCode made, Guid party, string way, string seal, Guid? notice = null, string? document = null)
    {
        if (way == CodeWays.Window)
        {
            Void(unit, party);
        }

        unit.Send(
            """
            insert into identity_code (id, party_id, way, selector, salt, hash, sealed, notice_id, document, issued_by, issued_at, expires_at)
            values (@id, @party, @way, @selector, @salt, @hash, @sealed, @notice, @document, @by, @now, @expires)
            """,
            ("id", made.Id),
            ("party", party),
            ("way", way),
            ("selector", made.Selector),
            ("salt", made.Salt),
            ("hash", made.Hash),
            ("sealed", seal),
            ("notice", notice),
            ("document", document),
            ("by", unit.Actor.Id),
            ("now", unit.Now),
            ("expires", unit.Now + (way == CodeWays.Window ? settings.Window : settings.Post)));
    }

    public static void Void(Unit unit, Guid party) => unit.Send(
        "update identity_code set void_at = @now, sealed = null where party_id = @party and used_at is null and void_at is null",
        ("now", unit.Now),
        ("party", party));

    /// <summary>Uses a code up.</summary>
    /// <returns>False when it does not hold, or no longer.</returns>
    public static bool Use(Unit unit, Guid code) => unit.Execute(
        """
        update identity_code set used_at = @now, sealed = null
        where id = @id and used_at is null and void_at is null and expires_at > @latest
        """,
        ("now", unit.Now),
        ("id", code),
        ("latest", unit.Now - ToFinish)) == 1;

    /// <summary>The code somebody typed together with their day of birth, or one answer for whatever is wrong.</summary>
    public async Task<Result<StoredCode>> ShowAsync(string code, DateOnly birthDate, Visit visit, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var candidates = await database.QueryAsync(
            $"select {StoredCode.Columns} from identity_code where selector = @selector and expires_at > @now",
            StoredCode.Read,
            cancellationToken,
            ("selector", AccessCode.SelectorOf(code)),
            ("now", now));
        if (candidates.Count == 0)
        {
            HashOf(code, NoSalt);
        }

        var found = candidates.Find(candidate => CryptographicOperations.FixedTimeEquals(HashOf(code, candidate.Salt), candidate.Hash));
        if (found is { IsSpent: false }
            && !await Brake.IsOnAsync(database, Brake.Of(found.Party), now, cancellationToken)
            && await WasBornAsync(found.Party, birthDate, cancellationToken))
        {
            return found;
        }

        await CountAsync(found, visit, cancellationToken);
        return new CodeNotValid();
    }

    public Task<StoredCode?> FindAsync(Guid id, CancellationToken cancellationToken) => database.FirstAsync(
        $"select {StoredCode.Columns} from identity_code where id = @id", StoredCode.Read, cancellationToken, ("id", id));

    public async Task<bool> WasBornAsync(Guid party, DateOnly day, CancellationToken cancellationToken) =>
        (await facts.HeldAsync(party, [BirthDate], time.TodayInJapan(), cancellationToken)).TryGetValue(BirthDate, out var held)
        && JsonSerializer.Deserialize<string>(held.Json) is { } text
        && IsoDay.Parse(text) == day;

    /// <summary>
    /// Who holds a right code and not the birthday has somebody else's letter: that counts for the person. Who guesses has 54 bits against
    /// them and thirty tries a minute; a brake for everybody would only let one visitor shut the page for the city.
    /// </summary>
    private async Task CountAsync(StoredCode? found, Visit visit, CancellationToken cancellationToken) => await writer.WriteAsync<bool>(
        new Work("codes", $"code/wrong/{Guid.CreateVersion7(time.GetUtcNow())}", Actor.System("codes"), Purpose.Identify),
        unit =>
        {
            var actor = found is null ? null : $"party:{found.Party}";
            SignInLog.Add(unit, actor, Happened.CodeWrong, visit);
            if (found is not null && Brake.Fail(unit, Brake.Of(found.Party), settings.TriesPerPerson, settings.Locked, settings.Locked))
            {
                Void(unit, found.Party);
                SignInLog.Add(unit, actor, Happened.Locked, visit);
            }

            return true;
        },
        cancellationToken);

    /// <summary>Slow enough: 54 bits of chance times a hundred thousand rounds, for a code that holds two weeks at most.</summary>
    private static byte[] HashOf(string code, byte[] salt) =>
        Rfc2898DeriveBytes.Pbkdf2(Encoding.ASCII.GetBytes(code), salt, Iterations, HashAlgorithmName.SHA256, 32);
}
