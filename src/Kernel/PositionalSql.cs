using System.Collections.Concurrent;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Madoguchi.Kernel;

/// <summary>A statement with <c>$1</c> for <c>@name</c>: PostgreSQL's own form, which the driver prepares without reading it again.</summary>
/// <param name="Sql">The statement.</param>
/// <param name="Names">The name of <c>$1</c>, of <c>$2</c> and so on.</param>
internal sealed partial record PositionalSql(string Sql, string[] Names)
{
    // The statements of a program are literals: as many as there are, and no more.
    private static readonly ConcurrentDictionary<string, PositionalSql[]> Read = new(StringComparer.Ordinal);

    /// <summary>The statements, separated by semicolons, one by one.</summary>
    public static PositionalSql[] All(string sql) => Read.GetOrAdd(sql, text =>
        [.. text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(Convert)]);

    public static PositionalSql One(string sql) =>
        All(sql) is [var only] ? only : throw new ArgumentException("This takes one statement.", nameof(sql));

    public static object? ValueOf(string name, ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        foreach (var parameter in parameters)
        {
            if (parameter.Name == name)
            {
                return parameter.Value;
            }
        }

        throw new ArgumentException($"The statement has a parameter @{name} without a value.", nameof(parameters));
    }

    private static PositionalSql Convert(string statement)
    {
        var names = new List<string>();
        var text = Name().Replace(statement, match =>
        {
            var name = match.Groups[1].Value;
            var index = names.IndexOf(name);
            if (index < 0)
            {
                index = names.Count;
                names.Add(name);
            }

            return string.Create(CultureInfo.InvariantCulture, $"${index + 1}");
        });
        return new(text, [.. names]);
    }

    [GeneratedRegex("@([a-z_][a-z0-9_]*)")]
    private static partial Regex Name();
}
