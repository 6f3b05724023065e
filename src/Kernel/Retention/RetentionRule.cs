using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Madoguchi.Kernel;

/// <summary>From which moment a time of keeping counts (起算).</summary>
public enum RetentionStart
{
    /// <summary>The day itself.</summary>
    Day,

    /// <summary>1 April after it: the year of the documents must be over first.</summary>
    FiscalYear,
}

/// <summary>How long a class of records is kept (文書保存期間), counted in days or in years.</summary>
/// <param name="Years">Years; zero when it is counted in days.</param>
/// <param name="Days">Days; zero when it is counted in years.</param>
/// <param name="Start">From when.</param>
/// <param name="Basis">The rule of the city, or the law, that says so.</param>
public sealed record RetentionRule(int Years, int Days, RetentionStart Start, string Basis)
{
    /// <summary>The first day on which it is no longer kept.</summary>
    public DateOnly DueOn(DateOnly began) => Start == RetentionStart.FiscalYear
        ? new DateOnly(FiscalYear(began) + 1, 4, 1).AddYears(Years).AddDays(Days)
        : began.AddYears(Years).AddDays(Days + 1);

    /// <summary>What began before this day is due today.</summary>
    public DateOnly Cutoff(DateOnly today)
    {
        // From a day that is surely due forward: years and 29 February have no way back that is exact.
        var day = today.AddYears(-Years).AddDays(-Days);
        if (Start == RetentionStart.FiscalYear)
        {
            day = new DateOnly(FiscalYear(day), 4, 1);
            return DueOn(day) <= today ? day.AddYears(1) : day;
        }

        while (DueOn(day) <= today)
        {
            day = day.AddDays(1);
        }

        return day;
    }

    public string Words => (Years > 0 ? $"{Years}年" : $"{Days}日") + (Start == RetentionStart.FiscalYear ? "（翌年度の4月1日から）" : "");

    private static int FiscalYear(DateOnly day) => day.Month >= 4 ? day.Year : day.Year - 1;
}

/// <summary>A class of records with a time of keeping, as the module that owns it declares it.</summary>
/// <param name="Code">As the city's <c>retention.yaml</c> names it.</param>
/// <param name="Name">行政用語.</param>
/// <param name="Begins">From which moment it is kept, in words.</param>
/// <param name="Goes">What is gone afterwards, and what stays.</param>
/// <param name="Default">What holds where the city's content says nothing.</param>
public sealed record RetainedClass(string Code, string Name, string Begins, string Goes, RetentionRule Default);

/// <summary>The rules in force: the city's, and the modules' own where it says nothing.</summary>
public sealed class RetentionPlan
{
    private readonly Dictionary<string, RetentionRule> rules;

    public RetentionPlan(IEnumerable<RetainedClass> classes, IReadOnlyDictionary<string, RetentionRule> ofTheCity)
    {
        var known = classes.ToList();
        Unused = [.. ofTheCity.Keys.Except(known.Select(it => it.Code), StringComparer.Ordinal)];
        rules = known.ToDictionary(it => it.Code, it => ofTheCity.GetValueOrDefault(it.Code) ?? it.Default, StringComparer.Ordinal);
        var text = string.Join('\n', rules.OrderBy(rule => rule.Key, StringComparer.Ordinal)
            .Select(rule => string.Create(CultureInfo.InvariantCulture, $"{rule.Key} {rule.Value.Years} {rule.Value.Days} {rule.Value.Start}")));
        Version = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..12];
    }

    /// <summary>Rules for classes that no module has: most likely mistyped.</summary>
    public IReadOnlyList<string> Unused { get; }

    /// <summary>Changes with any rule: an erasure says by which it was made.</summary>
    public string Version { get; }

    public RetentionRule this[string code] => rules[code];
}
