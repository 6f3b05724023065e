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

/// <summary>A whole application.</summary>
public sealed record SubmitAnswersRequest
{
    /// <summary>The procedure's code.</summary>
    [Required, StringLength(80)]
    public required string Procedure { get; init; }

    /// <summary>The version the questions were read from; without it the current one. When the city has changed the procedure meanwhile, the submission is refused.</summary>
    [StringLength(64)]
    public string? Version { get; init; }

    /// <summary>The party the application is for.</summary>
    [Required]
    public required Guid Subject { get; init; }

    /// <summary>The person was shown what the city holds and agrees to whatever is not answered otherwise.</summary>
    public bool ConfirmsKnown { get; init; }

    /// <summary>The answers by path, each in the JSON of its question's kind; at the path of a repeated section the number of its items.</summary>
    [Required]
    public required IReadOnlyDictionary<string, JsonElement> Answers { get; init; }
}

/// <summary>The receipt (受付).</summary>
public sealed record ReceiptResponse
{
    /// <summary>What was received.</summary>
    public required Guid SubmissionId { get; init; }

    /// <summary>The number on the receipt (受付番号), twelve digits, the last a check digit.</summary>
    public required string Reference { get; init; }

    /// <summary>The procedure's code.</summary>
    public required string Procedure { get; init; }

    /// <summary>The party it is for.</summary>
    public required Guid Subject { get; init; }

    /// <summary>The moment of receipt (行政手続法 第7条).</summary>
    public required DateTimeOffset ReceivedAt { get; init; }
}

/// <summary>No mandate of this client covers the subject and procedure, or there is no such party.</summary>
internal sealed record NotForThisSubject() : Refusal("not-for-this-subject", RefusalKind.Forbidden);

/// <summary>The city changed the procedure since its questions were read.</summary>
internal sealed record ProcedureChanged() : Refusal("procedure-changed", RefusalKind.Conflict);

/// <summary>An answer names a file that this client did not hand in, or that a submission has already.</summary>
internal sealed record NoSuchUpload() : Refusal("no-such-upload", RefusalKind.Invalid);

