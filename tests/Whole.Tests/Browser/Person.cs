using System.Text.RegularExpressions;
using Madoguchi.Testing;
using Microsoft.Playwright;

namespace Madoguchi.Whole.Tests;

/// <summary>
/// Somebody at a browser: opens pages, follows links, fills in fields by their labels or form names, presses buttons.
/// Every page they come to is inspected: <see cref="Inspector"/>.
/// </summary>
internal sealed partial class Person
{
    public const int Patience = 30_000;

    /// <summary>Enough for the longest page; more means that the keyboard is caught somewhere.</summary>
    private const int MostTabs = 150;

    private readonly Device device;
    private readonly Way way;
    private readonly Uri site;
    private readonly Inspector inspector;
    private readonly Uri? provider;
    private readonly List<string> complaints = [];
    private readonly List<Task<IReadOnlyList<string>>> inspections = [];

    /// <param name="page">The browser's first tab.</param>
    /// <param name="device">What it runs on.</param>
    /// <param name="way">How they use it.</param>
    /// <param name="site">The city.</param>
    /// <param name="inspector">Looks at each page of the city.</param>
    /// <param name="provider">Where else they may be led: to prove who they are.</param>
    public Person(IPage page, Device device, Way way, Uri site, Inspector inspector, Uri? provider = null)
    {
        (Page, this.device, this.way, this.site, this.inspector, this.provider) = (page, device, way, site, inspector, provider);
        Watch(page);
    }

    public IPage Page { get; private set; }

    public string Path => new Uri(Page.Url).AbsolutePath;

    private bool UsesKeyboard => way is Way.Keyboard or Way.KeyboardWithoutScript;

    /// <summary>Whether pages may use scripts: without them there is no passkey.</summary>
    public bool HasScript => way is Way.Pointer or Way.Keyboard;

    public Task OpenAsync(string path) => GoAsync(() => Page.GotoAsync(new Uri(site, path).ToString()));

    /// <summary>The browser's own back button.</summary>
    public Task GoBackAsync() => GoAsync(() => Page.GoBackAsync());

    /// <param name="link">What the link says, or how its address ends.</param>
    public async Task FollowAsync(string link)
    {
        var found = await FindAsync("link", link);
        await GoAsync(() => ActivateAsync(found));
    }

    /// <param name="text">What the button says, to the eye or to the ear, or its value.</param>
    public async Task PressAsync(string text)
    {
        var button = await FindAsync("button", text);
        await GoAsync(() => ActivateAsync(button));
    }

    /// <summary>Two clicks as fast as a nervous finger makes them.</summary>
    public async Task PressTwiceAsync(string text)
    {
        var button = await FindAsync("button", text);
        await GoAsync(() => button.DblClickAsync());
    }

    /// <summary>What is the first button of the page's form: how a question is sent in any language.</summary>
    public Task PressMainAsync() => PressAsync("");

    /// <param name="field">The label, or the form name.</param>
    /// <param name="value">As typed; it replaces what is there.</param>
    public async Task FillAsync(string field, string value)
    {
        var control = await FindAsync("field", field);
        if (!UsesKeyboard)
        {
            await control.FillAsync(value);
            return;
        }

        await TabToAsync(control);
        await Page.Keyboard.PressAsync("Control+a");
        await Page.Keyboard.PressAsync("Delete");
        await Page.Keyboard.InsertTextAsync(value);
    }

    public async Task FillAsync(params (string Field, string Value)[] fields)
    {
        foreach (var (field, value) in fields)
        {
            await FillAsync(field, value);
        }
    }

    /// <param name="field">The form name of a date.</param>
    /// <param name="era">The form value: <c>ad</c>, <c>reiwa</c> …</param>
    /// <param name="year">As typed.</param>
    /// <param name="month">As typed.</param>
    /// <param name="day">As typed.</param>
    public async Task FillDateAsync(string field, string era, string year, string month, string day)
    {
        await SelectAsync($"{field}.era", era);
        await FillAsync(($"{field}.year", year), ($"{field}.month", month), ($"{field}.day", day));
    }

