using static Madoguchi.Feel.Functions.Signature;

namespace Madoguchi.Feel.Functions;

/// <summary>DMN 1.5, 10.3.4.5.</summary>
internal static class NumberFunctions
{
    private const int Digits = 28;

    public static IEnumerable<Signature> All =>
    [
        Of("abs", "n: number", FeelType.Number, a => Math.Abs(a.Number(0))),
        Of("abs", "n: days and time duration", FeelType.DaysDuration, a => ((FeelDaysDuration)a[0]) is var span && span.Value < TimeSpan.Zero ? new FeelDaysDuration(-span.Value) : a[0]),
        Of("abs", "n: years and months duration", FeelType.YearsDuration, a => new FeelYearsDuration(Math.Abs(((FeelYearsDuration)a[0]).Months))),
        Of("decimal", "n: number, scale: number", FeelType.Number, a => Round(a, n => decimal.Round(n, MidpointRounding.ToEven))),
        Of("floor", "n: number, scale?: number", FeelType.Number, a => Round(a, decimal.Floor)),
        Of("ceiling", "n: number, scale?: number", FeelType.Number, a => Round(a, decimal.Ceiling)),
        Of("round up", "n: number, scale: number", FeelType.Number, a => Round(a, n => n > 0 ? decimal.Ceiling(n) : decimal.Floor(n))),
        Of("round down", "n: number, scale: number", FeelType.Number, a => Round(a, decimal.Truncate)),
        Of("round half up", "n: number, scale: number", FeelType.Number, a => Round(a, n => decimal.Round(n, MidpointRounding.AwayFromZero))),
        Of("round half down", "n: number, scale: number", FeelType.Number, a => Round(a, HalfDown)),
        Of("modulo", "dividend: number, divisor: number", FeelType.Number, a => ((FeelNumber)a[0]).Modulo((FeelNumber)a[1])),
        Of("sqrt", "number: number", FeelType.Number, a => ((FeelNumber)a[0]).SquareRoot()),
        Of("log", "number: number", FeelType.Number, a => a.Number(0) > 0 ? FeelNumber.FromDouble(Math.Log((double)a.Number(0))) : a.Cannot(0)),
        Of("exp", "number: number", FeelType.Number, a => FeelNumber.FromDouble(Math.Exp((double)a.Number(0)))),
        Of("odd", "number: number", FeelType.Boolean, a => decimal.IsOddInteger(a.Number(0))),
        Of("even", "number: number", FeelType.Boolean, a => decimal.IsEvenInteger(a.Number(0))),
    ];

    private static decimal HalfDown(decimal number)
    {
        var whole = decimal.Truncate(number);
        return Math.Abs(number - whole) > 0.5m ? whole + Math.Sign(number) : whole;
    }

    /// <summary>Rounds at a place after the point, or before it when the scale is negative.</summary>
    private static FeelValue Round(Arguments a, Func<decimal, decimal> round)
    {
        var (number, scale) = (a.Number(0), 0);
        if (a.Has(1) && (!a.TryInteger(1, out scale) || scale is < -6111 or > 6176))
        {
            return a.Cannot(1);
        }
        if (scale == 0 || scale > Digits)
        {
            return scale == 0 ? round(number) : number;
        }
        if (scale > 0)
        {
            // Only the fraction is scaled, so that no digit of the whole part can overflow.
            var (whole, unit) = (decimal.Truncate(number), TenTo(scale));
            return whole + (round((number - whole) * unit) / unit);
        }
        return scale < -Digits ? round(Math.Sign(number) * 0.1m) == 0 ? 0 : FeelNull.Because(FeelReason.OutOfRange)
            : new FeelNumber(round(number / TenTo(-scale))).Multiply(new FeelNumber(TenTo(-scale)));
    }

    private static decimal TenTo(int places)
    {
        var result = 1m;
        for (; places > 0; places--)
        {
            result *= 10;
        }
        return result;
    }
}
