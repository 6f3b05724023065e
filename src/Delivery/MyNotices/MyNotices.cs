using System.Security.Claims;
using System.Text.RegularExpressions;
using Madoguchi.DesignSystem;
using Madoguchi.Kernel;
using Madoguchi.Registry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Madoguchi.Delivery;

/// <summary>What somebody said about being told, as the page shows it.</summary>
public sealed record MyWishes(
    bool IsElectronic, DateTimeOffset? ConsentedAt, string? Email, bool EmailIsRegistered, bool EmailFailed, string? WebhookAddress, string? WebhookName,
    string QuietFrom, string QuietUntil, Language Language, IReadOnlyList<string> Declined, bool HasMail);

/// <summary>One notice and what became of it.</summary>
public sealed record MyNoticeLine(Guid Id, string Title, bool Official, DateTimeOffset At, IReadOnlyList<MyNoticeWay> Ways);

public sealed record MyNoticeWay(string Channel, string State, bool Sent);

/// <summary>How I am told, and what I was told (お知らせの受け取り方と履歴).</summary>
internal sealed partial class MyNotices(
    Database database, Preferences preferences, IPartyDirectory parties, IServiceProvider provider, LetterTemplates templates, CityWords city,
    DeliverySettings settings, IEnumerable<IOutlet> outlets)
{
    private const int PageSize = 20;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/my/notices", (string? page, string? saved, ClaimsPrincipal user, MyNotices mine, Wording words, CancellationToken token) =>
            mine.ShowAsync(page, saved, user, words, token)).WithName("ShowMyNotices").RequireAuthorization(Policies.Resident);
        routes.MapGet("/my/notices/{id:guid}", (Guid id, ClaimsPrincipal user, MyNotices mine, Wording words, CancellationToken token) =>
            mine.ReadAsync(id, user, words, token)).WithName("ReadMyNotice").RequireAuthorization(Policies.Resident);
    }

    /// <summary>The organisation one acts for, otherwise oneself: a mandate to apply for a person is none to read their post.</summary>
    public async Task<Party?> OwnAsync(ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        var subject = await parties.FindAsync(user.Subject(), cancellationToken);
        return subject?.Kind == PartyKind.Organisation || user.Actor().Party is not { } own || own == subject?.Id
            ? subject
            : await parties.FindAsync(own, cancellationToken);
    }

    public async Task<MyWishes> WishesAsync(Guid party, CancellationToken cancellationToken)
    {
        var said = await preferences.OfAsync(party, cancellationToken);
        var registered = (await provider.GetRequiredService<RegisteredContacts>().OfAsync(party, cancellationToken))?.Email;
        var ready = outlets.Where(outlet => outlet.IsReady).Select(outlet => outlet.Channel).ToList();
        var email = said.Email ?? registered;
        return new(
            said.IsElectronic, said.ConsentedAt, email, said.Email is null && registered is not null, email is not null && said.Failed.Contains(email),
            said.WebhookAddress, ready.Contains(Channels.Webhook) ? settings.Webhook.Name : null,
            $"{said.Quiet.From:HH\\:mm}", $"{said.Quiet.Until:HH\\:mm}", said.Language, [.. said.Declined], ready.Contains(Channels.Email));
    }

    private async Task<Results<RazorComponentResult<MyNoticesPage>, NotFound>> ShowAsync(
        string? page, string? saved, ClaimsPrincipal user, Wording words, CancellationToken cancellationToken)
    {
        if (await OwnAsync(user, cancellationToken) is not { } party)
        {
            return TypedResults.NotFound();
        }

        var count = (await database.QueryAsync(
            "select count(*) as notices from delivery_notice where recipient = @party", row => row.Int64("notices"), cancellationToken, ("party", party.Id)))[0];
        var pages = (int)((count + PageSize - 1) / PageSize);
        var at = int.TryParse(page, out var asked) ? Math.Clamp(asked, 1, Math.Max(pages, 1)) : 1;
        return new RazorComponentResult<MyNoticesPage>(new
        {
            Wishes = await WishesAsync(party.Id, cancellationToken),
            Lines = await LinesAsync(party.Id, at, words, cancellationToken),
            At = at,
            Pages = pages,
            Saved = saved is "channel" or "settings" or "sent" or "email" ? saved : null,
        });
    }

    private async Task<IReadOnlyList<MyNoticeLine>> LinesAsync(Guid party, int at, Wording words, CancellationToken cancellationToken)
    {
        var notices = await database.QueryAsync(
            """
            select id, kind, issued_at from delivery_notice where recipient = @party order by issued_at desc, id desc limit @size offset @skip
            """,
            row => (Id: row.Guid("id"), Kind: row.Text("kind"), At: row.Instant("issued_at")),
            cancellationToken,
            ("party", party),
            ("size", (long)PageSize),
            ("skip", (long)((at - 1) * PageSize)));
        var ways = await database.QueryAsync(
            """
            select m.notice_id, m.channel, m.state from delivery_message m
            where m.recipient = @party and m.notice_id in (
                select id from delivery_notice where recipient = @party order by issued_at desc, id desc limit @size offset @skip)
            order by m.created_at
            """,
            row => (Notice: row.Guid("notice_id"), Channel: row.Text("channel"), State: row.Text("state")),
            cancellationToken,
            ("party", party),
            ("size", (long)PageSize),
            ("skip", (long)((at - 1) * PageSize)));
        var byNotice = ways.ToLookup(way => way.Notice, way => new MyNoticeWay(way.Channel, way.State, way.State == MessageState.Delivered));
        return
        [
            .. from notice in notices
               let template = templates.Find(notice.Kind)
               where template is not null
               select new MyNoticeLine(notice.Id, TitleOf(template, words), template.Official, notice.At, [.. byNotice[notice.Id]]),
        ];
    }

    /// <summary>A plain message as it was written; an official notice is its letter.</summary>
    private async Task<Results<RazorComponentResult<MyNoticePage>, NotFound, RedirectHttpResult>> ReadAsync(
        Guid id, ClaimsPrincipal user, Wording words, CancellationToken cancellationToken)
    {
        if (await OwnAsync(user, cancellationToken) is not { } party
            || await database.FirstAsync(
                "select kind, issued_at from delivery_notice where id = @id and recipient = @party",
                row => Tuple.Create(row.Text("kind"), row.Instant("issued_at")),
                cancellationToken,
                ("id", id),
                ("party", party.Id)) is not var (kind, at)
            || templates.Find(kind) is not { } template)
        {
            return TypedResults.NotFound();
        }

        if (template.Official)
        {
            return TypedResults.LocalRedirect($"/my/letters/{id}");
        }

        var source = provider.GetServices<INoticeSource>().FirstOrDefault(source => source.Kinds.Contains(kind));
        var content = source is null ? null : await source.ContentOfAsync(id, kind, cancellationToken);
        var body = content is null ? null : template.Mail.Write(words.Display.Language, city.For(kind, content, party.Name)).Body;
        return new RazorComponentResult<MyNoticePage>(new { Title = TitleOf(template, words), At = at, Body = body });
    }

    /// <summary>The title without the values only the notice itself has.</summary>
    internal static string TitleOf(LetterTemplate template, Wording words) =>
        Leftover().Replace(Placeholder().Replace(words.Of(template.Title.Text), ""), "").Trim();

    [GeneratedRegex(@"\{\{[^{}]*\}\}")]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"[(（]\s*[)）]|[:：]\s*$")]
    private static partial Regex Leftover();
}