    /// <summary>One of a list.</summary>
    public async Task SelectAsync(string field, string value)
    {
        var control = await FindAsync("field", field);
        if (!UsesKeyboard)
        {
            await control.SelectOptionAsync(new SelectOptionValue { Value = value });
            return;
        }

        await TabToAsync(control);
        await Page.Keyboard.PressAsync("Home");
        for (var presses = 0; await control.InputValueAsync() != value; presses++)
        {
            presses.ShouldBeLessThan(100, $"the keyboard does not reach \"{value}\" in {field}");
            await Page.Keyboard.PressAsync("ArrowDown");
        }
    }

    /// <summary>One of several radio buttons, or a box to tick.</summary>
    /// <param name="field">The legend or form name of the group.</param>
    /// <param name="choice">The label or value of the choice.</param>
    public async Task ChooseAsync(string field, string choice)
    {
        var control = await FindAsync("choice", field, choice);
        if (await control.IsCheckedAsync())
        {
            return;
        }

        if (!UsesKeyboard)
        {
            await PointAtLabelAsync(control);
        }
        else if (await control.GetAttributeAsync("type") == "checkbox")
        {
            await TabToAsync(control);
            await Page.Keyboard.PressAsync("Space");
        }
        else
        {
            await TabToGroupAsync(control);
            await Page.Keyboard.PressAsync("Space");
            for (var presses = 0; !await control.IsCheckedAsync(); presses++)
            {
                presses.ShouldBeLessThan(50, $"the keyboard does not reach \"{choice}\" of {field}");
                await Page.Keyboard.PressAsync("ArrowDown");
            }
        }

        (await control.IsCheckedAsync()).ShouldBeTrue($"\"{choice}\" of {field}");
    }

    /// <summary>A box with a label of its own.</summary>
    public async Task TickAsync(string label)
    {
        var control = await FindAsync("field", label);
        if (UsesKeyboard)
        {
            await TabToAsync(control);
            await Page.Keyboard.PressAsync("Space");
        }
        else
        {
            await PointAtLabelAsync(control);
        }

        (await control.IsCheckedAsync()).ShouldBeTrue(label);
    }

    /// <summary>The system's own file chooser is out of a browser test's reach; what leads to it is not.</summary>
    public async Task AttachAsync(string field, params ChosenFile[] files)
    {
        var control = await FindAsync("field", field);
        if (UsesKeyboard)
        {
            await TabToAsync(control);
        }

        await control.SetInputFilesAsync(files.Select(file => new FilePayload { Name = file.Name, MimeType = file.ContentType, Buffer = file.Content }));
    }

    public async Task<bool> HasFieldAsync(string field) => await LookAsync("field", field) is not null;

    public async Task<bool> HasLinkAsync(string text) => await LookAsync("link", text) is not null;

    public async Task<bool> HasButtonAsync(string text) => await LookAsync("button", text) is not null;

    public async Task<string> ValueAsync(string field) => await (await FindAsync("field", field)).InputValueAsync();

    /// <summary>Whether a field is a group of choices.</summary>
    public async Task<bool> IsChoiceAsync(string field) =>
        await LookAsync("field", field) is { } control && await control.GetAttributeAsync("type") is "radio" or "checkbox";

    public async Task<bool> IsChosenAsync(string field, string choice) => await (await FindAsync("choice", field, choice)).IsCheckedAsync();

    public Task<string> HeadingAsync() => Page.EvaluateAsync<string>($"() => {{ {TextOf} return text(document.querySelector('h1')) }}");

    /// <summary>All that is read in the main part, without readings (ruby).</summary>
    public Task<string> TextAsync() => Page.EvaluateAsync<string>($"() => {{ {TextOf} return text(document.querySelector('main') ?? document.body) }}");

    public async Task<bool> ReadsAsync(string words) => (await TextAsync()).Contains(words, StringComparison.Ordinal);

    /// <summary>The error summary, line by line.</summary>
    public Task<string[]> ErrorsAsync() =>
        Page.EvaluateAsync<string[]>($"() => {{ {TextOf} return [...document.querySelectorAll('#error-summary li')].map(text) }}");

