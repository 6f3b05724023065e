using System.Collections.Concurrent;
using Madoguchi.Delivery;
using Madoguchi.DesignSystem;
using Madoguchi.Fees;
using Madoguchi.Intake.Contracts;
using Madoguchi.Kernel;
using Madoguchi.Procedures;
using Madoguchi.Registry;
using Madoguchi.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Madoguchi.Cases.Tests;

/// <summary>The module on a real database with the demo city's people and procedures; what residents send is told to it by hand.</summary>
internal sealed class CasesHost : IAsyncDisposable
{
    public static readonly SignedIn Tanaka = SignedIn.Staff("tanaka", Roles.Clerk, "田中 美咲");
    public static readonly SignedIn Kobayashi = SignedIn.Staff("kobayashi", Roles.Clerk, "小林 大輔");
    public static readonly SignedIn Nakamura = SignedIn.Staff("nakamura", Roles.Head, "中村 由美子");
    public static readonly SignedIn Ito = SignedIn.Staff("ito", Roles.Officer, "伊藤 真理");
    public static readonly SignedIn Kato = SignedIn.Staff("kato", Roles.Auditor, "加藤 修");

    private readonly GivenSubmissions submissions;
    private int numbered;

    private CasesHost(ModuleHost host, GivenSubmissions submissions, GivenDrafts drafts, Heard heard)
    {
        Host = host;
        Announced = heard.All;
        this.submissions = submissions;
        Drafts = drafts;
    }

    public ModuleHost Host { get; }

    public GivenDrafts Drafts { get; }

    /// <summary>What connected systems were told, in order.</summary>
    public IReadOnlyCollection<Announcement> Announced { get; }

    public static async Task<CasesHost> StartAsync()
    {
        var submissions = new GivenSubmissions();
        var drafts = new GivenDrafts();
        var heard = new Heard();
        var host = await ModuleHost.StartAsync(
            services =>
            {
                services.AddRegistry();
                services.AddProcedures();
                services.AddTexts(typeof(Intake.IntakeModule).Assembly);
                services.AddEvent<SubmissionReceived>();
                services.AddEvent<CorrectionAsked>();
                services.AddEvent<CorrectionWithdrawn>();
                services.AddEvent<FeeAsked>();
                services.AddEvent<FeePaid>();
                services.AddEvent<FeeRefunded>();
                services.AddEvent<FeeNoLongerDue>();
                services.AddSingleton<ISubmissions>(submissions);
                services.AddSingleton<IDrafts>(drafts);
                services.AddEvent<NoticeIssued>();
                services.AddSingleton<HeardNotices>();
                services.AddHandler<NoticeIssued, HearNotices>();
                services.AddSingleton<ILetters>(new GivenLetters());
                services.AddSingleton<IAnnouncements>(heard);
                services.AddCases();

                // Tests index by hand, so that they decide what was found before what.
                services.Remove(services.Single(service => service.ImplementationType == typeof(CaseIndexing)));
            },
            routes => routes.MapCases(),
            settings: new Dictionary<string, string?> { ["Madoguchi:City"] = Repository.PathTo("cities", "demo") });
        await host.Get<IDemoSeed>().SeedAsync(CancellationToken.None);
        return new(host, submissions, drafts, heard);
    }

    public async Task<Guid> PartyAsync(string demoKey) =>
        (await Host.Get<IDemoPeople>().FindAsync(demoKey, CancellationToken.None))!.Party!.Value;

    /// <summary>A resident's application arrives and its case is opened.</summary>
    public async Task<Submission> ReceiveAsync(
        Guid subject, string procedure = "child-allowance", Guid? applicant = null, bool open = true, SubmittedFee? fee = null,
        params (string Path, AnswerValue Value)[] answers)
    {
        var definition = Host.Get<IProcedureCatalogue>().Find(procedure)!;
        var at = Host.Time.GetUtcNow();
        var actor = $"party:{applicant ?? subject}";
        var given = Answers.Empty.With(answers.Select(answer => KeyValuePair.Create(
            answer.Path, (Answer?)new Answer(answer.Value, actor, at, How.Typed, 1))));
        var reference = ReferenceNumber.New(2026, ++numbered);
        var submission = new Submission(
            Guid.CreateVersion7(at), reference, procedure, definition.Hash, subject, actor, Channels.Web, at, given, given, [], [], false);
        submissions.Keep(submission);
        if (open)
        {
            await PublishAsync(submission, submission.Id, null, fee);
            await Host.DrainOutboxAsync();
        }

        return submission;
    }

