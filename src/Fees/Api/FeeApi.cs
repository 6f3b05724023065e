using System.Security.Claims;
using Madoguchi.Kernel;
using Madoguchi.Registry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Madoguchi.Fees;

/// <summary>
/// The acts of staff on a fee by the API, for the city's own systems alone: who sees only what it submitted reads the fee at its case. Each
/// act ends in the same method as the page's form.
/// </summary>
internal sealed class FeeApi(FeesDb db, FeeDesk desk, IAccessLog access, TimeProvider time)
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/fees/{submissionId:guid}", (Guid submissionId, HttpContext context, FeeApi it) => it.ReadAsync(submissionId, context))
            .WithName("readFee")
            .WithSummary("Shows the fee of an application and what happened to it; the person concerned sees that this was read")
            .RequireScope(Scopes.FeesRead)
            .Refuses(404);
        Change(api.MapPost("/fees/{submissionId:guid}/payments", (
                Guid submissionId, [AsParameters] ChangeHeaders headers, RecordPaymentRequest request, HttpContext context, FeeApi it) =>
                it.PayAsync(submissionId, headers, request, context)))
            .WithName("recordPayment")
            .WithSummary("Records that all that is open was paid in cash or by slip (収納)")
            .RequireScope(Scopes.FeesWrite);
        Change(api.MapPost("/fees/{submissionId:guid}/refunds", (
                Guid submissionId, [AsParameters] ChangeHeaders headers, RefundFeeRequest request, HttpContext context, FeeApi it) =>
                it.RefundAsync(submissionId, headers, request, context)))
            .WithName("refundFee")
            .WithSummary("Pays back what is due (還付): through the agency what came through it, or records what went back by hand")
            .RequireScope(Scopes.FeesWrite);
        Change(api.MapPost("/fees/{submissionId:guid}/waiver", (
                Guid submissionId, [AsParameters] ChangeHeaders headers, WaiveFeeRequest request, HttpContext context, FeeApi it) =>
                it.WaiveAsync(submissionId, headers, request, context)))
            .WithName("waiveFee")
            .WithSummary("Waives what is open (減免)")
            .RequireScope(Scopes.FeesWaive);
        Change(api.MapPut("/fees/{submissionId:guid}/amount", (
                Guid submissionId, [AsParameters] ChangeHeaders headers, SetFeeRequest request, HttpContext context, FeeApi it) =>
                it.SetAsync(submissionId, headers, request, context)))
            .WithName("setFee")
            .WithSummary("Sets an amount that the answers do not tell")
            .RequireScope(Scopes.FeesWaive);
    }

    private static RouteHandlerBuilder Change(RouteHandlerBuilder route) => route.Refuses(400, 404, 409, 412, 422, 428);

    private async Task<Results<Ok<FeeResponse>, ProblemHttpResult>> ReadAsync(Guid submissionId, HttpContext context)
    {
        if (await FindAsync(submissionId, context.User, context.RequestAborted) is not { } fee)
        {
            return ApiProblems.NotFound();
        }

        await access.RecordAsync(context.User.Actor(), Purpose.Examine, fee.Subject, "fee", context.RequestAborted);
        var entries = await db.Entries.Where(entry => entry.SubmissionId == submissionId && entry.Number <= fee.Version).OrderBy(entry => entry.Number)
            .ToListAsync(context.RequestAborted);
        context.Response.ShowVersion(fee.Version);
        return TypedResults.Ok(FeeResponse.Of(fee, entries));
    }

    private Task<Results<Ok<FeeChangedResponse>, ProblemHttpResult>> PayAsync(
        Guid submissionId, ChangeHeaders headers, RecordPaymentRequest request, HttpContext context) =>
        ChangeAsync(submissionId, headers, request, context, (fee, form, actor) => RecordPayment.ActAsync(
            fee.SubmissionId, request.Way, JapaneseText.Normalise(request.Receipt).Trim(), form, actor, desk, context.RequestAborted));

    private Task<Results<Ok<FeeChangedResponse>, ProblemHttpResult>> RefundAsync(
        Guid submissionId, ChangeHeaders headers, RefundFeeRequest request, HttpContext context) =>
        ChangeAsync(submissionId, headers, request, context, (fee, form, actor) => RefundFee.ActAsync(
            fee.SubmissionId, request.Way == RefundWay.Online, request.Way, JapaneseText.Normalise(request.Receipt ?? "").Trim(), form, actor, desk,
            context.RequestAborted));

    private Task<Results<Ok<FeeChangedResponse>, ProblemHttpResult>> WaiveAsync(
        Guid submissionId, ChangeHeaders headers, WaiveFeeRequest request, HttpContext context) =>
        ChangeAsync(submissionId, headers, request, context, (fee, form, actor) => WaiveFee.ActAsync(
            fee.SubmissionId, JapaneseText.Normalise(request.Reason), form, actor, desk, context.RequestAborted));

    private Task<Results<Ok<FeeChangedResponse>, ProblemHttpResult>> SetAsync(
        Guid submissionId, ChangeHeaders headers, SetFeeRequest request, HttpContext context) =>
        ChangeAsync(submissionId, headers, request, context, (fee, form, actor) => WaiveFee.SetAmountAsync(
            fee.SubmissionId, request.Yen, JapaneseText.Normalise(request.Reason), form, actor, desk, context.RequestAborted));

    private async Task<Results<Ok<FeeChangedResponse>, ProblemHttpResult>> ChangeAsync<TRequest>(
        Guid submissionId, ChangeHeaders headers, TRequest request, HttpContext context, Func<Fee, FeeForm, Actor, Task<Result<long>>> change)
    {
        if (await FindAsync(submissionId, context.User, context.RequestAborted) is not { } fee)
        {
            return ApiProblems.NotFound();
        }

        if (headers.Refuse(out var seen) is { } refused)
        {
            return refused;
        }

        var actor = context.User.Actor();
        var changed = await change(
            fee, new FeeForm(seen, IdempotencyKeys.Of(actor, headers.Key, time.GetUtcNow()), IdempotencyKeys.ContentOf(request)), actor);
        if (changed.Refusal is { } refusal)
        {
            return refusal is FeeChanged ? EntityTags.Stale() : refusal.ToProblem();
        }

        context.Response.ShowVersion(changed.Value);
        return TypedResults.Ok(new FeeChangedResponse { SubmissionId = submissionId, Version = changed.Value });
    }

    /// <summary>The fee, where the client is one of the city's own and handles the procedure; to others it does not exist.</summary>
    private async Task<Fee?> FindAsync(Guid submissionId, ClaimsPrincipal user, CancellationToken cancellationToken) =>
        user.Grant() is { IsForAll: true } grant
        && await db.Fees.SingleOrDefaultAsync(fee => fee.SubmissionId == submissionId, cancellationToken) is { } fee
        && grant.CoversProcedure(fee.ProcedureCode) ? fee : null;
}
