namespace Madoguchi.Feel.Evaluation;

/// <summary>Order and arithmetic of dates, times and durations (DMN 1.5, 10.3.2.3 and table 55).</summary>
internal static class TemporalOperations
{
    public static int? Order(FeelValue left, FeelValue right) => (left, right) switch
    {
        (FeelTime a, FeelTime b) => Instants(a.Nanos, Offset(a), b.Nanos, Offset(b)),
        (FeelDateTime a, FeelDateTime b) => Instants(a.Wall, Offset(a), b.Wall, Offset(b)),
        _ => null,
    };

    public static FeelValue? Arithmetic(string sign, FeelValue left, FeelValue right) => (sign, left, right) switch
    {
        ("+", FeelDate or FeelDateTime or FeelTime, FeelDaysDuration span) => Shift(left, span.Nanos),
        ("-", FeelDate or FeelDateTime or FeelTime, FeelDaysDuration span) => Shift(left, -span.Nanos),
        ("+", FeelDaysDuration span, FeelDate or FeelDateTime or FeelTime) => Shift(right, span.Nanos),
        ("+", FeelDate or FeelDateTime, FeelYearsDuration span) => ShiftMonths(left, span.Months),
        ("-", FeelDate or FeelDateTime, FeelYearsDuration span) => ShiftMonths(left, -span.Months),
        ("+", FeelYearsDuration span, FeelDate or FeelDateTime) => ShiftMonths(right, span.Months),
        ("-", FeelDate or FeelDateTime, FeelDate or FeelDateTime) => Difference(Moment(left), Moment(right)),
        ("-", FeelTime a, FeelTime b) => Difference(a, b),
        ("+", FeelDaysDuration a, FeelDaysDuration b) => Days(a.Nanos + b.Nanos),
        ("-", FeelDaysDuration a, FeelDaysDuration b) => Days(a.Nanos - b.Nanos),
        ("+", FeelYearsDuration a, FeelYearsDuration b) => Months((Int128)a.Months + b.Months),
        ("-", FeelYearsDuration a, FeelYearsDuration b) => Months((Int128)a.Months - b.Months),
        ("*", FeelDaysDuration a, FeelNumber n) => Scale(a.Nanos, n, Days),
        ("*", FeelNumber n, FeelDaysDuration a) => Scale(a.Nanos, n, Days),
        ("*", FeelYearsDuration a, FeelNumber n) => Scale(a.Months, n, Months),
        ("*", FeelNumber n, FeelYearsDuration a) => Scale(a.Months, n, Months),
        ("/", FeelDaysDuration a, FeelNumber n) => Divide(a.Nanos, n, Days),
        ("/", FeelYearsDuration a, FeelNumber n) => Divide(a.Months, n, Months),
        ("/", FeelDaysDuration a, FeelDaysDuration b) => Number(a.Nanos).Divide(Number(b.Nanos)),
        ("/", FeelYearsDuration a, FeelYearsDuration b) => Number(a.Months).Divide(Number(b.Months)),
        _ => null,
    };

    /// <summary>Whole months from one day to another, times of the day aside: what "age" means in Japanese law is this over 12.</summary>
    public static FeelValue MonthsBetween(FeelValue from, FeelValue to)
    {
        var (a, b) = (Moment(from), Moment(to));
        var negative = b.Day < a.Day;
        var (early, late) = negative ? (b, a) : (a, b);
        var (first, last) = (Calendar.At(early.Day), Calendar.At(late.Day));
        var months = ((last.Year - first.Year) * 12) + last.Month - first.Month;
        months -= last.Day < first.Day ? 1 : 0;
        return new FeelYearsDuration(negative ? -months : months);
    }

