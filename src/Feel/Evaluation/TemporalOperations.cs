namespace Madoguchi.Feel.Evaluation;

/// <summary>Order and arithmetic of dates, times and durations (DMN 1.5, 10.3.2.3 and table 55).</summary>
internal static class TemporalOperations
{
    public static int? Order(FeelValue left, FeelValue right) => (left, right) switch
    {
        (FeelTime a, FeelTime b) => Instants(a.Value.Ticks, Offset(a), b.Value.Ticks, Offset(b)),
        (FeelDateTime a, FeelDateTime b) => Instants(a.Value.Ticks, Offset(a), b.Value.Ticks, Offset(b)),
        _ => null,
    };

    public static FeelValue? Arithmetic(string sign, FeelValue left, FeelValue right) => (sign, left, right) switch
    {
        ("+", FeelDate or FeelDateTime or FeelTime, FeelDaysDuration span) => Shift(left, span.Value.Ticks),
        ("-", FeelDate or FeelDateTime or FeelTime, FeelDaysDuration span) => Shift(left, -span.Value.Ticks),
        ("+", FeelDaysDuration span, FeelDate or FeelDateTime or FeelTime) => Shift(right, span.Value.Ticks),
        ("+", FeelDate or FeelDateTime, FeelYearsDuration span) => ShiftMonths(left, span.Months),
        ("-", FeelDate or FeelDateTime, FeelYearsDuration span) => ShiftMonths(left, -span.Months),
        ("+", FeelYearsDuration span, FeelDate or FeelDateTime) => ShiftMonths(right, span.Months),
        ("-", FeelDate or FeelDateTime, FeelDate or FeelDateTime) => Difference(Moment(left), Moment(right)),
        ("-", FeelTime a, FeelTime b) => Difference(a, b),
        ("+", FeelDaysDuration a, FeelDaysDuration b) => Days((Int128)a.Value.Ticks + b.Value.Ticks),
        ("-", FeelDaysDuration a, FeelDaysDuration b) => Days((Int128)a.Value.Ticks - b.Value.Ticks),
        ("+", FeelYearsDuration a, FeelYearsDuration b) => Months((Int128)a.Months + b.Months),
        ("-", FeelYearsDuration a, FeelYearsDuration b) => Months((Int128)a.Months - b.Months),
        ("*", FeelDaysDuration a, FeelNumber n) => Scale(a.Value.Ticks, n, Days),
        ("*", FeelNumber n, FeelDaysDuration a) => Scale(a.Value.Ticks, n, Days),
        ("*", FeelYearsDuration a, FeelNumber n) => Scale(a.Months, n, Months),
        ("*", FeelNumber n, FeelYearsDuration a) => Scale(a.Months, n, Months),
        ("/", FeelDaysDuration a, FeelNumber n) => Divide(a.Value.Ticks, n, Days),
        ("/", FeelYearsDuration a, FeelNumber n) => Divide(a.Months, n, Months),
        ("/", FeelDaysDuration a, FeelDaysDuration b) => new FeelNumber(a.Value.Ticks).Divide(new FeelNumber(b.Value.Ticks)),
        ("/", FeelYearsDuration a, FeelYearsDuration b) => new FeelNumber(a.Months).Divide(new FeelNumber(b.Months)),
        _ => null,
    };

    /// <summary>Whole months from one day to another: what "age" means in Japanese law is this over 12.</summary>
    public static FeelValue MonthsBetween(FeelValue from, FeelValue to)
    {
        var (a, b) = (Moment(from), Moment(to));
        var negative = b.Value < a.Value;
        var (early, late) = negative ? (b.Value, a.Value) : (a.Value, b.Value);
        var months = ((late.Year - early.Year) * 12) + late.Month - early.Month;
        if (late.Day < early.Day || (late.Day == early.Day && late.TimeOfDay < early.TimeOfDay))
        {
            months--;
        }
        return new FeelYearsDuration(negative ? -months : months);
    }

