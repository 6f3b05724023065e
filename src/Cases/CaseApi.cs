using System.Security.Claims;
using Madoguchi.Delivery;
using Madoguchi.Intake.Contracts;
using Madoguchi.Kernel;
using Madoguchi.Registry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Madoguchi.Cases;

/// <summary>
/// The acts on a case by the API. Each ends in the same method as the page's form, so that what follows (events, notices, facts) cannot
/// differ; only how it is asked for and how it is answered lies here.
/// </summary>
internal sealed class CaseApi(
    CasesDb db, StaffCase staffCase, CaseDesk desk, IStaffDirectory staff, LegalCalendar calendar, ILetters letters, DesignSystem.Texts texts,
    IAccessLog access, MayView mayView, TimeProvider time)
{
    private const int MostCases = 100;

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/cases", (
                string? status, string? procedure, string? reference, Guid? after, int? limit, ClaimsPrincipal user, CaseApi it,
                CancellationToken cancellationToken) => it.ListAsync(status, procedure, reference, after, limit, user, cancellationToken))
            .WithName("listCases")
            .WithSummary("Lists cases within the client's grant, the oldest first")
            .RequireScope(Scopes.CasesRead)
            .Refuses(400);
        api.MapGet("/cases/{caseId:guid}", (Guid caseId, HttpContext context, CaseApi it) => it.ReadAsync(caseId, context))
            .WithName("readCase")
            .WithSummary("Shows a case with its answers; the person concerned sees that this was read")
            .RequireScope(Scopes.CasesRead)
            .Refuses(404);
        api.MapGet("/cases/{caseId:guid}/files/{fileId:guid}", (
                Guid caseId, Guid fileId, ClaimsPrincipal user, CaseApi it, ISubmissions submissions, IFileStore files, CancellationToken cancellationToken) =>
                it.ReadFileAsync(caseId, fileId, user, submissions, files, cancellationToken))
            .WithName("readCaseFile")
            .WithSummary("Gives a file that an answer of the case names")
            .Produces<Stream>(StatusCodes.Status200OK, "application/octet-stream")
            .RequireScope(Scopes.CasesRead)
            .Refuses(404);
        Change(api.MapPut("/cases/{caseId:guid}/assignee", (
                Guid caseId, [AsParameters] ChangeHeaders headers, AssignCaseRequest request, HttpContext context, CaseApi it) =>
                it.AssignAsync(caseId, headers, request, context)))
            .WithName("assignCase")
            .WithSummary("Takes a case, gives it to somebody, or gives it back")
            .RequireScope(Scopes.CasesWrite);
        Change(api.MapPost("/cases/{caseId:guid}/notes", (
                Guid caseId, [AsParameters] ChangeHeaders headers, AddNoteRequest request, HttpContext context, CaseApi it) =>
                it.AddNoteAsync(caseId, headers, request, context)))
            .WithName("addCaseNote")
            .WithSummary("Adds a note for colleagues")
            .RequireScope(Scopes.CasesWrite);
        Change(api.MapPost("/cases/{caseId:guid}/correction", (
                Guid caseId, [AsParameters] ChangeHeaders headers, AskForCorrectionRequest request, HttpContext context, CaseApi it) =>
                it.AskForCorrectionAsync(caseId, headers, request, context)))
            .WithName("askForCorrection")
            .WithSummary("Asks the applicant for single answers again (補正); the clock stops")
            .RequireScope(Scopes.CasesWrite);
        api.MapDelete("/cases/{caseId:guid}/correction", (
                Guid caseId, [AsParameters] ChangeHeaders headers, HttpContext context, CaseApi it) =>
                it.TakeBackAsync(caseId, headers, context))
            .Refuses(400, 404, 409, 412, 428)
            .WithName("takeBackCorrection")
            .WithSummary("Takes the question back; the clock goes on")
            .RequireScope(Scopes.CasesWrite);
        Change(api.MapPost("/cases/{caseId:guid}/decision", (
                Guid caseId, [AsParameters] ChangeHeaders headers, DecideCaseRequest request, HttpContext context, CaseApi it) =>
                it.DecideAsync(caseId, headers, request, context)))
            .WithName("decideCase")
            .WithSummary("Decides the case, for good; the notice goes to the applicant")
            .RequireScope(Scopes.CasesDecide);
        Change(api.MapPost("/cases/{caseId:guid}/withdrawal", (
                Guid caseId, [AsParameters] ChangeHeaders headers, WithdrawCaseRequest request, HttpContext context, CaseApi it) =>
                it.WithdrawAsync(caseId, headers, request, context)))
            .WithName("withdrawCase")
            .WithSummary("Withdraws the application (取下げ), as the applicant; it stays withdrawn")
            .RequireScope(Scopes.SubmissionsWrite);
    }

    private static RouteHandlerBuilder Change(RouteHandlerBuilder route) => route.Refuses(400, 404, 409, 412, 422, 428);

    private async Task<Results<Ok<CaseListResponse>, ProblemHttpResult>> ListAsync(
        string? status, string? procedure, string? reference, Guid? after, int? limit, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        if ((status is not null && !CaseStatus.All.Contains(status)) || limit is < 1 or > MostCases)
        {
            return ApiProblems.Of("bad-request", StatusCodes.Status400BadRequest);
        }

        var (grant, actor) = (user.Grant(), user.Actor());
        var size = limit ?? MostCases;
        var cases = db.Cases.AsQueryable();
        if (!grant.IsForAll)
        {
            cases = cases.Where(it => it.Applicant == grant.Client);
        }

        if (grant.Procedures is { } allowed)
        {
            cases = cases.Where(it => allowed.Contains(it.ProcedureCode));
        }

        if (status is not null)
        {
            cases = cases.Where(it => it.Status == status);
        }

        if (procedure is not null)
        {
            cases = cases.Where(it => it.ProcedureCode == procedure);
        }

        if (reference is not null)
        {
            var canonical = ReferenceNumber.TryParse(reference, out var read) ? read : "";
            cases = cases.Where(it => it.Reference == canonical);
        }

        if (after is { } last)
        {
            cases = cases.Where(it => it.Id.CompareTo(last) > 0);
        }

        var page = await cases.OrderBy(it => it.Id).Take(size + 1).ToListAsync(cancellationToken);
        var shown = page.Take(size).ToList();
        foreach (var subject in shown.Select(it => it.Subject).Distinct())
        {
            access.RecordLater(actor, Purpose.Examine, subject, "case-list");
        }

        return TypedResults.Ok(new CaseListResponse
        {
            Items = shown.ConvertAll(CaseResponse.Of),
            Next = page.Count > size ? shown[^1].Id.ToString() : null,
        });
    }

    private async Task<Results<Ok<CaseDetailResponse>, ProblemHttpResult>> ReadAsync(Guid caseId, HttpContext context)
    {
        if (await FindAsync(caseId, context.User, context.RequestAborted) is not { } it)
        {
            return ApiProblems.NotFound();
        }

        var file = await staffCase.OpenAsync(it, context.User, context.RequestAborted);
        context.Response.ShowVersion(file.Case.Version);
        return TypedResults.Ok(CaseDetailResponse.Of(file));
    }

    private async Task<Results<FileStreamHttpResult, ProblemHttpResult>> ReadFileAsync(
        Guid caseId, Guid fileId, ClaimsPrincipal user, ISubmissions submissions, IFileStore files, CancellationToken cancellationToken)
    {
        if (await FindAsync(caseId, user, cancellationToken) is not { } it
            || await submissions.FindAsync(it.SubmissionId, cancellationToken) is not { } submission
            || submission.Evidence.All(evidence => evidence.FileId != fileId)
            || await files.FindAsync(fileId, cancellationToken) is not { } file
            || await files.OpenAsync(fileId, cancellationToken) is not { } content)
        {
            return ApiProblems.NotFound();
        }

        await access.RecordAsync(user.Actor(), Purpose.Examine, it.Subject, "case-file", cancellationToken);
        return TypedResults.Stream(content, file.Type.ContentType);
    }

    private Task<Results<Ok<CaseChangedResponse>, ProblemHttpResult>> AssignAsync(
        Guid caseId, ChangeHeaders headers, AssignCaseRequest request, HttpContext context) =>
        ChangeAsync(caseId, headers, request, context, (it, form, actor) => AssignCase.ActAsync(
            it.Id, request.Assignee == "self" ? actor.Id : request.Assignee, form, actor, staff, desk, context.RequestAborted));

    private Task<Results<Ok<CaseChangedResponse>, ProblemHttpResult>> AddNoteAsync(
        Guid caseId, ChangeHeaders headers, AddNoteRequest request, HttpContext context) =>
        ChangeAsync(caseId, headers, request, context, (it, form, actor) => AddNote.ActAsync(it.Id, request.Text, form, actor, desk, context.RequestAborted));

    private Task<Results<Ok<CaseChangedResponse>, ProblemHttpResult>> AskForCorrectionAsync(
        Guid caseId, ChangeHeaders headers, AskForCorrectionRequest request, HttpContext context) =>
        ChangeAsync(caseId, headers, request, context, async (it, form, actor) => await AskForCorrection.ActAsync(
            await staffCase.OpenAsync(it, context.User, context.RequestAborted), [.. request.Fields.Select(field => (field.Path, field.Message))],
            request.AnswerBy, form, actor, desk, letters, calendar, context.RequestAborted));

    private Task<Results<Ok<CaseChangedResponse>, ProblemHttpResult>> TakeBackAsync(Guid caseId, ChangeHeaders headers, HttpContext context) =>
        ChangeAsync(caseId, headers, "", context, (it, form, actor) => AskForCorrection.TakeBackAsync(
            it.Id, form, actor, desk, calendar, context.RequestAborted));

    private Task<Results<Ok<CaseChangedResponse>, ProblemHttpResult>> DecideAsync(
        Guid caseId, ChangeHeaders headers, DecideCaseRequest request, HttpContext context) =>
        ChangeAsync(caseId, headers, request, context, async (it, form, actor) => await DecideCase.ActAsync(
            await staffCase.OpenAsync(it, context.User, context.RequestAborted), new(request.Outcome, request.Grounds, request.Reason),
            form, actor, desk, letters, texts, context.RequestAborted));

    /// <summary>The city's own systems withdraw for everybody; another's for its own party and for whom a mandate covers today, as on the page.</summary>
    private async Task<Results<Ok<CaseChangedResponse>, ProblemHttpResult>> WithdrawAsync(
        Guid caseId, ChangeHeaders headers, WithdrawCaseRequest request, HttpContext context)
    {
        var (user, cancellationToken) = (context.User, context.RequestAborted);
        return await FindAsync(caseId, user, cancellationToken) is { } it
            && (user.Grant().IsForAll || await mayView.CheckAsync(user, it.Subject, it.ProcedureCode, cancellationToken))
            ? await ChangeAsync(caseId, headers, request, context, (known, form, actor) => WithdrawApplication.ActAsync(
                known.Id, request.Reason ?? "", form, actor, desk, cancellationToken))
            : ApiProblems.NotFound();
    }

    private async Task<Results<Ok<CaseChangedResponse>, ProblemHttpResult>> ChangeAsync<TRequest>(
        Guid caseId, ChangeHeaders headers, TRequest request, HttpContext context, Func<Case, CaseForm, Actor, Task<Result<long>>> change)
    {
        if (await FindAsync(caseId, context.User, context.RequestAborted) is not { } it)
        {
            return ApiProblems.NotFound();
        }

        if (headers.Refuse(out var seen) is { } refused)
        {
            return refused;
        }

        var actor = context.User.Actor();
        var changed = await change(it, new CaseForm(seen, IdempotencyKeys.Of(actor, headers.Key, time.GetUtcNow()), IdempotencyKeys.ContentOf(request)), actor);
        if (changed.Refusal is { } refusal)
        {
            return refusal is VersionChanged ? EntityTags.Stale() : refusal.ToProblem();
        }

        context.Response.ShowVersion(changed.Value);
        return TypedResults.Ok(new CaseChangedResponse { Id = it.Id, Version = changed.Value });
    }

    /// <summary>The case, where the client's grant covers it; to it others do not exist.</summary>
    private async Task<Case?> FindAsync(Guid caseId, ClaimsPrincipal user, CancellationToken cancellationToken) =>
        await db.Cases.SingleOrDefaultAsync(it => it.Id == caseId, cancellationToken) is { } it && user.Grant().Covers(it.ProcedureCode, it.Applicant)
            ? it : null;
}
