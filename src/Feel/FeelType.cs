namespace Madoguchi.Feel;

/// <summary>A FEEL type, as far as it is known before evaluating. <see cref="Any"/> means: nothing is known.</summary>
public record FeelType
{
    private FeelType(string name) => Name = name;

    public string Name { get; }

    public sealed override string ToString() => this switch
    {
        List { Element: var element } when element != Any => $"list<{element}>",
        Range { Element: var element } when element != Any => $"range<{element}>",
        ContextOf { IsClosed: true } context => $"context<{string.Join(", ", context.Members.Select(m => $"{m.Key}: {m.Value}"))}>",
        _ => Name,
    };

    public static FeelType Any { get; } = new("Any");
    public static FeelType Null { get; } = new("Null");
    public static FeelType Boolean { get; } = new("boolean");
    public static FeelType Number { get; } = new("number");
    public static FeelType String { get; } = new("string");
    public static FeelType Date { get; } = new("date");
    public static FeelType Time { get; } = new("time");
    public static FeelType DateTime { get; } = new("date and time");
    public static FeelType DaysDuration { get; } = new("days and time duration");
    public static FeelType YearsDuration { get; } = new("years and months duration");

    public static FeelType ListOf(FeelType element) => new List(element);

    public static FeelType RangeOf(FeelType element) => new Range(element);

    public static FeelType Function { get; } = new("function");

    public static FeelType Context { get; } = new ContextOf([], isClosed: false);

    /// <summary>A context that has these entries, known or not, and no others.</summary>
    public static FeelType ContextWith(IEnumerable<KeyValuePair<string, FeelType>> members)
    {
        var known = new Dictionary<string, FeelType>(StringComparer.Ordinal);
        foreach (var (name, type) in members)
        {
            known[FeelName.Normalise(name)] = type;
        }
        return new ContextOf(known, isClosed: true);
    }

    internal static string JapaneseName(string typeName) => typeName switch
    {
        "boolean" => "真偽（true・false）",
        "number" => "数",
        "string" => "文字列",
        "date" => "日付",
        "time" => "時刻",
        "date and time" => "日時",
        "days and time duration" => "日時の期間",
        "years and months duration" => "年月の期間",
        "list" => "リスト",
        "context" => "項目のまとまり",
        "range" => "範囲",
        "function" => "関数",
        "Null" => "空（null）",
        _ => typeName,
    };

    internal sealed record List(FeelType Element) : FeelType("list");

    internal sealed record Range(FeelType Element) : FeelType("range");

    internal sealed record ContextOf : FeelType
    {
        internal ContextOf(Dictionary<string, FeelType> members, bool isClosed) : base("context") =>
            (Members, IsClosed) = (members, isClosed);

        internal IReadOnlyDictionary<string, FeelType> Members { get; }

        internal bool IsClosed { get; }
    }
}
