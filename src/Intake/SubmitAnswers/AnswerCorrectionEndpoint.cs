using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using System.Text.Json;
using Madoguchi.DesignSystem;
using Madoguchi.Intake.Contracts;
using Madoguchi.Kernel;
using Madoguchi.Procedures;
using Madoguchi.Registry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using StepState = Madoguchi.Procedures.StepState;

namespace Madoguchi.Intake;

/// <summary>A correction (補正) that is waited for.</summary>
public sealed record CorrectionResponse
{
    /// <summary>The correction; <c>correctionId</c> of its case.</summary>
    public required Guid Id { get; init; }

    /// <summary>The submission it is of.</summary>
    public required Guid SubmissionId { get; init; }

    /// <summary>The number on the receipt (受付番号).</summary>
    public required string Reference { get; init; }

    /// <summary>The procedure's code.</summary>
    public required string Procedure { get; init; }

    /// <summary>The last day for the answer.</summary>
    public required DateOnly AnswerBy { get; init; }

    /// <summary>What is to be answered again, in the order of the procedure.</summary>
    public required IReadOnlyList<AskedAgainResponse> Asked { get; init; }
}

/// <summary>A question to be answered again.</summary>
public sealed record AskedAgainResponse
{
    /// <summary>Where its answer lies.</summary>
    public required string Path { get; init; }

    /// <summary>The question; absent where the path is a repeated section.</summary>
    public TextResponse? Label { get; init; }

    /// <summary>The JSON its answer has, as a question of the procedure tells it; absent where the path is a repeated section.</summary>
    public string? Kind { get; init; }

    /// <summary>What the city wrote about it, in Japanese.</summary>
    public string? Message { get; init; }
}

/// <summary>The answers to a correction.</summary>
public sealed record AnswerCorrectionRequest
{
    /// <summary>The person was shown what the city holds and agrees to whatever is not answered otherwise.</summary>
    public bool ConfirmsKnown { get; init; }

    /// <summary>The answers by path, each in the JSON of its question's kind; only what is asked for.</summary>
    [Required]
    public required IReadOnlyDictionary<string, JsonElement> Answers { get; init; }
}

