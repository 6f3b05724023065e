using System.Globalization;

namespace Madoguchi.DesignSystem;

/// <summary>Japanese eras as forms and letters write them (元号法).</summary>
public static class Era
{
    private static readonly (string Code, string Name, DateOnly From)[] Eras =
    [
        ("reiwa", "令和", new(2019, 5, 1)),
        ("heisei", "平成", new(1989, 1, 8)),
        ("showa", "昭和", new(1926, 12, 25)),
        ("taisho", "大正", new(1912, 7, 30)),
        ("meiji", "明治", new(1868, 1, 25)),
    ];

    /// <summary>令和8年4月1日; before 明治 the year of the common era.</summary>
    public static string Of(DateOnly day)
    {
        foreach (var (_, name, from) in Eras)
        {
            if (day >= from)
            {
                var year = day.Year - from.Year + 1;
                var yearText = year == 1 ? "元" : year.ToString(CultureInfo.InvariantCulture);
                return string.Create(CultureInfo.InvariantCulture, $"{name}{yearText}年{day.Month}月{day.Day}日");
            }
        }

        return string.Create(CultureInfo.InvariantCulture, $"{day.Year}年{day.Month}月{day.Day}日");
    }

    /// <summary>The era code (<c>reiwa</c> …) and year of a day, to fill a <c>DateField</c> in wareki.</summary>
    public static (string Code, int Year) CodeOf(DateOnly day)
    {
        foreach (var (code, _, from) in Eras)
        {
            if (day >= from)
            {
                return (code, day.Year - from.Year + 1);
            }
        }

        return (DateParts.CommonEra, day.Year);
    }

    /// <summary>令和 for <c>reiwa</c>; empty for the common era and for what is none.</summary>
    public static string NameOf(string? code) => Eras.FirstOrDefault(era => era.Code == code).Name ?? "";
}
