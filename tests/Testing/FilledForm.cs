using System.Globalization;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;

namespace Madoguchi.Testing;

/// <summary>A form as a browser would send it: hidden fields, what was filled in before, what the test fills in, the button pressed.</summary>
internal sealed class FilledForm
{
    private readonly List<(string Name, string Value)> fields = [];
    private readonly List<(string Name, ChosenFile File)> files = [];
    private readonly bool isMultipart;

    public FilledForm(PageView page, string? button, (string Field, object? Value)[] values)
    {
        var (form, pressed) = Choose(page, button);
        Method = string.Equals(form.GetAttribute("method"), "post", StringComparison.OrdinalIgnoreCase) ? HttpMethod.Post : HttpMethod.Get;
        isMultipart = form.GetAttribute("enctype") == "multipart/form-data";

        var filled = values.Select(value => (Field: page.Field(value.Field), value.Value)).ToList();
        var own = filled.SelectMany(value => value.Field.Controls).ToHashSet();
        foreach (var control in form.QuerySelectorAll("input, select, textarea").Where(control => !own.Contains(control)))
        {
            AddAsShown(control);
        }

        foreach (var (field, value) in filled)
        {
            Add(field, value);
        }

        if (pressed?.GetAttribute("name") is { Length: > 0 } name)
        {
            fields.Add((name, pressed.GetAttribute("value") ?? ""));
        }

        var action = new Uri(page.Address, pressed?.GetAttribute("formaction") ?? form.GetAttribute("action") ?? page.Address.PathAndQuery);
        Action = Method == HttpMethod.Get
            ? new UriBuilder(action) { Query = string.Join('&', fields.Select(field => $"{field.Name}={Uri.EscapeDataString(field.Value)}")) }.Uri
            : action;
    }

    public HttpMethod Method { get; }

    public Uri Action { get; }

    public HttpContent Content()
    {
        if (!isMultipart)
        {
            return new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));
        }

        var content = new MultipartFormDataContent();
        foreach (var (name, value) in fields)
        {
            content.Add(new StringContent(value), $"\"{name}\"");
        }

        foreach (var (name, file) in files)
        {
            content.Add(Visitor.FileContent(file), $"\"{name}\"", $"\"{file.Name}\"");
        }

        return content;
    }

    private static (IElement Form, IElement? Button) Choose(PageView page, string? button)
    {
        if (button is not null)
        {
            var pressed = page.Document.QuerySelectorAll("main button, button")
                .FirstOrDefault(candidate => PageView.TextOf(candidate) == button || candidate.GetAttribute("value") == button)
                ?? throw new InvalidOperationException($"No button \"{button}\". There are: {string.Join(", ", page.Buttons)}\n{page.Text}");
            return (OwnerOf(page, pressed), pressed);
        }

        var form = page.Main.QuerySelectorAll("form")
            .FirstOrDefault(candidate => string.Equals(candidate.GetAttribute("method"), "post", StringComparison.OrdinalIgnoreCase))
            ?? page.Main.QuerySelector("form")
            ?? throw new InvalidOperationException($"No form on {page.Path} ({page.Status}).\n{page.Text}");

        // The first button is what Enter presses.
        return (form, form.QuerySelector("button:not([type=button])"));
    }

    private static IElement OwnerOf(PageView page, IElement button) =>
        (button.GetAttribute("form") is { } id ? page.Document.GetElementById(id) : button.Closest("form"))
        ?? throw new InvalidOperationException("The button belongs to no form.");

    private void AddAsShown(IElement control)
    {
        var name = control.GetAttribute("name");
        if (name is not { Length: > 0 } || control.HasAttribute("disabled"))
        {
            return;
        }

        switch (control)
        {
            case IHtmlInputElement { Type: "submit" or "button" or "image" or "reset" or "file" }:
            case IHtmlInputElement { Type: "radio" or "checkbox", IsChecked: false }:
                break;
            case IHtmlInputElement input:
                fields.Add((name, input.Type is "radio" or "checkbox" ? input.GetAttribute("value") ?? "on" : input.Value));
                break;
            case IHtmlTextAreaElement area:
                fields.Add((name, area.Value));
                break;
            case IHtmlSelectElement list:
                fields.AddRange(list.Options.Where(option => option.IsSelected).Select(option => (name, option.Value)));
                break;
            default:
                break;
        }
    }

    private void Add(FieldView field, object? value)
    {
        switch (value)
        {
            case null or false:
                break;
            case ChosenFile file:
                files.Add((field.Name, file));
                break;
            case IEnumerable<ChosenFile> several:
                files.AddRange(several.Select(file => (field.Name, file)));
                break;
            case IEnumerable<string> choices when value is not string:
                fields.AddRange(choices.Select(choice => Choice(field, choice)));
                break;
            case true:
                fields.Add((field.Name, field.Controls[0].GetAttribute("value") ?? "on"));
                break;
            default:
                fields.Add(Choice(field, Convert.ToString(value, CultureInfo.InvariantCulture) ?? ""));
                break;
        }
    }

    /// <summary>The label of a choice stands for its value; anything else is sent as typed, which no list prevents an attacker from doing.</summary>
    private static (string Name, string Value) Choice(FieldView field, string chosen)
    {
        if (field.Controls[0] is IHtmlSelectElement list)
        {
            return (field.Name, list.Options.FirstOrDefault(option => PageView.TextOf(option) == chosen)?.Value ?? chosen);
        }

        var byLabel = field.Controls
            .Where(control => control is IHtmlInputElement { Type: "radio" or "checkbox" })
            .FirstOrDefault(control => PageView.TextOf(field.LabelOf(control)) == chosen);
        return byLabel is null
            ? (field.Name, chosen)
            : (byLabel.GetAttribute("name") ?? "", byLabel.GetAttribute("value") ?? "on");
    }
}
