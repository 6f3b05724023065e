using System.Globalization;
using Madoguchi.Kernel;

namespace Madoguchi.Registry;

/// <summary>Reads <c>retention.yaml</c>: how long the city keeps each class of records. A fault in it stops the start; without it the defaults hold.
/// Whether each class is some module's, the host asks: a module alone knows its own.</summary>
internal static class RetentionFile
{
    public const string FileName = "retention.yaml";
    private const int LongestYears = 100;

    public static RetentionPlan Load(CityContent city, IReadOnlyList<RetainedClass> classes)
    {
        var path = city.PathTo(FileName);
        return File.Exists(path) ? Read(File.ReadAllText(path), classes) : new RetentionPlan(classes, new Dictionary<string, RetentionRule>());
    }

    /// <exception cref="ContentException">With every fault of the file.</exception>
    public static RetentionPlan Read(string yaml, IReadOnlyList<RetainedClass> classes)
    {
        var reader = new YamlReader(FileName);
        var rules = reader.Read(yaml)?.Entries()
            .ToDictionary(entry => entry.Key, entry => ReadRule(entry.Value), StringComparer.Ordinal);
        return reader.Faults.Count == 0 ? new RetentionPlan(classes, rules!) : throw new ContentException(reader.Faults);
    }

    private static RetentionRule ReadRule(YamlItem rule)
    {
        rule.Only("years", "days", "from", "basis");
        var (years, days) = (Number(rule, "years"), Number(rule, "days"));
        if (years > 0 == days > 0)
        {
            rule.Fault("years か days のどちらか一方に、1以上の数を書いてください");
        }

        var fromFiscalYear = rule.Has("from") && rule.OneOf("from", "day", "fiscal-year") == "fiscal-year";
        return new(years, days, fromFiscalYear ? RetentionStart.FiscalYear : RetentionStart.Day, rule.Text("basis"));
    }

    private static int Number(YamlItem rule, string key)
    {
        if (rule.At(key) is not { } item)
        {
            return 0;
        }

        if (!int.TryParse(item.Text(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number is 0 or > LongestYears * 366)
        {
            item.Fault("1以上の数を書いてください");
        }

        return number;
    }
}
