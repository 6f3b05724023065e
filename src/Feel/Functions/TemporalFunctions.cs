using System.Globalization;
using Madoguchi.Feel.Evaluation;
using static Madoguchi.Feel.Functions.Signature;

namespace Madoguchi.Feel.Functions;

/// <summary>DMN 1.5, 10.3.4.1, 10.3.4.7 and 10.3.4.9. Today and now are what the evaluation was given.</summary>
internal static class TemporalFunctions
{
    private static readonly string[] Days = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

    public static IEnumerable<Signature> All =>
    [
        Of("date", "from: string", FeelType.Date, a => TemporalText.Date(a.Text(0)) ?? (FeelValue)a.Cannot(0)),
        Of("date", "from: date", FeelType.Date, a => a[0]),
        Of("date", "from: date and time", FeelType.Date, a => new FeelDate(DateOnly.FromDateTime(((FeelDateTime)a[0]).Value))),
        Of("date", "year: number, month: number, day: number", FeelType.Date, a => Day(a) is { } day ? new FeelDate(day) : a.Cannot(2)),
        Of("time", "from: string", FeelType.Time, a => TemporalText.Time(a.Text(0)) ?? (FeelValue)a.Cannot(0)),
        Of("time", "from: time", FeelType.Time, a => a[0]),
        Of("time", "from: date and time", FeelType.Time, a => new FeelTime(TimeOnly.FromDateTime(Moment(a).Value), Moment(a).Zone)),
        Of("time", "hour: number, minute: number, second: number, offset?: days and time duration", FeelType.Time, a =>
            Clock(a, 0) is { } clock ? new FeelTime(clock, Zone(a, 3)) : a.Cannot(0)),
        Of("date and time", "from: string", FeelType.DateTime, a => ReadMoment(a.Text(0)) ?? (FeelValue)a.Cannot(0)),
        Of("date and time", "from: date and time", FeelType.DateTime, a => a[0]),
        Of("date and time", "date: date, time: time", FeelType.DateTime, a => Together(((FeelDate)a[0]).Value, (FeelTime)a[1])),
        Of("date and time", "date: date and time, time: time", FeelType.DateTime, a => Together(DateOnly.FromDateTime(Moment(a).Value), (FeelTime)a[1])),
        Of("date and time", "year: number, month: number, day: number, hour: number, minute: number, second: number, offset?: days and time duration",
            FeelType.DateTime, a => Day(a) is { } day && Clock(a, 3) is { } clock ? new FeelDateTime(day.ToDateTime(clock), Zone(a, 6)) : a.Cannot(0)),
        Of("duration", "from: string", FeelType.Any, a => TemporalText.Duration(a.Text(0)) ?? a.Cannot(0)),
        Of("duration", "from: days and time duration", FeelType.Any, a => a[0]),
        Of("duration", "from: years and months duration", FeelType.Any, a => a[0]),
        Of("years and months duration", "from: date, to: date", FeelType.YearsDuration, a => TemporalOperations.MonthsBetween(a[0], a[1])),
        Of("years and months duration", "from: date and time, to: date and time", FeelType.YearsDuration, a => TemporalOperations.MonthsBetween(a[0], a[1])),
        .. OnDay("day of week", FeelType.String, day => Days[(int)day.DayOfWeek]),
        .. OnDay("day of year", FeelType.Number, day => day.DayOfYear),
        .. OnDay("month of year", FeelType.String, day => CultureInfo.InvariantCulture.DateTimeFormat.GetMonthName(day.Month)),
        .. OnDay("week of year", FeelType.Number, day => ISOWeek.GetWeekOfYear(day.ToDateTime(TimeOnly.MinValue))),
        Of("today", "", FeelType.Date, a => a.Run.Context.Now is { } now ? new FeelDate(DateOnly.FromDateTime(now.DateTime)) : FeelNull.Because(FeelReason.NoClock)),
        Of("now", "", FeelType.DateTime, a => a.Run.Context.Now is { } now ? new FeelDateTime(now.DateTime, new FeelZone(now.Offset, null)) : FeelNull.Because(FeelReason.NoClock)),
    ];

    private static Signature[] OnDay(string name, FeelType result, Func<DateOnly, FeelValue> body) =>
    [
        Of(name, "date: date", result, a => body(((FeelDate)a[0]).Value)),
        Of(name, "date: date and time", result, a => body(DateOnly.FromDateTime(Moment(a).Value))),
    ];

    private static FeelDateTime Moment(Arguments a) => (FeelDateTime)a[0];

    private static FeelDateTime? ReadMoment(string text) =>
        TemporalText.DateTime(text) ?? (TemporalText.Date(text) is { } date ? new FeelDateTime(date.Value.ToDateTime(TimeOnly.MinValue), null) : null);

    private static FeelDateTime Together(DateOnly date, FeelTime time) => new(date.ToDateTime(time.Value), time.Zone);

    private static DateOnly? Day(Arguments a) =>
        a.TryInteger(0, out var year) && a.TryInteger(1, out var month) && a.TryInteger(2, out var day)
        && year is >= 1 and <= 9999 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month)
            ? new DateOnly(year, month, day)
            : null;

    private static TimeOnly? Clock(Arguments a, int from)
    {
        var second = a.Number(from + 2);
        return a.TryInteger(from, out var hour) && a.TryInteger(from + 1, out var minute)
            && hour is >= 0 and < 24 && minute is >= 0 and < 60 && second is >= 0 and < 60
            ? new TimeOnly((((hour * 60L) + minute) * TimeSpan.TicksPerMinute) + (long)(second * TimeSpan.TicksPerSecond))
            : null;
    }

    private static FeelZone? Zone(Arguments a, int at) => a.Has(at) ? new FeelZone(((FeelDaysDuration)a[at]).Value, null) : null;
}
