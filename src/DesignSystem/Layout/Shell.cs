namespace Madoguchi.DesignSystem;

/// <summary>What stands around every page of this request: the host registers it, scoped.</summary>
public sealed record Shell
{
    public string CityName { get; init; } = "";

    /// <summary>What the site calls itself after the city's name; null: the design system's word (オンライン窓口).</summary>
    public string? ServiceName { get; init; }

    public string HomeHref { get; init; } = "/";

    /// <summary>Who is signed in; null for a visitor.</summary>
    public string? UserName { get; init; }

    /// <summary>For whom they act, when that is somebody else.</summary>
    public string? SubjectName { get; init; }

    /// <summary>Where the person can change for whom they act.</summary>
    public string? ChangeSubjectHref { get; init; }

    public IReadOnlyList<NavItem> Navigation { get; init; } = [];

    public string? SignInHref { get; init; }

    public string SignOutAction { get; init; } = "/sign-out";

    /// <summary>Windows that help by phone or in person.</summary>
    public IReadOnlyList<ContactWindow> Contacts { get; init; } = [];

    public IReadOnlyList<NavItem> FooterLinks { get; init; } = [];

    /// <summary>A database of fictional people: every page says so.</summary>
    public bool IsDemo { get; init; }
}

public sealed record NavItem(string Text, string Href);

public sealed record ContactWindow(string Name, string? Phone = null, string? Hours = null, string? Place = null);

public sealed record Crumb(string Text, string? Href = null);

/// <summary>How wide the content of a page is.</summary>
public enum PageWidth
{
    /// <summary>One column of comfortable reading length: journeys.</summary>
    Reading,

    /// <summary>The full container.</summary>
    Wide,

    /// <summary>The whole window: queues and tables of staff.</summary>
    Full,
}
