using System.Collections.Concurrent;
using System.Security.Claims;
using Madoguchi.Intake.Contracts;
using Madoguchi.Kernel;
using Madoguchi.Procedures;
using Madoguchi.Registry;

namespace Madoguchi.Intake;

/// <summary>A draft laid out for somebody who may work on it: its definition, and where its journey stands.</summary>
/// <param name="Draft">As it was read.</param>
/// <param name="Definition">The version it is written with.</param>
/// <param name="State">Where its journey stands.</param>
/// <param name="Submitted">Of a correction: the answers it corrects.</param>
/// <param name="Messages">Of a correction: what the clerk wrote, by path.</param>
internal sealed record OpenDraft(
    Draft Draft, ProcedureDefinition Definition, JourneyState State, Answers? Submitted, IReadOnlyDictionary<string, string> Messages)
{
    public string Address => $"/apply/{Draft.Id}";

    /// <summary>The last day: to send a correction, else before the draft is erased.</summary>
    public DateOnly LastDay => Draft.Correction?.DueOn ?? Draft.KeptUntil;

    public string AddressOf(Step step) => $"{Address}/{step.Path}";

    /// <summary>Where the journey goes on: the first open step, its early end, or the answers to check.</summary>
    public string Onward => State.Ended is not null ? $"{Address}/end" : State.Next is { } step ? AddressOf(step) : $"{Address}/check";

    /// <summary>The same draft once these answers are saved.</summary>
    public OpenDraft With(Answers answers, long version) =>
        this with { Draft = Draft with { Answers = answers, Version = version }, State = Walk(answers) };

    private JourneyState Walk(Answers answers) => Draft.Correction is { } correction
        ? Journey.Restrict(Definition, Submitted!, answers, correction.Asked, State.Known, State.Today)
        : Journey.Walk(Definition, answers, State.Known, State.Today);
}

/// <summary>Lets in who may work on a draft, and lays it out.</summary>
internal sealed class DraftDesk(
    Drafts drafts, Submissions submissions, IProcedureCatalogue catalogue, IKnownFacts knownFacts, IMandates mandates, IAccessLog looks,
    ICorrectionMessages messages, TimeProvider time)
{
    private const int LooksRemembered = 10_000;

    private readonly ConcurrentDictionary<(string Actor, Guid Draft), DateOnly> recorded = new();

    /// <summary>
    /// The draft, for the party it is for or somebody who may act for it today; to all others it does not exist.
    /// A helper whose mandate ended no longer sees what was written under it.
    /// </summary>
    public async Task<Result<Draft>> FindAsync(Guid id, ClaimsPrincipal person, CancellationToken cancellationToken)
    {
        var actor = person.Actor();
        if (actor.Party is not { } party || await drafts.FindAsync(id, cancellationToken) is not { } draft)
        {
            return new NoSuchDraft();
        }

        if (party != draft.Subject)
        {
            var today = time.TodayInJapan();
            if (!await mandates.MayActForAsync(party, draft.Subject, draft.ProcedureCode, today, cancellationToken))
            {
                return new NoSuchDraft();
            }

            RecordLook(actor, draft, today);
        }

        return draft.Status != DraftStatus.Erased ? draft : draft.Correction is null ? new DraftErased() : new CorrectionClosed();
    }

    /// <summary>The draft to go on with, laid out. Most are one's own: what is known of oneself is asked together with the draft.</summary>
    public async Task<Result<OpenDraft>> OpenAsync(Guid id, ClaimsPrincipal person, CancellationToken cancellationToken)
    {
        var today = time.TodayInJapan();
        var party = person.Actor().Party;
        var version = party is { } own ? knownFacts.VersionAsync(own, cancellationToken) : null;
        var found = await FindAsync(id, person, cancellationToken);
        return found.IsRefused ? found.Refusal
            : found.Value.Status == DraftStatus.Submitted ? new DraftSubmitted(id)
            : await LayOutAsync(found.Value, today, found.Value.Subject == party ? await version! : null, cancellationToken);
    }

    /// <summary>Lays out a draft for somebody of whom the caller knows that they may work on it.</summary>
    public async Task<OpenDraft> LayOutAsync(Draft draft, DateOnly today, long? version, CancellationToken cancellationToken)
    {
        var definition = await catalogue.VersionAsync(draft.DefinitionHash, cancellationToken);
        var known = await knownFacts.ForAsync(definition, draft.Subject, today, cancellationToken, version);
        if (draft.Correction is not { } correction)
        {
            return new(draft, definition, Journey.Walk(definition, draft.Answers, known, today), null, NoCorrectionMessages.None);
        }

        var original = await submissions.FindAsync(correction.Original, cancellationToken)
            ?? throw new InvalidOperationException($"The correction {correction.Id} is of a submission that does not exist.");
        return new(
            draft,
            definition,
            Journey.Restrict(definition, original.Answers, draft.Answers, correction.Asked, known, today),
            original.Answers,
            await messages.ForAsync(correction.Id, cancellationToken));
    }

    /// <summary>A helper's look at a draft is recorded once a day, not once a page.</summary>
    private void RecordLook(Actor actor, Draft draft, DateOnly today)
    {
        if (recorded.Count > LooksRemembered)
        {
            recorded.Clear();
        }

        if (!recorded.TryGetValue((actor.Id, draft.Id), out var day) || day != today)
        {
            recorded[(actor.Id, draft.Id)] = today;
            looks.RecordLater(actor, Purpose.Apply, draft.Subject, "draft");
        }
    }
}