    public static FeelDateTime Moment(FeelValue value) => value switch
    {
        FeelDateTime moment => moment,
        FeelDate date => new FeelDateTime(date.Number, 0, new FeelZone(TimeSpan.Zero, null)),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>A part such as year or "time offset"; null when the value has no such part.</summary>
    public static FeelValue? Property(FeelValue value, string name) => value switch
    {
        FeelDate date => OfDate(date.Number, name),
        FeelDateTime moment => OfDate(moment.Day, name) ?? OfClock(moment.Nanos, name) ?? OfZone(moment.Zone, moment.Day, moment.Nanos, name),
        FeelTime time => OfClock(time.Nanos, name) ?? OfZone(time.Zone, 0, time.Nanos, name),
        FeelDaysDuration span => name switch
        {
            "days" => (long)(span.Nanos / Calendar.NanosPerDay),
            "hours" => (long)(span.Nanos % Calendar.NanosPerDay / (3600 * Calendar.NanosPerSecond)),
            "minutes" => (long)(span.Nanos % (3600 * Calendar.NanosPerSecond) / (60 * Calendar.NanosPerSecond)),
            "seconds" => new FeelNumber((long)(span.Nanos % (60 * Calendar.NanosPerSecond)) / (decimal)Calendar.NanosPerSecond),
            _ => null,
        },
        FeelYearsDuration span => name switch { "years" => span.Months / 12, "months" => span.Months % 12, _ => null },
        _ => null,
    };

    private static FeelValue? OfDate(long day, string name) => name switch
    {
        "year" => Calendar.At(day).Year,
        "month" => Calendar.At(day).Month,
        "day" => Calendar.At(day).Day,
        "weekday" => Calendar.Known(day).DayOfWeek is var weekday && weekday == DayOfWeek.Sunday ? 7 : (int)weekday,
        _ => null,
    };

    private static FeelValue? OfClock(long nanos, string name) => name switch
    {
        "hour" => nanos / (3600 * Calendar.NanosPerSecond),
        "minute" => nanos / (60 * Calendar.NanosPerSecond) % 60,
        "second" => nanos / Calendar.NanosPerSecond % 60,
        _ => null,
    };

    private static FeelValue? OfZone(FeelZone? zone, long day, long nanos, string name) => name switch
    {
        "time offset" => TemporalText.OffsetAt(zone, day, nanos) is { } offset ? new FeelDaysDuration(offset) : FeelNull.Value,
        "timezone" => zone?.Name is { } known ? known : FeelNull.Value,
        _ => null,
    };

    private static TimeSpan? Offset(FeelTime time) => TemporalText.OffsetAt(time.Zone, 0, time.Nanos);

    private static TimeSpan? Offset(FeelDateTime moment) => TemporalText.OffsetAt(moment.Zone, moment.Day, moment.Nanos);

    private static Int128 Nanos(TimeSpan? offset) => (Int128)(offset?.Ticks ?? 0) * Calendar.NanosPerTick;

    /// <summary>The kit compares to the millisecond; a time with a zone and one without have no order.</summary>
    private static int? Instants(Int128 left, TimeSpan? leftOffset, Int128 right, TimeSpan? rightOffset)
    {
        if (leftOffset is null != rightOffset is null)
        {
            return null;
        }
        return Int128.Sign(Whole(left, leftOffset) - Whole(right, rightOffset));

        static Int128 Whole(Int128 nanos, TimeSpan? offset) => (nanos - Nanos(offset)) / 1_000_000;
    }

    private static FeelValue Shift(FeelValue value, Int128 nanos)
    {
        if (value is FeelTime time)
        {
            var turned = (time.Nanos + nanos) % Calendar.NanosPerDay;
            return time with { Nanos = (long)(turned < 0 ? turned + Calendar.NanosPerDay : turned) };
        }
        var moment = Moment(value);
        var moved = moment.Wall + nanos;
        var (day, rest) = Int128.DivRem(moved, Calendar.NanosPerDay);
        (day, rest) = rest < 0 ? (day - 1, rest + Calendar.NanosPerDay) : (day, rest);
        return day < Calendar.FirstDay || day > Calendar.LastDay ? FeelNull.Because(FeelReason.OutOfRange)
            : value is FeelDate ? new FeelDate((long)day)
            : moment with { Day = (long)day, Nanos = (long)rest };
    }

    private static FeelValue ShiftMonths(FeelValue value, long months)
    {
        var moment = Moment(value);
        var (year, month, day) = Calendar.At(moment.Day);
        var total = ((Int128)year * 12) + month - 1 + months;
        if (total < -Calendar.LastYear * 12 || total >= (Calendar.LastYear + 1) * 12)
        {
            return FeelNull.Because(FeelReason.OutOfRange);
        }
        var (newYear, newMonth) = Math.DivRem((long)total, 12);
        (newYear, newMonth) = newMonth < 0 ? (newYear - 1, newMonth + 13) : (newYear, newMonth + 1);
        var number = Calendar.Number(newYear, (int)newMonth, Math.Min(day, Calendar.DaysIn(newYear, (int)newMonth)));
        return value is FeelDate ? new FeelDate(number) : moment with { Day = number };
    }

    private static FeelValue Difference(FeelDateTime left, FeelDateTime right) => Gap(left.Wall, Offset(left), right.Wall, Offset(right));

    private static FeelValue Difference(FeelTime left, FeelTime right) => Gap(left.Nanos, Offset(left), right.Nanos, Offset(right));

    private static FeelValue Gap(Int128 left, TimeSpan? leftOffset, Int128 right, TimeSpan? rightOffset) =>
        leftOffset is null != rightOffset is null
            ? FeelNull.Because(new FeelReason("zone-missing", "片方だけに時差があり、差を計算できません。", "Only one of the two has a zone."))
            : Days(left - Nanos(leftOffset) - right + Nanos(rightOffset));

    private static FeelValue Days(Int128 nanos) =>
        Int128.Abs(nanos) <= TemporalText.LongestSpan ? new FeelDaysDuration(nanos) : FeelNull.Because(FeelReason.OutOfRange);

    private static FeelNumber Number(Int128 whole) => FeelNumber.FromInt128(whole);

    private static FeelValue Months(Int128 months) =>
        months > long.MinValue && months <= long.MaxValue ? new FeelYearsDuration((long)months) : FeelNull.Because(FeelReason.OutOfRange);

    private static FeelValue Scale(Int128 amount, FeelNumber factor, Func<Int128, FeelValue> make) =>
        Number(amount).Multiply(factor) is FeelNumber scaled ? make(scaled.Truncated() ?? Int128.MaxValue) : FeelNull.Because(FeelReason.OutOfRange);

    private static FeelValue Divide(Int128 amount, FeelNumber divisor, Func<Int128, FeelValue> make) =>
        Number(amount).Divide(divisor) switch
        {
            FeelNumber quotient => make(quotient.Truncated() ?? Int128.MaxValue),
            var reason => reason,
        };
}
