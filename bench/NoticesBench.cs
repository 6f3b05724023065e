using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Madoguchi.Bench.Load;
using Madoguchi.Delivery;
using Madoguchi.DesignSystem;
using Madoguchi.Kernel;
using Madoguchi.Registry;
using Madoguchi.Testing;

namespace Madoguchi.Bench;

/// <summary>
/// <c>notices</c>: a thousand notices of decision from the city's own template, with 異体字 in the names and reasons of every length, each
/// written, signed and kept as the program does it; then each is read back from the store by <c>pdftotext</c>, whole.
/// </summary>
internal static partial class NoticesBench
{
    private const int Notices = 1000;
    private const int WarmUp = 20;
    private const string Site = "https://madoguchi.example";

    /// <summary>
    /// Names IPAex has, with variants and without; names only IPAmj明朝 has, which are printed otherwise where that is not installed; and one with a
    /// 外字 of the private area.
    /// </summary>
    private static readonly (string Name, string? Original)[] People =
    [
        ("渡辺 葵", "渡邉\U000E0110 葵"), ("吉田 翔", "𠮷田 翔"), ("辺見 徹", "邊\U000E0108見 徹"), ("斎藤 蓮", "\uF860藤 蓮"),
        ("佐藤 誠", null), ("葛城 民子", "葛\U000E0100城 民子"), ("辻 一郎", "辻\U000E0101 一郎"), ("高橋 美穂", "髙橋 美穂"), ("渡辺 恵美", "渡邉 惠美"),
        ("山崎 禎二", "山﨑 禎二"), ("祇園 鴎", "祇\U000E0100園 鷗"), ("グエン ティ ラン", null), ("Maria Santos", null),
    ];

    private static readonly string[] Reasons =
    [
        "お子さんを監護し、生計を同じくしていることを、住民票と申立書によって確かめました。",
        "請求のあった日において、みやのわ市に住所があることを確かめました。",
        "民法の定める監護者であることを、戸籍の写しによって確かめました。支給額は、別にお知らせする金額です。",
        "第3子以降の数え方には、22歳に達する日以後の最初の3月31日までのお子さんを含めています。",
    ];

    public static async Task<Figure> MeasureAsync(string[] _)
    {
        await using var host = await ModuleHost.StartAsync(
            services =>
            {
                services.AddRegistry();
                services.AddDelivery();
            },
            settings: new Dictionary<string, string?> { ["Madoguchi:City"] = Repository.PathTo("cities", "demo"), ["Madoguchi:PublicAddress"] = Site });
        var maker = host.Get<ILetterMaker>();
        for (var number = 0; number < WarmUp; number++)
        {
            await MakeAsync(maker, host.Time, Notices + number);
        }

        var made = new List<(Guid Id, int Pages)>(Notices);
        var clock = Stopwatch.StartNew();
        for (var number = 0; number < Notices; number++)
        {
            made.Add(await MakeAsync(maker, host.Time, number));
        }

        var seconds = clock.Elapsed.TotalSeconds;
        var pages = made.Sum(letter => letter.Pages);
        var sizes = new List<double>(Notices);
        var (wrong, otherwise) = (0, 0);
        foreach (var (id, count) in made)
        {
            var (pdf, words, unprinted) = await KeptAsync(host, id);
            otherwise += unprinted is null ? 0 : 1;
            sizes.Add(pdf.Length / 1024.0 / count);
            wrong += Extracted(pdf) == Meant(words) ? 0 : 1;
        }

        sizes.Sort();
        var figure = string.Create(CultureInfo.InvariantCulture,
            $"{pages / seconds:N0} pages/s written, signed and on disk, one after another ({Notices} notices, {pages} pages), {Driver.Median([.. sizes]):N0} KB a page "
            + $"(p99 {sizes[(int)(0.99 * sizes.Count)]:N0}), {Notices - wrong} of {Notices} extract as meant, {Notices - otherwise} bear the name as the register writes it");
        return new(figure, wrong);
    }

    private static async Task<(Guid Id, int Pages)> MakeAsync(ILetterMaker maker, TimeProvider time, int seed)
    {
        var (name, original) = People[seed % People.Length];
        var id = Guid.CreateVersion7(time.GetUtcNow());
        var address = new PostalAddress("3299902", "栃木県", "みやのわ市", "風見台", $"{seed % 30 + 1}丁目{seed % 9 + 1}番", seed % 3 == 0 ? $"風見ハイツ{seed % 400 + 101}号" : "");
        var language = seed % 7 == 0 ? Language.En : Language.Ja;
        var made = await maker.MakeAsync(
            new NoticeToServe(id, "decision", id, "202612345678", time.GetUtcNow()), Content(seed),
            new Addressee(id, name, original, false, address, language), CancellationToken.None);
        return (id, made.Pages);
    }

