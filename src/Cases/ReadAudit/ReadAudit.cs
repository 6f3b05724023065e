using System.Security.Claims;
using Madoguchi.DesignSystem;
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
/// <param name="What">What was done or seen: an event's type, the key of a change, or the page.</param>
/// <param name="Where">The case's number, the aggregate, or whose data it was.</param>
/// <param name="Reference">The number to open, when it is a case.</param>
public sealed record AuditRow(DateTimeOffset At, string Actor, string Name, string Purpose, string What, string Where, string? Reference);

/// <param name="Query">As it was asked.</param>
/// <param name="People">Whose acts can be asked for: the staff, and whoever is asked for now.</param>
/// <param name="Rows">The acts, newest first.</param>
/// <param name="Page">From 1.</param>
/// <param name="HasMore">Whether older acts follow.</param>
/// <param name="Wrong">What is wrong with the query, in the auditor's words.</param>
public sealed record AuditModel(AuditQuery Query, IReadOnlyList<Choice> People, IReadOnlyList<AuditRow> Rows, int Page, bool HasMore, string? Wrong);

/// <summary>The trail of every change and every look, to be read by auditors and changed by nobody.</summary>
internal static class ReadAudit
{
    private const int PageSize = 100;
    private const int MostPages = 100;
    private const string Changes = "changes";
    private const string Looks = "looks";

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/staff/audit", HandleAsync)
        .WithName("ReadAudit")
        .RequireAuthorization(Policies.Auditor);

    /// <summary>The query, understood.</summary>
    private sealed record Asked(string? Actor, AskedCase? Case, DateTimeOffset? From, DateTimeOffset? Until, int Page)
    {
        public int Skip => (Page - 1) * PageSize;
    }

    private sealed record AskedCase(Guid Id, Guid Subject);

    private sealed record Act(DateTimeOffset At, string Actor, string Purpose, string What, string Where, Guid? CaseId, Guid? Party = null);

    private static async Task<RazorComponentResult<ReadAuditPage>> HandleAsync(
        [AsParameters] AuditQuery query, ClaimsPrincipal user, CasesDb db, Database database, IAccessLog access, IPartyDirectory parties,
        IStaffDirectory staff, IApiClients clients, Wording words, Texts texts, CancellationToken cancellationToken)
    {
        var (from, until) = (Day(query.From), Day(query.Until));
        var wrongDay = (!string.IsNullOrWhiteSpace(query.From) && from is null) || (!string.IsNullOrWhiteSpace(query.Until) && until is null);
        var asked = new Asked(
            string.IsNullOrWhiteSpace(query.Actor) ? null : query.Actor.Trim(),
            await CaseAsync(db, query.Case, cancellationToken),
            from?.StartsAt(),
            until?.AddDays(1).StartsAt(),
            Math.Clamp(query.Page ?? 1, 1, MostPages));
        var wrong = wrongDay ? "日付は「2026-11-02」または「令和8年11月2日」のように入力してください。"
            : !string.IsNullOrWhiteSpace(query.Case) && asked.Case is null ? "この受付番号の案件はありません。"
            : null;
        var acts = wrong is not null ? []
            : query.Trail switch
            {
                Changes => await ChangesAsync(database, asked, cancellationToken),
                Looks => await LooksAsync(access, user.Actor(), asked, cancellationToken),
                _ => await EventsAsync(db, asked, cancellationToken),
            };

        var shown = acts.Take(PageSize).ToArray();
        var ids = shown.Select(act => act.CaseId).OfType<Guid>().Distinct().ToArray();
        var references = await db.Cases.Where(it => ids.Contains(it.Id)).ToDictionaryAsync(it => it.Id, it => it.Reference, cancellationToken);
        var names = await ActorNames.ForAsync(shown.Select(act => act.Actor).Append(asked.Actor ?? ""), parties, staff, clients, cancellationToken);
        var subjects = await parties.FindAllAsync([.. shown.Select(act => act.Party).OfType<Guid>()], cancellationToken);
        await access.RecordAsync(user.Actor(), Purpose.Audit, [.. subjects.Keys], IAccessLog.OfThisLog, cancellationToken);
        List<Choice> people = [.. names.Staff.Select(id => new Choice(id, names.Of(id)))];
        if (asked.Actor is { } other && people.All(choice => choice.Value != other))
        {
            people.Add(new(other, names.Of(other)));
        }

        var model = new AuditModel(
            query,
            people,
            [.. shown.Select(act => new AuditRow(
                act.At, act.Actor, names.Of(act.Actor), Word("access.purpose", act.Purpose), Word("access.what", act.What),
                act.Party is { } party && subjects.TryGetValue(party, out var subject) ? subject.Name : act.Where,
                act.CaseId is { } id ? references.GetValueOrDefault(id) : null))],
            asked.Page,
            acts.Count > PageSize,
            wrong);
        return new RazorComponentResult<ReadAuditPage>(new { Model = model });

        string Word(string prefix, string code) => texts.Contains($"{prefix}.{code}") ? words[$"{prefix}.{code}"] : code;
    }

