using Madoguchi.Kernel;

namespace Madoguchi.Fees;

/// <summary>One act of staff on a fee through the writer: loaded, compared with what the form saw, decided, appended.</summary>
internal sealed class FeeDesk(IWriter writer)
{
    /// <param name="submissionId">Whose fee.</param>
    /// <param name="act">The slice, as the audit trail names it.</param>
    /// <param name="form">The version its reader saw, and the key that makes it count once.</param>
    /// <param name="actor">Who acts.</param>
    /// <param name="decide">What happens, or why not; the fee may come back with other terms. Runs inside the unit.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The new version.</returns>
    public Task<Result<long>> ActAsync(
        Guid submissionId, string act, FeeForm form, Actor actor, Func<Unit, Fee, Result<(Fee Fee, IReadOnlyList<FeeEntry> Entries)>> decide,
        CancellationToken cancellationToken) => writer.WriteAsync<long>(
        new Work($"fee/{submissionId}", $"fees/{act}/{submissionId}/{form.Key}", actor, Purpose.Examine) { Content = form.Content },
        unit =>
        {
            if (FeeStore.Load(unit, submissionId) is not { } fee)
            {
                return new NoSuchFee();
            }

            if (form.Version != fee.Version)
            {
                return new FeeChanged();
            }

            var happened = decide(unit, fee);
            if (happened.Refusal is { } refusal)
            {
                return refusal;
            }

            var (changed, entries) = happened.Value;
            return entries.Aggregate(changed, (it, entry) => FeeStore.Append(unit, it, entry, actor.Id)).Version;
        },
        cancellationToken);
}

/// <summary>What every form of staff on a fee carries besides its own fields.</summary>
/// <param name="Version">The version its reader saw.</param>
/// <param name="Key">Sent twice, it counts once.</param>
/// <param name="Content">What it asks, where the key is the sender's own choice (<see cref="Work.Content"/>).</param>
internal sealed record FeeForm(long Version, Guid Key, string? Content = null);
