using System.Text;
using Madoguchi.Intake;
using Madoguchi.Kernel;
using Madoguchi.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Madoguchi.Whole.Tests;

/// <summary>What a city must forget is gone: from the pages, the rows, the database file and its log, and the files folder.</summary>
public sealed class ErasureTests
{
    private const string Reason = "ゴクラクチョウと書いた却下の理由";
    private const string Note = "フウチョウと書いたメモ";
    private const string AccountNumber = "0000101";

    [Fact]
    public async Task An_erased_case_keeps_its_number_and_its_days_and_nothing_that_people_wrote()
    {
        await using var host = await StartAsync();
        var reference = await DecidedAsync(host);
        var files = Directory.GetFiles(Path.Combine(host.DataFolder, "files"), "*", SearchOption.AllDirectories).Length;
        var before = await TracesAsync(host);

        await AfterAsync(host, TimeSpan.FromDays(3));

        before.ShouldBe([AccountNumber, Note, Reason], ignoreOrder: true);
        files.ShouldBeGreaterThan(0);
        (await TracesAsync(host)).ShouldBeEmpty();
        (await host.Database.QueryAsync(
            "select count(*) as n from kernel_file f join intake_evidence e on e.file_id = f.id where f.wrapped_key is not null",
            row => row.Int64("n"), CancellationToken.None)).ShouldBe([0]);
        using var makoto = await host.VisitAsync(Demo.Makoto);
        var mine = await makoto.OpenAsync($"/my/cases/{reference}");
        mine.Text.ShouldContain("保存期間が過ぎたため");
        mine.Text.ShouldContain("受付番号と日付だけが残っています");
        using var nakamura = await host.VisitAsync("nakamura/head");
        var theirs = await nakamura.OpenAsync($"/staff/cases/{reference}");
        theirs.Text.ShouldContain("保存期間が満了し、内容を消去した");
        theirs.Text.ShouldContain("決定した（内容は消去済み）");
        (await nakamura.OpenAsync($"/staff/cases?q={AccountNumber}")).Text.ShouldNotContain(reference);
        var register = await nakamura.OpenAsync("/staff/retention");
        register.Rows("section[aria-labelledby=erasures] table").ShouldContain(row => row.Contains("申請書と決定の記録") && row.Contains("1"));
        (await host.Database.QueryAsync("select rule, records from kernel_erasure where class = 'application'", row => (row.Text("rule"), row.Int64("records")), CancellationToken.None))
            .ShouldBe([("1日", 1)]);
    }

    [Fact]
    public async Task A_case_under_objection_stays_until_the_hold_is_ended()
    {
        await using var host = await StartAsync();
        var reference = await DecidedAsync(host);
        using var nakamura = await host.VisitAsync("nakamura/head");
        await nakamura.SubmitAsync(await nakamura.OpenAsync($"/staff/cases/{reference}"), "保留にする", ("reason", HoldReasons.Objection));

        await AfterAsync(host, TimeSpan.FromDays(3));
        var held = await TracesAsync(host);
        using var again = await host.VisitAsync("nakamura/head");
        var list = await again.OpenAsync("/staff/retention");
        await again.SubmitAsync(await again.OpenAsync($"/staff/cases/{reference}"), "保留を改める", ("reason", ""));
        await AfterAsync(host, TimeSpan.Zero);

        held.ShouldContain(Reason);
        list.Text.ShouldContain("審査請求");
        (await TracesAsync(host)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Rows_made_anew_from_events_say_the_same_of_an_erased_case()
    {
        await using var host = await StartAsync();
        var reference = await DecidedAsync(host);
        await AfterAsync(host, TimeSpan.FromDays(3));
        var before = await RowAsync();

        await Cases.CasesModule.RebuildCasesAsync(host.Services, CancellationToken.None);
        await host.DrainAsync();

        (await RowAsync()).ShouldBe(before);
        (await host.CountAsync("cases_token")).ShouldBe(0);

        async Task<string> RowAsync() => (await host.Database.QueryAsync(
            "select status, outcome, version, closed_at, erased_at from cases_case where reference = @reference",
            row => $"{row.Text("status")} {row.TextOrNull("outcome")} {row.Int64("version")} {row.InstantOrNull("closed_at"):O} {row.InstantOrNull("erased_at"):O}",
            CancellationToken.None,
            ("reference", reference)))[0];
    }

    /// <summary>A demo city that keeps cases for a day.</summary>
    private static async Task<WholeHost> StartAsync()
    {
        var city = Directory.CreateTempSubdirectory("madoguchi-city-").FullName;
        var demo = Repository.PathTo("cities", "demo");
        foreach (var file in Directory.EnumerateFiles(demo, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(city, Path.GetRelativePath(demo, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        await File.WriteAllTextAsync(Path.Combine(city, "retention.yaml"), "application: {days: 1, basis: 試験}\n");
        var host = new WholeHost { City = city };
        await host.InitializeAsync();
        return host;
    }

    /// <summary>Applied with a file, noted, refused with a reason.</summary>
    private static async Task<string> DecidedAsync(WholeHost host)
    {
        using var makoto = await host.VisitAsync(Demo.Makoto);
        var reference = await makoto.ApplyAsync("child-allowance", Demo.MakotosChildAllowance);
        await host.DrainAsync();
        using var tanaka = await host.VisitAsync("tanaka/clerk");
        await tanaka.SubmitAsync(await tanaka.OpenAsync($"/staff/cases/{reference}"), "メモを残す", ("note", Note));
        var preview = await tanaka.SubmitAsync(
            await tanaka.OpenAsync($"/staff/cases/{reference}/decision"),
            "通知を確かめる",
            ("outcome", "refused"), ("ground.refused", "civil-servant"), ("reason", Reason));
        await tanaka.SubmitAsync(preview, "この内容で決定する");
        await host.DrainAsync();
        return reference;
    }

    /// <summary>Time goes by, and the host does what it does every hour.</summary>
    private static async Task AfterAsync(WholeHost host, TimeSpan time)
    {
        host.Skip(time);
        await host.Services.GetRequiredService<Madoguchi.Kernel.Retention>().EraseAsync(null, CancellationToken.None);
        await host.DrainAsync();
        await host.Services.GetRequiredService<SweepDrafts>().SweepAsync(CancellationToken.None);
        await host.Database.ForgetLogAsync(CancellationToken.None);
    }

    /// <summary>Which of the words are anywhere in the database: in its bytes on SQLite, in any text of it on PostgreSQL.</summary>
    private static async Task<IReadOnlyList<string>> TracesAsync(WholeHost host)
    {
        string[] words = [Reason, Note, AccountNumber];
        if (host.Database.SqlitePath is not { } path)
        {
            var rows = await host.Database.QueryAsync(
                """
                select answers as text from intake_payload union all select body from cases_text union all select payload from cases_event
                union all select payload from kernel_outbox union all select result from kernel_change
                """,
                row => row.TextOrNull("text"),
                CancellationToken.None);
            return [.. words.Where(word => rows.Any(text => text?.Contains(word, StringComparison.Ordinal) == true))];
        }

        var bytes = new List<byte>();
        foreach (var file in new[] { path, path + "-wal" }.Where(File.Exists))
        {
            await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var memory = new MemoryStream();
            await stream.CopyToAsync(memory);
            bytes.AddRange(memory.ToArray());
        }

        var all = bytes.ToArray();
        return [.. words.Where(word => all.AsSpan().IndexOf(Encoding.UTF8.GetBytes(word)) >= 0)];
    }
}
