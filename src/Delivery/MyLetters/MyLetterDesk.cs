using System.Security.Claims;
using Madoguchi.Kernel;
using Madoguchi.Registry;
using Microsoft.EntityFrameworkCore;

namespace Madoguchi.Delivery;

/// <summary>
/// The letters of the party somebody acts for. The recipient reads them, and who may act for the recipient in everything: a letter may be
/// about any procedure, so a mandate for some is not enough. To anybody else a letter does not exist.
/// </summary>
internal sealed class MyLetterDesk(DeliveryDb db, IMandates mandates, IWriter writer, TimeProvider time)
{
    private const int MostLetters = 200;
    private static readonly Purpose Read = new("notify");

    public async Task<IReadOnlyList<StoredLetter>> AllAsync(ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        var subject = user.Subject();
        return await MayReadAsync(user, subject, cancellationToken)
            ? await db.Letters.Where(letter => letter.Recipient == subject && letter.Words != null)
                .OrderByDescending(letter => letter.MadeAt).ThenByDescending(letter => letter.Id).Take(MostLetters).ToListAsync(cancellationToken)
            : [];
    }

    /// <summary>Null when there is none, or when it is nothing of theirs.</summary>
    public async Task<StoredLetter?> FindAsync(Guid id, ClaimsPrincipal user, CancellationToken cancellationToken) =>
        await db.Letters.SingleOrDefaultAsync(letter => letter.Id == id && letter.Words != null, cancellationToken) is { } letter
        && await MayReadAsync(user, letter.Recipient, cancellationToken) ? letter : null;

    /// <summary>Those of the letters that were opened before.</summary>
    public async Task<IReadOnlySet<Guid>> OpenedAsync(IReadOnlyCollection<Guid> letters, CancellationToken cancellationToken) =>
        (await db.Readings.Where(reading => letters.Contains(reading.LetterId)).Select(reading => reading.LetterId).Distinct().ToListAsync(cancellationToken))
        .ToHashSet();

    /// <summary>Records that the letter was opened, once a day for each reader and form: by the first of them it counts as served.</summary>
    public Task RecordAsync(StoredLetter letter, ClaimsPrincipal user, string form, CancellationToken cancellationToken)
    {
        var actor = user.Actor();
        return writer.WriteAsync<bool>(
            new Work($"letter/{letter.Id}", $"delivery/reading/{letter.Id}/{actor.Id}/{form}/{time.TodayInJapan():yyyy-MM-dd}", actor, Read),
            unit =>
            {
                LetterStore.AddReading(unit, letter.Id, form);
                return true;
            },
            cancellationToken);
    }

    private async Task<bool> MayReadAsync(ClaimsPrincipal user, Guid recipient, CancellationToken cancellationToken)
    {
        if (user.Actor().Party is not { } party)
        {
            return false;
        }

        return party == recipient
            || (await mandates.ForHolderAsync(party, time.TodayInJapan(), cancellationToken)).Any(mandate => mandate.For == recipient && mandate.Procedures is null);
    }
}
