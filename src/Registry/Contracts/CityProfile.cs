using Madoguchi.DesignSystem;
using Madoguchi.Kernel;

namespace Madoguchi.Registry;

/// <summary>The city as its pages and letters name it, from <c>city.yaml</c>.</summary>
public sealed record CityProfile
{
    public required Localised Name { get; init; }

    public string NameKana { get; init; } = "";

    public string Prefecture { get; init; } = "";

    /// <summary>全国地方公共団体コード, six digits.</summary>
    public required string Code { get; init; }

    /// <summary>The content is of a city that does not exist.</summary>
    public bool IsDemo { get; init; }

    /// <summary>In whose name decisions are made: みやのわ市長.</summary>
    public string Mayor { get; init; } = "";

    public string? Website { get; init; }

    public required CityContact Contact { get; init; }

    public required OfficeHours OfficeHours { get; init; }

    /// <summary>Days the city is closed beside Saturdays, Sundays and national holidays (市の休日).</summary>
    public IReadOnlyList<ClosedDays> ClosedDays { get; init; } = [];

    public IReadOnlyList<CityWindow> Windows { get; init; } = [];

    /// <summary>Towns that Japan Post's table does not know.</summary>
    public IReadOnlyList<CityTown> Towns { get; init; } = [];
}

public sealed record CityContact(Localised Department, string Phone, string Postcode, string Address);

public sealed record OfficeHours(TimeOnly Opens, TimeOnly Closes, IReadOnlyList<DayOfWeek> Days);

public sealed record CityWindow(string Code, Localised Label, string Phone);

public sealed record CityTown(string Postcode, string Prefecture, string City, string Town, string Kana);

/// <summary>Where the city's content lies, and the files in it.</summary>
public sealed class CityContent(string folder)
{
    /// <summary>The folder as an absolute path.</summary>
    public string Folder { get; } = Path.GetFullPath(folder);

    public string PathTo(params ReadOnlySpan<string> parts) => Path.Combine([Folder, .. parts]);
}
