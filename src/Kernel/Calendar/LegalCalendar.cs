using System.Globalization;
using System.Reflection;

namespace Madoguchi.Kernel;

/// <summary>Days of every year on which the city's offices are closed, ends included; may run over the new year (12-29..01-03).</summary>
public readonly record struct ClosedDays(int FromMonth, int FromDay, int ToMonth, int ToDay)
{
    /// <summary>Reads <c>12-29..01-03</c> or a single day <c>04-01</c>, as in a city's <c>city.yaml</c>.</summary>
    public static ClosedDays Parse(string text)
    {
        var ends = text.Split("..", StringSplitOptions.TrimEntries);
        var (from, to) = (ParseDay(ends[0]), ParseDay(ends[^1]));
        return ends.Length <= 2
            ? new(from.Month, from.Day, to.Month, to.Day)
            : throw new FormatException($"'{text}' is not a range of days like 12-29..01-03.");
    }

    internal bool Contain(DateOnly day)
    {
        var (asked, from, to) = ((day.Month * 100) + day.Day, (FromMonth * 100) + FromDay, (ToMonth * 100) + ToDay);
        return from <= to ? from <= asked && asked <= to : asked >= from || asked <= to;
    }

    // A leap year, so that 02-29 may be named.
    private static DateOnly ParseDay(string text) =>
        DateOnly.TryParseExact("2024-" + text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day
            : throw new FormatException($"'{text}' is not a day of the year like 12-29.");
}

/// <summary>A national holiday (国民の祝日に関する法律), substitute and in-between holidays included.</summary>
public readonly record struct Holiday(DateOnly Day, string Name);

/// <summary>A legal day was asked for that the holiday data does not reach: an answer would be silently wrong.</summary>
public sealed class LegalCalendarEndsException(DateOnly coversFrom, DateOnly coversUntil) : Exception(string.Create(
    CultureInfo.InvariantCulture,
    $"The legal calendar knows holidays from {coversFrom:yyyy-MM-dd} until {coversUntil:yyyy-MM-dd} only. Bring src/Kernel/Calendar/holidays.csv up to date."))
{
    public DateOnly CoversFrom { get; } = coversFrom;

    public DateOnly CoversUntil { get; } = coversUntil;
}

/// <summary>
/// Working days of the city's offices: neither Saturday, Sunday, national holiday nor a closed day of the city
/// (地方自治法 第4条の2; the city's own ordinance gives the closed days). All working days are kept as one sorted array.
/// </summary>
public sealed class LegalCalendar
{
    private readonly int[] workingDays;
    private readonly Dictionary<DateOnly, string> holidays;

    /// <summary>The national holidays that come with Madoguchi and the city's own closed days.</summary>
    public LegalCalendar(IEnumerable<ClosedDays> closedDays)
        : this(ReadNationalHolidays(out var confirmedUntil), closedDays) => ConfirmedUntil = confirmedUntil;

    /// <summary>The calendar covers whole years, from the first holiday's to the last holiday's.</summary>
    public LegalCalendar(IEnumerable<Holiday> holidays, IEnumerable<ClosedDays> closedDays)
    {
        this.holidays = holidays.ToDictionary(holiday => holiday.Day, holiday => holiday.Name);
        if (this.holidays.Count == 0)
        {
            throw new ArgumentException("A calendar without a single holiday covers nothing.", nameof(holidays));
        }

        var closed = closedDays.ToArray();
        CoversFrom = new(this.holidays.Keys.Min().Year, 1, 1);
        CoversUntil = new(this.holidays.Keys.Max().Year, 12, 31);
        ConfirmedUntil = CoversUntil;
        workingDays = [.. Enumerable.Range(CoversFrom.DayNumber, CoversUntil.DayNumber - CoversFrom.DayNumber + 1).Where(IsOpen)];

        bool IsOpen(int number)
        {
            var day = DateOnly.FromDayNumber(number);
            return day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday)
                && !this.holidays.ContainsKey(day)
                && !closed.Any(range => range.Contain(day));
        }
    }

    public DateOnly CoversFrom { get; }

    /// <summary>The last day of which anything is known.</summary>
    public DateOnly CoversUntil { get; }

    /// <summary>Until here the holidays are announced; later ones are computed and may move (the equinoxes, a law for one year).</summary>
    public DateOnly ConfirmedUntil { get; }

    public bool IsWorkingDay(DateOnly day)
    {
        Cover(day);
        return Array.BinarySearch(workingDays, day.DayNumber) >= 0;
    }

    public string? HolidayName(DateOnly day)
    {
        Cover(day);
        return holidays.GetValueOrDefault(day);
    }

    /// <summary>The n-th working day after <paramref name="from"/>; the first day does not count (民法 第140条).</summary>
    public DateOnly AddWorkingDays(DateOnly from, int n)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(n);
        Cover(from);
        if (n == 0)
        {
            return from;
        }

        var index = CountUntil(from) + n - 1;
        return index < workingDays.Length
            ? DateOnly.FromDayNumber(workingDays[index])
            : throw new LegalCalendarEndsException(CoversFrom, CoversUntil);
    }

    /// <summary>
    /// How many working days lie after <paramref name="from"/> and not after <paramref name="to"/>: the inverse of
    /// <see cref="AddWorkingDays"/>. Negative when <paramref name="to"/> has passed.
    /// </summary>
    public int WorkingDaysBetween(DateOnly from, DateOnly to)
    {
        Cover(from);
        Cover(to);
        return CountUntil(to) - CountUntil(from);
    }

    /// <summary>The day itself if the offices are open, else the next on which they are (民法 第142条: a period ends with that day).</summary>
    public DateOnly OnOrAfter(DateOnly day) => IsWorkingDay(day) ? day : AddWorkingDays(day, 1);

    /// <summary>Working days up to and including <paramref name="day"/>.</summary>
    private int CountUntil(DateOnly day)
    {
        var found = Array.BinarySearch(workingDays, day.DayNumber);
        return found >= 0 ? found + 1 : ~found;
    }

    private void Cover(DateOnly day)
    {
        if (day < CoversFrom || day > CoversUntil)
        {
            throw new LegalCalendarEndsException(CoversFrom, CoversUntil);
        }
    }

    private static List<Holiday> ReadNationalHolidays(out DateOnly confirmedUntil)
    {
        const string Confirmed = "# confirmed until: ";
        using var lines = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream("Madoguchi.Kernel.Calendar.holidays.csv")!);
        var holidays = new List<Holiday>();
        confirmedUntil = DateOnly.MaxValue;
        while (lines.ReadLine() is { } line)
        {
            if (line.Split(',') is [var date, var name] && DateOnly.TryParseExact(date, "yyyy-MM-dd", out var day))
            {
                holidays.Add(new(day, name));
            }
            else if (line.StartsWith(Confirmed, StringComparison.Ordinal))
            {
                confirmedUntil = DateOnly.ParseExact(line.AsSpan(Confirmed.Length, "yyyy-MM-dd".Length), "yyyy-MM-dd", CultureInfo.InvariantCulture);
            }
            else if (line.Length > 0 && !line.StartsWith('#') && line != "date,name")
            {
                throw new FormatException($"holidays.csv: '{line}' is not 'yyyy-mm-dd,name'.");
            }
        }

        return holidays;
    }
}
