using System.Runtime.Versioning;
using Madoguchi.Host;

namespace Madoguchi.Whole.Tests;

/// <summary>The drill an operator should do: back up a working city, lose it, bring it back, and look whether everything is there.</summary>
public sealed class BackupTests
{
    /// <summary>
    /// What people gave and what was decided, and the trail of it; what runs beside the pages (the search index, the log of looks) goes on
    /// by itself and would make the trail longer.
    /// </summary>
    private static readonly string[] Tables =
    [
        "intake_submission", "intake_payload", "intake_draft", "intake_evidence", "cases_case", "cases_event", "registry_party", "registry_fact",
        "procedures_version", "kernel_file", "kernel_outbox", "kernel_change where aggregate like 'draft/%' or aggregate like 'submission/%'",
    ];

    [Fact]
    public async Task A_city_that_was_lost_comes_back_whole()
    {
        await using var host = new WholeHost();
        await host.InitializeAsync();
        using var makoto = await host.VisitAsync(Demo.Makoto);
        var reference = await makoto.ApplyAsync("child-allowance", Demo.MakotosChildAllowance);
        await host.DrainAsync();
        var before = await CountAsync(host);
        var target = Path.Combine(host.DataFolder, "backups", "monday");

        // While the city works on.
        (await RunAsync(host, "backup", target)).ShouldBe(0);
        await makoto.ApplyAsync("resident-record", Demo.ResidentRecord);
        await host.StopAsync();
        foreach (var file in Directory.EnumerateFiles(Path.Combine(host.DataFolder, "files"), "*", SearchOption.AllDirectories))
        {
            File.Delete(file);
        }

        (await RunAsync(host, "restore", target)).ShouldNotBe(0, "it holds something, and nobody said to lose it");
        (await RunAsync(host, "restore", target, "--replace")).ShouldBe(0);
        await host.StartAsync();

        (await CountAsync(host)).ShouldBe(before);
        using var tanaka = await host.VisitAsync("tanaka/clerk");
        var file1 = await tanaka.OpenAsync($"/staff/cases/{reference}");
        using var evidence = await tanaka.Http.GetAsync(new Uri(file1.Link("資格確認書.png"), UriKind.Relative));
        (await evidence.Content.ReadAsByteArrayAsync()).ShouldBe(Demo.Photo.Content);
    }

    [Fact]
    public void A_relative_folder_lies_where_the_command_was_typed()
    {
        var typedIn = Environment.GetEnvironmentVariable("PWD") ?? Environment.CurrentDirectory;

        Command.FromHere("backups/monday").ShouldBe(Path.Combine(typedIn, "backups", "monday"));
        Command.FromHere("/backups/monday").ShouldBe("/backups/monday");
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task The_data_folder_and_a_backup_are_their_owners_alone()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no modes.");
        const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        await using var host = new WholeHost();
        await host.InitializeAsync();
        var data = Path.Combine(host.DataFolder, "a-new-one");
        var backup = Path.Combine(host.DataFolder, "backups", "monday");

        await Program.Build([.. WholeHost.Settings("Data Source=unused", data, host.City)]).DisposeAsync();
        (await RunAsync(host, "backup", backup)).ShouldBe(0);

        File.GetUnixFileMode(data).ShouldBe(Owner);
        File.GetUnixFileMode(backup).ShouldBe(Owner);
    }

    private static async Task<int> RunAsync(WholeHost host, params string[] arguments)
    {
        await using var app = host.Build();
        return await Command.Find(arguments)!.RunAsync(app, arguments[1..]);
    }

    private static async Task<string> CountAsync(WholeHost host)
    {
        var counts = new List<string>();
        foreach (var table in Tables)
        {
            counts.Add($"{table} {await host.CountAsync(table)}");
        }

        return string.Join('\n', counts);
    }
}
