namespace Madoguchi.Feel.Syntax;

/// <summary>What can be told of types before evaluating, cheaply and never wrongly: in doubt, Any.</summary>
internal static class Typing
{
    private static readonly Dictionary<string, FeelType> Simple = new FeelType[]
    {
        FeelType.Any, FeelType.Null, FeelType.Boolean, FeelType.Number, FeelType.String, FeelType.Date, FeelType.Time, FeelType.DateTime,
        FeelType.DaysDuration, FeelType.YearsDuration, FeelType.ListOf(FeelType.Any), FeelType.Context, FeelType.RangeOf(FeelType.Any), FeelType.Function,
    }.ToDictionary(type => type.Name, StringComparer.Ordinal);

    private static readonly FeelType[] Dates = [FeelType.Date, FeelType.DateTime];
    private static readonly FeelType[] Moments = [FeelType.Date, FeelType.Time, FeelType.DateTime];
    private static readonly FeelType[] Durations = [FeelType.DaysDuration, FeelType.YearsDuration];

    /// <summary>Names of the parts of dates, times, durations and ranges.</summary>
    public static IReadOnlyList<string> PropertyNames { get; } =
    [
        "year", "month", "day", "weekday", "hour", "minute", "second", "time offset", "timezone",
        "years", "months", "days", "hours", "minutes", "seconds", "start", "end", "start included", "end included",
    ];

    public static NameTable Properties { get; } = new(PropertyNames.Select(name => KeyValuePair.Create(name, FeelType.Any)));

    public static FeelType? Named(string name) => Simple.GetValueOrDefault(name);

    /// <summary>How many tokens the type name at this place has: "years and months duration" has four.</summary>
    public static int NameLengthAt(List<Token> tokens, int at)
    {
        var longest = 0;
        foreach (var name in Simple.Keys)
        {
            var words = name.Split(' ');
            if (words.Length > longest && at + words.Length <= tokens.Count && words.Index().All(word => tokens[at + word.Index].IsWord(word.Item)))
            {
                longest = words.Length;
            }
        }
        return longest;
    }

    public static FeelType Of(FeelValue value) => value switch
    {
        FeelList or FeelContextValue or FeelRange => FeelType.Any,
        _ => Named(value.TypeName) ?? FeelType.Any,
    };

    public static FeelType Common(FeelType left, FeelType right) =>
        left == right || right == FeelType.Null ? left : left == FeelType.Null ? right : FeelType.Any;

    public static FeelType ElementOf(FeelType type) => type switch
    {
        FeelType.List list => list.Element,
        FeelType.Range range => range.Element,
        _ => type,
    };

    public static IEnumerable<KeyValuePair<string, FeelType>>? Members(FeelType type) =>
        type is FeelType.ContextOf { IsClosed: true } context ? context.Members : null;

    public static FeelType MemberOf(FeelType target, string name) => target switch
    {
        FeelType.List list => FeelType.ListOf(MemberOf(list.Element, name)),
        FeelType.ContextOf context => context.Members.GetValueOrDefault(name) ?? FeelType.Any,
        FeelType.Range => name.EndsWith("included", StringComparison.Ordinal) ? FeelType.Boolean : ElementOf(target),
        _ when target == FeelType.Any || target == FeelType.Null => FeelType.Any,
        _ when name == "timezone" => FeelType.String,
        _ when name == "time offset" => FeelType.DaysDuration,
        _ => FeelType.Number,
    };

    /// <summary>Whether a name inside a filter over such elements is surely the element's, surely not, or (null) either.</summary>
    public static bool? IsMember(FeelType element, string name) => element switch
    {
        FeelType.ContextOf context => context.Members.ContainsKey(name) ? true : context.IsClosed ? false : null,
        _ when element == FeelType.Any || element == FeelType.Null => null,
        _ => false,
    };

    public static bool IsComparable(FeelType left, FeelType right) =>
        left == right || IsOpen(left) || IsOpen(right) || left.Name == right.Name;

    public static FeelType OfArithmetic(string sign, FeelType left, FeelType right)
    {
        if (left == FeelType.Number && right == FeelType.Number)
        {
            return FeelType.Number;
        }
        return sign switch
        {
            "+" when left == FeelType.String && right == FeelType.String => FeelType.String,
            "+" or "-" when left == right && Durations.Contains(left) => left,
            "+" or "-" when Moments.Contains(left) && Durations.Contains(right) => left,
            "+" when Moments.Contains(right) && Durations.Contains(left) => right,
            "-" when Dates.Contains(left) && Dates.Contains(right) => FeelType.DaysDuration,
            "*" or "/" when Durations.Contains(left) && right == FeelType.Number => left,
            "*" when Durations.Contains(right) && left == FeelType.Number => right,
            "/" when left == right && Durations.Contains(left) => FeelType.Number,
            _ => FeelType.Any,
        };
    }

    private static bool IsOpen(FeelType type) => type == FeelType.Any || type == FeelType.Null;
}
