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
        Of("date", "from: date and time", FeelType.Date, a => Moment(a).Date),
        Of("date", "year: number, month: number, day: number", FeelType.Date, a => Day(a) is { } day ? new FeelDate(day) : a.Cannot(2)),
        Of("time", "from: string", FeelType.Time, a => TemporalText.Time(a.Text(0)) ?? (FeelValue)a.Cannot(0)),
        Of("time", "from: time", FeelType.Time, a => a[0]),
        Of("time", "from: date and time", FeelType.Time, a => Moment(a).Time),
        Of("time", "hour: number, minute: number, second: number, offset??: days and time duration", FeelType.Time, a =>
            Clock(a, 0) is { } clock && HasOffset(a, 3) ? new FeelTime(clock, Zone(a, 3)) : a.Cannot(0)),
        Of("date and time", "from: string", FeelType.DateTime, a => ReadMoment(a.Text(0)) ?? (FeelValue)a.Cannot(0)),
        Of("date and time", "from: date and time", FeelType.DateTime, a => a[0]),
        Of("date and time", "date: date, time: time", FeelType.DateTime, a => Together(((FeelDate)a[0]).Number, (FeelTime)a[1])),
        Of("date and time", "date: date and time, time: time", FeelType.DateTime, a => Together(Moment(a).Day, (FeelTime)a[1])),
        Of("date and time", "year: number, month: number, day: number, hour: number, minute: number, second: number, offset??: days and time duration",
            FeelType.DateTime, a => Day(a) is { } day && Clock(a, 3) is { } clock && HasOffset(a, 6) ? new FeelDateTime(day, clock, Zone(a, 6)) : a.Cannot(0)),
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
        Of(name, "date: date", result, a => body(Calendar.Known(((FeelDate)a[0]).Number))),
        Of(name, "date: date and time", result, a => body(Calendar.Known(Moment(a).Day))),
    ];

    private static FeelDateTime Moment(Arguments a) => (FeelDateTime)a[0];

    private static FeelDateTime? ReadMoment(string text) =>
        TemporalText.DateTime(text) ?? (TemporalText.Date(text) is { } date ? new FeelDateTime(date.Number, 0, null) : null);

    private static FeelDateTime Together(long day, FeelTime time) => new(day, time.Nanos, time.Zone);

    private static long? Day(Arguments a) =>
        a.TryInteger(0, out var year) && a.TryInteger(1, out var month) && a.TryInteger(2, out var day) ? TemporalText.Day(year, month, day) : null;

    private static long? Clock(Arguments a, int from)
    {
        var second = a.Number(from + 2);
        return a.TryInteger(from, out var hour) && a.TryInteger(from + 1, out var minute)
            && hour is >= 0 and < 24 && minute is >= 0 and < 60 && second.Sign >= 0 && second < new FeelNumber(60L)
            && second.Multiply(new FeelNumber(Calendar.NanosPerSecond)) is FeelNumber nanos && nanos.Truncated() is { } whole
            ? (((hour * 60L) + minute) * 60 * Calendar.NanosPerSecond) + (long)whole
            : null;
    }

    /// <summary>No offset, or one that a text could have: whole seconds, 18 hours at most.</summary>
    private static bool HasOffset(Arguments a, int at) =>
        !a.Has(at) || (a[at] is FeelDaysDuration { Nanos: var nanos } && Int128.Abs(nanos) <= 18 * 3600 * Calendar.NanosPerSecond && nanos % Calendar.NanosPerSecond == 0);

    private static FeelZone? Zone(Arguments a, int at) => a.Has(at) ? new FeelZone(((FeelDaysDuration)a[at]).ToTimeSpan(), null) : null;
}
