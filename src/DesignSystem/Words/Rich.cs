using Microsoft.AspNetCore.Components;

namespace Madoguchi.DesignSystem;

/// <summary>A longer text of the city's content: Markdown with readings. The one place where markup comes from a text.</summary>
public sealed class Rich : IComponent
{
    private RenderHandle handle;

    [Inject] public required Display Display { get; set; }

    /// <summary>Markdown; <c>{漢字|かんじ}</c> becomes ruby, raw HTML stays text.</summary>
    [Parameter] public string? Text { get; set; }

    /// <summary>A text of the city's content in the reader's language.</summary>
    [Parameter] public Localised? Of { get; set; }

    /// <summary>The level a first-level heading (<c>#</c>) gets: 2 under the page's h1.</summary>
    [Parameter] public int Level { get; set; } = 2;

    public void Attach(RenderHandle renderHandle) => handle = renderHandle;

    public Task SetParametersAsync(ParameterView parameters)
    {
        foreach (var parameter in parameters)
        {
            switch (parameter.Name)
            {
                case nameof(Text):
                    Text = (string?)parameter.Value;
                    break;
                case nameof(Of):
                    Of = (Localised?)parameter.Value;
                    break;
                case nameof(Level):
                    Level = (int)parameter.Value;
                    break;
                default:
                    throw new InvalidOperationException($"Rich has no parameter {parameter.Name}.");
            }
        }

        var text = Of?.In(Display.Language) ?? Text;
        if (string.IsNullOrWhiteSpace(text))
        {
            return Task.CompletedTask;
        }

        handle.Render(builder =>
        {
            builder.OpenElement(0, "div");
            builder.AddAttribute(1, "class", "mg-rich");
            if (Of?.FallsBackFor(Display.Language) == true)
            {
                builder.AddAttribute(2, "lang", "ja");
            }

#pragma warning disable RS0030 // The sanctioned renderer: Markdown above lets no raw HTML, no foreign image and no script link through.
            builder.AddContent(3, new MarkupString(Markdown.ToHtml(text, Level, Display.ShowsRuby)));
#pragma warning restore RS0030
            builder.CloseElement();
        });
        return Task.CompletedTask;
    }
}
