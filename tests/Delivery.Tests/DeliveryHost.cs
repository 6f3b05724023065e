using Madoguchi.Registry;
using Madoguchi.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Madoguchi.Delivery.Tests;

/// <summary>The module with the demo city's people; notices are issued by hand, and served and sent when the test says so.</summary>
internal sealed class DeliveryHost : IAsyncDisposable
{
    public const string Official = "decision";
    public const string Plain = "application-received";
    public const string MakotosMail = "makoto.sato@example.com";

    private DeliveryHost(ModuleHost host, Guid makoto, HashSet<Guid> lapsed)
    {
        Host = host;
        Lapsed = lapsed;
        Makoto = makoto;
        Resident = SignedIn.Resident(makoto, "佐藤 誠");
    }

    public ModuleHost Host { get; }

    public Guid Makoto { get; }

    public SignedIn Resident { get; }

    /// <summary>Notices whose module has nothing to say any more.</summary>
    public HashSet<Guid> Lapsed { get; }

    public static async Task<DeliveryHost> StartAsync(
        MailServer? mail = null, int? port = null, IReadOnlyDictionary<string, string?>? settings = null, Action<IServiceCollection>? services = null,
        ManualTime? time = null)
    {
        HashSet<Guid> lapsed = [];
        var all = new Dictionary<string, string?>
        {
            ["Delivery:Mail:Host"] = mail is null ? null : "127.0.0.1",
            ["Delivery:Mail:Port"] = $"{port ?? mail?.Port ?? 25}",
            ["Delivery:Mail:From"] = "noreply@city.test",
            ["Delivery:Mail:Bounces"] = "bounces@city.test",
            ["Delivery:Bounces:Folder"] = mail?.Returned,
            ["Madoguchi:PublicAddress"] = "https://city.test",
        };
        foreach (var (key, value) in settings ?? new Dictionary<string, string?>())
        {
            all[key] = value;
        }

        var host = await ModuleHost.StartAsync(
            register =>
            {
                register.AddRegistry();
                register.AddDelivery().RunByHand(typeof(DeliveryModule));
                register.AddSingleton<INoticeSource>(new Source(lapsed));
                services?.Invoke(register);
            },
            routes => routes.MapDelivery(),
            time,
            all);
        await host.Get<IDemoSeed>().SeedAsync(CancellationToken.None);
        var makoto = await host.WithAsync<IDemoPeople, DemoPerson?>(people => people.FindAsync("sato-makoto", CancellationToken.None));
        return new(host, makoto!.Party!.Value, lapsed);
    }

    /// <summary>Issues a notice to Makoto and makes its messages.</summary>
    public Task<Guid> IssueAsync(string kind) => IssueAsync(kind, Makoto, lapses: false);

    public async Task<Guid> IssueAsync(string kind, Guid recipient, bool lapses)
    {
        var id = Guid.CreateVersion7(Host.Time.GetUtcNow());
        if (lapses)
        {
            Lapsed.Add(id);
        }

        await Host.PublishAsync(new NoticeIssued(Guid.CreateVersion7(), id, kind, recipient, "123456789018", Host.Time.GetUtcNow()));
        await Host.DrainOutboxAsync();
        await ServeAsync();
        return id;
    }

    public Task ServeAsync() => Host.Get<ServeNotices>().ServeDueAsync(CancellationToken.None);

    public Task<int> SendAsync() => Host.Get<Senders>().SendDueAsync(CancellationToken.None);

    /// <summary>Makoto's consent to electronic service, at his registered address or another.</summary>
    public Task ConsentAsync(string? email = null, string? webhook = null) => Host.ChangeAsync(unit =>
    {
        PreferenceStore.Ensure(unit, Makoto, Host.Get<DeliverySettings>());
        return PreferenceStore.Change(
            unit, Makoto, "official_channel = 'electronic', consented_at = @at, consent_wording = 'test', email = @email, webhook_address = @webhook",
            ("at", unit.Now), ("email", email), ("webhook", webhook));
    });

    /// <summary>The address mail goes to.</summary>
    public Task UseEmailAsync(string email) => Host.ChangeAsync(unit =>
    {
        PreferenceStore.Ensure(unit, Makoto, Host.Get<DeliverySettings>());
        return PreferenceStore.Change(unit, Makoto, "email = @email", ("email", email));
    });

    /// <summary>Each message as <c>channel state</c>, in the order they were made.</summary>
    public async Task<IReadOnlyList<string>> MessagesAsync(Guid notice) =>
        [.. (await Host.ColumnAsync("select channel || ' ' || state as value from delivery_message where notice_id = @id order by case channel when 'letter' then 1 else 0 end, channel", ("id", notice)))!];

    /// <summary>What became of a notice's first message, step by step.</summary>
    public async Task<IReadOnlyList<string?>> StepsAsync(Guid notice) => await Host.ColumnAsync(
        """
        select state as value from delivery_step where message_id =
            (select id from delivery_message where notice_id = @id order by case channel when 'letter' then 1 else 0 end limit 1) order by number
        """,
        ("id", notice));

    public ValueTask DisposeAsync() => Host.DisposeAsync();

    private sealed class Source(HashSet<Guid> lapsed) : INoticeSource
    {
        public IReadOnlyCollection<string> Kinds { get; } = [Official, Plain, "access-code"];

        public Task<NoticeContent?> ContentOfAsync(Guid noticeId, string kind, CancellationToken cancellationToken) =>
            Task.FromResult(lapsed.Contains(noticeId) ? null : new NoticeContent(new Dictionary<string, string>
            {
                ["procedure"] = "児童手当 認定請求",
                ["reference"] = "1234-5678-9018",
                ["received"] = "令和8年11月2日",
                ["due"] = "令和8年12月1日",
                ["outcome"] = "認定",
                ["reason"] = "要件を満たすため。",
                ["code"] = "ABCD-EFGH",
                ["valid-until"] = "令和8年12月1日",
            })
            {
                Number = "令和8年度 第12号",
                Day = new DateOnly(2026, 11, 2),
                Lists = new Dictionary<string, IReadOnlyList<IReadOnlyList<string>>> { ["grounds"] = [["養育している", "児童手当法 第4条"]] },
                Essentials = [("結果", "認定")],
                Address = "/my/cases/123456789018",
            });
    }
}
