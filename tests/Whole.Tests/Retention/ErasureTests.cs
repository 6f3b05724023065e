using System.Globalization;
using System.Net;
using System.Text;
using Madoguchi.Delivery;
using Madoguchi.Intake;
using Madoguchi.Kernel;
using Madoguchi.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.Extensions.DependencyInjection;

namespace Madoguchi.Whole.Tests;

/// <summary>What a city must forget is gone: from the pages, the rows, the database file and its log, and the files folder.</summary>
public sealed class ErasureTests
{
    private const string Reason = "ゴクラクチョウと書いた却下の理由";
    private const string Note = "フウチョウと書いたメモ";
    private const string AccountNumber = "0000101";
    private const string Rejection = "カザリキヌバネドリと書いた取込みの理由";
    private const string Waiver = "サンジャクと書いた減免の理由";

    [Fact]
    public async Task An_erased_case_keeps_its_number_and_its_days_and_nothing_that_people_wrote()
    {
        await using var host = await StartAsync();
        var reference = await DecidedAsync(host);
        var files = Directory.GetFiles(Path.Combine(host.DataFolder, "files"), "*", SearchOption.AllDirectories).Length;
        var before = await TracesAsync(host);

        await AfterAsync(host, TimeSpan.FromDays(3));

        before.ShouldBe([AccountNumber, Note, Reason, Rejection], ignoreOrder: true);
        files.ShouldBeGreaterThan(0);
        (await TracesAsync(host)).ShouldBeEmpty();
        (await host.Database.QueryAsync(
            """
            select count(*) as n from kernel_file f where f.wrapped_key is not null
                and (f.id in (select file_id from intake_evidence) or f.id in (select file_id from delivery_letter))
            """,
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
        using var core = await host.VisitAsync("tanaka/clerk");
        (await core.OpenAsync("/staff/exports")).Text.ShouldNotContain(reference);
        (await core.OpenAsync(await SetAsync(host) + "/content?format=jsonl")).Status.ShouldBe(HttpStatusCode.Gone);
        (await host.Database.QueryAsync("select rule, records from kernel_erasure where class = 'application'", row => (row.Text("rule"), row.Int64("records")), CancellationToken.None))
            .ShouldBe([("1日", 1)]);
    }

    [Fact]
    public async Task Who_still_holds_an_erased_letter_learns_that_the_city_issued_it_and_no_longer_knows_what_it_said()
    {
        await using var host = await StartAsync();
        await DecidedAsync(host);
        var code = await CodeAsync(host, "decision");
        using var stranger = await host.VisitAsync();
        var before = await CheckAsync(stranger, code, "");

        await AfterAsync(host, TimeSpan.FromDays(3));
        var after = await CheckAsync(stranger, code, "");
        var other = await CheckAsync(stranger, code, "令和8年度 第99号");

        before.Text.ShouldContain("市が発行した文書です");
        before.Term("宛名").ShouldStartWith("佐＊＊");
        after.Text.ShouldContain("市が発行した文書です。内容は、もう残っていません");
        after.Term("文書番号").ShouldBe(before.Term("文書番号"));
        after.Term("文書の日付").ShouldBe(before.Term("文書の日付"));
        after.Text.ShouldNotContain("佐");
        after.Text.ShouldNotContain("却下");
        other.Text.ShouldContain("内容が書き換えられています");
        host.Log.ShouldNotContain(line => line.Contains("does not bear the city's signature", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Why_a_fee_was_waived_goes_with_the_case_and_the_sums_stay()
    {
        await using var host = await StartAsync();
        using var makoto = await host.VisitAsync(Demo.Makoto);
        var reference = await makoto.ApplyAsync("resident-record", Demo.ResidentRecord);
        await host.DrainAsync();
        using var head = await host.VisitAsync("nakamura/head");
        await head.SubmitAsync(await head.OpenAsync($"/staff/fees/{reference}"), "減免する", ("reason", Waiver));
        await host.DrainAsync();
        await DecideAsync(host, reference, "granted", "entitled", "本人からの請求と確認しました。");
        var before = await TracesAsync(host);

        await AfterAsync(host, TimeSpan.FromDays(3));

        before.ShouldBe([Waiver]);
        (await TracesAsync(host)).ShouldBeEmpty();
        (await host.Database.QueryAsync("select asked, waived from fees_fee", row => (row.Int64("asked"), row.Int64("waived")), CancellationToken.None)).ShouldBe([(600, 600)]);
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
        await DecideAsync(host, reference, "refused", "civil-servant", Reason);
        var set = await tanaka.SubmitAsync(await tanaka.OpenAsync("/staff/exports"), "連携データを作る");
        await tanaka.SubmitAsync(set, "取込結果を残す", ("rejections", $"1 {Rejection}"));
        return reference;
    }

    private static async Task DecideAsync(WholeHost host, string reference, string outcome, string ground, string reason)
    {
        using var tanaka = await host.VisitAsync("tanaka/clerk");
        var preview = await tanaka.SubmitAsync(
            await tanaka.OpenAsync($"/staff/cases/{reference}/decision"),
            "通知を確かめる",
            ("outcome", outcome), ($"ground.{outcome}", ground), ("reason", reason));
        await tanaka.SubmitAsync(preview, "この内容で決定する");
        await host.DrainAsync();
    }

    /// <summary>The code on the paper of the only letter of a kind.</summary>
    private static async Task<string> CodeAsync(WholeHost host, string kind)
    {
        await using var scope = host.Services.CreateAsyncScope();
        var letter = await scope.ServiceProvider.GetRequiredService<DeliveryDb>().Letters.SingleAsync(letter => letter.Kind == kind);
        return LetterWords.FromJson(letter.Words!).Code!;
    }

    private static async Task<PageView> CheckAsync(Visitor visitor, string code, string number) =>
        await visitor.SubmitAsync(await visitor.OpenAsync("/check"), ("code", code), ("number", number));

    private static async Task<string> SetAsync(WholeHost host) =>
        (await host.Database.QueryAsync("select id from cases_export", row => $"/staff/exports/{row.Guid("id")}", CancellationToken.None))[0];

    /// <summary>Time goes by, and the host does what it does every hour.</summary>
    private static async Task AfterAsync(WholeHost host, TimeSpan time)
    {
        host.Skip(time);
        var retention = host.Services.GetRequiredService<Madoguchi.Kernel.Retention>();
        await retention.EraseAsync(null, CancellationToken.None);
        await host.DrainAsync();

        // What heard of it erases its own in the next hour.
        await retention.EraseAsync(null, CancellationToken.None);
        await host.Services.GetRequiredService<SweepDrafts>().SweepAsync(CancellationToken.None);
        await host.Database.ForgetLogAsync(CancellationToken.None);
    }

    /// <summary>
    /// Which of the words are anywhere: in every column that a model declares to be about a person and in every text of the kernel; on SQLite
    /// in the bytes of the file and its log too. JSON writes a kanji as <c>\uXXXX</c> unless told otherwise: both spellings count.
    /// </summary>
    private static async Task<IReadOnlyList<string>> TracesAsync(WholeHost host)
    {
        string[] words = [Reason, Note, AccountNumber, Rejection, Waiver];
        var found = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (table, column) in PersonalColumns(host).Concat([("kernel_outbox", "payload"), ("kernel_change", "result"), ("kernel_file", "name")]))
        {
            foreach (var word in words)
            {
                var rows = await host.Database.QueryAsync(
                    $"select count(*) as n from {table} where cast({column} as text) like @written or cast({column} as text) like @escaped escape '!'",
                    row => row.Int64("n"),
                    CancellationToken.None,
                    ("written", $"%{word}%"),
                    ("escaped", $"%{Escaped(word)}%"));
                if (rows[0] > 0)
                {
                    found.Add(word);
                }
            }
        }

        if (host.Database.SqlitePath is { } path)
        {
            foreach (var file in new[] { path, path + "-wal" }.Where(File.Exists))
            {
                await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
                using var bytes = new MemoryStream();
                await stream.CopyToAsync(bytes);
                found.UnionWith(words.Where(word => Holds(bytes, word) || Holds(bytes, Escaped(word))));
            }
        }

        return [.. found];

        static bool Holds(MemoryStream bytes, string text) => bytes.GetBuffer().AsSpan(0, (int)bytes.Length).IndexOf(Encoding.UTF8.GetBytes(text)) >= 0;
    }

    /// <summary>As the framework's JSON writes it.</summary>
    private static string Escaped(string word) =>
        string.Concat(word.Select(character => char.IsAscii(character) ? $"{character}" : string.Create(CultureInfo.InvariantCulture, $"\\u{(int)character:X4}")));

    private static IEnumerable<(string Table, string Column)> PersonalColumns(WholeHost host)
    {
        using var scope = host.Services.CreateScope();
        foreach (var type in Module.All.SelectMany(module => module.Types).Where(type => type.IsSubclassOf(typeof(ModuleDb))))
        {
            // The design model keeps the annotations that the run-time model drops.
            var database = (DbContext)scope.ServiceProvider.GetRequiredService(type);
            var model = Microsoft.EntityFrameworkCore.Infrastructure.AccessorExtensions.GetService<IDesignTimeModel>(database).Model;
            foreach (var property in model.GetEntityTypes().SelectMany(entity => entity.GetProperties())
                .Where(property => property.ClrType == typeof(string) && property.FindAnnotation(PersonalData.Annotation)?.Value is not null))
            {
                yield return (property.DeclaringType.GetTableName()!, property.GetColumnName());
            }
        }
    }
}
