using System.Net;
using Madoguchi.DesignSystem;
using Madoguchi.Intake.Contracts;
using Madoguchi.Kernel;
using Madoguchi.Procedures;
using Madoguchi.Registry;
using Madoguchi.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Madoguchi.Fees.Tests;

/// <summary>The module on a real database, with the demo city's people and procedures, and the stand-in agency on a socket of its own.</summary>
internal sealed class FeesHost : IAsyncDisposable
{
    public const string Record = "resident-record";
    public static readonly SignedIn Tanaka = SignedIn.Staff("tanaka", Roles.Clerk, "田中 美咲");
    public static readonly SignedIn Nakamura = SignedIn.Staff("nakamura", Roles.Head, "中村 由美子");
    public static readonly SignedIn Ito = SignedIn.Staff("ito", Roles.Officer, "伊藤 真理");
    public static readonly SignedIn Kato = SignedIn.Staff("kato", Roles.Auditor, "加藤 修");

    private const string Key = "the key shown to the agency";
    private const string Secret = "the secret of its notifications";

    private readonly ModuleHost agencyHost;
    private int numbered;

    private FeesHost(ModuleHost host, ModuleHost agencyHost)
    {
        Host = host;
        this.agencyHost = agencyHost;
        Agency.NotifyAt = new Uri(host.Address, TakeNotification.Path);
    }

    public ModuleHost Host { get; }

    public StandInAgency Agency => agencyHost.Get<StandInAgency>();

    public StandInFaults Faults => Agency.Faults;

    /// <summary>What was asked, as others hear it.</summary>
    public IReadOnlyList<FeeAsked> HeardAsking => Host.Get<Heard>().Events;

    public static async Task<FeesHost> StartAsync()
    {
        var time = new ManualTime();
        var agency = await ModuleHost.StartAsync(
            services =>
            {
                services.AddTexts(typeof(FeesModule).Assembly);
                services.AddHttpClient();
                services.AddSingleton(new FeesSettings { AgencyAddress = new Uri("http://agency.invalid/"), AgencyKey = Key, NotificationSecret = Secret });
                services.AddSingleton<AgencyDoor>();
                services.AddStandIn();
            },
            routes => routes.MapStandIn(),
            time);
        var host = await ModuleHost.StartAsync(
            services =>
            {
                services.AddRegistry();
                services.AddProcedures();
                services.AddTexts(typeof(Intake.IntakeModule).Assembly);
                services.AddEvent<SubmissionReceived>();
                services.AddSingleton<ISubmissions, NoSubmissions>();
                services.AddFees();
                services.AddHandler<FeeAsked, Heard>();
            },
            routes => routes.MapFees(),
            time,
            new Dictionary<string, string?>
            {
                ["Madoguchi:City"] = Repository.PathTo("cities", "demo"),
                ["Fees:AgencyAddress"] = new Uri(agency.Address, StandInPages.Root + "/").ToString(),
                ["Fees:AgencyKey"] = Key,
                ["Fees:NotificationSecret"] = Secret,
            });
        await host.Get<IDemoSeed>().SeedAsync(CancellationToken.None);
        return new(host, agency);
    }

    public async Task<Guid> PartyAsync(string demoKey) =>
        (await Host.Get<IDemoPeople>().FindAsync(demoKey, CancellationToken.None))!.Party!.Value;

    /// <summary>An application that costs something arrives.</summary>
    public async Task<Fee> SubmittedAsync(
        long? yen = 600, string due = FeeDue.BeforeDecision, string? exemption = null, string person = "sato-makoto", string procedure = Record)
    {
        var submission = Guid.CreateVersion7(Host.Time.GetUtcNow());
        var reference = ReferenceNumber.New(2026, ++numbered);
        await ReceiveAsync(submission, reference, await PartyAsync(person), null, new SubmittedFee(yen, due, exemption), procedure);
        return await FeeAsync(reference);
    }

    /// <summary>The answer to a correction arrives, and with it another fee.</summary>
    public async Task CorrectAsync(Fee fee, long? yen, string due = FeeDue.BeforeDecision)
    {
        var correction = Guid.CreateVersion7(Host.Time.GetUtcNow());
        await ReceiveAsync(correction, fee.Reference, fee.Subject, correction, new SubmittedFee(yen, due, null), fee.ProcedureCode);
    }

