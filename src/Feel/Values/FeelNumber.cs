using System.Globalization;

namespace Madoguchi.Feel;

/// <summary>A decimal number. Its precision is System.Decimal's today; nothing outside may rely on that, so that 34 digits can come.</summary>
public sealed record FeelNumber : FeelValue, IComparable<FeelNumber>
{
    private readonly decimal value;

    public FeelNumber(decimal value) => this.value = value;

    public override string TypeName => "number";

    public bool IsInteger => decimal.IsInteger(value);

    public static bool operator <(FeelNumber left, FeelNumber right) => left.CompareTo(right) < 0;
    public static bool operator >(FeelNumber left, FeelNumber right) => left.CompareTo(right) > 0;
    public static bool operator <=(FeelNumber left, FeelNumber right) => left.CompareTo(right) <= 0;
    public static bool operator >=(FeelNumber left, FeelNumber right) => left.CompareTo(right) >= 0;

    public int CompareTo(FeelNumber? other) => other is null ? 1 : value.CompareTo(other.value);

    public decimal ToDecimal() => value;

    public bool TryToInt64(out long whole)
    {
        var fits = IsInteger && value is >= long.MinValue and <= long.MaxValue;
        whole = fits ? (long)value : 0;
        return fits;
    }

    internal static FeelValue FromDouble(double number) =>
        double.IsFinite(number) && Math.Abs(number) < 7.9e28 ? new FeelNumber((decimal)number) : FeelNull.Because(FeelReason.OutOfRange);

    internal FeelValue Add(FeelNumber other) => Calculate('+', value, other.value);

    internal FeelValue Subtract(FeelNumber other) => Calculate('-', value, other.value);

    internal FeelValue Multiply(FeelNumber other) => Calculate('*', value, other.value);

    internal FeelValue Divide(FeelNumber other) =>
        other.value == 0 ? FeelNull.Because(FeelReason.DivisionByZero) : Calculate('/', value, other.value);

    internal FeelNumber Negate() => new(-value);

    /// <summary>The remainder that takes the sign of the divisor.</summary>
    internal FeelValue Modulo(FeelNumber divisor)
    {
        if (divisor.value == 0)
        {
            return FeelNull.Because(FeelReason.DivisionByZero);
        }
        var remainder = value % divisor.value;
        return new FeelNumber(remainder != 0 && remainder < 0 != divisor.value < 0 ? remainder + divisor.value : remainder);
    }

    internal FeelValue Power(FeelNumber exponent)
    {
        if (!exponent.TryToInt64(out var times) || times is < -1000 or > 1000)
        {
            return FromDouble(Math.Pow((double)value, (double)exponent.value));
        }
        FeelValue result = new FeelNumber(1);
        FeelValue square = this;
        for (var rest = Math.Abs(times); rest > 0 && result is FeelNumber product; rest >>= 1)
        {
            if ((rest & 1) == 1)
            {
                result = square is FeelNumber factor ? product.Multiply(factor) : square;
            }
            square = rest > 1 && square is FeelNumber root ? root.Multiply(root) : square;
        }
        return times < 0 && result is FeelNumber whole ? new FeelNumber(1).Divide(whole) : result;
    }

    internal FeelValue SquareRoot()
    {
        if (value <= 0)
        {
            return value == 0 ? this : FeelNull.Because(FeelReason.BadArgument("sqrt", this));
        }
        var root = (decimal)Math.Sqrt((double)value);
        for (var i = 0; i < 3 && root != 0; i++)
        {
            root = (root + (value / root)) / 2;
        }
        return new FeelNumber(root);
    }

    internal string ToText()
    {
        var text = value.ToString(CultureInfo.InvariantCulture);
        text = text.Contains('.', StringComparison.Ordinal) ? text.TrimEnd('0').TrimEnd('.') : text;
        return text == "-0" ? "0" : text;
    }

    private static FeelValue Calculate(char sign, decimal left, decimal right)
    {
        try
        {
            return new FeelNumber(sign switch { '+' => left + right, '-' => left - right, '*' => left * right, _ => left / right });
        }
        catch (OverflowException)
        {
            // System.Decimal has no other way to say that it is too small for the result.
            return FeelNull.Because(FeelReason.OutOfRange);
        }
    }
}
