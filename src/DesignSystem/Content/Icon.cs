using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;

namespace Madoguchi.DesignSystem;

public enum IconName
{
    Info,
    Success,
    Warning,
    Error,
    ArrowRight,
    ArrowLeft,
    ChevronDown,
    Search,
    Phone,
    Clock,
    Document,
    Person,
    Organisation,
    Pause,
    External,
}

/// <summary>A line icon of 24 units, drawn by us, always decoration: the words say it too.</summary>
public static class Icon
{
    private static readonly string[] Drawn = [.. Enum.GetValues<IconName>().Select(name =>
        $"""<svg class="mg-icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path d="{Path(name)}"/></svg>""")];

    public static RenderFragment Of(IconName name) => builder => Write(builder, name);

    internal static void Write(RenderTreeBuilder builder, IconName name) => builder.AddMarkupContent(0, Drawn[(int)name]);

    private static string Path(IconName name) => name switch
    {
        IconName.Info => "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18ZM12 11v5.5M12 7.4v.2",
        IconName.Success => "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18ZM7.8 12.3l2.9 2.9 5.5-6",
        IconName.Warning => "M12 3.6 2.6 20h18.8L12 3.6ZM12 10v4.6M12 17.1v.2",
        IconName.Error => "M8.2 3h7.6L21 8.2v7.6L15.8 21H8.2L3 15.8V8.2L8.2 3ZM12 7.6v5.4M12 16.1v.2",
        IconName.ArrowRight => "M4.5 12h14.5M13 6l6 6-6 6",
        IconName.ArrowLeft => "M19.5 12H5M11 6l-6 6 6 6",
        IconName.ChevronDown => "m5.5 9 6.5 6.5L18.5 9",
        IconName.Search => "M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13ZM15.3 15.3 20.5 20.5",
        IconName.Phone => "M6.6 3.6h2.6l1.5 4.2-2 1.6a12 12 0 0 0 5.9 5.9l1.6-2 4.2 1.5v2.6a2 2 0 0 1-2 2A15.8 15.8 0 0 1 4.6 5.6a2 2 0 0 1 2-2Z",
        IconName.Clock => "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18ZM12 7v5.2l3.4 2.2",
        IconName.Document => "M6 3h8l4.5 4.5V21H6V3ZM13.6 3.2V8h4.7M9 12.2h6.4M9 16h6.4",
        IconName.Person => "M12 4a3.8 3.8 0 1 0 0 7.6A3.8 3.8 0 0 0 12 4ZM4.5 20.5c.4-4.4 3.3-6.6 7.5-6.6s7.1 2.2 7.5 6.6",
        IconName.Organisation => "M5 21V4h9v17M14 10h5v11M3 21h18M8 8h3M8 12h3M8 16h3",
        IconName.Pause => "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18ZM9.8 8.6v6.8M14.2 8.6v6.8",
        IconName.External => "M13.5 4.5h6v6M19.2 4.8 11 13M10 5.5H5V19h13.5v-5",
        _ => "",
    };
}
