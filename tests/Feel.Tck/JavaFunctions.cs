using System.Globalization;

namespace Madoguchi.Feel.Tck;

/// <summary>The Java functions that the kit's models call, as a registry serves them.</summary>
internal static class JavaFunctions
{
    public static FeelExternals All { get; } = new FeelExternals()
        .Add("java.lang.Math", "cos(double)", values => Number(values[0], number => Math.Cos(number)))
        .Add("java.lang.Math", "max(double,double)", Max)
        .Add("java.lang.Math", "max(float,float)", Max)
        .Add("java.lang.Math", "max(int,int)", Max)
        .Add("java.lang.Math", "max(long,long)", Max)
        .Add("java.lang.Byte", "valueOf(byte)", values => values[0])
        .Add("java.lang.Short", "valueOf(short)", values => values[0])
        .Add("java.lang.Double", "valueOf(java.lang.String)", Parse)
        .Add("java.lang.Float", "valueOf(java.lang.String)", Parse)
        .Add("java.lang.Integer", "valueOf(java.lang.String)", Parse)
        .Add("java.lang.String", "valueOf(char)", values => values[0] is FeelString { Value.Length: 1 } ? values[0] : FeelNull.Value)
        .Add("java.lang.String", "format(java.lang.String,[Ljava.lang.Object;)", Format);

    private static FeelValue Number(FeelValue value, Func<double, double> function) =>
        value is FeelNumber number ? (decimal)function((double)number.ToDecimal()) : FeelNull.Value;

    private static FeelValue Max(IReadOnlyList<FeelValue> values) =>
        values is [FeelNumber left, FeelNumber right] ? left > right ? left : right : FeelNull.Value;

    private static FeelValue Parse(IReadOnlyList<FeelValue> values) =>
        values[0] is FeelString text && decimal.TryParse(text.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : FeelNull.Value;

    /// <summary>"%s" alone, the one that the kit uses.</summary>
    private static FeelValue Format(IReadOnlyList<FeelValue> values) => values is [FeelString pattern, var rest]
        ? (rest is FeelList list ? list.Items : [rest]).Aggregate(pattern.Value, (text, value) =>
            text.IndexOf("%s", StringComparison.Ordinal) is var at and >= 0 ? $"{text[..at]}{(value is FeelString plain ? plain.Value : value.ToString())}{text[(at + 2)..]}" : text)
        : FeelNull.Value;
}
