using System.Collections.Concurrent;
using System.Net;
using Madoguchi.Kernel;
using Madoguchi.Testing;

namespace Madoguchi.Whole.Tests.Durability;

/// <summary>The disk that holds database, files and keys is full: what cannot be kept is refused in words, and nothing else changes.</summary>
[Collection(RealProcesses.Collection)]
public sealed class FullDiskTests(ITestOutputHelper output)
{
    private const int Megabytes = 160;
    private const int Clients = 8;

    /// <summary>Enough for some submissions, so that the disk is full in the middle of one.</summary>
    private const int Spare = 512 * 1024;
    private const int MostSubmissions = 2000;

    private static readonly ChosenFile Scan = new("hoken.pdf", "application/pdf", [.. "%PDF-1.4\n"u8, .. new byte[512 * 1024]]);

    private readonly ConcurrentDictionary<Guid, bool> acknowledged = new();
    private readonly ConcurrentDictionary<Guid, bool> refused = new();

    [Fact]
    public async Task On_a_full_disk_nothing_is_half_kept_and_the_same_press_goes_through_when_there_is_room()
    {
        await using var disk = await SmallDisk.MountAsync(Megabytes);
        await using var premises = await Premises.OpenAsync(disk.Folder);
        await using var city = await CityProcess.StartAsync(premises.ConnectionString, premises.Folder);
        await using var database = new Database(premises.ConnectionString);
        var ready = await ReadyDrafts.FillInAsync(city.Address, "resident-record");
        var queue = new ConcurrentQueue<Guid>(await ready.CopyAsync(premises.ConnectionString, MostSubmissions));
        using var visitor = NewVisitor(city.Address);
        var applicant = new Applicant(visitor);
        await applicant.SignInAsync(ReadyDrafts.Resident);
        var evidence = await applicant.FillInUntilAsync("child-medical", page => page.Main.QuerySelector("input[type=file]") is not null);
        var written = await applicant.FillInUntilAsync("child-allowance", page =>
            page.Main.QuerySelector("input[type=radio]") is not null && page.Main.QuerySelector("input[type=radio][checked]") is null);
        using var http = ReadyDrafts.NewClient(city.Address);

        disk.Fill(spare: Spare);
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(_ => Task.Run(() => SubmitUntilRefusedAsync(http, ready, queue))));
        disk.Fill(spare: 0);

        // Either engine may have room for one more small change in the log it already holds; then it is accepted, and kept.
        var small = await SaveAsync(visitor, written);
        if (small.Status != HttpStatusCode.OK)
        {
            Refuses(small);
        }

        Refuses(await UploadAsync(visitor, evidence));
        await ReadsAsync(visitor, written);

        disk.MakeRoom();
        foreach (var draft in refused.Keys)
        {
            (await SubmitAsync(http, ready, draft)).ShouldBe(HttpStatusCode.Redirect);
            acknowledged[draft] = true;
        }

        var saved = await SaveAsync(visitor, written);
        saved.Status.ShouldBe(HttpStatusCode.OK);
        saved.Path.ShouldNotBe(written.Path);
        (await visitor.OpenAsync(written.Path)).Main.QuerySelector("input[type=radio][checked]").ShouldNotBeNull();
        var uploaded = await UploadAsync(visitor, evidence);
        uploaded.Status.ShouldBe(HttpStatusCode.OK);
        (await visitor.OpenAsync(evidence.Path)).Says(Scan.Name).ShouldBeTrue();
        await SubmissionCount.DeliveredAsync(database);
        (await SubmissionCount.FaultsAsync(database, [.. acknowledged.Keys])).ShouldBeEmpty();
        output.WriteLine($"{acknowledged.Count} acknowledged, {refused.Count} of them refused at first");
    }

    private static Visitor NewVisitor(Uri city) => new(new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = city });

    private static Task<PageView> SaveAsync(Visitor visitor, PageView page)
    {
        var choice = page.Main.QuerySelector("input[type=radio]")!;
        return visitor.SubmitAsync(page, (choice.GetAttribute("name")!, choice.GetAttribute("value")));
    }

    private static Task<PageView> UploadAsync(Visitor visitor, PageView page) =>
        visitor.SubmitAsync(page, (page.Main.QuerySelector("input[type=file]")!.GetAttribute("name")!, Scan));

    /// <summary>A page in words: what is kept, and what to do next.</summary>
    private static void Refuses(PageView page)
    {
        page.Status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        page.Text.ShouldContain("失われていません");
        page.Text.ShouldContain("同じボタンをもう一度押してください");
    }

    private static async Task ReadsAsync(Visitor visitor, PageView draft)
    {
        foreach (var path in (string[])["/", "/procedures", "/procedures/child-allowance", "/my", draft.Path])
        {
            (await visitor.OpenAsync(path)).Status.ShouldBe(HttpStatusCode.OK, path);
        }
    }

    /// <summary>Room that the database had taken before may still serve a while; then every client meets the refusal.</summary>
    private async Task SubmitUntilRefusedAsync(HttpClient http, ReadyDrafts ready, ConcurrentQueue<Guid> queue)
    {
        while (queue.TryDequeue(out var draft))
        {
            var status = await SubmitAsync(http, ready, draft);
            if (status != HttpStatusCode.Redirect)
            {
                status.ShouldBe(HttpStatusCode.ServiceUnavailable);
                refused[draft] = true;
                return;
            }

            acknowledged[draft] = true;
        }

        throw new InvalidOperationException($"The disk was not full after {MostSubmissions} submissions.");
    }

    private static async Task<HttpStatusCode> SubmitAsync(HttpClient http, ReadyDrafts ready, Guid draft)
    {
        using var request = ready.Submission(draft);
        using var response = await http.SendAsync(request);
        return response.StatusCode;
    }
}
