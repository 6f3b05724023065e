using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(Madoguchi.Whole.Tests.Chromium))]

namespace Madoguchi.Whole.Tests;

/// <summary>
/// The machine's own Chromium, started once for all journeys and only when a test asks for it.
/// Where it is not installed those tests are skipped, visibly.
/// </summary>
public sealed class Chromium : IAsyncDisposable
{
    /// <summary>The same browser without windows of its own, which draws nothing that nobody looks at; the whole one where only that is there.</summary>
    private static readonly string Program =
        new[] { "/usr/bin/chromium-headless-shell", "/usr/bin/chromium" }.FirstOrDefault(File.Exists) ?? "/usr/bin/chromium";

    private static readonly string[] Flags =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync",
    ];

    private readonly SemaphoreSlim starting = new(1);
    private IPlaywright? playwright;
    private IBrowser? browser;
    private Inspector? inspector;

    /// <summary>Skips the test where there is no browser.</summary>
    public static void Require() => Assert.SkipUnless(File.Exists(Program), $"No browser: {Program} is not installed.");

    /// <summary>Somebody sits down at a browser of their own: nothing shared with others, nobody signed in.</summary>
    internal async Task<Person> MeetAsync(Uri site, Device device, Way way = Way.Pointer, string? session = null, Uri? provider = null)
    {
        Require();
        await StartAsync();
        var context = await browser!.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = site.ToString(),
            ViewportSize = new ViewportSize { Width = device.Width, Height = device.Height },
            IsMobile = device.HasTouch,
            HasTouch = device.HasTouch,
            JavaScriptEnabled = way is not (Way.WithoutScript or Way.KeyboardWithoutScript),
            Locale = "ja-JP",
            TimezoneId = "Asia/Tokyo",
        });
        context.SetDefaultTimeout(Person.Patience);
        if (session is not null)
        {
            await context.AddCookiesAsync([new Cookie { Name = WholeHost.SessionCookie, Value = session, Url = site.ToString(), HttpOnly = true }]);
        }

        return new Person(await context.NewPageAsync(), device, way, site, inspector!, provider);
    }

    public async ValueTask DisposeAsync()
    {
        if (browser is not null)
        {
            await browser.DisposeAsync();
        }

        inspector?.Dispose();
        playwright?.Dispose();
        starting.Dispose();
    }

    private async Task StartAsync()
    {
        await starting.WaitAsync();
        try
        {
            if (browser is null)
            {
                playwright = await Playwright.CreateAsync();
                browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = Program, Args = Flags });
                inspector = new Inspector(browser);
            }
        }
        finally
        {
            starting.Release();
        }
    }
}

/// <summary>What somebody holds in the hand or has on the desk.</summary>
internal sealed record Device(string Name, int Width, int Height, bool HasTouch)
{
    public static readonly Device Phone = new("phone", 390, 844, HasTouch: true);
    public static readonly Device Desktop = new("desktop", 1280, 900, HasTouch: false);

    public override string ToString() => Name;
}

/// <summary>How somebody uses the pages.</summary>
public enum Way
{
    /// <summary>Finger or mouse, JavaScript on.</summary>
    Pointer,

    /// <summary>Finger or mouse, JavaScript off.</summary>
    WithoutScript,

    /// <summary>Keyboard alone, JavaScript on.</summary>
    Keyboard,

    /// <summary>Keyboard alone, JavaScript off.</summary>
    KeyboardWithoutScript,
}