    /// <summary>What stands beside a term of a summary list.</summary>
    public Task<string?> TermAsync(string term) => Page.EvaluateAsync<string?>(
        $"wanted => {{ {TextOf} const dt = [...document.querySelectorAll('main dt')].find(e => text(e).startsWith(wanted)); return dt ? text(dt.nextElementSibling) : null }}",
        term);

    /// <summary>The form names of the page's fields, in order.</summary>
    public Task<string[]> FieldNamesAsync() => Page.EvaluateAsync<string[]>(
        "() => [...new Set([...document.querySelectorAll('main input, main select, main textarea')]"
        + ".filter(e => e.name && e.type !== 'hidden').map(e => e.name))]");

    /// <summary>Whether the queue shows a case.</summary>
    public Task<bool> HasCaseAsync(string reference) =>
        Page.EvaluateAsync<bool>("reference => !!document.querySelector(`main a[href$='/staff/cases/${reference}']`)", reference);

    /// <summary>A second tab in the same browser: same cookies, same person.</summary>
    public async Task<Person> OpenTabAsync() => new(await Page.Context.NewPageAsync(), device, way, site, inspector, provider);

    /// <summary>Closes the browser; says what was wrong with the pages that were seen in it.</summary>
    public async Task<IReadOnlyList<string>> LeaveAsync()
    {
        await Page.Context.CloseAsync();
        return [.. complaints, .. (await Task.WhenAll(inspections)).SelectMany(faults => faults)];
    }

    private const string TextOf = """
        const text = e => {
          if (!e) return '';
          const copy = e.cloneNode(true);
          copy.querySelectorAll('rt, rp, script, style, .mg-need, .mg-hidden').forEach(x => x.remove());
          copy.querySelectorAll('p, li, dt, dd, div, h1, h2, h3, td, th, br, button, label').forEach(x => x.append(' '));
          return copy.textContent.replace(/\s+/g, ' ').trim();
        };
        """;

    private const string Finder = $$"""
        ([kind, wanted, choice]) => {
          {{TextOf}}
          const pick = (all, of = text) => all.find(e => of(e) === wanted) ?? all.find(e => of(e).startsWith(wanted)) ?? all.find(e => of(e).includes(wanted));
          // With the words that only who listens is told: which of several alike.
          const heard = e => e.textContent.replace(/\s+/g, ' ').trim();
          const usable = e => !e.disabled && e.type !== 'hidden';
          const all = (selector, root = document) => [...root.querySelectorAll(selector)];
          if (kind === 'link') return pick(all('main a[href], body a[href]')) ?? all('a[href]').find(a => a.getAttribute('href').endsWith(wanted)) ?? null;
          if (kind === 'button') {
            // Not the hidden button that stands for the Enter key.
            const pressable = b => usable(b) && b.tabIndex >= 0, main = all('main button').filter(pressable);
            const buttons = [...main, ...all('button, main a.mg-button').filter(pressable)];
            return wanted === '' ? main.find(b => b.value === 'continue') ?? main.find(b => !b.formNoValidate && !b.name) ?? main[0] ?? null
              : buttons.find(b => b.value === wanted) ?? pick(buttons) ?? pick(buttons, heard) ?? null;
          }
          const fields = all('input, select, textarea').filter(usable);
          const label = e => [...e.childNodes].length && e.classList.contains('mg-hidden') ? e.textContent.trim() : text(e);
          const named = fields.filter(f => f.name === wanted);
          const labelled = () => {
            const found = pick(all('main label, main legend'), label);
            if (!found) return [];
            return found.control ? [found.control] : all('input, select, textarea', found.parentElement).filter(usable);
          };
          const found = named.length ? named : labelled();
          if (kind === 'field') return found[0] ?? null;
          return found.find(f => f.value === choice) ?? found.find(f => [...f.labels].some(l => text(l) === choice))
            ?? found.find(f => [...f.labels].some(l => text(l).startsWith(choice))) ?? null;
        }
        """;

    private async Task<IElementHandle?> LookAsync(string kind, string wanted, string? choice = null) =>
        await Page.EvaluateHandleAsync(Finder, new[] { kind, wanted, choice }) as IElementHandle;

