using Microsoft.AspNetCore.Components;

namespace Madoguchi.DesignSystem;

/// <summary>What every component here knows: the reader's display and the words.</summary>
public abstract class Part : ComponentBase
{
    [Inject] public required Wording W { get; set; }

    protected Display Display => W.Display;

    /// <summary>A text with its readings, without a component of its own.</summary>
    protected RenderFragment Inline(string? text)
    {
        var shown = Display.ShowsRuby;
        return builder => Ruby.Write(builder, text, shown);
    }
}
