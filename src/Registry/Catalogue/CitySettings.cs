using System.ComponentModel;

namespace Madoguchi.Registry;

/// <summary>Which city this is: under <c>Madoguchi</c>.</summary>
internal sealed class CitySettings
{
    [Description("the folder of the city's content; a relative one is looked for from the program upward")]
    public string City { get; init; } = "cities/demo";
}
