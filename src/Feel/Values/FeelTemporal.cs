namespace Madoguchi.Feel;

/// <summary>A day of the proleptic Gregorian calendar, in the years −999,999,999 to 999,999,999.</summary>
public sealed record FeelDate : FeelValue
{
    public FeelDate(DateOnly day) => Number = day.DayNumber;

    internal FeelDate(long number) => Number = number;

    public override string TypeName => "date";

    public long Year => Calendar.At(Number).Year;

    public int Month => Calendar.At(Number).Month;

    public int Day => Calendar.At(Number).Day;

    /// <summary>Days since 1 January of the year 1.</summary>
    internal long Number { get; }

    /// <summary>Null outside of the years 1 to 9999.</summary>
    public DateOnly? ToDateOnly() => Number >= 0 && Number <= DateOnly.MaxValue.DayNumber ? DateOnly.FromDayNumber((int)Number) : null;
}

/// <summary>A fixed offset from UTC, or a named zone.</summary>
public sealed record FeelZone(TimeSpan? Offset, string? Name);

/// <summary>A time of the day, to the nanosecond.</summary>
public sealed record FeelTime : FeelValue
{
    public FeelTime(TimeOnly time, FeelZone? zone)
        : this(time.Ticks * Calendar.NanosPerTick, zone)
    {
    }

    internal FeelTime(long nanos, FeelZone? zone) => (Nanos, Zone) = (nanos, zone);

    public override string TypeName => "time";

    public FeelZone? Zone { get; init; }

    /// <summary>Since midnight.</summary>
    internal long Nanos { get; init; }

    /// <summary>To the 100 nanoseconds that .NET has.</summary>
    public TimeOnly ToTimeOnly() => new(Nanos / Calendar.NanosPerTick);
}

/// <summary>A day and a time on it, to the nanosecond.</summary>
public sealed record FeelDateTime : FeelValue
{
    public FeelDateTime(DateTime at, FeelZone? zone)
        : this(at.Ticks / TimeSpan.TicksPerDay, at.Ticks % TimeSpan.TicksPerDay * Calendar.NanosPerTick, zone)
    {
    }

    internal FeelDateTime(long day, long nanos, FeelZone? zone) => (Day, Nanos, Zone) = (day, nanos, zone);

    public override string TypeName => "date and time";

    public FeelZone? Zone { get; init; }

    /// <summary>Days since 1 January of the year 1.</summary>
    internal long Day { get; init; }

    /// <summary>Since midnight.</summary>
    internal long Nanos { get; init; }

    /// <summary>Nanoseconds since 1 January of the year 1, by the clock on the wall.</summary>
    internal Int128 Wall => ((Int128)Day * Calendar.NanosPerDay) + Nanos;

    internal FeelDate Date => new(Day);

    internal FeelTime Time => new(Nanos, Zone);

    /// <summary>To the 100 nanoseconds that .NET has; null outside of the years 1 to 9999.</summary>
    public DateTime? ToDateTime() => Date.ToDateOnly()?.ToDateTime(Time.ToTimeOnly());
}

/// <summary>A span of days, hours, minutes and seconds, to the nanosecond.</summary>
public sealed record FeelDaysDuration : FeelValue
{
    public FeelDaysDuration(TimeSpan span)
        : this((Int128)span.Ticks * Calendar.NanosPerTick)
    {
    }

    internal FeelDaysDuration(Int128 nanos) => Nanos = nanos;

    public override string TypeName => "days and time duration";

    internal Int128 Nanos { get; }

    /// <summary>To the 100 nanoseconds that .NET has; null where it cannot hold that much.</summary>
    public TimeSpan? ToTimeSpan() => Nanos / Calendar.NanosPerTick is var ticks && ticks >= long.MinValue && ticks <= long.MaxValue ? new TimeSpan((long)ticks) : null;
}

public sealed record FeelYearsDuration(long Months) : FeelValue
{
    public override string TypeName => "years and months duration";
}

/// <summary>The proleptic Gregorian calendar, beyond the years of .NET: days counted from 1 January of the year 1.</summary>
internal static class Calendar
{
    public const long NanosPerTick = 100;
    public const long NanosPerSecond = 1_000_000_000;
    public const long NanosPerDay = 86_400 * NanosPerSecond;
    public const long LastYear = 999_999_999;

    private const int DaysPerCycle = 146_097;
    private const int YearsPerCycle = 400;

    public static long LastDay { get; } = Number(LastYear, 12, 31);

    public static long FirstDay { get; } = Number(-LastYear, 1, 1);

    public static bool Has(long day) => day >= FirstDay && day <= LastDay;

    public static int DaysIn(long year, int month) => DateTime.DaysInMonth(Like(year), month);

    /// <summary>The day's number; the day must exist.</summary>
    public static long Number(long year, int month, int day)
    {
        var like = Like(year);
        return new DateOnly(like, month, day).DayNumber + ((year - like) / YearsPerCycle * DaysPerCycle);
    }

    public static (long Year, int Month, int Day) At(long number)
    {
        var cycles = Math.DivRem(number, DaysPerCycle, out var rest) - (rest < 0 ? 1 : 0);
        var day = DateOnly.FromDayNumber((int)(number - (cycles * DaysPerCycle)));
        return (day.Year + (cycles * YearsPerCycle), day.Month, day.Day);
    }

    /// <summary>The same day in the years that .NET knows: the calendar repeats itself every 400 years.</summary>
    public static DateOnly Known(long number)
    {
        var (year, month, day) = At(number);
        return new DateOnly(year is > 1 and < 9999 ? (int)year : Like(year), month, day);
    }

    /// <summary>A year of 2000 to 2399 with the same days.</summary>
    private static int Like(long year) => 2000 + (int)(((year % YearsPerCycle) + YearsPerCycle) % YearsPerCycle);
}
