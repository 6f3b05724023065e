using Madoguchi.Kernel;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Madoguchi.Delivery;

/// <summary>
/// Erases letters: those of an application once its time of keeping is over, all others by their own age. The words, the file and the
/// addressee go; number, days and hashes stay under a signature of their own, so that whoever still holds the paper learns that it is genuine.
/// </summary>
internal sealed partial class EraseLetters(
    Database database, IWriter writer, IFileStore files, LetterKeys keys, IServiceScopeFactory scopes, TimeProvider time, ILogger<EraseLetters> log) : IErases
{
    private const int Years = 5;

    /// <summary>A letter about an application goes with it, and never by its own age: the case may be held, or still open.</summary>
    private const string IsDue = "(expired_at is not null or (reference is null and made_at < @before))";

    public static RetainedClass Class { get; } = new(
        "letter", "市が発行した文書", "文書を作った日。案件の文書は、案件と一緒に消えます",
        "本文、宛名、送り先の地域、PDFファイルが消えます。文書番号、日付、ハッシュ値は残り、市が発行したことは確かめられます。",
        new(Years, 0, RetentionStart.FiscalYear, ""));

    public async Task<Retained> CountAsync(DateTimeOffset before, CancellationToken cancellationToken) => (await database.FirstAsync(
        $"""
        select count(*) as held, count(case when {IsDue} then 1 end) as due,
            min(case when reference is null and expired_at is null and made_at >= @before then made_at end) as next
        from delivery_letter where erased_at is null
        """,
        row => new Retained(row.Int64("held"), row.Int64("due"), row.InstantOrNull("next")),
        cancellationToken,
        ("before", before)))!;

    public async Task<long> EraseAsync(Erasure due, CancellationToken cancellationToken)
    {
        var ids = await database.QueryAsync(
            $"select id from delivery_letter where erased_at is null and {IsDue} order by made_at limit @limit",
            row => row.Guid("id"),
            cancellationToken,
            ("before", due.Before),
            ("limit", (long)Erasure.AtOnce));
        var erased = 0L;
        foreach (var id in ids)
        {
            await using var scope = scopes.CreateAsyncScope();
            var letter = await scope.ServiceProvider.GetRequiredService<DeliveryDb>().Letters.SingleAsync(letter => letter.Id == id, cancellationToken);
            erased += await EraseAsync(letter, due, cancellationToken) ? 1 : 0;
        }

        return erased;
    }

    private async Task<bool> EraseAsync(StoredLetter letter, Erasure due, CancellationToken cancellationToken)
    {
        // A record somebody changed is not made genuine by erasing it: it keeps the signature that does not fit.
        var isGenuine = await keys.IsGenuineAsync(letter.Proof, letter.Seal, cancellationToken);
        var seal = isGenuine ? await keys.SignAsync(letter.ProofAfterErasure, cancellationToken) : letter.Seal;
        if (!isGenuine)
        {
            LogTampered(letter.Id);
        }

        // The file first: if we die in between, the row finds it again.
        await files.EraseAsync(letter.FileId, Erasure.Eraser, Purpose.Maintain, cancellationToken);
        var done = await writer.WriteAsync<bool>(
            new Work($"letter/{letter.Id}", $"erase-letter/{letter.Id}/{Guid.CreateVersion7(time.GetUtcNow())}", Erasure.Eraser, Purpose.Maintain),
            unit =>
            {
                var isErased = LetterStore.Erase(unit, letter.Id, seal);
                if (isErased)
                {
                    due.Record(unit, 1);
                }

                return isErased;
            },
            cancellationToken);
        return done.Value;
    }

    [LoggerMessage(EventId = 5023, Level = LogLevel.Critical, Message = "Letter {Letter} was erased, but its record did not bear the city's signature: somebody changed it in the database")]
    private partial void LogTampered(Guid letter);
}
