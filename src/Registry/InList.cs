namespace Madoguchi.Registry;

/// <summary>The inside of an <c>in (…)</c>, portable over both engines: one parameter a value.</summary>
internal static class InList
{
    public static (string Sql, (string Name, object? Value)[] Parameters) Of(IEnumerable<object?> values)
    {
        var parameters = values.Select((value, index) => ($"v{index}", value)).ToArray();
        return (string.Join(", ", parameters.Select(parameter => "@" + parameter.Item1)), parameters);
    }
}
