using System.Net;
using Madoguchi.Kernel;
using Madoguchi.Procedures;
using Madoguchi.Registry;
using Madoguchi.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Madoguchi.Intake.Tests;

/// <summary>The demo city's counter: its own procedures and fictional residents, without cases.</summary>
internal sealed class Counter : IAsyncDisposable
{
    private Counter(ModuleHost host) => Host = host;

    public ModuleHost Host { get; }

    public static async Task<Counter> OpenAsync(
        string? city = null, Action<IServiceCollection>? others = null, ManualTime? time = null)
    {
        var host = await ModuleHost.StartAsync(
            services =>
            {
                services.AddRegistry().AddProcedures().AddIntake().AddSingleton<IGuestSessions, PlayedSessions>();
                others?.Invoke(services);
            },
            routes => routes.MapRegistry().MapProcedures().MapIntake(),
            time,
            new Dictionary<string, string?> { ["Madoguchi:City"] = city ?? Repository.PathTo("cities", "demo") });
        await host.Get<IDemoSeed>().SeedAsync(CancellationToken.None);
        return new Counter(host);
    }

    public async Task<Visitor> SignInAsync(string key)
    {
        var person = await PersonAsync(key);
        return Host.SignIn(new SignedIn(person.ActorId, person.Role, person.Party, person.Subject, person.Name, person.SubjectName));
    }

    public async Task<DemoPerson> PersonAsync(string key) =>
        await Host.Get<IDemoPeople>().FindAsync(key, CancellationToken.None)
        ?? throw new InvalidOperationException(
            $"Nobody is {key}: {string.Join(", ", (await Host.Get<IDemoPeople>().AllAsync(CancellationToken.None)).Select(person => person.Key))}");

    /// <summary>Begins an application and returns its first page.</summary>
    public static async Task<PageView> StartAsync(Visitor visitor, string procedure)
    {
        var start = await visitor.OpenAsync($"/apply/start/{procedure}");
        start.Status.ShouldBe(HttpStatusCode.OK, start.Text);
        return await visitor.SubmitAsync(start);
    }

    /// <summary>Answers page by page, as the plan says, until <paramref name="until"/> or the answers to check are reached.</summary>
    public static async Task<PageView> AnswerAsync(
        Visitor visitor, PageView page, IReadOnlyDictionary<string, (string, object?)[]> plan, string until = "check")
    {
        for (var pages = 0; pages < 120 && !page.Path.EndsWith("/" + until, StringComparison.Ordinal); pages++)
        {
            page.Status.ShouldBe(HttpStatusCode.OK, page.Text);
            var step = StepOf(page);
            var values = plan.TryGetValue(step, out var exact) ? exact
                : plan.TryGetValue(step[(step.LastIndexOf('/') + 1)..], out var last) ? last : null;
            var next = values is not null ? await visitor.SubmitAsync(page, values)
                : page.Html.Contains("value=\"continue\"", StringComparison.Ordinal) ? await visitor.SubmitAsync(page, "continue")
                : page.Html.Contains("name=\"answer", StringComparison.Ordinal) ? throw new InvalidOperationException($"No plan for {step}: {page.Text}")
                : await visitor.SubmitAsync(page);
            (next.Path == page.Path && values is not null).ShouldBeFalse($"{step} leads nowhere: {next.Text}");
            page = next;
        }

        return page;
    }

    /// <summary>Ticks the declaration and submits.</summary>
    public static Task<PageView> SubmitAsync(Visitor visitor, PageView check) => visitor.SubmitAsync(check, ("declared", true));

    public static string StepOf(PageView page) => page.Path[(page.Path.IndexOf('/', "/apply/".Length) + 1)..];

    public static Guid DraftOf(PageView page) => Guid.Parse(page.Path.Split('/')[2]);

    public async ValueTask DisposeAsync()
    {
        foreach (var line in Host.Log.Where(line => line.Contains("unhandled", StringComparison.OrdinalIgnoreCase)))
        {
            TestContext.Current.SendDiagnosticMessage(line);
            TestContext.Current.TestOutputHelper?.WriteLine(line);
        }

        await Host.DisposeAsync();
    }

    /// <summary>What Takahashi Miho answers for her daughter: everything the register does not know.</summary>
    public static Dictionary<string, (string, object?)[]> ChildAllowance() => new(StringComparer.Ordinal)
    {
        ["pension-kind"] = [("answer", "national")],
        ["higher-earner"] = [("answer", "single")],
        ["reason"] = [("answer", "birth")],
        ["reason-date"] = [("answer.era", "reiwa"), ("answer.year", "８"), ("answer.month", "10"), ("answer.day", "21")],
        ["email"] = [("answer", "")],
        ["phone"] = [("answer", "０９０－００００－０２０１")],
        ["relation"] = [("answer", "child")],
        ["together"] = [("answer", "yes")],
        ["custody"] = [("answer", "yes")],
        ["livelihood"] = [("answer", "same")],
        ["has-older"] = [("answer", "no")],
        ["consent"] = [("answer", "yes")],
        ["promises"] = [("answer", new[] { "true-answers", "will-notify" })],
        ["bank"] =
        [
            ("answer.bankName", "みやのわ銀行"), ("answer.bankCode", "0000"), ("answer.branchName", "灯支店"), ("answer.branchCode", "001"),
            ("answer.kind", "ordinary"), ("answer.number", "0000201"), ("answer.holder", "ﾀｶﾊｼ ﾐﾎ"),
        ],
    };

    /// <summary>Two copies of the household's record, by post.</summary>
    public static Dictionary<string, (string, object?)[]> ResidentRecord() => new(StringComparer.Ordinal)
    {
        ["target"] = [("answer", "household")],
        ["items"] = [("answer", new[] { "relation" })],
        ["purpose"] = [("answer", "school")],
        ["copies"] = [("answer", "２")],
        ["method"] = [("answer", "post")],
        ["email"] = [("answer", "")],
    };
}
