// Takes the pictures of docs/images from the running program, once wide and once narrow:
//
//   dotnet run --project src/Host                              (in one terminal, on an empty data folder)
//   dotnet run eng/Screenshots.cs -- http://localhost:5080     (in another)
//
// It walks one application from the front page to the notice as people of the demo city. Needs Chromium at /usr/bin/chromium.
#:property RestorePackagesWithLockFile=false
#:property PublishAot=false
#:property JsonSerializerIsReflectionEnabledByDefault=true
#:package Microsoft.Playwright

using System.Text.RegularExpressions;
using Microsoft.Playwright;

if (args is not [var site, ..])
{
    Console.Error.WriteLine("usage: dotnet run eng/Screenshots.cs -- <address of the program> [output folder]");
    return 2;
}

var output = Directory.CreateDirectory(args.Length > 1 ? args[1] : Path.Combine("docs", "images")).FullName;
using var playwright = await Playwright.CreateAsync();
await using var browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
{
    ExecutablePath = "/usr/bin/chromium",
    Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});

// What Sato Makoto answers; what is not here is known to the city, or only to be looked at.
var replies = new Dictionary<string, (string Field, string Value)[]>
{
    ["higher-earner"] = [("answer", "self")],
    ["reason"] = [("answer", "birth")],
    ["reason-date"] = [("answer.era", "reiwa"), ("answer.year", "8"), ("answer.month", "10"), ("answer.day", "21")],
    ["spouse-together"] = [("answer", "yes")],
    ["spouse-member"] = [("answer", "佐藤 結衣")],
    ["relation"] = [("answer", "child")],
    ["together"] = [("answer", "yes")],
    ["custody"] = [("answer", "yes")],
    ["livelihood"] = [("answer", "same")],
    ["has-older"] = [("answer", "no")],
    ["bank"] =
    [
        ("answer.bankName", "みやのわ銀行"), ("answer.bankCode", "0000"), ("answer.branchName", "風見支店"), ("answer.branchCode", "002"),
        ("answer.kind", "ordinary"), ("answer.number", "0000101"), ("answer.holder", "サトウ マコト"),
    ],
    ["insurance"] = [("answer", "file")],
    ["consent"] = [("answer", "yes")],
    ["promises"] = [("answer", "true-answers"), ("answer", "will-notify")],
};

var resident = await EnterAsync(null);
await OpenAsync(resident, "/", "front-page");
await OpenAsync(resident, "/procedures?q=" + Uri.EscapeDataString("子ども手当"), "find");
await OpenAsync(resident, "/procedures/child-allowance", "procedure");

resident = await EnterAsync("sato-makoto");
await resident.GotoAsync(site + "/apply/start/child-allowance");
await GoOnAsync(resident);
for (var pages = 0; pages < 120 && !resident.Url.EndsWith("/check", StringComparison.Ordinal); pages++)
{
    var step = new Uri(resident.Url).AbsolutePath.Split('/', 4)[^1];
    if (step is "confirm/applicant" or "children")
    {
        await ShootAsync(resident, step == "children" ? "children" : "confirm");
    }

    await AnswerAsync(resident, replies.GetValueOrDefault(step.Split('/')[^1], []));
    if (step == "reason-date")
    {
        await ShootAsync(resident, "question");
    }

    await GoOnAsync(resident);
}

await ShootAsync(resident, "check-answers");
await resident.CheckAsync("input[name=declared]", new PageCheckOptions { Force = true });
await GoOnAsync(resident);
await ShootAsync(resident, "receipt");
var reference = Regex.Match(await resident.ContentAsync(), @"/my/cases/(\d{12})").Groups[1].Value;

// The case is opened a moment after the receipt.
for (var attempt = 0; attempt < 50 && !(await resident.ContentAsync()).Contains("withdraw", StringComparison.Ordinal); attempt++)
{
    await resident.GotoAsync($"{site}/my/cases/{reference}");
}