/// <summary>
/// A correction answered by the API. It ends where the page ends, in <see cref="ReceiveSubmission"/> with the draft that lies ready, and
/// the answers go through the same steps.
/// </summary>
internal sealed class AnswerCorrectionEndpoint(
    DraftDesk desk, Drafts drafts, Submissions submissions, IMandates mandates, IFileStore files, IAccessLog access, IWriter writer, Texts texts, TimeProvider time)
{
    private const int Attempts = 3;
    private const int MostAnswers = 500;

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/corrections/{correctionId:guid}", (
                Guid correctionId, ClaimsPrincipal user, AnswerCorrectionEndpoint endpoint, CancellationToken cancellationToken) =>
                endpoint.ReadAsync(correctionId, user, cancellationToken))
            .WithName("readCorrection")
            .WithSummary("Shows what the applicant is asked for again (補正)")
            .RequireScope(Scopes.SubmissionsRead)
            .Refuses(404, 409, 410);
        api.MapPost("/corrections/{correctionId:guid}/answer", (
                Guid correctionId, [FromHeader(Name = IdempotencyKeys.Header)] string? key, AnswerCorrectionRequest request, ClaimsPrincipal user,
                AnswerCorrectionEndpoint endpoint, CancellationToken cancellationToken) =>
                endpoint.AnswerAsync(correctionId, key, request, user, cancellationToken))
            .WithName("answerCorrection")
            .WithSummary("Answers what was asked for again, as the applicant; the clock goes on")
            .RequireScope(Scopes.SubmissionsWrite)
            .Refuses(400, 404, 409, 410, 413, 422);
    }

    private async Task<Results<Ok<CorrectionResponse>, ProblemHttpResult>> ReadAsync(
        Guid correctionId, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        var opened = await OpenAsync(correctionId, user, cancellationToken);
        if (opened.Refusal is { } refusal)
        {
            return refusal.ToProblem();
        }

        var (open, original) = opened.Value;
        await access.RecordAsync(user.Actor(), Purpose.Apply, original.Subject, "submission", cancellationToken);
        var questions = open.State.Steps.Where(step => step is { State: not StepState.Answered, Kind: not StepKind.Confirm }).ToArray();
        return TypedResults.Ok(new CorrectionResponse
        {
            Id = correctionId,
            SubmissionId = original.Id,
            Reference = original.Reference,
            Procedure = original.ProcedureCode,
            AnswerBy = open.LastDay,
            Asked =
            [
                .. questions.Select(step => new AskedAgainResponse
                {
                    Path = step.Path,
                    Label = step.Question is { } question ? TextResponse.Of(question.Label) : null,
                    Kind = step.Question?.Type.ValueKind,
                    Message = open.Messages.GetValueOrDefault(step.Path),
                }),
            ],
        });
    }

    private async Task<Results<Created<ReceiptResponse>, ProblemHttpResult>> AnswerAsync(
        Guid correctionId, string? key, AnswerCorrectionRequest request, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        if (!IdempotencyKeys.IsKey(key))
        {
            return IdempotencyKeys.Required();
        }

        if (request.Answers.Count > MostAnswers)
        {
            return new FormTooLarge().ToProblem();
        }

        var actor = user.Actor();
        var work = new Work($"draft/{correctionId}", $"api-correction/{correctionId}/{actor.Id}/{key}", actor, Purpose.Apply)
        {
            Content = IdempotencyKeys.ContentOf(request with { Answers = SubmitAnswersEndpoint.InOrder(request.Answers) }),
        };
        var received = await writer.RecallAsync<Receipt>(work, cancellationToken) ?? new DraftMoved();
        for (var attempt = 0; attempt < Attempts && received.Refusal is DraftMoved; attempt++)
        {
            var opened = await OpenAsync(correctionId, user, cancellationToken);
            if (opened.Refusal is { } refusal)
            {
                return refusal.ToProblem();
            }

            var open = opened.Value.Open;
            var handedIn = await HandedIn.FindAsync(files, request.Answers, cancellationToken);
            var filled = FillJourney.Correct(
                open.Definition, open.Submitted!, open.Draft.Correction!.Asked, open.State.Known, open.State.Today, request.Answers, request.ConfirmsKnown,
                id => handedIn.GetValueOrDefault(id), new(actor.Id, time.GetUtcNow(), open.Draft.Version));
            if (!filled.State.IsComplete || filled.Faults.Count > 0)
            {
                return SubmitAnswersEndpoint.NotComplete(filled, texts);
            }

            var reply = open with { Draft = open.Draft with { Answers = filled.Answers }, State = filled.State };
            var incoming = SubmitDraft.Incoming(reply, actor, user.Grant().Channel, time.GetUtcNow(), null);
            received = await writer.WriteAsync(work, unit => Receive(unit, correctionId, incoming, filled.Answers), cancellationToken);
        }

        return await SubmitAnswersEndpoint.AnswerAsync(received, actor, submissions, access, cancellationToken);
    }

    private static Result<Receipt> Receive(Unit unit, Guid draft, IncomingSubmission incoming, Answers answers)
    {
        // What somebody had begun to attach on the page is nobody's now: the sweep erases it.
        unit.Execute("update intake_evidence set draft_id = null where draft_id = @draft and submission_id is null", ("draft", draft));
        return SubmitAnswersEndpoint.TakeUploads(unit, answers) is { } refusal ? refusal : ReceiveSubmission.In(unit, incoming);
    }

    /// <summary>The correction, where the grant covers its submission; another's system must still have a mandate today, as a helper on the page.</summary>
    private async Task<Result<(OpenDraft Open, Submission Original)>> OpenAsync(Guid correctionId, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        if (await drafts.FindAsync(correctionId, cancellationToken) is not { Correction: { } correction } draft
            || await submissions.FindAsync(correction.Original, cancellationToken) is not { } original
            || !user.Grant().Covers(original.ProcedureCode, original.ActorId)
            || !await MayActAsync(draft, user, cancellationToken))
        {
            return new NoSuchCorrection();
        }

        return draft.Status switch
        {
            DraftStatus.Erased => new CorrectionClosed(),
            DraftStatus.Submitted => new CorrectionAnswered(),
            _ => (await desk.LayOutAsync(draft, time.TodayInJapan(), null, cancellationToken), original),
        };
    }

    private async Task<bool> MayActAsync(Draft draft, ClaimsPrincipal user, CancellationToken cancellationToken) =>
        user.Grant().IsForAll || (user.Actor().Party is { } party
            && (party == draft.Subject || await mandates.MayActForAsync(party, draft.Subject, draft.ProcedureCode, time.TodayInJapan(), cancellationToken)));
}

/// <summary>There is no such correction, or it is not within the client's grant: nobody learns which.</summary>
internal sealed record NoSuchCorrection() : Refusal("not-found", RefusalKind.NotFound);

/// <summary>The correction was answered: on the page, or under another key.</summary>
internal sealed record CorrectionAnswered() : Refusal("correction-answered", RefusalKind.Conflict);
