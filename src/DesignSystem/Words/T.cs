using Microsoft.AspNetCore.Components;

namespace Madoguchi.DesignSystem;

/// <summary>A text in a line, with its readings. Written against <see cref="IComponent"/> because a page holds dozens.</summary>
public sealed class T : IComponent
{
    private RenderHandle handle;

    [Inject] public required Display Display { get; set; }

    /// <summary>The text; <c>{漢字|かんじ}</c> becomes ruby.</summary>
    [Parameter] public string? Text { get; set; }

    /// <summary>A text of the city's content, shown in the reader's language and marked as Japanese where it fell back.</summary>
    [Parameter] public Localised? Of { get; set; }

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
                default:
                    throw new InvalidOperationException($"T has no parameter {parameter.Name}.");
            }
        }

        handle.Render(builder =>
        {
            if (Of is null)
            {
                Ruby.Write(builder, Text, Display.ShowsRuby);
            }
            else if (Of.FallsBackFor(Display.Language))
            {
                builder.OpenElement(1, "span");
                builder.AddAttribute(2, "lang", "ja");
                Ruby.Write(builder, Of.Ja, shown: false);
                builder.CloseElement();
            }
            else
            {
                Ruby.Write(builder, Of.In(Display.Language), Display.ShowsRuby);
            }
        });
        return Task.CompletedTask;
    }
}