await OpenAsync(resident, "/my", "my-page");

var clerk = await EnterAsync("tanaka/clerk");
await OpenAsync(clerk, "/staff/cases", "staff-queue", "main .mg-tabs, main nav");
await OpenAsync(clerk, $"/staff/cases/{reference}", "staff-case");
await clerk.GotoAsync($"{site}/staff/cases/{reference}/decision");
await AnswerAsync(clerk,
[
    ("outcome", "granted"), ("ground.granted", "eligible"), ("ground.granted", "next-month"),
    ("reason", "お子さん3人を監護し、生計を同じくしていることを、住民基本台帳と提出された書類で確かめました。"),
]);
await clerk.ClickAsync("button[value=preview]");
await ShootAsync(clerk, "staff-decision", "main .mg-notice");
await clerk.ClickAsync("button[value=confirm]");
await clerk.WaitForURLAsync($"**/staff/cases/{reference}");
await OpenAsync(resident, $"/my/cases/{reference}", "notice", "#notice");

var officer = await EnterAsync("ito/officer");
await OpenAsync(officer, "/staff/procedures", "officer");
return 0;

async Task<IPage> EnterAsync(string? person)
{
    var context = await browser.NewContextAsync(new BrowserNewContextOptions { Locale = "ja-JP", TimezoneId = "Asia/Tokyo", ReducedMotion = ReducedMotion.Reduce });
    var page = await context.NewPageAsync();
    if (person is not null)
    {
        await page.GotoAsync(site + "/sign-in");
        await page.ClickAsync($"button[name=key][value='{person}']");
    }

    return page;
}

async Task OpenAsync(IPage page, string path, string name, string? from = null)
{
    await page.GotoAsync(site + path);
    await ShootAsync(page, name, from);
}

// From the top, or from where an element begins.
async Task ShootAsync(IPage page, string name, string? from = null)
{
    foreach (var (size, width, height) in new[] { ("desktop", 1280, 900), ("phone", 390, 844) })
    {
        await page.SetViewportSizeAsync(width, height);
        if (from is not null)
        {
            await page.Locator(from).First.EvaluateAsync("e => e.scrollIntoView()");
        }

        var file = Path.Combine(output, $"{name}-{size}.png");
        await page.ScreenshotAsync(new PageScreenshotOptions { Path = file });
        Console.WriteLine($"{Path.GetFileName(file)} {new FileInfo(file).Length / 1024} KB");
    }
}

async Task AnswerAsync(IPage page, IReadOnlyList<(string Field, string Value)> values)
{
    foreach (var (field, value) in values)
    {
        var control = page.Locator($"main [name='{field}']:not([type=hidden])");
        switch (await control.First.EvaluateAsync<string>("e => e.type"))
        {
            case "file":
                await control.First.SetInputFilesAsync(new FilePayload
                {
                    Name = "資格確認書.png",
                    MimeType = "image/png",
                    Buffer = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mP8/x8AAwMCAO+ip1sAAAAASUVORK5CYII="),
                });
                break;
            case "radio" or "checkbox":
                var byValue = page.Locator($"main [name='{field}'][value='{value}']");
                await (await byValue.CountAsync() > 0 ? byValue : page.GetByLabel(value)).First.CheckAsync(new LocatorCheckOptions { Force = true });
                break;
            case "select-one":
                await control.First.SelectOptionAsync(value);
                break;
            default:
                await control.First.FillAsync(value);
                break;
        }
    }
}

// The page's main button, not the hidden one that stands for the Enter key.
Task GoOnAsync(IPage page) => page.RunAndWaitForRequestFinishedAsync(
    () => page.Locator("main form[method=post] button.mg-button:not([formnovalidate])").First.ClickAsync(),
    new PageRunAndWaitForRequestFinishedOptions { Predicate = request => request.IsNavigationRequest && request.Method == "GET" });
