using System.Security.Claims;
using Madoguchi.DesignSystem;
using Madoguchi.Kernel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Madoguchi.Delivery;

/// <summary>How many messages of a channel are in a state.</summary>
public sealed record QueueCount(string Channel, string State, long Messages);

/// <summary>A message as staff sees it: what it tells of, never whom or where.</summary>
public sealed record QueueLine(
    Guid Id, string Title, string? Reference, string Channel, bool Official, string? Code, long Attempt, long Repeats, DateTimeOffset ChangedAt,
    DateTimeOffset? DueAt);

/// <summary>A notice no message could be made of.</summary>
public sealed record StuckNotice(string Kind, string? Reference, DateTimeOffset IssuedAt, long Attempts, string? Error);

/// <summary>An official notice for somebody no register knows: a guest. It went nowhere by itself.</summary>
public sealed record UnservedNotice(string Title, string? Reference, DateTimeOffset IssuedAt);

public sealed record WatchDeliveryModel(
    IReadOnlyList<QueueCount> Counts, string State, IReadOnlyList<QueueLine> Lines, int At, int Pages, IReadOnlyList<StuckNotice> Stuck,
    IReadOnlyList<UnservedNotice> Unserved, bool HasMail, string? Done);

/// <summary>The queues, what failed, and the next step: for heads and officers. No name and no address is shown here.</summary>
internal sealed class WatchDelivery(
    Database database, IWriter writer, LetterTemplates templates, DeliverySettings settings, IEnumerable<IOutlet> outlets, TimeProvider time)
{
    private const int PageSize = 50;

    /// <summary>An objection may be made for three months (行政不服審査法 第18条第1項), counted from when the person knew.</summary>
    private static readonly TimeSpan UnservedShown = TimeSpan.FromDays(92);

    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/staff/delivery").RequireAuthorization(Policies.Delivery);
        group.MapGet("", (string? state, string? page, string? done, WatchDelivery watch, Wording words, CancellationToken token) =>
            watch.ShowAsync(state, page, done, words, token)).WithName("WatchDelivery");
        group.MapPost("/{id:guid}/retry", (Guid id, IFormCollection fields, ClaimsPrincipal user, WatchDelivery watch, CancellationToken token) =>
            watch.ActAsync(id, fields, user, "retry", token)).WithName("RetryMessage");
        group.MapPost("/{id:guid}/letter", (Guid id, IFormCollection fields, ClaimsPrincipal user, WatchDelivery watch, CancellationToken token) =>
            watch.ActAsync(id, fields, user, "letter", token)).WithName("SendByLetter");
    }

    private async Task<RazorComponentResult<WatchDeliveryPage>> ShowAsync(
        string? state, string? page, string? done, Wording words, CancellationToken cancellationToken)
    {
        var counts = await database.QueryAsync(
            "select channel, state, count(*) as messages from delivery_message group by channel, state",
            row => new QueueCount(row.Text("channel"), row.Text("state"), row.Int64("messages")),
            cancellationToken);
        var shown = MessageState.All.Contains(state ?? "") ? state! : MessageState.Uncertain;
        var pages = (int)((counts.Where(count => count.State == shown).Sum(count => count.Messages) + PageSize - 1) / PageSize);
        var at = int.TryParse(page, out var asked) ? Math.Clamp(asked, 1, Math.Max(pages, 1)) : 1;
        var lines = await database.QueryAsync(
            """
            select m.id, m.kind, n.reference, m.channel, m.official, m.code, m.attempt, m.repeats, m.changed_at, m.due_at
            from delivery_message m left join delivery_notice n on n.id = m.notice_id
            where m.state = @state order by m.changed_at desc, m.id limit @size offset @skip
            """,
            row => new QueueLine(
                row.Guid("id"), TitleOf(row.Text("kind"), words), row.TextOrNull("reference"), row.Text("channel"), row.Bool("official"), row.TextOrNull("code"),
                row.Int64("attempt"), row.Int64("repeats"), row.Instant("changed_at"), row.InstantOrNull("due_at")),
            cancellationToken,
            ("state", shown),
            ("size", (long)PageSize),
            ("skip", (long)((at - 1) * PageSize)));
        var stuck = await database.QueryAsync(
            """
            select kind, reference, issued_at, attempts, last_error from delivery_notice
            where status = 'issued' and attempts > 0 order by issued_at limit 50
            """,
            row => new StuckNotice(
                row.Text("kind"), row.TextOrNull("reference"), row.Instant("issued_at"), row.Int64("attempts"), row.TextOrNull("last_error")),
            cancellationToken);
        var unserved = await database.QueryAsync(
            """
            select kind, reference, issued_at from delivery_notice
            where status = 'lapsed' and official = @yes and last_error = @why and issued_at > @since order by issued_at desc limit 50
            """,
            row => new UnservedNotice(TitleOf(row.Text("kind"), words), row.TextOrNull("reference"), row.Instant("issued_at")),
            cancellationToken,
            ("yes", true),
            ("why", NoticeStatus.NotRegistered),
            ("since", time.GetUtcNow() - UnservedShown));
        return new(new
        {
            Model = new WatchDeliveryModel(
                counts, shown, lines, at, pages, stuck, unserved, outlets.First(outlet => outlet.Channel == Channels.Email).IsReady,
                done is "retry" or "letter" or "moved" ? done : null),
        });
    }

    private async Task<RedirectHttpResult> ActAsync(
        Guid id, IFormCollection fields, ClaimsPrincipal user, string act, CancellationToken cancellationToken)
    {
        var key = Guid.TryParse(fields["key"], out var given) ? given : Guid.CreateVersion7(time.GetUtcNow());
        var done = await writer.WriteAsync<bool>(
            new Work($"message/{id}", $"{act}-message/{id}/{key}", user.Actor(), new Purpose("notify")),
            unit => act == "letter"
                ? MessageDesk.OrderLetter(unit, id)
                : MessageDesk.TryAgain(unit, id, settings.FirstWait) is not null,
            cancellationToken);
        var state = MessageState.All.Contains(fields["state"].ToString()) ? fields["state"].ToString() : MessageState.Uncertain;
        return TypedResults.LocalRedirect($"/staff/delivery?state={state}&done={(done.Value ? act : "moved")}");
    }

    private string TitleOf(string kind, Wording words) => templates.Find(kind) is { } template ? MyNotices.TitleOf(template, words) : kind;
}
