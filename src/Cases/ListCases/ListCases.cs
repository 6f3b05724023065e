using System.Globalization;
using System.Security.Claims;
using Madoguchi.DesignSystem;
using Madoguchi.Kernel;
using Madoguchi.Procedures;
using Madoguchi.Registry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Madoguchi.Cases;

/// <summary>What is asked of the queue; each view has its own address. Words stand in it sealed.</summary>
public sealed record QueueQuery(string? Words, string? Status, string? Procedure, string? Assignee, string? View, string? Sort, int? Page);

public sealed record QueueRow(
    string Reference, string Subject, string Procedure, string Status, string? Outcome, DateOnly DueOn, int? DaysLeft, string? Assignee,
    DateTimeOffset ReceivedAt, bool IsUnpaid)
{
    public bool IsActive => Status is CaseStatus.Open or CaseStatus.Waiting;
}

/// <summary>The queue as shown. <c>Words</c> are what was searched for, in plain; lapsed is an address whose words can no longer be opened.</summary>
public sealed record QueueModel(
    QueueQuery Query, string? Words, bool IsLapsed, IReadOnlyList<QueueRow> Rows, string CountText, int Page, int Pages, bool IsRanked, IReadOnlyList<Tab> Tabs,
    IReadOnlyList<Choice> Statuses, IReadOnlyList<Choice> Procedures, IReadOnlyList<Choice> Assignees)
{
    public bool IsFiltered => Words is not null || IsNarrowed;

    /// <summary>The same search without its filters, or the whole queue.</summary>
    public string Wider => QueueAddress.Of(new QueueQuery(IsNarrowed ? Query.Words : null, null, null, null, null, null, null));

    private bool IsNarrowed => Query is not { Status: null or "", Procedure: null or "", Assignee: null or "", View: null or "" };

    public string HrefOf(int page) => QueueAddress.Of(Query with { Page = page });
}

/// <summary>The one queue of all channels.</summary>
internal static class ListCases
{
    private const int PageSize = 50;

