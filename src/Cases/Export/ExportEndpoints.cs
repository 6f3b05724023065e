using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Security.Claims;
using System.Security.Cryptography;
using Madoguchi.Kernel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Madoguchi.Cases;

/// <summary>A layout (列の定義) the city has written for a core system.</summary>
public sealed record ExportLayoutResponse
{
    /// <summary>Stable.</summary>
    public required string Code { get; init; }

    /// <summary>What it is called, in Japanese.</summary>
    public required string Name { get; init; }

    /// <summary>Of which procedure.</summary>
    public required string Procedure { get; init; }

    /// <summary>The headings, in order.</summary>
    public required IReadOnlyList<string> Columns { get; init; }

    /// <summary>Decided cases that wait for the next set.</summary>
    public required long Waiting { get; init; }
}

/// <summary>The layouts within the client's grant.</summary>
public sealed record ExportLayoutListResponse
{
    /// <summary>By code.</summary>
    public required IReadOnlyList<ExportLayoutResponse> Items { get; init; }
}

/// <summary>Which set to make.</summary>
public sealed record MakeExportRequest
{
    /// <summary>The layout's code.</summary>
    [Required, StringLength(80)]
    public required string Layout { get; init; }
}

/// <summary>A numbered set of decided cases (連携データ).</summary>
public sealed record ExportResponse
{
    /// <summary>The set.</summary>
    public required Guid Id { get; init; }

    /// <summary>The layout's code.</summary>
    public required string Layout { get; init; }

    /// <summary>Its number within the layout, from 1: what comes after the last one taken is the cursor.</summary>
    public required long Number { get; init; }

    /// <summary>The procedure.</summary>
    public required string Procedure { get; init; }

    /// <summary>The headings, in order.</summary>
    public required IReadOnlyList<string> Columns { get; init; }

    /// <summary>SHA-256 of the set as JSON Lines; the receipt repeats it.</summary>
    public required string ContentHash { get; init; }

    /// <summary>How many lines it has.</summary>
    public required long Lines { get; init; }

    /// <summary>Lines taken over.</summary>
    public required long Accepted { get; init; }

    /// <summary>Lines rejected.</summary>
    public required long Rejected { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset MadeAt { get; init; }

    internal static ExportResponse Of(ExportSet set) => new()
    {
        Id = set.Id,
        Layout = set.Layout,
        Number = set.Number,
        Procedure = set.ProcedureCode,
        Columns = set.Columns,
        ContentHash = set.ContentHash,
        Lines = set.Lines,
        Accepted = set.Accepted,
        Rejected = set.Rejected,
        MadeAt = set.MadeAt,
    };
}

/// <summary>Sets of a layout after a number.</summary>
public sealed record ExportListResponse
{
    /// <summary>In order of their numbers, at most a hundred.</summary>
    public required IReadOnlyList<ExportResponse> Items { get; init; }
}

/// <summary>What was taken over (取込結果).</summary>
public sealed record ConfirmExportRequest
{
    /// <summary>The set's content hash: so both sides know that they speak of the same.</summary>
    [Required, StringLength(64)]
    public required string ContentHash { get; init; }

    /// <summary>Lines one by one.</summary>
    [MaxLength(Exports.MostLines)]
    public IReadOnlyList<ConfirmLineRequest>? Lines { get; init; }

    /// <summary>All other lines of which nothing was said were taken over.</summary>
    public bool AcceptsRest { get; init; }
}

/// <summary>What became of a line.</summary>
public sealed record ConfirmLineRequest
{
    /// <summary>Its number.</summary>
    [Required]
    public required long Line { get; init; }

    /// <summary>Taken over, or rejected.</summary>
    [Required]
    public required bool Accepted { get; init; }

    /// <summary>Why it was rejected, for a clerk to mend.</summary>
    [StringLength(500)]
    public string? Reason { get; init; }
}

/// <summary>What was kept of a receipt.</summary>
public sealed record ConfirmedExportResponse
{
    /// <summary>Lines whose fate is now known.</summary>
    public required long Lines { get; init; }
}

/// <summary>Bulk export by the API, for the city's own core systems alone: whoever sees only what it submitted has no sets.</summary>
internal static class ExportEndpoints
{
    private const int MostSets = 100;

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/export-layouts", LayoutsAsync)
            .WithName("listExportLayouts").WithSummary("Lists the layouts, and how many cases wait for each").RequireScope(Scopes.ExportsRead);
        api.MapGet("/exports", ListAsync)
            .WithName("listExports").WithSummary("Lists the sets of a layout after a number").RequireScope(Scopes.ExportsRead).Refuses(400, 404);
        api.MapPost("/exports", MakeAsync)
            .WithName("makeExport").WithSummary("Makes the next set: decided cases that were not handed over yet")
            .RequireScope(Scopes.ExportsWrite).Refuses(400, 404, 409, 422);
        api.MapGet("/exports/{exportId:guid}", ReadAsync)
            .WithName("readExport").WithSummary("Shows a set and what became of its lines").RequireScope(Scopes.ExportsRead).Refuses(404);
        api.MapGet("/exports/{exportId:guid}/content", TakeAsync)
            .WithName("takeExport").WithSummary("Gives a set as JSON Lines or CSV, the same bytes each time; everybody in it sees that it was taken")
            .Produces<Stream>(StatusCodes.Status200OK, "application/jsonl", "text/csv")
            .RequireScope(Scopes.ExportsRead).Refuses(400, 404, 410);
        api.MapPost("/exports/{exportId:guid}/receipt", ConfirmAsync)
            .WithName("confirmExport").WithSummary("Says what was taken over, line by line")
            .RequireScope(Scopes.ExportsWrite).Refuses(400, 404, 409, 422);
    }