/// <summary>
/// A whole application by the API. It ends where the online form ends, in <see cref="ReceiveSubmission"/>; the answers went through the
/// same steps, and the channel is what the client's registration says.
/// </summary>
internal sealed class SubmitAnswersEndpoint(
    IProcedureCatalogue catalogue, IKnownFacts knownFacts, IPartyDirectory parties, IMandates mandates, IFileStore files, IAccessLog access,
    Submissions submissions, IWriter writer, Texts texts, TimeProvider time)
{
    private const int Attempts = 3;
    private const int MostAnswers = 500;

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost("/submissions", (
                [FromHeader(Name = IdempotencyKeys.Header)] string? key, SubmitAnswersRequest request, ClaimsPrincipal user,
                SubmitAnswersEndpoint endpoint, CancellationToken cancellationToken) => endpoint.SubmitAsync(key, request, user, cancellationToken))
            .WithName("submitAnswers")
            .WithSummary("Submits a whole application; the same Idempotency-Key gets the same receipt")
            .RequireScope(Scopes.SubmissionsWrite)
            .Refuses(400, 404, 409, 413, 422);
        api.MapGet("/submissions/{submissionId:guid}", (
                Guid submissionId, ClaimsPrincipal user, SubmitAnswersEndpoint endpoint, CancellationToken cancellationToken) =>
                endpoint.ReadAsync(submissionId, user, cancellationToken))
            .WithName("readReceipt")
            .WithSummary("Shows the receipt of a submission")
            .RequireScope(Scopes.SubmissionsRead)
            .Refuses(404);
    }

    private async Task<Results<Created<ReceiptResponse>, ProblemHttpResult>> SubmitAsync(
        string? key, SubmitAnswersRequest request, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        if (!IdempotencyKeys.IsKey(key))
        {
            return IdempotencyKeys.Required();
        }

        if (request.Answers.Count > MostAnswers)
        {
            return new FormTooLarge().ToProblem();
        }

        // The key first: what was received stays received, though the procedure, the answers' facts or a mandate have changed since.
        var actor = user.Actor();
        var work = new Work($"api-submission/{actor.Id}/{key}", $"api-submission/{actor.Id}/{key}", actor, Purpose.Apply) { Content = ContentOf(request) };
        if (await writer.RecallAsync<Receipt>(work, cancellationToken) is { } before)
        {
            return await AnswerAsync(before, actor, submissions, access, cancellationToken);
        }

        var allowed = await MaySubmitAsync(request, user, cancellationToken);
        if (allowed.Refusal is { } refusal)
        {
            return refusal.ToProblem();
        }

        var (definition, today) = (allowed.Value, time.TodayInJapan());
        var known = await knownFacts.ForAsync(definition, request.Subject, today, cancellationToken);
        var handedIn = await HandedIn.FindAsync(files, request.Answers, cancellationToken);
        var filled = FillJourney.Fill(
            definition, known, today, request.Answers, request.ConfirmsKnown, id => handedIn.GetValueOrDefault(id), new(actor.Id, time.GetUtcNow(), 1));
        if (!filled.State.IsComplete || filled.Faults.Count > 0)
        {
            return NotComplete(filled, texts);
        }

        var answers = Relevant(filled);
        var incoming = Incoming(filled, answers, request.Subject, user.Grant().Channel);
        Result<Receipt> received = new DraftMoved();
        for (var attempt = 0; attempt < Attempts && received.Refusal is DraftMoved; attempt++)
        {
            received = await writer.WriteAsync(work, unit => Receive(unit, incoming, answers), cancellationToken);
        }

        return await AnswerAsync(received, actor, submissions, access, cancellationToken);
    }

    /// <summary>The receipt, or why there is none.</summary>
    public static async Task<Results<Created<ReceiptResponse>, ProblemHttpResult>> AnswerAsync(
        Result<Receipt> received, Actor actor, Submissions submissions, IAccessLog access, CancellationToken cancellationToken)
    {
        if (received.Refusal is { } refusal)
        {
            return refusal.ToProblem();
        }

        // Once it is erased there is nothing to show, and nothing was lost.
        if (await submissions.FindAsync(received.Value.SubmissionId, cancellationToken) is not { } kept)
        {
            return ApiProblems.NotFound();
        }

        await access.RecordAsync(actor, Purpose.Apply, kept.Subject, "submission", cancellationToken);
        var receipt = ShowReceipt(kept, received.Value.SubmissionId);
        return TypedResults.Created($"{ApiRoutes.Prefix}/submissions/{receipt.SubmissionId}", receipt);
    }

    private async Task<Results<Ok<ReceiptResponse>, ProblemHttpResult>> ReadAsync(
        Guid submissionId, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        if (await submissions.FindAsync(submissionId, cancellationToken) is not { } kept || !user.Grant().Covers(kept.ProcedureCode, kept.ActorId))
        {
            return ApiProblems.NotFound();
        }

        await access.RecordAsync(user.Actor(), Purpose.Apply, kept.Subject, "submission", cancellationToken);
        return TypedResults.Ok(ShowReceipt(kept, submissionId));
    }

    /// <summary>The city's own systems submit for everybody; another's for its own party, and for whom a mandate covers (委任).</summary>
    private async Task<Result<ProcedureDefinition>> MaySubmitAsync(SubmitAnswersRequest request, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        var grant = user.Grant();
        if (catalogue.Find(request.Procedure) is not { } definition || !grant.CoversProcedure(request.Procedure))
        {
            return new NoSuchProcedure();
        }

        if (request.Version is { } version && version != definition.Hash)
        {
            return new ProcedureChanged();
        }

        if (await parties.FindAsync(request.Subject, cancellationToken) is not { } party)
        {
            return new NotForThisSubject();
        }

        var audience = party.Kind == PartyKind.Organisation ? Audience.Organisation : Audience.Person;
        if (!definition.Audience.Contains(audience))
        {
            return audience == Audience.Person ? new ForOrganisationsOnly() : new ForPeopleOnly();
        }

        var own = user.Actor().Party;
        var mayAct = grant.IsForAll || own == party.Id
            || (own is { } holder && (audience == Audience.Organisation || definition.Proxy.Allowed)
                && await mandates.MayActForAsync(holder, party.Id, definition.Code, time.TodayInJapan(), cancellationToken));
        return mayAct ? definition : new NotForThisSubject();
    }

    private static Result<Receipt> Receive(Unit unit, IncomingSubmission incoming, Answers answers) =>
        TakeUploads(unit, answers) is { } refusal ? refusal : ReceiveSubmission.In(unit, incoming);

    /// <summary>The files that the answers name were handed in by this client, and are from now on evidence.</summary>
    public static Refusal? TakeUploads(Unit unit, Answers answers)
    {
        var files = answers.All.SelectMany(answer => (answer.Value.Value as FilesValue)?.Files ?? [], (answer, file) => (Path: answer.Key, file.FileId));
        foreach (var (path, file) in files)
        {
            var isOwn = unit.Execute(
                """
                insert into intake_evidence (file_id, path, name, type, length, added_at)
                select file_id, @path, name, type, length, @at from intake_upload where file_id = @file and owner = @owner
                """,
                ("path", path),
                ("at", unit.Now),
                ("file", file),
                ("owner", unit.Actor.Id)) == 1;
            if (!isOwn)
            {
                return new NoSuchUpload();
            }

            unit.Execute("delete from intake_upload where file_id = @file", ("file", file));
        }

        return null;
    }

    /// <summary>What is submitted: answers to visible questions, and who the items of repeated sections are.</summary>
    private static Answers Relevant(FilledJourney filled)
    {
        var relevant = filled.State.Relevant.Select(answer => answer.Path).ToHashSet(StringComparer.Ordinal);
        return filled.Answers.Where((path, answer) => answer.Value is ItemsValue || relevant.Contains(path));
    }

    private static IncomingSubmission Incoming(FilledJourney filled, Answers answers, Guid subject, string channel) => new(
        filled.State.Definition.Code, filled.State.Definition.Hash, subject, channel, answers.ToJson(),
        [.. answers.All.Select(answer => answer.Value.Value).OfType<FilesValue>().SelectMany(given => given.Files).Select(file => file.FileId)],
        Draft: null, Correction: null, SubmittedFee.Of(filled.State));

    /// <summary>What is missing or wrong.</summary>
    public static ProblemHttpResult NotComplete(FilledJourney filled, Texts texts) => ApiProblems.Of(
        new NotComplete().Code,
        StatusCodes.Status422UnprocessableEntity,
        new Dictionary<string, object?>
        {
            ["errors"] = AnswerErrorResponse.Of(filled, texts),
            ["open"] = filled.State.Steps.Where(step => step.State != StepState.Answered).Select(step => step.Path),
        });

    /// <summary>In whatever order the answers stand.</summary>
    private static string ContentOf(SubmitAnswersRequest request) => IdempotencyKeys.ContentOf(request with { Answers = InOrder(request.Answers) });

    public static SortedDictionary<string, JsonElement> InOrder(IReadOnlyDictionary<string, JsonElement> answers) =>
        new(answers.ToDictionary(StringComparer.Ordinal), StringComparer.Ordinal);

    /// <summary>Of the application, or of the answer to a correction of it, which has its own moment.</summary>
    private static ReceiptResponse ShowReceipt(Submission kept, Guid received) => new()
    {
        SubmissionId = received,
        Reference = kept.Reference,
        Procedure = kept.ProcedureCode,
        Subject = kept.Subject,
        ReceivedAt = kept.Corrections.FirstOrDefault(correction => correction.SubmissionId == received)?.ReceivedAt ?? kept.ReceivedAt,
    };
}
