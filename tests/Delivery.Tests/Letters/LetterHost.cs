using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using Madoguchi.DesignSystem;
using Madoguchi.Kernel;
using Madoguchi.Registry;
using Madoguchi.Testing;

namespace Madoguchi.Delivery.Tests;

/// <summary>The module with the demo city's people and templates; letters are made by hand, as the worker would.</summary>
internal sealed partial class LetterHost : IAsyncDisposable
{
    private LetterHost(ModuleHost host) => Host = host;

    public ModuleHost Host { get; }

    public static async Task<LetterHost> StartAsync(IReadOnlyDictionary<string, string?>? settings = null)
    {
        var host = await ModuleHost.StartAsync(
            services =>
            {
                services.AddRegistry();
                services.AddDelivery().RunByHand(typeof(DeliveryModule));
            },
            routes =>
            {
                routes.MapRegistry();
                routes.MapDelivery();
            },
            settings: new Dictionary<string, string?>(settings ?? new Dictionary<string, string?>())
            {
                ["Madoguchi:City"] = Repository.PathTo("cities", "demo"),
                ["Madoguchi:PublicAddress"] = "https://madoguchi.example",
            });
        await host.Get<IDemoSeed>().SeedAsync(CancellationToken.None);
        return new(host);
    }

    public async Task<Guid> PartyAsync(string demoKey) =>
        (await Host.Get<IDemoPeople>().FindAsync(demoKey, CancellationToken.None))!.Party!.Value;

    /// <summary>A decision as Cases would tell it.</summary>
    public static NoticeContent Decision(DateOnly? holdsUntil = null, string reason = "所得の状況を確認しました。", bool refused = false) => new(new Dictionary<string, string>
    {
        ["procedure"] = "児童手当の認定請求",
        ["procedure.easy"] = "{児童手当|じどうてあて}の {手続|てつづ}き",
        ["procedure.en"] = "Child Allowance",
        ["received"] = "令和8年10月20日",
        ["received.en"] = "20 October 2026",
        ["reference"] = "2646-1234-5678",
        ["outcome"] = refused ? "却下" : "認定",
        ["outcome.easy"] = refused ? "{認|みと}めません" : "{認|みと}めます",
        ["outcome.en"] = refused ? "Refused" : "Granted",
        ["reason"] = reason,
        ["objection"] = refused ? "この決定に不服があるときは、この決定を知った日の翌日から起算して3か月以内に、みやのわ市長に審査請求ができます(行政不服審査法 第18条第1項)。\nまた、この決定を知った日の翌日から起算して6か月以内に、みやのわ市を被告として、処分の取消しの訴えを起こすことができます。" : "",
        ["objection.easy"] = "{決|き}まったことが おかしいと {思|おも}うときは、3か{月|げつ}の {間|あいだ}に {市長|しちょう}に {言|い}うことが できます。",
        ["department"] = "こども給付課",
        ["department.easy"] = "こども{給付課|きゅうふか}",
        ["department.en"] = "Child Benefits Division",
        ["phone"] = "028-000-0120",
    })
    {
        Number = "令和8年度 第12号",
        Day = new(2026, 11, 2),
        HoldsUntil = holdsUntil,
        Lists = new Dictionary<string, IReadOnlyList<IReadOnlyList<string>>>
        {
            ["grounds"] = [["支給要件に該当すると認めます。", "児童手当法 第4条第1項・第7条第1項"], ["請求のあった日の属する月の翌月分から支給します。", "児童手当法 第8条第2項"]],
            ["grounds.easy"] = [["{条件|じょうけん}に {合|あ}っています。", "児童手当法 第4条第1項・第7条第1項"]],
        },
        Essentials = [("手続", "児童手当の認定請求"), ("決定", refused ? "却下" : "認定")],
        Address = "/my/letters",
    };

    public async Task<Guid> IssueAsync(Guid recipient, NoticeContent? content = null, string? original = null, string name = "佐藤 誠", Language language = Language.Ja,
        bool withAddress = true)
    {
        var id = Guid.CreateVersion7(Host.Time.GetUtcNow());
        await MakeAsync(id, recipient, content, original, name, language, withAddress);
        return id;
    }

    public Task<MadeLetter> MakeAsync(
        Guid id, Guid recipient, NoticeContent? content = null, string? original = null, string name = "佐藤 誠", Language language = Language.Ja,
        bool withAddress = true) =>
        Host.Get<ILetterMaker>().MakeAsync(
            new NoticeToServe(id, "decision", recipient, "264612345678", Host.Time.GetUtcNow()),
            content ?? Decision(),
            new Addressee(
                recipient, name, original, false,
                withAddress ? new PostalAddress("3299902", "栃木県", "みやのわ市", "風見台", "2丁目3番4号", "風見ハイツ101号") : null, language),
            CancellationToken.None);

    /// <summary>Takes a letter back, or says which one replaces it.</summary>
    public async Task EndAsync(Guid id, DateOnly on, string? replacedBy = null)
    {
        var ending = LetterEnding.Of(await LetterAsync(id), on, replacedBy);
        var seal = await Host.Get<LetterKeys>().SignAsync(ending, CancellationToken.None);
        (await Host.ChangeAsync(unit => LetterStore.End(unit, ending, seal))).ShouldBeTrue();
    }

    public Task<StoredLetter> LetterAsync(Guid id) => Host.WithAsync<DeliveryDb, StoredLetter>(db => Task.FromResult(db.Letters.Single(letter => letter.Id == id)));

    /// <summary>The code on the paper.</summary>
    public async Task<string> CodeAsync(Guid id) => CheckCode.Show(LetterWords.FromJson((await LetterAsync(id)).Words!).Code!);

    public async Task<byte[]> FileAsync(Guid id)
    {
        await using var content = await Host.Get<IFileStore>().OpenAsync((await LetterAsync(id)).FileId, CancellationToken.None)
            ?? throw new InvalidOperationException("The letter has no file.");
        using var bytes = new MemoryStream();
        await content.CopyToAsync(bytes);
        return bytes.ToArray();
    }

    /// <summary>What Debian's pdftotext reads, in the order of the file, without spaces and line ends.</summary>
    public static async Task<string> TextOfAsync(byte[] pdf)
    {
        using var reader = Process.Start(new ProcessStartInfo("pdftotext", ["-raw", "-", "-"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            StandardOutputEncoding = Encoding.UTF8,
        })!;
        var read = reader.StandardOutput.ReadToEndAsync();
        await reader.StandardInput.BaseStream.WriteAsync(pdf);
        reader.StandardInput.Close();
        await reader.WaitForExitAsync();
        return Plain(await read);
    }

    public static string Plain(string text) => Spaces().Replace(text, "");

    public ValueTask DisposeAsync() => Host.DisposeAsync();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
