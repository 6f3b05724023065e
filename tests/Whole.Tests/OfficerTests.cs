using Madoguchi.Testing;

namespace Madoguchi.Whole.Tests;

/// <summary>An officer edits the city's folder with any editor; the counter stays open meanwhile.</summary>
public sealed class OfficerTests : BrowserTests
{
    private const string Procedure = "procedures/resident-record/procedure.yaml";

    private readonly string city = Directory.CreateTempSubdirectory("madoguchi-city-").FullName;
    private readonly WholeHost host;

    public OfficerTests(Chromium chromium)
        : base(chromium) => host = new WholeHost { City = city };

    [Fact]
    public async Task An_edit_goes_live_what_runs_keeps_its_version_and_a_broken_edit_keeps_the_last_good_one()
    {
        var file = Path.Combine(city, Procedure);
        using var before = await host.VisitAsync(Demo.Miho);
        var running = await before.BeginAsync("resident-record");
        var ito = await MeetAsync(host.Address, Device.Desktop, session: await host.SessionAsync("ito/officer"));

        // A new text is live after a reload; the application begun before keeps the old one.
        await EditAsync(file, "どなたの住民票の写しが必要ですか", "だれの住民票の写しが必要ですか（新しい文）");
        await ito.OpenAsync("/staff/procedures");
        await ito.PressAsync("フォルダーを読み直す");
        (await ito.TextAsync()).ShouldContain("すべての手続が新しい内容で動いています");
        using var after = await host.VisitAsync("suzuki-shigeru");
        (await after.BeginAsync("resident-record")).Heading.ShouldBe("だれの住民票の写しが必要ですか（新しい文）");
        (await before.OpenAsync(running.Path)).Heading.ShouldBe("どなたの住民票の写しが必要ですか");

        // A broken edit says file, line and reason; the last good version serves on.
        await EditAsync(file, "feeFormula: 300 * 通数", "feeFormula: 300 × 通数");
        await ito.PressAsync("フォルダーを読み直す");
        (await ito.TextAsync()).ShouldContain(Procedure);
        (await ito.TextAsync()).ShouldContain("×");
        (await ito.TextAsync()).ShouldContain("直前の正しい版で動いています");
        using var later = await host.VisitAsync("sato-yui");
        (await later.BeginAsync("resident-record")).Heading.ShouldBe("だれの住民票の写しが必要ですか（新しい文）");

        // Mended, it is the newest again; who was in the middle submits what they began.
        await EditAsync(file, "feeFormula: 300 × 通数", "feeFormula: 400 * 通数");
        await ito.PressAsync("フォルダーを読み直す");
        (await ito.TextAsync()).ShouldNotContain("直前の正しい版で動いています");
        var check = await before.AnswerAllAsync(await before.OpenAsync(running.Path), Demo.ResidentRecord);
        check.Says("600円").ShouldBeTrue("the fee of the version it began with");
        check.Says("この申請は、はじめたときの様式のまま送信できます").ShouldBeTrue();
        (await before.SubmitAsync(check, null, ("declared", true))).Path.ShouldEndWith("/receipt");
    }

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        Copy(Repository.PathTo("cities", "demo"), city);
        await host.InitializeAsync();
    }

    /// <summary>The pages are still being inspected when the test ends; the host stays until they are.</summary>
    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await base.DisposeAsync();
        await host.DisposeAsync();
        Directory.Delete(city, recursive: true);
    }

    private static async Task EditAsync(string file, string from, string to)
    {
        var text = await File.ReadAllTextAsync(file);
        text.ShouldContain(from);
        await File.WriteAllTextAsync(file, text.Replace(from, to, StringComparison.Ordinal));
    }

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
