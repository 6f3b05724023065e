using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Deque.AxeCore.Commons;
using Microsoft.Playwright;

namespace Madoguchi.Whole.Tests;

/// <summary>
/// Looks at every page of every journey for what must hold on all of them. The page is shown again, as it was received, in a browser
/// of the inspector's own: so pages of people without JavaScript and answers to forms are inspected too, at any size, undisturbed,
/// while the journey goes on. A page that differs from an earlier one only in tokens, ids and times is not inspected again.
/// </summary>
internal sealed partial class Inspector(IBrowser browser) : IDisposable
{
    private const int AtOnce = 2;

    private static readonly string Axe = new BundledAxeScriptProvider().GetScript();

    private readonly ConcurrentDictionary<string, Lazy<Task<IReadOnlyList<string>>>> inspected = new(StringComparer.Ordinal);
    private readonly ConcurrentBag<IPage> idle = [];
    private readonly SemaphoreSlim room = new(AtOnce);

    /// <summary>What is wrong with a page, nothing left out.</summary>
    public Task<IReadOnlyList<string>> InspectAsync(string address, string html, Device device)
    {
        var same = Changing().Replace(html, "");
        return Once($"{device}\n{same}", () => WithPageAsync(address, html, async page =>
        {
            await page.SetViewportSizeAsync(device.Width, device.Height);
            List<string> faults = [.. await StructureAsync(page), .. await AxeAsync(page, "{}")];

            // The rest does not depend on the device.
            faults.AddRange(await Once(same, () => AdaptsAsync(page)));
            return [.. faults.Select(fault => $"{new Uri(address).PathAndQuery} ({device}): {fault}")];
        }));
    }

    public void Dispose() => room.Dispose();

    private Task<IReadOnlyList<string>> Once(string key, Func<Task<IReadOnlyList<string>>> inspect) =>
        inspected.GetOrAdd(key, _ => new Lazy<Task<IReadOnlyList<string>>>(inspect)).Value;

    private static Task<string[]> StructureAsync(IPage page) => page.EvaluateAsync<string[]>("""
        () => {
          const faults = [], all = s => [...document.querySelectorAll(s)];
          if (all('h1').length !== 1) faults.push(`${all('h1').length} h1`);
          if (!['ja', 'en'].includes(document.documentElement.lang)) faults.push(`html lang "${document.documentElement.lang}"`);
          if (!document.title.trim()) faults.push('no title');
          if (all('main').length !== 1) faults.push(`${all('main').length} main`);
          for (const form of all('form[method=post]')) {
            if (!form.querySelector('input[name=__RequestVerificationToken]')) faults.push(`a form without antiforgery: ${form.action}`);
          }
          for (const href of new Set(all('a[href^="#"]').map(a => a.getAttribute('href')))) {
            if (href.length > 1 && !document.getElementById(decodeURIComponent(href.slice(1)))) faults.push(`a link to nowhere: ${href}`);
          }
          const raw = document.body.textContent.match(/\{[^{}|]+\|[^{}]+\}/);
          if (raw) faults.push(`a reading shown raw: ${raw[0]}`);
          if (all('[style], style').length) faults.push('inline style');
          if (all('script:not([src])').length) faults.push('inline script');
          return faults;
        }
        """);

    private static Task<string[]> AxeAsync(IPage page, string options) => page.EvaluateAsync<string[]>($$"""
        async () => {
          const found = await axe.run(document, { resultTypes: ['violations'], ...{{options}} });
          return found.violations.map(v => `axe ${v.id} (${v.impact}): ${v.help}` + v.nodes.slice(0, 4)
            .map(n => `\n    ${n.target.join(' ')}: ${n.failureSummary.replace(/\s+/g, ' ')}`).join(''));
        }
        """);

    /// <summary>Narrow, enlarged, dark, with the reader's own colours: nothing runs out of the page, nothing becomes unreadable.</summary>
    private static async Task<IReadOnlyList<string>> AdaptsAsync(IPage page)
    {
        var faults = new List<string>();

        // 320 CSS pixels is WCAG's reflow; 640 is a 1280 pixel screen at 200 %.
        foreach (var width in new[] { 320, 640 })
        {
            await page.SetViewportSizeAsync(width, 800);
            if (await page.EvaluateAsync<string?>("""
                () => {
                  const most = document.documentElement.clientWidth;
                  if (document.documentElement.scrollWidth <= most) return null;
                  const wide = [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > most + 1).slice(0, 3);
                  return `${document.documentElement.scrollWidth} wide: ` + wide.map(e => e.outerHTML.slice(0, 120)).join(' | ');
                }
                """) is { } over)
            {
                faults.Add($"scrolls sideways at {width} pixels, {over}");
            }
        }

        await page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = ColorScheme.Dark });
        faults.AddRange((await AxeAsync(page, "{ runOnly: ['color-contrast'] }")).Select(fault => $"dark, {fault}"));
        await page.ScreenshotAsync();
        await page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = ColorScheme.Null, ForcedColors = ForcedColors.Active });
        await page.ScreenshotAsync();
        await page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = ColorScheme.Null, ForcedColors = ForcedColors.Null });
        return faults;
    }

    private async Task<IReadOnlyList<string>> WithPageAsync(string address, string html, Func<IPage, Task<IReadOnlyList<string>>> inspect)
    {
        await room.WaitAsync();
        try
        {
            var page = idle.TryTake(out var free) ? free : await NewPageAsync();
            await page.RouteAsync(
                url => url == address,
                route => route.FulfillAsync(new RouteFulfillOptions { Body = html, ContentType = "text/html; charset=utf-8" }));
            await page.GotoAsync(address);
            var faults = await inspect(page);
            await page.UnrouteAllAsync();
            idle.Add(page);
            return faults;
        }
        finally
        {
            room.Release();
        }
    }

    private async Task<IPage> NewPageAsync()
    {
        var context = await browser.NewContextAsync(new BrowserNewContextOptions { Locale = "ja-JP", TimezoneId = "Asia/Tokyo", ReducedMotion = ReducedMotion.Reduce });
        await context.AddInitScriptAsync(Axe);
        return await context.NewPageAsync();
    }

    [GeneratedRegex("""
        name="(__RequestVerificationToken|kept|state)"[ ]value="[^"]*" | data-options="[^"]*" | data-sent="1" | \d\d:\d\d | \d{4}-\d{4}-\d{4} | \b\d{12}\b
        | [0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Changing();
}