    // Counting stops where nobody reads on: a queue of thousands is searched, not leafed through.
    private const int MostCounted = 5000;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/staff/cases", HandleAsync).WithName("ListCases").RequireAuthorization(Policies.CaseReader);
        routes.MapPost("/staff/cases/search", Search).WithName("SearchCases").RequireAuthorization(Policies.CaseReader);
    }

    /// <summary>Words are typed into a form that posts, so that they never stand in an address.</summary>
    private static RedirectHttpResult Search(IFormCollection form, SealedWords sealing) =>
        TypedResults.LocalRedirect(QueueAddress.Of(
            new QueueQuery(sealing.Seal(form["q"]), form["status"], form["procedure"], form["assignee"], form["view"], form["sort"], null)));

    private static async Task<RazorComponentResult<ListCasesPage>> HandleAsync(
        [AsParameters] QueueQuery query, ClaimsPrincipal user, CasesDb db, SealedWords sealing, IProcedureCatalogue procedures, IPartyDirectory parties,
        IStaffDirectory staff, IAccessLog access, LegalCalendar calendar, TimeProvider time, CancellationToken cancellationToken)
    {
        var actor = user.Actor();
        var today = time.TodayInJapan();
        var words = sealing.Open(query.Words);
        var isLapsed = words is null && !string.IsNullOrEmpty(query.Words);
        query = isLapsed ? query with { Words = null } : query;
        var found = Filter(db.Cases, query, actor.Id, today).Matching(db, words, out var isRanked);
        var total = await found.OrderBy(it => it.Id).Take(MostCounted + 1).CountAsync(cancellationToken);
        var pages = Math.Max(1, (int)Math.Ceiling(Math.Min(total, MostCounted) / (double)PageSize));
        var page = Math.Clamp(query.Page ?? 1, 1, pages);
        var cases = await Sort(found, query.Sort, isRanked).Skip((page - 1) * PageSize).Take(PageSize).ToListAsync(cancellationToken);

        var subjects = await parties.FindAllAsync([.. cases.Select(it => it.Subject).Distinct()], cancellationToken);
        await RecordAsync(access, actor, words is not null, [.. subjects.Keys], cancellationToken);
        var members = await staff.AllAsync(cancellationToken);
        var names = members.ToDictionary(member => member.ActorId, member => member.Name, StringComparer.Ordinal);
        var model = new QueueModel(
            query,
            words,
            isLapsed,
            [.. cases.Select(it => new QueueRow(
                it.Reference,
                subjects.TryGetValue(it.Subject, out var subject) ? subject.Name : "（登録なし）",
                NameOf(procedures, it.ProcedureCode),
                it.Status,
                it.Outcome,
                it.DueOn,
                it.DaysLeft ?? (it.Status == CaseStatus.Open ? CaseClock.DaysLeft(calendar, today, it.DueOn) : null),
                it.Assignee is { } assignee ? names.GetValueOrDefault(assignee, assignee) : null,
                it.ReceivedAt,
                it.IsUnpaid))],
            total > MostCounted ? $"{MostCounted}件以上" : $"{total}件",
            page,
            pages,
            isRanked,
            await TabsAsync(db, query, actor.Id, today, cancellationToken),
            [.. CaseStatus.All.Select(status => new Choice(status, StatusText.Staff(status, null))), new Choice("all", "すべて（終わったものを含む）")],
            [.. procedures.Current.Select(procedure => new Choice(procedure.Code, Ruby.Strip(procedure.Name.Ja)))],
            [.. members.Where(CanHold).Select(member => new Choice(member.Code, member.Name))]);
        return new RazorComponentResult<ListCasesPage>(new { Model = model });
    }

    internal static bool CanHold(StaffMember member) => member.Roles.Contains(Roles.Clerk) || member.Roles.Contains(Roles.Head);

    internal static string NameOf(IProcedureCatalogue procedures, string code) =>
        procedures.Find(code) is { } procedure ? Ruby.Strip(procedure.Name.Ja) : code;

    private static IQueryable<Case> Filter(IQueryable<Case> cases, QueueQuery query, string actor, DateOnly today)
    {
        // A search looks everywhere; without one the queue is what is still to be done.
        var status = string.IsNullOrEmpty(query.Status) ? string.IsNullOrEmpty(query.Words) ? "active" : "all" : query.Status;
        cases = status switch
        {
            "all" => cases,
            "active" => cases.Where(it => it.Status == CaseStatus.Open || it.Status == CaseStatus.Waiting),
            _ => cases.Where(it => it.Status == status),
        };
        if (!string.IsNullOrEmpty(query.Procedure))
        {
            cases = cases.Where(it => it.ProcedureCode == query.Procedure);
        }

        if (!string.IsNullOrEmpty(query.Assignee))
        {
            var assignee = $"staff:{query.Assignee}";
            cases = cases.Where(it => it.Assignee == assignee);
        }

        return query.View switch
        {
            "mine" => cases.Where(it => it.Assignee == actor),
            "free" => cases.Where(it => it.Assignee == null),
            "unpaid" => cases.Where(it => it.FeeAwaited || it.FeeOpen > 0),
            "overdue" => cases.Where(it => it.Status == CaseStatus.Open && it.DueOn < today),
            _ => cases,
        };
    }

    private static IQueryable<Case> Sort(IQueryable<Case> cases, string? sort, bool isRanked) => sort switch
    {
        "due" => cases.OrderBy(it => it.DueOn).ThenBy(it => it.Id),
        "received" => cases.OrderBy(it => it.ReceivedAt).ThenBy(it => it.Id),
        "-received" => cases.OrderByDescending(it => it.ReceivedAt).ThenByDescending(it => it.Id),
        _ when isRanked => cases,
        _ => cases.OrderBy(it => it.DueOn).ThenBy(it => it.Id),
    };

    private static async Task<IReadOnlyList<Tab>> TabsAsync(
        CasesDb db, QueueQuery query, string actor, DateOnly today, CancellationToken cancellationToken)
    {
        (string Text, string? View)[] views = [(query.Words is null ? "処理中すべて" : "すべて", null), ("自分の担当", "mine"), ("担当未定", "free"), ("期限切れ", "overdue"), ("未納", "unpaid")];
        var tabs = new List<Tab>(views.Length);
        foreach (var (text, view) in views)
        {
            var asked = new QueueQuery(query.Words, null, null, null, view, null, null);

            // A search is not run once more for each tab.
            int? count = asked.Words is null ? await Filter(db.Cases, asked, actor, today).OrderBy(it => it.Id).Take(MostCounted).CountAsync(cancellationToken) : null;
            tabs.Add(new(text, QueueAddress.Of(asked), (query.View ?? "") == (view ?? ""), count));
        }

        return tabs;
    }

    /// <summary>Who searches looks on purpose, and that is on disk before the answer; the day's queue is noted with the next batch.</summary>
    private static async Task RecordAsync(
        IAccessLog access, Actor actor, bool isSearch, IReadOnlyCollection<Guid> parties, CancellationToken cancellationToken)
    {
        var purpose = CasePurpose.Of(actor);
        if (isSearch && parties.Count > 0)
        {
            await access.RecordAsync(actor, purpose, parties, "case-search", cancellationToken);
            return;
        }

        foreach (var party in parties)
        {
            access.RecordLater(actor, purpose, party, "case-list");
        }
    }
}

internal static class QueueAddress
{
    public static string Of(QueueQuery query)
    {
        (string Name, string? Value)[] parts =
        [
            ("view", query.View), ("words", query.Words), ("status", query.Status), ("procedure", query.Procedure), ("assignee", query.Assignee),
            ("sort", query.Sort), ("page", query.Page is > 1 and { } page ? page.ToString(CultureInfo.InvariantCulture) : null),
        ];
        var given = string.Join('&', parts.Where(part => !string.IsNullOrEmpty(part.Value)).Select(part => $"{part.Name}={Uri.EscapeDataString(part.Value!)}"));
        return given.Length == 0 ? "/staff/cases" : $"/staff/cases?{given}";
    }
}

internal static class CasePurpose
{
    /// <summary>An auditor reads to audit; clerk and head read to examine.</summary>
    public static Purpose Of(Actor actor) => actor.Role == Roles.Auditor ? Purpose.Audit : Purpose.Examine;
}
