using System.Security.Claims;
using Madoguchi.Intake.Contracts;
using Madoguchi.Kernel;
using Madoguchi.Procedures;

namespace Madoguchi.Intake;

/// <summary>
/// Submits a draft once: everything is checked before the writer is entered, the version inside. The key is the draft,
/// so a double click, a reload and a lost reply all get the same receipt.
/// </summary>
internal sealed class SubmitDraft(DraftDesk desk, GuestApplications guests, IWriter writer, TimeProvider time)
{
    private const int Attempts = 5;

    public async Task<Result<Receipt>> SubmitAsync(Guid draftId, ClaimsPrincipal person, CancellationToken cancellationToken)
    {
        Result<Receipt> received = new DraftMoved();
        for (var attempt = 0; attempt < Attempts && received.Refusal is DraftMoved; attempt++)
        {
            var opened = await desk.OpenAsync(draftId, person, cancellationToken);
            if (opened.IsRefused && opened.Refusal is not DraftSubmitted)
            {
                return opened.Refusal;
            }

            // Asked of the session as it is now: a draft begun with a surer sign-in is not sent with a weaker one.
            if (!opened.IsRefused && opened.Value.Definition.Assurance is var required && person.Assurance() < required)
            {
                return new AssuranceTooLow(required, $"{opened.Value.Address}/check");
            }

            if (opened is { IsRefused: false, Value.State.IsComplete: false })
            {
                return new NotComplete();
            }

            // A submitted draft goes to the writer too: the key gives its receipt.
            var incoming = opened.IsRefused ? null : Incoming(opened.Value, person.Actor(), Channels.Web, time.GetUtcNow(), guests);
            received = await writer.WriteAsync(
                new Work($"draft/{draftId}", $"submit/{draftId}", person.Actor(), Purpose.Apply),
                unit => incoming is null ? new DraftMoved() : ReceiveSubmission.In(unit, incoming),
                cancellationToken);
        }

        return received;
    }

    /// <summary>What is received of a draft, whoever sends it and by whatever edge.</summary>
    public static IncomingSubmission Incoming(OpenDraft open, Actor actor, string channel, DateTimeOffset now, GuestApplications? guests)
    {
        var draft = open.Draft;
        var answers = draft.Correction is null ? Relevant(open) : Reply(open, actor, now);
        return new(
            draft.ProcedureCode, draft.DefinitionHash, draft.Subject, channel, answers.ToJson(),
            [.. answers.All.Select(answer => answer.Value.Value).OfType<FilesValue>().SelectMany(files => files.Files).Select(file => file.FileId)],
            (draft.Id, draft.Version), draft.Correction, SubmittedFee.Of(open.State),
            draft.Correction is null && actor.Role == Roles.Guest ? guests?.NewCode() : null);
    }

    /// <summary>
    /// What is submitted: answers to visible questions, and who the items of repeated sections are.
    /// </summary>
    private static Answers Relevant(OpenDraft open)
    {
        var relevant = open.State.Relevant.Select(answer => answer.Path).ToHashSet(StringComparer.Ordinal);
        return open.Draft.Answers.Where((path, answer) => answer.Value is ItemsValue || relevant.Contains(path));
    }

    /// <summary>A correction holds only its replies, and which of the submitted answers they made unnecessary.</summary>
    private static Answers Reply(OpenDraft open, Actor actor, DateTimeOffset now) => Relevant(open).With(
        Journey.VoidedBy(open.State, open.Submitted!, open.Draft.Correction!.Asked).Select(path => KeyValuePair.Create(
            path, (Answer?)new Answer(NoAnswer.Value, actor.Id, now, How.Void, open.Draft.Version))));
}
