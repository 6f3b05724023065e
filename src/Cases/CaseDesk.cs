using Madoguchi.Delivery;
using Madoguchi.Intake.Contracts;
using Madoguchi.Kernel;

namespace Madoguchi.Cases;

/// <summary>What every form on a case carries besides its own fields.</summary>
/// <param name="Version">The version its reader saw; null where nothing can be overwritten.</param>
/// <param name="Key">Made with the form: sent twice, it counts once.</param>
/// <param name="Content">What it asks, where the key is the sender's own choice (<see cref="Work.Content"/>).</param>
internal sealed record CaseForm(long? Version, Guid Key, string? Content = null);

/// <summary>One step of a case through the writer: read from its events, compared with what the form saw, decided, appended.</summary>
internal sealed class CaseDesk(IWriter writer, IAnnouncements announcements)
{
    /// <param name="caseId">The case.</param>
    /// <param name="act">The slice, as the audit trail names it.</param>
    /// <param name="form">What the form carried.</param>
    /// <param name="actor">Who acts.</param>
    /// <param name="purpose">Why.</param>
    /// <param name="decide">What happens, or why not. Runs inside the unit.</param>
    /// <param name="then">What else is written and announced with it.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The new version.</returns>
    public Task<Result<long>> ActAsync(
        Guid caseId, string act, CaseForm form, Actor actor, Purpose purpose, Func<Unit, Case, Result<CaseEvent>> decide,
        Action<Unit, Case, CaseEvent>? then, CancellationToken cancellationToken) => writer.WriteAsync<long>(
        new Work($"case/{caseId}", $"cases/{act}/{caseId}/{form.Key}", actor, purpose) { Content = form.Content },
        unit =>
        {
            if (CaseStore.Load(unit, caseId) is not { } it)
            {
                return new NoSuchCase();
            }

            if (form.Version is { } seen && seen != it.Version)
            {
                return new VersionChanged(seen, it.Version);
            }

            var happened = decide(unit, it);
            if (happened.Refusal is { } refusal)
            {
                return refusal;
            }

            var after = CaseStore.Append(unit, it, happened.Value, actor.Id, purpose);
            then?.Invoke(unit, after, happened.Value);
            if (Told(happened.Value) is { } type)
            {
                announcements.Announce(unit, after.AnnouncedAs(type));
            }

            if (it.CorrectionId is { } asked && after.CorrectionId is null)
            {
                // Whatever ended the waiting: the applicant must not go on writing an answer that nobody awaits.
                unit.Publish(
                    new CorrectionWithdrawn(unit.NewId(), asked, it.Id, it.SubmissionId, unit.Now), $"submission/{it.SubmissionId}");
            }

            return after.Version;
        },
        cancellationToken);

    /// <summary>What connected systems hear of; who holds a case and what colleagues note is the city's own.</summary>
    private static string? Told(CaseEvent happened) => happened switch
    {
        CaseEvent.CorrectionRequested => AnnouncementTypes.CorrectionAsked,
        CaseEvent.Decided => AnnouncementTypes.CaseDecided,
        CaseEvent.Withdrawn => AnnouncementTypes.CaseWithdrawn,
        _ => null,
    };
}