    private async Task<IElementHandle> FindAsync(string kind, string wanted, string? choice = null) =>
        await LookAsync(kind, wanted, choice)
        ?? throw new InvalidOperationException($"No {kind} \"{wanted}\" {choice} at {Page.Url}:\n{await TextAsync()}\nfields: {string.Join(", ", await FieldNamesAsync())}");

    private async Task ActivateAsync(IElementHandle element)
    {
        if (UsesKeyboard)
        {
            await TabToAsync(element);
            await Page.Keyboard.PressAsync("Enter");
        }
        else if (device.HasTouch)
        {
            await element.TapAsync();
        }
        else
        {
            await element.ClickAsync();
        }
    }

    /// <summary>A choice is a line to press on, not a dot to hit.</summary>
    private async Task PointAtLabelAsync(IElementHandle choice) =>
        await ActivateAsync(await choice.EvaluateHandleAsync("e => e.labels[0] ?? e") as IElementHandle ?? choice);

    private Task TabToAsync(IElementHandle element) => TabUntilAsync(element, "e => e === document.activeElement");

    /// <summary>A group of radio buttons is one stop: the chosen one, or the first.</summary>
    private Task TabToGroupAsync(IElementHandle radio) =>
        TabUntilAsync(radio, "e => document.activeElement?.type === 'radio' && document.activeElement.name === e.name");

    private async Task TabUntilAsync(IElementHandle element, string reached)
    {
        for (var presses = 0; !await element.EvaluateAsync<bool>(reached); presses++)
        {
            presses.ShouldBeLessThan(MostTabs, $"the Tab key does not reach {await element.EvaluateAsync<string>("e => e.outerHTML.slice(0, 200)")} at {Page.Url}");
            await Page.Keyboard.PressAsync("Tab");
        }

        (await Page.EvaluateAsync<bool>(SeesFocus)).ShouldBeTrue($"where the focus is cannot be seen at {Page.Url}: {await element.EvaluateAsync<string>("e => e.outerHTML.slice(0, 200)")}");
    }

    private const string SeesFocus = """
        () => {
          const marked = e => { const s = getComputedStyle(e); return (s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0) || s.boxShadow !== 'none'; };
          const e = document.activeElement;
          return marked(e) || (e.parentElement && marked(e.parentElement)) || [...(e.labels ?? [])].some(marked);
        }
        """;

    /// <summary>Does what leads to another page, waits until it is there, and inspects it.</summary>
    private async Task GoAsync(Func<Task> act)
    {
        var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        void OnArrival(object? sender, IPage page) => arrived.TrySetResult();

        Page.Load += OnArrival;
        try
        {
            await act();
            await arrived.Task.WaitAsync(TimeSpan.FromMilliseconds(Patience));
        }
        catch (TimeoutException late)
        {
            throw new InvalidOperationException($"Nothing came after {Page.Url}:\n{await TextAsync()}", late);
        }
        finally
        {
            Page.Load -= OnArrival;
        }

        await InspectAsync();
    }

    private async Task InspectAsync()
    {
        var address = Page.Url;
        if (provider is not null && new Uri(address).Authority == provider.Authority)
        {
            return;
        }

        if (PersonalWords.In(Uri.UnescapeDataString(address)) is { Count: > 0 } words)
        {
            complaints.Add($"{address}: the address tells who somebody is ({string.Join(", ", words)})");
        }

        inspections.Add(inspector.InspectAsync(address, await Page.ContentAsync(), device));
    }

    private void Watch(IPage page)
    {
        page.Console += (_, message) =>
        {
            // A refused form is a page with 422; the browser's remark about that is not a fault.
            if (message.Type == "error" && !Refused().IsMatch(message.Text))
            {
                complaints.Add($"{page.Url}: console: {message.Text}");
            }
        };
        page.PageError += (_, error) => complaints.Add($"{page.Url}: script: {error}");
        page.Request += (_, request) =>
        {
            if (new Uri(request.Url) is { Scheme: "http" or "https" } target
                && target.Authority != site.Authority && target.Authority != provider?.Authority)
            {
                complaints.Add($"{page.Url}: loads from outside: {request.Url}");
            }
        };
    }

    [GeneratedRegex("^Failed to load resource: the server responded with a status of (4|503)")]
    private static partial Regex Refused();
}