    public async Task ReleaseAsync(Fee fee, string why, bool wasHandled = false)
    {
        var now = Host.Time.GetUtcNow();
        await Host.PublishAsync(new FeeNoLongerDue(Guid.CreateVersion7(now), fee.SubmissionId, why, wasHandled, "staff:tanaka", now), $"submission/{fee.SubmissionId}");
        await Host.DrainOutboxAsync();
    }

    public Task<Fee> FeeAsync(string reference) => Host.WithAsync<FeesDb, Fee>(db => Task.FromResult(db.Fees.Single(fee => fee.Reference == reference)));

    public Task<List<EntryRow>> EntriesAsync(Fee fee) => Host.WithAsync<FeesDb, List<EntryRow>>(db =>
        Task.FromResult(db.Entries.Where(entry => entry.SubmissionId == fee.SubmissionId).OrderBy(entry => entry.Number).ToList()));

    public Task<List<string?>> ToldAsync(string name) =>
        Host.ColumnAsync("select payload as value from kernel_outbox where type = @type order by seq", ("type", $"{name}.v1"));

    public Visitor Payer(Fee fee) => Host.SignIn(SignedIn.Resident(fee.Subject, "佐藤 誠"));

    public Task<int> ReconcileAsync() => Host.Get<ReconcilePayments>().ReconcileAsync(CancellationToken.None);

    /// <summary>Presses 支払う on the fee's page.</summary>
    /// <returns>Where the agency's page is, or null and the page that said no.</returns>
    public static async Task<(Uri? Agency, PageView Page)> StartPayingAsync(Visitor payer, Fee fee)
    {
        var page = await payer.OpenAsync($"/my/fees/{fee.Reference}");
        return (await PressAsync(payer, page), page);
    }

    /// <summary>Sends the form of a page as it was opened, without following.</summary>
    public static async Task<Uri?> PressAsync(Visitor payer, PageView page)
    {
        using var content = new FormUrlEncodedContent(page.Main.QuerySelectorAll("form input")
            .Select(field => KeyValuePair.Create(field.GetAttribute("name")!, field.GetAttribute("value") ?? "")));
        using var response = await payer.Http.PostAsync(new Uri($"{page.Path}/payment", UriKind.Relative), content);
        return response.StatusCode == HttpStatusCode.SeeOther ? response.Headers.Location : null;
    }

    /// <summary>Chooses on the agency's page; the browser then stands before our address and has not opened it yet.</summary>
    public async Task<string> ChooseAsync(Uri agency, string choice)
    {
        using var payer = agencyHost.Visit();
        var page = await payer.OpenAsync(agency.PathAndQuery);
        using var content = new FormUrlEncodedContent(page.Main.QuerySelectorAll("form input")
            .Select(field => KeyValuePair.Create(field.GetAttribute("name")!, field.GetAttribute("value") ?? ""))
            .Append(new("choice", choice)));
        using var response = await payer.Http.PostAsync(new Uri(agency.PathAndQuery, UriKind.Relative), content);
        response.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        return response.Headers.Location!.PathAndQuery;
    }

    /// <summary>Pays, and comes back.</summary>
    public async Task<PageView> PayAsync(Fee fee, string choice = StandInChoice.Pay)
    {
        using var payer = Payer(fee);
        var (agency, _) = await StartPayingAsync(payer, fee);
        return await payer.OpenAsync(await ChooseAsync(agency!, choice));
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        await agencyHost.DisposeAsync();
    }

    private async Task ReceiveAsync(Guid submission, string reference, Guid subject, Guid? correction, SubmittedFee fee, string procedure)
    {
        var now = Host.Time.GetUtcNow();
        await Host.PublishAsync(
            new SubmissionReceived(
                Guid.CreateVersion7(now), submission, reference, procedure, Host.Get<IProcedureCatalogue>().Find(procedure)!.Hash, subject,
                $"party:{subject}", Channels.Web, correction, now, fee),
            $"submission/{reference}");
        await Host.DrainOutboxAsync();
    }

    private sealed class Heard : IHandles<FeeAsked>
    {
        public List<FeeAsked> Events { get; } = [];

        public void Handle(FeeAsked happened, Unit unit) => Events.Add(happened);
    }

    private sealed class NoSubmissions : ISubmissions
    {
        public Task<Submission?> FindAsync(Guid submissionId, CancellationToken cancellationToken) => Task.FromResult<Submission?>(null);

        public Task<Submission?> ByReferenceAsync(string reference, CancellationToken cancellationToken) => Task.FromResult<Submission?>(null);
    }
}