    public static FeelDateTime Moment(FeelValue value) => value switch
    {
        FeelDateTime moment => moment,
        FeelDate date => new FeelDateTime(date.Value.ToDateTime(TimeOnly.MinValue), new FeelZone(TimeSpan.Zero, null)),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>A part such as year or "time offset"; null when the value has no such part.</summary>
    public static FeelValue? Property(FeelValue value, string name) => value switch
    {
        FeelDate date => OfDate(date.Value, name),
        FeelDateTime moment => OfDate(DateOnly.FromDateTime(moment.Value), name)
            ?? OfClock(TimeOnly.FromDateTime(moment.Value), name) ?? OfZone(moment.Zone, moment.Value, name),
        FeelTime time => OfClock(time.Value, name) ?? OfZone(time.Zone, default, name),
        FeelDaysDuration span => name switch
        {
            "days" => span.Value.Days,
            "hours" => span.Value.Hours,
            "minutes" => span.Value.Minutes,
            "seconds" => new FeelNumber(span.Value.Ticks % TimeSpan.TicksPerMinute / (decimal)TimeSpan.TicksPerSecond),
            _ => null,
        },
        FeelYearsDuration span => name switch { "years" => span.Months / 12, "months" => span.Months % 12, _ => null },
        _ => null,
    };

    private static FeelValue? OfDate(DateOnly date, string name) => name switch
    {
        "year" => date.Year,
        "month" => date.Month,
        "day" => date.Day,
        "weekday" => date.DayOfWeek == DayOfWeek.Sunday ? 7 : (int)date.DayOfWeek,
        _ => null,
    };

    private static FeelValue? OfClock(TimeOnly time, string name) => name switch
    {
        "hour" => time.Hour,
        "minute" => time.Minute,
        "second" => time.Second,
        _ => null,
    };

    private static FeelValue? OfZone(FeelZone? zone, DateTime at, string name) => name switch
    {
        "time offset" => TemporalText.OffsetAt(zone, at) is { } offset ? new FeelDaysDuration(offset) : FeelNull.Value,
        "timezone" => zone?.Name is { } known ? known : FeelNull.Value,
        _ => null,
    };

    private static TimeSpan? Offset(FeelTime time) => TemporalText.OffsetAt(time.Zone, default);

    private static TimeSpan? Offset(FeelDateTime moment) => TemporalText.OffsetAt(moment.Zone, moment.Value);

    /// <summary>The kit compares to the millisecond; a time with a zone and one without have no order.</summary>
    private static int? Instants(long left, TimeSpan? leftOffset, long right, TimeSpan? rightOffset)
    {
        if (leftOffset is null != rightOffset is null)
        {
            return null;
        }
        return Math.Sign(Whole(left, leftOffset) - Whole(right, rightOffset));

        static long Whole(long ticks, TimeSpan? offset) => (ticks - (offset?.Ticks ?? 0)) / TimeSpan.TicksPerMillisecond;
    }

    private static FeelValue Shift(FeelValue value, long ticks)
    {
        if (value is FeelTime time)
        {
            return time with { Value = time.Value.Add(new TimeSpan(ticks)) };
        }
        var moment = Moment(value);
        var moved = (Int128)moment.Value.Ticks + ticks;
        if (moved < DateTime.MinValue.Ticks || moved > DateTime.MaxValue.Ticks)
        {
            return FeelNull.Because(FeelReason.OutOfRange);
        }
        var at = new DateTime((long)moved, DateTimeKind.Unspecified);
        return value is FeelDate ? new FeelDate(DateOnly.FromDateTime(at)) : moment with { Value = at };
    }

    private static FeelValue ShiftMonths(FeelValue value, long months)
    {
        var moment = Moment(value);
        var total = (moment.Value.Year * 12L) + moment.Value.Month - 1 + months;
        if (months is < -200_000 or > 200_000 || total < 12 || total >= 120_000)
        {
            return FeelNull.Because(FeelReason.OutOfRange);
        }
        var at = moment.Value.AddMonths((int)months);
        return value is FeelDate ? new FeelDate(DateOnly.FromDateTime(at)) : moment with { Value = at };
    }

    private static FeelValue Difference(FeelDateTime left, FeelDateTime right) =>
        Gap(left.Value.Ticks, Offset(left), right.Value.Ticks, Offset(right));

    private static FeelValue Difference(FeelTime left, FeelTime right) =>
        Gap(left.Value.Ticks, Offset(left), right.Value.Ticks, Offset(right));

    private static FeelValue Gap(long left, TimeSpan? leftOffset, long right, TimeSpan? rightOffset) =>
        leftOffset is null != rightOffset is null
            ? FeelNull.Because(new FeelReason("zone-missing", "片方だけに時差があり、差を計算できません。", "Only one of the two has a zone."))
            : Days((Int128)left - (leftOffset?.Ticks ?? 0) - right + (rightOffset?.Ticks ?? 0));

    private static FeelValue Days(Int128 ticks) =>
        ticks > long.MinValue && ticks <= long.MaxValue ? new FeelDaysDuration(new TimeSpan((long)ticks)) : FeelNull.Because(FeelReason.OutOfRange);

    private static FeelValue Months(Int128 months) =>
        months > long.MinValue && months <= long.MaxValue ? new FeelYearsDuration((long)months) : FeelNull.Because(FeelReason.OutOfRange);

    private static FeelValue Scale(long amount, FeelNumber factor, Func<Int128, FeelValue> make) =>
        new FeelNumber(amount).Multiply(factor) is FeelNumber scaled ? make((Int128)decimal.Truncate(scaled.ToDecimal())) : FeelNull.Because(FeelReason.OutOfRange);

    private static FeelValue Divide(long amount, FeelNumber divisor, Func<Int128, FeelValue> make) =>
        new FeelNumber(amount).Divide(divisor) switch
        {
            FeelNumber quotient => make((Int128)decimal.Truncate(quotient.ToDecimal())),
            var reason => reason,
        };
}