    private static async Task<Ok<ExportLayoutListResponse>> LayoutsAsync(
        ClaimsPrincipal user, ExportLayouts layouts, Exports exports, CancellationToken cancellationToken)
    {
        var due = await exports.DueAsync(cancellationToken);
        return TypedResults.Ok(new ExportLayoutListResponse
        {
            Items =
            [
                .. layouts.All.Where(layout => MayTake(user, layout.Procedure)).Select(layout => new ExportLayoutResponse
                {
                    Code = layout.Code, Name = layout.Name, Procedure = layout.Procedure, Columns = [.. layout.Columns.Select(column => column.Name)],
                    Waiting = due[layout.Code],
                }),
            ],
        });
    }

    private static async Task<Results<Ok<ExportListResponse>, ProblemHttpResult>> ListAsync(
        string layout, long? after, ClaimsPrincipal user, ExportLayouts layouts, Exports exports, CancellationToken cancellationToken) =>
        layouts.Find(layout) is { } known && MayTake(user, known.Procedure)
            ? TypedResults.Ok(new ExportListResponse
            {
                Items = [.. (await exports.ListAsync(layout, after ?? 0, MostSets, cancellationToken)).Select(ExportResponse.Of)],
            })
            : new NoSuchLayout().ToProblem();

    private static async Task<Results<Created<ExportResponse>, ProblemHttpResult>> MakeAsync(
        [FromHeader(Name = IdempotencyKeys.Header)] string? key, MakeExportRequest request, ClaimsPrincipal user, ExportLayouts layouts, Exports exports,
        CancellationToken cancellationToken)
    {
        if (!IdempotencyKeys.IsKey(key))
        {
            return IdempotencyKeys.Required();
        }

        if (layouts.Find(request.Layout) is not { } layout || !MayTake(user, layout.Procedure))
        {
            return new NoSuchLayout().ToProblem();
        }

        var made = await exports.MakeAsync(layout, key!, user.Actor(), cancellationToken);
        if (made.Refusal is { } refusal)
        {
            return refusal.ToProblem();
        }

        var set = await exports.FindAsync(made.Value, cancellationToken) ?? throw new InvalidOperationException("A set just made does not exist.");
        return TypedResults.Created($"{ApiRoutes.Prefix}/exports/{set.Id}", ExportResponse.Of(set));
    }

    private static async Task<Results<Ok<ExportResponse>, ProblemHttpResult>> ReadAsync(
        Guid exportId, ClaimsPrincipal user, Exports exports, CancellationToken cancellationToken) =>
        await FindAsync(exportId, user, exports, cancellationToken) is { } set ? TypedResults.Ok(ExportResponse.Of(set)) : ApiProblems.NotFound();

    private static async Task<Results<FileContentHttpResult, ProblemHttpResult>> TakeAsync(
        Guid exportId, string format, HttpContext context, Exports exports, CancellationToken cancellationToken)
    {
        if (!ExportFormats.All.Contains(format))
        {
            return ApiProblems.Of("bad-request", StatusCodes.Status400BadRequest);
        }

        if (await FindAsync(exportId, context.User, exports, cancellationToken) is not { } set)
        {
            return ApiProblems.NotFound();
        }

        var taken = await exports.TakeAsync(set, format, forSpreadsheet: false, context.User.Actor(), cancellationToken);
        if (taken.Refusal is { } refusal)
        {
            return refusal.ToProblem();
        }

        var file = taken.Value;
        context.Response.Headers["Repr-Digest"] = $"sha-256=:{Convert.ToBase64String(SHA256.HashData(file.Bytes))}:";
        context.Response.Headers["Replaced-Characters"] = file.Lost.Count.ToString(CultureInfo.InvariantCulture);
        return TypedResults.File(file.Bytes, file.ContentType, $"{set.Layout}-{set.Number}.{file.Ending}");
    }

    private static async Task<Results<Ok<ConfirmedExportResponse>, ProblemHttpResult>> ConfirmAsync(
        Guid exportId, [FromHeader(Name = IdempotencyKeys.Header)] string? key, ConfirmExportRequest request, ClaimsPrincipal user, Exports exports,
        CancellationToken cancellationToken)
    {
        if (!IdempotencyKeys.IsKey(key))
        {
            return IdempotencyKeys.Required();
        }

        if (await FindAsync(exportId, user, exports, cancellationToken) is not { } set)
        {
            return ApiProblems.NotFound();
        }

        var confirmed = await exports.ConfirmAsync(
            set, request.ContentHash, [.. (request.Lines ?? []).Select(line => new LineResult(line.Line, line.Accepted, line.Reason))],
            request.AcceptsRest, key!, IdempotencyKeys.ContentOf(request), user.Actor(), cancellationToken);
        return confirmed.Refusal is { } refusal ? refusal.ToProblem() : TypedResults.Ok(new ConfirmedExportResponse { Lines = confirmed.Value });
    }

    private static async Task<ExportSet?> FindAsync(Guid id, ClaimsPrincipal user, Exports exports, CancellationToken cancellationToken) =>
        await exports.FindAsync(id, cancellationToken) is { } set && MayTake(user, set.ProcedureCode) ? set : null;

    private static bool MayTake(ClaimsPrincipal user, string procedure) => user.Grant() is { IsForAll: true } grant && grant.CoversProcedure(procedure);
}
