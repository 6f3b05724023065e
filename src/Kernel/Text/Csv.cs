namespace Madoguchi.Kernel;

/// <summary>Values of a CSV (RFC 4180), and what a spreadsheet must not take for a formula.</summary>
public static class Csv
{
    /// <summary>Quoted where it must be.</summary>
    public static string Quoted(string value) =>
        value.AsSpan().ContainsAny(",\"\r\n") || (value.Length > 0 && (value[0] == ' ' || value[^1] == ' '))
            ? $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\""
            : value;

    /// <summary>A spreadsheet runs what begins so (CSV injection), in full width too; an apostrophe makes it text. A core system gets the value itself.</summary>
    public static string Guarded(string value) => value is ['=' or '+' or '-' or '@' or '\t' or '\r' or '＝' or '＋' or '－' or '＠', ..] ? "'" + value : value;
}
