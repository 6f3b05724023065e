using System.Globalization;
using System.Text.RegularExpressions;

namespace Madoguchi.DesignSystem.Tests;

/// <summary>WCAG 2.2, 1.4.3 and 1.4.11, computed from the style sheet as it is served.</summary>
public partial class ColourTests
{
    private static readonly string Css = new Assets([]).Style.Text;

    public static TheoryData<string, string, double> Pairs => new()
    {
        { "ink", "ground", 7 }, { "ink", "ground-soft", 7 }, { "ink", "key-soft", 7 }, { "ink", "care-soft", 7 },
        { "ink", "info-soft", 7 }, { "ink", "good-soft", 7 }, { "ink", "danger-soft", 7 },
        { "ink-soft", "ground", 4.5 }, { "ink-soft", "ground-soft", 4.5 }, { "ink-soft", "key-soft", 4.5 }, { "ink-soft", "line", 4.5 },
        { "link", "ground", 4.5 }, { "link", "ground-soft", 4.5 }, { "link", "info-soft", 4.5 }, { "link", "danger-soft", 4.5 },
        { "link-hover", "key-soft", 4.5 }, { "link-visited", "ground", 4.5 }, { "link-visited", "ground-soft", 4.5 },
        { "on-key", "key", 4.5 }, { "on-key", "key-hover", 4.5 }, { "on-key", "key-active", 4.5 }, { "on-key", "danger", 4.5 },
        { "on-key", "danger-strong", 4.5 }, { "key", "ground", 4.5 }, { "key-hover", "key-soft", 4.5 },
        { "danger", "ground", 4.5 }, { "danger", "ground-soft", 4.5 }, { "good", "good-soft", 4.5 }, { "care", "care-soft", 4.5 },
        { "care", "ground", 4.5 }, { "info", "info-soft", 4.5 }, { "on-glow", "glow", 7 },
        { "line-strong", "ground", 3 }, { "line-strong", "ground-soft", 3 }, { "line-strong", "key-soft", 3 }, { "ring", "ground", 3 },
    };

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Colours_stand_out_by_day_and_by_night(string front, string back, double ratio)
    {
        var day = Variables(Css[..Css.IndexOf("@media (prefers-color-scheme: dark)", StringComparison.Ordinal)]);
        var night = new Dictionary<string, string>(day);
        var dark = Css[Css.IndexOf("@media (prefers-color-scheme: dark)", StringComparison.Ordinal)..];
        foreach (var (name, value) in Variables(dark[..dark.IndexOf("/* ---- Foundations", StringComparison.Ordinal)]))
        {
            night[name] = value;
        }

        Contrast(Resolve(day, front), Resolve(day, back)).ShouldBeGreaterThanOrEqualTo(ratio, $"{front} on {back} by day");
        Contrast(Resolve(night, front), Resolve(night, back)).ShouldBeGreaterThanOrEqualTo(ratio, $"{front} on {back} by night");
    }

    [Fact]
    public void The_style_sheet_loads_nothing_from_outside() => Css.ShouldNotMatch(@"url\(|@import|https?://");

    private static Dictionary<string, string> Variables(string css)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (Match match in Variable().Matches(css))
        {
            found[match.Groups[1].Value] = match.Groups[2].Value.Trim();
        }

        return found;
    }

    private static string Resolve(Dictionary<string, string> variables, string name)
    {
        var value = variables[name];
        return value.StartsWith("var(--", StringComparison.Ordinal) ? Resolve(variables, value[6..^1]) : value;
    }

    private static double Contrast(string one, string other)
    {
        var (a, b) = (Luminance(one), Luminance(other));
        return (Math.Max(a, b) + 0.05) / (Math.Min(a, b) + 0.05);
    }

    private static double Luminance(string hex)
    {
        double Part(int at)
        {
            var share = int.Parse(hex.AsSpan(at, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0;
            return share <= 0.04045 ? share / 12.92 : Math.Pow((share + 0.055) / 1.055, 2.4);
        }

        return (0.2126 * Part(1)) + (0.7152 * Part(3)) + (0.0722 * Part(5));
    }

    [GeneratedRegex(@"--([\w-]+):\s*([^;]+);")]
    private static partial Regex Variable();
}