    private static NoticeContent Content(int seed) => new(new Dictionary<string, string>
    {
        ["procedure"] = "児童手当 認定請求",
        ["procedure.easy"] = "{児童手当|じどうてあて}の {手続|てつづ}き",
        ["procedure.en"] = "Child Allowance",
        ["received"] = "令和8年10月20日",
        ["received.en"] = "20 October 2026",
        ["reference"] = "2026-1234-5678",
        ["outcome"] = "却下",
        ["outcome.easy"] = "{認|みと}めません",
        ["outcome.en"] = "Refused",
        ["reason"] = string.Concat(Enumerable.Range(0, 1 + (seed % 6)).Select(line => Reasons[(seed + line) % Reasons.Length])),
        ["objection"] = "この決定に不服があるときは、この決定を知った日の翌日から起算して3か月以内に、みやのわ市長に審査請求ができます（行政不服審査法 第18条第1項）。",
        ["objection.easy"] = "{決|き}まったことが おかしいと {思|おも}うときは、3か{月|げつ}の {間|あいだ}に {言|い}うことが できます。",
        ["objection.en"] = "If you disagree, you can ask the mayor for a review within three months.",
    })
    {
        Number = $"令和8年度 第{seed + 1}号",
        Day = new(2026, 11, 2),
        Lists = new Dictionary<string, IReadOnlyList<IReadOnlyList<string>>>
        {
            ["grounds"] = [["児童を監護し、かつ生計を同じくし、または維持していると認められません。", "児童手当法 第4条第1項"]],
            ["grounds.easy"] = [["あなたが {子|こ}どもを {育|そだ}てていることが、わかりませんでした。", "児童手当法 第4条第1項"]],
            ["grounds.en"] = [["We could not establish that you look after and support the child.", "児童手当法 第4条第1項"]],
        },
        Essentials = [("決定", "却下")],
    };

    private static async Task<(byte[] Pdf, LetterWords Words, string? Unprinted)> KeptAsync(ModuleHost host, Guid id)
    {
        var (file, json, unprinted) = (await host.Database.QueryAsync(
            "select file_id, words, unprinted from delivery_letter where id = @id",
            row => (row.Guid("file_id"), row.Text("words"), row.TextOrNull("unprinted")), CancellationToken.None, ("id", id)))[0];
        await using var content = await host.Get<IFileStore>().OpenAsync(file, CancellationToken.None) ?? throw new InvalidOperationException("A letter has no file.");
        using var bytes = new MemoryStream();
        await content.CopyToAsync(bytes);
        return (bytes.ToArray(), LetterWords.FromJson(json), unprinted);
    }

    /// <summary>Everything the paper says, in the order in which it is read aloud; readings follow what they are of.</summary>
    private static string Meant(LetterWords words)
    {
        var text = new StringBuilder()
            .Append('〒').Append(words.Postcode[..3]).Append('-').Append(words.Postcode[3..]).AppendJoin("", words.Address).Append(words.Spoken ?? words.Recipient).Append(words.Honorific)
            .Append(words.Number).Append(Wareki.Format(words.Day)).Append(words.Sender).Append("（公印省略）")
            .Append("この文書が本物かどうかを確かめる").Append(Site).Append("/check確認コード").Append(CheckCode.Show(words.Code!));
        foreach (var part in words.Parts)
        {
            text.Append(part.Title);
            foreach (var piece in part.Pieces)
            {
                text.AppendJoin("", piece switch
                {
                    LetterPiece.Paragraph it => [it.Text],
                    LetterPiece.Heading it => [it.Text],
                    LetterPiece.Table it => it.Rows.SelectMany(row => new[] { row.Label, row.Value }),
                    LetterPiece.List it => it.Columns.Concat(it.Rows.SelectMany(row => row)),
                    _ => Array.Empty<string>(),
                });
            }

            text.Append(part.Language switch
            {
                Language.En => $"Questions: {part.City}, {part.Department}, {part.Phone}",
                Language.Easy => $"わからないとき：{part.City}{part.Department}{part.Phone}",
                _ => $"お問い合わせ：{part.City}{part.Department}{part.Phone}{words.Office}",
            });
        }

        return Spaces().Replace(Reading().Replace(text.ToString(), "$1$2"), "");
    }

    private static string Extracted(byte[] pdf)
    {
        using var process = Process.Start(new ProcessStartInfo("pdftotext", ["-raw", "-enc", "UTF-8", "-nopgbrk", "-", "-"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            StandardOutputEncoding = Encoding.UTF8,
        })!;
        process.StandardInput.BaseStream.Write(pdf);
        process.StandardInput.Close();
        return Spaces().Replace(Foot().Replace(process.StandardOutput.ReadToEnd(), ""), "");
    }

    /// <summary>The number and the count of pages at the foot, which is not read aloud.</summary>
    [GeneratedRegex(@"^令和8年度 第\d+号\s+\d+／\d+\s*$", RegexOptions.Multiline)]
    private static partial Regex Foot();

    [GeneratedRegex(@"\{([^{}|]+)\|([^{}|]+)\}")]
    private static partial Regex Reading();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
