using static Madoguchi.Feel.Functions.Signature;

namespace Madoguchi.Feel.Functions;

/// <summary>DMN 1.5, 10.3.4.5. Logarithms and powers of e have the digits of System.Double.</summary>
internal static class NumberFunctions
{
    public static IEnumerable<Signature> All =>
    [
        Of("abs", "n: number", FeelType.Number, a => a.Number(0).Absolute()),
        Of("abs", "n: days and time duration", FeelType.DaysDuration, a => new FeelDaysDuration(Int128.Abs(((FeelDaysDuration)a[0]).Nanos))),
        Of("abs", "n: years and months duration", FeelType.YearsDuration, a => new FeelYearsDuration(Math.Abs(((FeelYearsDuration)a[0]).Months))),
        Of("decimal", "n: number, scale: number", FeelType.Number, a => Round(a, Rounding.HalfEven)),
        Of("floor", "n: number, scale?: number", FeelType.Number, a => Round(a, Rounding.Floor)),
        Of("ceiling", "n: number, scale?: number", FeelType.Number, a => Round(a, Rounding.Ceiling)),
        Of("round up", "n: number, scale: number", FeelType.Number, a => Round(a, Rounding.Up)),
        Of("round down", "n: number, scale: number", FeelType.Number, a => Round(a, Rounding.Down)),
        Of("round half up", "n: number, scale: number", FeelType.Number, a => Round(a, Rounding.HalfUp)),
        Of("round half down", "n: number, scale: number", FeelType.Number, a => Round(a, Rounding.HalfDown)),
        Of("modulo", "dividend: number, divisor: number", FeelType.Number, a => a.Number(0).Modulo(a.Number(1))),
        Of("sqrt", "number: number", FeelType.Number, a => a.Number(0).SquareRoot()),
        Of("log", "number: number", FeelType.Number, a => a.Number(0).Sign > 0 ? FeelNumber.FromDouble(Math.Log(a.Number(0).ToDouble())) : a.Cannot(0)),
        Of("exp", "number: number", FeelType.Number, a => FeelNumber.FromDouble(Math.Exp(a.Number(0).ToDouble()))),
        Of("odd", "number: number", FeelType.Boolean, a => Parity(a, odd: true)),
        Of("even", "number: number", FeelType.Boolean, a => Parity(a, odd: false)),
    ];

    private static FeelValue Round(Arguments a, Rounding rounding)
    {
        var places = 0;
        return a.Has(1) && (!a.TryPlace(1, out places) || places is < -6111 or > 6176) ? a.Cannot(1) : a.Number(0).Round(places, rounding);
    }

    private static FeelValue Parity(Arguments a, bool odd) =>
        a.Number(0).IsInteger && a.Number(0).Modulo(new FeelNumber(2L)) is FeelNumber rest && rest.IsZero != odd;
}