    /// <summary>The answer to a correction arrives.</summary>
    public async Task AnswerAsync(Submission submission, Guid correction)
    {
        await PublishAsync(submission with { ReceivedAt = Host.Time.GetUtcNow() }, Guid.CreateVersion7(Host.Time.GetUtcNow()), correction);
        await Host.DrainOutboxAsync();
    }

    public void Change(Submission submission) => submissions.Keep(submission);

    public Task<int> IndexAsync() => Host.Get<CaseIndexer>().IndexAsync(CancellationToken.None);

    public Task<Case> CaseAsync(Submission submission) =>
        Host.WithAsync<CasesDb, Case>(db => Task.FromResult(db.Cases.Single(it => it.SubmissionId == submission.Id)));

    /// <summary>The notices issued so far, as Delivery hears of them.</summary>
    public async Task<List<(Guid Id, string Kind)>> IssuedAsync()
    {
        await Host.DrainOutboxAsync();
        return [.. Host.Get<HeardNotices>().Distinct().Select(issued => (issued.NoticeId, issued.Kind))];
    }

    public Task<NoticeContent?> ContentOfAsync(Guid notice, string kind) =>
        Host.WithAsync<INoticeSource, NoticeContent?>(source => source.ContentOfAsync(notice, kind, CancellationToken.None));

    public ValueTask DisposeAsync() => Host.DisposeAsync();

    private Task PublishAsync(Submission submission, Guid id, Guid? correction, SubmittedFee? fee = null) => Host.PublishAsync(
        new SubmissionReceived(
            Guid.CreateVersion7(Host.Time.GetUtcNow()), id, submission.Reference, submission.ProcedureCode, submission.DefinitionHash, submission.Subject,
            submission.ActorId, submission.Channel, correction, submission.ReceivedAt, fee),
        $"submission/{submission.Id}");

    internal sealed class GivenSubmissions : ISubmissions
    {
        private readonly Dictionary<Guid, Submission> kept = [];

        public void Keep(Submission submission) => kept[submission.Id] = submission;

        public Task<Submission?> FindAsync(Guid submissionId, CancellationToken cancellationToken) =>
            Task.FromResult(kept.GetValueOrDefault(submissionId));

        public Task<Submission?> ByReferenceAsync(string reference, CancellationToken cancellationToken) =>
            Task.FromResult(kept.Values.FirstOrDefault(submission => submission.Reference == reference));
    }

    internal sealed class HeardNotices : ConcurrentQueue<NoticeIssued>;

    internal sealed class HearNotices(HeardNotices heard) : IHandles<NoticeIssued>
    {
        public void Handle(NoticeIssued happened, Unit unit) => heard.Enqueue(happened);
    }

    /// <summary>Every notice has its letter; a specimen is its words.</summary>
    internal sealed class GivenLetters : ILetters
    {
        public Task<bool> IsMadeAsync(Guid noticeId, CancellationToken cancellationToken) => Task.FromResult(true);

        /// <summary>A city whose fonts end at the Basic Plane.</summary>
        public IReadOnlyList<UnprintableCharacter> Unprintable(string text) =>
            [.. text.EnumerateRunes().Where(rune => !rune.IsBmp).Select(rune => new UnprintableCharacter($"{rune}", $"U+{rune.Value:X4}"))];

        public byte[] Specimen(string kind, NoticeContent content, string recipient) =>
            System.Text.Encoding.UTF8.GetBytes($"{kind} {recipient} {string.Join(' ', content.Values.Values)} {string.Join(' ', content.Lists.Values.SelectMany(list => list).SelectMany(row => row))}");
    }

    internal sealed class GivenDrafts : IDrafts
    {
        public List<DraftSummary> Open { get; } = [];

        public Task<IReadOnlyList<DraftSummary>> ForSubjectAsync(Guid subject, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<DraftSummary>>([.. Open.Where(draft => draft.Subject == subject)]);
    }

    private sealed class Heard : IAnnouncements
    {
        public System.Collections.Concurrent.ConcurrentQueue<Announcement> All { get; } = [];

        public void Announce(Unit unit, Announcement announcement) => All.Enqueue(announcement);
    }
}
