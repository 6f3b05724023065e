using System.Globalization;

namespace Madoguchi.Kernel;

/// <summary>
/// Days as they are stored: <c>yyyy-MM-dd</c>, nothing else. The framework's exact parsing asks the culture at every sign and costs
/// twenty times as much, on a path that reads some forty days for each page.
/// </summary>
public static class IsoDay
{
    private const int Length = 10;

    /// <exception cref="FormatException">The text is no such day.</exception>
    public static DateOnly Parse(ReadOnlySpan<char> text) =>
        TryParse(text, out var day) ? day : throw new FormatException("A stored day is not of the form yyyy-MM-dd.");

    public static bool TryParse(ReadOnlySpan<char> text, out DateOnly day)
    {
        day = default;
        if (text.Length != Length || text[4] != '-' || text[7] != '-'
            || !int.TryParse(text[..4], NumberStyles.None, CultureInfo.InvariantCulture, out var year)
            || !int.TryParse(text[5..7], NumberStyles.None, CultureInfo.InvariantCulture, out var month)
            || !int.TryParse(text[8..], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            || year < 1 || month is < 1 or > 12 || number < 1 || number > DateTime.DaysInMonth(year, month))
        {
            return false;
        }

        day = new DateOnly(year, month, number);
        return true;
    }
}
