using Madoguchi.Kernel;
using Madoguchi.Registry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Madoguchi.Cases;

/// <summary>What an auditor asks for; days are days in Japan, ends included.</summary>
public sealed record AuditQuery(string? Actor, string? Case, string? From, string? Until, string? Trail, int? Page);

/// <summary>One act.</summary>
/// <param name="At">When.</param>
/// <param name="Actor">The actor's id.</param>
/// <param name="Name">Who that is.</param>
/// <param name="Purpose">Why.</param>
/// <param name="What">What was done: an event's type, or the key of a change.</param>
/// <param name="Where">The case's number, or the aggregate.</param>
/// <param name="Reference">The number to open, when it is a case.</param>
public sealed record AuditRow(DateTimeOffset At, string Actor, string Name, string Purpose, string What, string Where, string? Reference);

public sealed record AuditModel(AuditQuery Query, IReadOnlyList<AuditRow> Rows, int Page, bool HasMore, string? Wrong);

/// <summary>The trail of every change, to be read by auditors and changed by nobody.</summary>
internal static class ReadAudit
{
    private const int PageSize = 100;
    private const int MostPages = 100;
    private const string Changes = "changes";

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/staff/audit", HandleAsync)
        .WithName("ReadAudit")
        .RequireAuthorization(Policies.Auditor);

    private sealed record Act(DateTimeOffset At, string Actor, string Purpose, string What, string Where, Guid? CaseId);

    private static async Task<RazorComponentResult<ReadAuditPage>> HandleAsync(
        [AsParameters] AuditQuery query, CasesDb db, Database database, IPartyDirectory parties, IStaffDirectory staff, CancellationToken cancellationToken)
    {
        var page = Math.Clamp(query.Page ?? 1, 1, MostPages);
        var (from, until) = (Day(query.From), Day(query.Until));
        var wrongDay = (!string.IsNullOrWhiteSpace(query.From) && from is null) || (!string.IsNullOrWhiteSpace(query.Until) && until is null);
        var caseId = await CaseIdAsync(db, query.Case, cancellationToken);
        var wrong = wrongDay ? "日付は「2026-11-02」または「令和8年11月2日」のように入力してください。"
            : !string.IsNullOrWhiteSpace(query.Case) && caseId is null ? "この受付番号の案件はありません。"
            : null;
        IReadOnlyList<Act> acts = wrong is not null ? []
            : query.Trail == Changes ? await ChangesAsync(database, query.Actor, caseId, from, until, page, cancellationToken)
            : await EventsAsync(db, query.Actor, caseId, from, until, page, cancellationToken);

        var shown = acts.Take(PageSize).ToArray();
        var ids = shown.Select(act => act.CaseId).OfType<Guid>().Distinct().ToArray();
        var references = await db.Cases.Where(it => ids.Contains(it.Id)).ToDictionaryAsync(it => it.Id, it => it.Reference, cancellationToken);
        var names = await ActorNames.ForAsync(shown.Select(act => act.Actor), parties, staff, cancellationToken);
        var model = new AuditModel(
            query,
            [.. shown.Select(act => new AuditRow(
                act.At, act.Actor, names.Of(act.Actor), act.Purpose, act.What, act.Where,
                act.CaseId is { } id ? references.GetValueOrDefault(id) : null))],
            page,
            acts.Count > PageSize,
            wrong);
        return new RazorComponentResult<ReadAuditPage>(new { Model = model });
    }

    private static async Task<Guid?> CaseIdAsync(CasesDb db, string? reference, CancellationToken cancellationToken) =>
        ReferenceNumber.TryParse(reference, out var canonical)
            ? await db.Cases.Where(it => it.Reference == canonical).Select(it => (Guid?)it.Id).SingleOrDefaultAsync(cancellationToken)
            : null;

    private static async Task<IReadOnlyList<Act>> EventsAsync(
        CasesDb db, string? actor, Guid? caseId, DateOnly? from, DateOnly? until, int page, CancellationToken cancellationToken)
    {
        var rows = db.Events.AsQueryable();
        if (!string.IsNullOrWhiteSpace(actor))
        {
            var id = actor.Trim();
            rows = rows.Where(row => row.Actor == id);
        }

        if (caseId is { } asked)
        {
            rows = rows.Where(row => row.CaseId == asked);
        }

        if (from is { } first)
        {
            var start = first.StartsAt();
            rows = rows.Where(row => row.At >= start);
        }

        if (until is { } last)
        {
            var end = last.AddDays(1).StartsAt();
            rows = rows.Where(row => row.At < end);
        }

        return (await rows.OrderByDescending(row => row.At).ThenByDescending(row => row.CaseId).ThenByDescending(row => row.Version)
            .Skip((page - 1) * PageSize).Take(PageSize + 1).ToListAsync(cancellationToken))
            .ConvertAll(row => new Act(row.At, row.Actor, row.Purpose, row.Type, $"case/{row.CaseId}", row.CaseId));
    }

    // The kernel's own trail has no door: it is the ground all modules stand on, and this only reads it.
    private static async Task<IReadOnlyList<Act>> ChangesAsync(
        Database database, string? actor, Guid? caseId, DateOnly? from, DateOnly? until, int page, CancellationToken cancellationToken)
    {
        var conditions = new List<string> { "at < @until" };
        var parameters = new List<(string, object?)>
        {
            ("until", until is { } last ? last.AddDays(1).StartsAt() : DateTimeOffset.MaxValue.AddDays(-1)),
            ("size", (long)PageSize + 1),
            ("skip", (long)(page - 1) * PageSize),
        };
        Ask(!string.IsNullOrWhiteSpace(actor), "actor = @actor", "actor", actor?.Trim());
        Ask(caseId is not null, "aggregate = @aggregate", "aggregate", $"case/{caseId}");
        Ask(from is not null, "at >= @from", "from", from?.StartsAt());
        return await database.QueryAsync(
            $"""
            select key, aggregate, actor, purpose, at from kernel_change where {string.Join(" and ", conditions)}
            order by at desc, key limit @size offset @skip
            """,
            row => new Act(row.Instant("at"), row.Text("actor"), row.Text("purpose"), row.Text("key"), row.Text("aggregate"), CaseIn(row.Text("aggregate"))),
            cancellationToken,
            [.. parameters]);

        void Ask(bool isAsked, string condition, string name, object? value)
        {
            if (isAsked)
            {
                conditions.Add(condition);
                parameters.Add((name, value));
            }
        }
    }

    private static Guid? CaseIn(string aggregate) =>
        aggregate.StartsWith("case/", StringComparison.Ordinal) && Guid.TryParse(aggregate.AsSpan("case/".Length), out var id) ? id : null;

    private static DateOnly? Day(string? text) => Wareki.Read(text) is WarekiReading.Day day ? day.Value : null;
}
