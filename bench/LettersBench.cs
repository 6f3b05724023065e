using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Madoguchi.Bench.Load;
using Madoguchi.Print;

namespace Madoguchi.Bench;

/// <summary>
/// <c>letters [FONT]</c>: a thousand letters of one or two pages, made one after another, with 異体字 and 外字 in the names; then each is
/// read back by <c>pdftotext</c>. With a path to IPAmj明朝 the names are drawn from it too.
/// </summary>
internal static partial class LettersBench
{
    private const int Letters = 1000;
    private const int WarmUp = 50;
    private const double MostMilliseconds = 50;

    private static readonly string[] FamilyNames = ["葛\U000E0100城", "辻\U000E0101", "髙橋", "渡邉", "山﨑", "齋藤", "濵田", "德永", "佐々木", "祇\U000E0100園", "鷗", "五百旗頭"];
    private static readonly string[] GivenNames = ["民子", "一郎", "ゆかり", "まさ凪", "禎二", "サン・ホセ", "Maria", "惠美"];
    private static readonly string[] Towns = ["中央", "本町", "鷺の宮", "瓦谷", "下岡本", "清原台"];

    private static readonly string[] Sentences =
    [
        "児童手当法（昭和46年法律第73号）第７条第１項の規定による認定の請求について、審査の結果、次のとおり決定しましたので通知します。",
        "「支給要件児童」とは、18歳に達する日以後の最初の３月31日までの間にある者をいいます。ただし、国外に住所を有する場合を除きます。",
        "支給額に変更が生じる事由（出生、転出、養育しなくなったとき等）が生じたときは、速やかに届け出てください。",
        "振込先の口座は、申請の際に届け出られた口座です。金融機関の統廃合により口座番号が変わったときは、お知らせください。",
        "添付書類のうち「資格確認書の写し」の記号・番号の部分は、復元できない程度に塗りつぶしてください。",
        "この通知書は、所得税等の申告に用いることはできません。再発行はしませんので、大切に保管してください。",
        "お問い合わせの際は、この通知書の右上にある番号をお伝えください。電話（028-000-0000）は平日の８時30分から17時15分までです。",
    ];

    private sealed record Letter(byte[] Pdf, int Pages, string Meant);

    public static Task<Figure> MeasureAsync(string[] args)
    {
        var names = new FontList([IpaFonts.Mincho, IpaFonts.Gothic, .. args.Select(FontFile.Open)]);
        var style = new TextStyle(names, 10.5.Pt);
        for (var number = 0; number < WarmUp; number++)
        {
            Write(style, number, args.Length > 0);
        }

        var letters = new List<Letter>(Letters);
        var (clock, before) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
        for (var number = 0; number < Letters; number++)
        {
            letters.Add(Write(style, number, args.Length > 0));
        }

        var (seconds, processor) = (clock.Elapsed.TotalSeconds, Environment.CpuUsage.TotalTime - before);
        var pages = letters.Sum(letter => letter.Pages);
        var sizes = letters.Select(letter => letter.Pdf.Length / 1024.0 / letter.Pages).Order().ToArray();
        var wrong = letters.Count(letter => Extracted(letter.Pdf) != letter.Meant);
        var milliseconds = seconds * 1000 / pages;
        var figure = string.Create(CultureInfo.InvariantCulture,
            $"{pages / seconds:N0} pages/s one after another, {milliseconds:N1} ms a page ({processor.TotalMilliseconds / pages:N1} ms of processor), "
            + $"{Driver.Median(sizes):N0} KB a page (p99 {sizes[(int)(0.99 * sizes.Length)]:N0}), {Letters - wrong} of {Letters} letters ({pages} pages) extract as meant, "
            + $"{milliseconds / MostMilliseconds:N2} of {MostMilliseconds} ms");
        return Task.FromResult(new Figure(figure, wrong));
    }

    private static Letter Write(TextStyle style, int seed, bool withRareKanji)
    {
        var random = new Random(seed);
        var (family, given) = (Pick(FamilyNames), Pick(GivenNames));
        family = withRareKanji && seed % 5 == 0 ? "𠮷野" : family;
        var town = Pick(Towns);
        var body = Enumerable.Range(0, random.Next(4, 26)).Select(_ => Pick(Sentences)).ToArray();
        var number = $"み福第{seed + 1}号";
        var gothic = style with { Fonts = new FontList(IpaFonts.Gothic, IpaFonts.Mincho) };
        var document = new PdfDocument(new DocumentInfo($"支給決定通知書 {number}") { Author = "みやのわ市" }, style);
        var flow = document.AddFlow(PageSetup.Letter with { Footer = page => $"―{page.Number}／{page.Count}―" });
        flow.Page.Place(Box.Mm(20, 20, 90, 40), document.Root,
            new Paragraph($"〒320-{seed:0000}"), new Paragraph($"みやのわ市{town}{seed % 30 + 1}番{seed % 9 + 1}号"), new Paragraph($"{family}　{given}　様"));
        flow.MoveTo(70.Mm).Add(
            new Paragraph(number) { Align = Align.Right },
            new Heading(1, "児童手当　支給決定通知書") { Align = Align.Centre, Style = gothic with { Size = 16.Pt }, SpaceAfter = 6.Mm },
            new Paragraph(new Text(new Run("受給者　"), new Ruby(family, "よみがな"), new Run("　"), new Run(Gaiji) { ActualText = "𩸽" }, new Run("（氏名に外字あり）"))));
        flow.Add([.. body.Select(sentence => new Paragraph(sentence) { FirstLine = 10.5.Pt })]);
        flow.Add(
            new Table([45.Mm, 125.Mm], new Row("項目", "内容") { IsHeader = true }, new Row(new Cell("支給額") { IsHeader = true }, $"月額 {seed * 10:N0}円")) { SpaceBefore = 4.Mm },
            new QrFigure(QrCode.Of($"HTTPS://CITY.EXAMPLE/CHECK/{seed:X8}"), 25.Mm, "確認ページのQRコード") { Align = Align.Right });
        var meant = $"〒320-{seed:0000}みやのわ市{town}{seed % 30 + 1}番{seed % 9 + 1}号{family}{given}様{number}児童手当支給決定通知書受給者{family}よみがな𩸽（氏名に外字あり）"
            + string.Concat(body) + $"項目内容支給額月額{seed * 10:N0}円";
        return new(document.ToBytes(), document.Pages.Count, meant);

        string Pick(string[] from) => from[random.Next(from.Length)];
    }

    /// <summary>A code point of the font's private use area, as a city's own font has them.</summary>
    private static string Gaiji { get; } = char.ConvertFromUtf32(Enumerable.Range(0xE000, 0x1900).First(point => IpaFonts.Mincho.Has(char.ConvertFromUtf32(point))));

    /// <summary>As pdftotext reads it, without page numbers and without spaces and ends of lines, which it makes itself.</summary>
    private static string Extracted(byte[] pdf)
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(file, pdf);
            using var process = Process.Start(new ProcessStartInfo("pdftotext", ["-raw", "-enc", "UTF-8", "-nopgbrk", file, "-"])
            {
                RedirectStandardOutput = true,
                StandardOutputEncoding = Encoding.UTF8,
            })!;
            return Unmeant().Replace(process.StandardOutput.ReadToEnd(), "");
        }
        finally
        {
            File.Delete(file);
        }
    }

    [GeneratedRegex(@"―\d+／\d+―|\s")]
    private static partial Regex Unmeant();
}
