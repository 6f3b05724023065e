using Madoguchi.DesignSystem;
using Madoguchi.Kernel;
using Madoguchi.Print;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Madoguchi.Delivery;

/// <summary>
/// Makes messages of notices: asks the notice's module for the content, the register for name and address, the person's preferences for
/// the channel. An official notice becomes a letter in any case; by electronic service a mail says only that it is there.
/// </summary>
internal sealed partial class ServeNotices(
    Database database, IWriter writer, IServiceProvider provider, Leases leases, Preferences preferences, LetterTemplates templates, CityWords city,
    Texts texts, UnsubscribeTokens tokens, PublicSettings site, DeliverySettings settings, IEnumerable<IOutlet> outlets, TimeProvider time,
    ILogger<ServeNotices> logger)
{
    private const int PageSize = 64;
    private const int SideBySide = 4;
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);
    private static readonly Purpose Notify = new("notify");
    private static readonly Actor Server = Actor.System("delivery");

    private sealed record Waiting(NoticeToServe Notice, long Attempts);

    /// <summary>Serves what is due until nothing is.</summary>
    public async Task<int> ServeDueAsync(CancellationToken cancellationToken)
    {
        var served = 0;
        while (await PageAsync(cancellationToken) is { Count: > 0 } page && await leases.HoldAsync("delivery/serve", Lease, cancellationToken))
        {
            await Parallel.ForEachAsync(
                page,
                new ParallelOptions { MaxDegreeOfParallelism = SideBySide, CancellationToken = cancellationToken },
                async (waiting, token) => await TryServeAsync(waiting, token));
            served += page.Count;
        }

        return served;
    }

    private Task<List<Waiting>> PageAsync(CancellationToken cancellationToken) => database.QueryAsync(
        """
        select id, kind, recipient, reference, issued_at, attempts from delivery_notice
        where status = 'issued' and due_at <= @now order by due_at limit @size
        """,
        row => new Waiting(
            new(row.Guid("id"), row.Text("kind"), row.Guid("recipient"), row.TextOrNull("reference"), row.Instant("issued_at")), row.Int64("attempts")),
        cancellationToken,
        ("now", time.GetUtcNow()),
        ("size", (long)PageSize));

    private async Task TryServeAsync(Waiting waiting, CancellationToken cancellationToken)
    {
        try
        {
            await ServeAsync(waiting, cancellationToken);
        }
#pragma warning disable CA1031 // whatever is wrong with one notice, the others are served and it is tried again
        catch (Exception fault) when (fault is not OperationCanceledException and not WriteFailedException)
#pragma warning restore CA1031
        {
            LogNotServed(fault, waiting.Notice.Id, waiting.Notice.Kind);
            await PostponeAsync(waiting, fault, cancellationToken);
        }
    }

    private async Task ServeAsync(Waiting waiting, CancellationToken cancellationToken)
    {
        await using var scope = provider.CreateAsyncScope();
        var notice = waiting.Notice;
        var template = templates.Find(notice.Kind) ?? throw new InvalidOperationException($"The city has no letters/{notice.Kind}.yaml.");
        var source = scope.ServiceProvider.GetServices<INoticeSource>().FirstOrDefault(source => source.Kinds.Contains(notice.Kind))
            ?? throw new InvalidOperationException($"No module issues {notice.Kind}.");
        var contacts = scope.ServiceProvider.GetRequiredService<RegisteredContacts>();
        if (await source.ContentOfAsync(notice.Id, notice.Kind, cancellationToken) is not { } content)
        {
            // A guest is in no register: somebody of staff must see to it that an official notice reaches them.
            var isGuest = await contacts.OfAsync(notice.Recipient, cancellationToken) is null;
            await EndAsync(waiting, NoticeStatus.Lapsed, template, [], cancellationToken, isGuest ? NoticeStatus.NotRegistered : null);
            return;
        }

        var contact = await contacts.OfAsync(notice.Recipient, cancellationToken)
            ?? throw new InvalidOperationException($"The register does not know {notice.Recipient}.");
        var preference = await preferences.OfAsync(notice.Recipient, cancellationToken);
        if (!template.Official && preference.Declined.Contains(template.Category))
        {
            await EndAsync(waiting, NoticeStatus.Declined, template, [], cancellationToken);
            return;
        }

        if (template.Official)
        {
            var to = new Addressee(
                notice.Recipient, contact.Party.Name, contact.Party.Original, contact.Party.Kind == Registry.PartyKind.Organisation, contact.Address,
                preference.Language);
            await scope.ServiceProvider.GetRequiredService<ILetterMaker>().MakeAsync(notice, content, to, cancellationToken);
        }

        var ways = ChooseChannels.For(template.Official, template.PostOnly, ReachOf(preference, contact));
        var (subject, body) = Words(template, notice, content, contact, preference.Language);
        await EndAsync(
            waiting,
            NoticeStatus.Served,
            template,
            [.. ways.Select(way => way.Channel == Channels.Letter ? new NewMessage(way.Channel) : new NewMessage(way.Channel, way.Address, subject, body))],
            cancellationToken);
    }

    private Reach ReachOf(Preference preference, RegisteredContact contact)
    {
        var ready = outlets.Where(outlet => outlet.IsReady).Select(outlet => outlet.Channel).ToHashSet();
        return new(
            preference.IsElectronic,
            Usable(Channels.Email, preference.Email ?? contact.Email),
            Usable(Channels.Webhook, preference.WebhookAddress));

        string? Usable(string channel, string? address) =>
            ready.Contains(channel) && address is { Length: > 0 } && !preference.Failed.Contains(address) ? address : null;
    }

    private (string Subject, string Body) Words(
        LetterTemplate template, NoticeToServe notice, NoticeContent content, RegisteredContact contact, Language language)
    {
        if (template.Official)
        {
            // Whoever reads over a shoulder learns that the city wrote, not what.
            return (
                Text("delivery.ping.subject", language, city.City.Name.In(language)),
                Text(
                    "delivery.ping.body", language, city.City.Name.In(language), site.At($"/my/letters/{notice.Id}"),
                    city.City.Contact.Department.In(language), city.City.Contact.Phone));
        }

        var (subject, body) = template.Mail.Write(language, city.For(notice.Kind, content, contact.Party.Name));
        return (subject, $"{body}\n\n{Text("delivery.footer", language, site.At(tokens.PathFor(notice.Recipient, template.Category)), site.At("/my/notices"))}");
    }

    private string Text(string key, Language language, params ReadOnlySpan<object?> values) =>
        Readings.InBrackets(new Wording(texts, new Display(language)).Format(key, values));

    private Task<Result<bool>> EndAsync(
        Waiting waiting, string status, LetterTemplate template, IReadOnlyList<NewMessage> messages, CancellationToken cancellationToken,
        string? why = null)
    {
        var notice = waiting.Notice;
        var about = new MessageAbout(notice.Id, notice.Recipient, notice.Kind, template.Official, template.Category);
        return writer.WriteAsync<bool>(
            WorkOn(waiting, "serve"),
            unit =>
            {
                var changed = unit.Execute(
                    "update delivery_notice set status = @status, official = @official, category = @category, last_error = @why where id = @id and status = 'issued'",
                    ("status", status),
                    ("why", why),
                    ("official", template.Official),
                    ("category", template.Category),
                    ("id", notice.Id));
                for (var i = 0; changed == 1 && i < messages.Count; i++)
                {
                    MessageDesk.Add(unit, about, messages[i], unit.Now, unit.Now + (template.Official ? settings.OfficialGiveUpAfter : settings.GiveUpAfter));
                }

                return changed == 1;
            },
            cancellationToken);
    }

    private Task<Result<bool>> PostponeAsync(Waiting waiting, Exception fault, CancellationToken cancellationToken) => writer.WriteAsync<bool>(
        WorkOn(waiting, "postpone"),
        unit => unit.Execute(
            "update delivery_notice set attempts = attempts + 1, due_at = @due, last_error = @error where id = @id and status = 'issued'",
            ("due", unit.Now + BackOff.After(waiting.Attempts + 1, settings.FirstWait, LongestWait, 0.5)),
            // The message of an exception can hold personal data; its type cannot, and a single character says nothing of anybody.
            ("error", fault is MissingGlyphException glyphs ? $"{fault.GetType().Name} {string.Join('、', glyphs.Missing.Select(it => it.CodePoints).Distinct())}" : fault.GetType().Name),
            ("id", waiting.Notice.Id)) == 1,
        cancellationToken);

    private static Work WorkOn(Waiting waiting, string act) =>
        new($"notice/{waiting.Notice.Id}", $"{act}-notice/{waiting.Notice.Id}/{waiting.Attempts}", Server, Notify);

    [LoggerMessage(EventId = 6004, Level = LogLevel.Error, Message = "Notice {NoticeId} of kind {Kind} could not be served")]
    private partial void LogNotServed(Exception fault, Guid noticeId, string kind);
}

/// <summary>Serves notices while the host runs.</summary>
internal sealed partial class Serving(ServeNotices notices, TimeProvider time, ILogger<Serving> logger) : BackgroundService
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pace, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await notices.ServeDueAsync(stoppingToken);
            }
#pragma warning disable CA1031 // the database may be away for a while; the loop must outlive that
            catch (Exception fault) when (fault is not OperationCanceledException)
#pragma warning restore CA1031
            {
                LogFailed(fault);
            }
        }
    }

    [LoggerMessage(EventId = 6005, Level = LogLevel.Error, Message = "A pass over the notices failed")]
    private partial void LogFailed(Exception fault);
}
