using AngleSharp.Html.Dom;

namespace Madoguchi.Testing;

/// <summary>
/// Somebody who applies for whatever the city offers without knowing the form: looks at each page, answers it plausibly,
/// and tries otherwise when the page says no. For load, kills and "every procedure can be walked to its end".
/// </summary>
public sealed class Applicant(Visitor visitor)
{
    private const int MostPages = 200;
    private const int MostTries = 8;

    /// <summary>What is typed into a text field, by try.</summary>
    private static readonly string[] Texts = ["テスト", "1", "7654321", "1234", "test@example.com", "0280000000", "12345678", "3299901"];

    private static readonly ChosenFile Scan = new("scan.pdf", "application/pdf", "%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"u8.ToArray());

    private readonly Dictionary<string, int> tries = new(StringComparer.Ordinal);

    /// <summary>Pages answered so far.</summary>
    public int Answered { get; private set; }

    /// <summary>Signs in as one of the demo city's people.</summary>
    public async Task SignInAsync(string key)
    {
        var front = await visitor.OpenAsync("/");
        var token = front.Document.QuerySelector("form[action='/demo/sign-in'] input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        await visitor.PostAsync("/demo/sign-in", ("key", key), ("__RequestVerificationToken", token));
    }

    /// <summary>Begins the procedure and answers page by page up to the check page.</summary>
    public Task<PageView> FillInAsync(string procedure) =>
        FillInUntilAsync(procedure, page => page.Path.EndsWith("/check", StringComparison.Ordinal));

    /// <summary>Begins the procedure and answers page by page up to one that is looked for.</summary>
    public async Task<PageView> FillInUntilAsync(string procedure, Func<PageView, bool> found)
    {
        var offer = await visitor.OpenAsync($"/apply/start/{procedure}");
        var page = await visitor.SubmitAsync(offer);
        for (var pages = 0; pages < MostPages; pages++)
        {
            if (found(page))
            {
                return page;
            }

            page = await AnswerAsync(page);
        }

        throw new InvalidOperationException($"The journey does not come to its end; it is at {page.Path}.\n{page.Text}");
    }

    private async Task<PageView> AnswerAsync(PageView page)
    {
        if (page.Path.EndsWith("/end", StringComparison.Ordinal))
        {
            // This choice leads out: back, and the next one.
            var back = await visitor.OpenAsync(page.Document.QuerySelector("a.mg-back")!.GetAttribute("href")!);
            return await AnswerAsync(back);
        }

        var attempt = tries.GetValueOrDefault(page.Path);
        if (attempt >= MostTries)
        {
            throw new InvalidOperationException($"No answer fits {page.Path}: {string.Join(" / ", page.Errors)}\n{page.Main.InnerHtml}");
        }

        tries[page.Path] = attempt + 1;
        Answered++;
        var form = page.Main.QuerySelectorAll("form").First(candidate => candidate.GetAttribute("method") == "post");
        var onward = form.QuerySelectorAll("button").First(button => button.ClassName == "mg-button");
        return await visitor.SubmitAsync(page, PageView.TextOf(onward), [.. form.QuerySelectorAll("input, select, textarea")
            .OfType<IHtmlElement>()
            .Where(control => control.GetAttribute("name") is { Length: > 0 } && control.GetAttribute("type") is not ("hidden" or "submit"))
            .GroupBy(control => control.GetAttribute("name")!)
            .Select(group => (group.Key, Choose([.. group], attempt)))]);
    }

    private static object? Choose(IReadOnlyList<IHtmlElement> controls, int attempt)
    {
        var first = controls[0];
        switch (first)
        {
            case IHtmlInputElement { Type: "radio" }:
                return controls[attempt % controls.Count].GetAttribute("value");
            case IHtmlInputElement { Type: "checkbox" }:
                // Nothing in the register is wrong; else one choice; else all of them, as declarations want.
                return attempt switch
                {
                    0 when controls.Count > 1 => null,
                    < 2 => controls[0].GetAttribute("value"),
                    2 => controls.Select(control => control.GetAttribute("value")!),
                    _ => controls[attempt % controls.Count].GetAttribute("value"),
                };
            case IHtmlInputElement { Type: "file" }:
                return attempt == 0 ? Scan : null;
            case IHtmlSelectElement list:
                var options = list.Options.Where(option => option.Value.Length > 0).ToList();
                return list.Value is { Length: > 0 } ? list.Value : options[attempt % options.Count].Value;
            case IHtmlTextAreaElement area:
                return area.Value is { Length: > 0 } ? area.Value : "テスト";
            case IHtmlInputElement { Value.Length: > 0 } filled when filled.GetAttribute("aria-invalid") != "true":
                return filled.Value;
            default:
                return Text(first, attempt);
        }
    }

    private static string Text(IHtmlElement control, int attempt) => (control.GetAttribute("name")!, control.GetAttribute("type")) switch
    {
        var (name, _) when name.EndsWith(".year", StringComparison.Ordinal) => attempt % 2 == 0 ? "2020" : "2030",
        var (name, _) when name.EndsWith(".bankName", StringComparison.Ordinal) => "みやのわ銀行",
        var (name, _) when name.EndsWith(".branchName", StringComparison.Ordinal) => "本店",
        var (name, _) when name.EndsWith(".bankCode", StringComparison.Ordinal) => "9999",
        var (name, _) when name.EndsWith(".branchCode", StringComparison.Ordinal) => "001",
        var (name, _) when name.EndsWith(".number", StringComparison.Ordinal) => "1234567",
        var (name, _) when name.EndsWith(".month", StringComparison.Ordinal) || name.EndsWith(".day", StringComparison.Ordinal) => "4",
        var (name, _) when name.Contains("postcode", StringComparison.Ordinal) => "3299901",
        (_, "tel") => "028-000-0199",
        (_, "email") => "test@example.com",
        _ => Texts[attempt % Texts.Length],
    };
}