    private static async Task<AskedCase?> CaseAsync(CasesDb db, string? reference, CancellationToken cancellationToken) =>
        ReferenceNumber.TryParse(reference, out var canonical)
            ? await db.Cases.Where(it => it.Reference == canonical).Select(it => new AskedCase(it.Id, it.Subject)).SingleOrDefaultAsync(cancellationToken)
            : null;

    private static async Task<List<Act>> EventsAsync(CasesDb db, Asked asked, CancellationToken cancellationToken)
    {
        var rows = db.Events.AsQueryable();
        if (asked.Actor is { } actor)
        {
            rows = rows.Where(row => row.Actor == actor);
        }

        if (asked.Case is { Id: var id })
        {
            rows = rows.Where(row => row.CaseId == id);
        }

        if (asked.From is { } start)
        {
            rows = rows.Where(row => row.At >= start);
        }

        if (asked.Until is { } end)
        {
            rows = rows.Where(row => row.At < end);
        }

        return (await rows.OrderByDescending(row => row.At).ThenByDescending(row => row.CaseId).ThenByDescending(row => row.Version)
            .Skip(asked.Skip).Take(PageSize + 1).ToListAsync(cancellationToken))
            .ConvertAll(row => new Act(row.At, row.Actor, row.Purpose, row.Type, $"case/{row.CaseId}", row.CaseId));
    }

    private static async Task<List<Act>> LooksAsync(IAccessLog access, Actor reader, Asked asked, CancellationToken cancellationToken)
    {
        var looks = await access.ReadAsync(
            new(asked.Actor, asked.Case?.Subject, asked.From, asked.Until, reader.Id, asked.Skip, PageSize + 1), cancellationToken);
        return [.. looks.Select(look => new Act(look.At, look.ActorId, look.Purpose, look.What, look.Party.ToString(), null, look.Party))];
    }

    // The kernel's own trail has no door: it is the ground all modules stand on, and this only reads it.
    private static Task<List<Act>> ChangesAsync(Database database, Asked asked, CancellationToken cancellationToken)
    {
        (string Condition, string Name, object? Value)[] filters =
        [
            ("actor = @actor", "actor", asked.Actor),
            ("aggregate = @aggregate", "aggregate", asked.Case is { } it ? $"case/{it.Id}" : null),
            ("at >= @from", "from", asked.From),
            ("at < @until", "until", asked.Until ?? DateTimeOffset.MaxValue.AddDays(-1)),
        ];
        var used = filters.Where(filter => filter.Value is not null).ToList();
        return database.QueryAsync(
            $"""
            select key, aggregate, actor, purpose, at from kernel_change where {string.Join(" and ", used.Select(filter => filter.Condition))}
            order by at desc, key limit @size offset @skip
            """,
            row => new Act(row.Instant("at"), row.Text("actor"), row.Text("purpose"), row.Text("key"), row.Text("aggregate"), CaseIn(row.Text("aggregate"))),
            cancellationToken,
            [.. used.Select(filter => (filter.Name, filter.Value)), ("size", (long)PageSize + 1), ("skip", (long)asked.Skip)]);
    }

    private static Guid? CaseIn(string aggregate) =>
        aggregate.StartsWith("case/", StringComparison.Ordinal) && Guid.TryParse(aggregate.AsSpan("case/".Length), out var id) ? id : null;

    private static DateOnly? Day(string? text) => Wareki.Read(text) is WarekiReading.Day day ? day.Value : null;
}
