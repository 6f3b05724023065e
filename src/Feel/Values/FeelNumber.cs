using System.Globalization;
using System.Numerics;

namespace Madoguchi.Feel;

/// <summary>
/// A decimal number of up to 34 digits, rounded half to even as IEEE 754 decimal128 is (DMN 1.5, 10.3.2.3.1): exponents −6176 to 6111,
/// no infinities. A result that is larger is null.
/// </summary>
public sealed record FeelNumber : FeelValue, IComparable<FeelNumber>
{
    private const int Precision = 34;
    private const int LargestExponent = 6111;
    private const int SmallestExponent = -6176;

    private static readonly Int128[] Small = SmallPowers();
    private static readonly Int128 Limit = Small[Precision];

    /// <summary>
    /// The value is coefficient × 10^exponent, in the one form each number has: a fraction has no zeros at its end, a whole number that fits
    /// has the exponent 0.
    /// </summary>
    private readonly Int128 coefficient;
    private readonly int exponent;

    public FeelNumber(long value) => coefficient = value;

    public FeelNumber(decimal value)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        var magnitude = (Int128)new UInt128((uint)bits[2], ((ulong)(uint)bits[1] << 32) | (uint)bits[0]);
        (coefficient, exponent) = Tidy(bits[3] < 0 ? -magnitude : magnitude, -((bits[3] >> 16) & 0xFF));
    }

    private FeelNumber(Int128 coefficient, int exponent) => (this.coefficient, this.exponent) = (coefficient, exponent);

    public override string TypeName => "number";

    public bool IsInteger => exponent >= 0;

    internal bool IsZero => coefficient == 0;

    internal int Sign => Int128.Sign(coefficient);

    public static bool operator <(FeelNumber left, FeelNumber right) => left.CompareTo(right) < 0;
    public static bool operator >(FeelNumber left, FeelNumber right) => left.CompareTo(right) > 0;
    public static bool operator <=(FeelNumber left, FeelNumber right) => left.CompareTo(right) <= 0;
    public static bool operator >=(FeelNumber left, FeelNumber right) => left.CompareTo(right) >= 0;

    public int CompareTo(FeelNumber? other)
    {
        if (other is null)
        {
            return 1;
        }
        if (exponent == other.exponent)
        {
            return coefficient.CompareTo(other.coefficient);
        }
        if (Sign != other.Sign)
        {
            return Sign.CompareTo(other.Sign);
        }
        // Far apart, the place of the first digit decides; only numbers of like size are written out.
        var (mine, theirs) = (FirstPlace(), other.FirstPlace());
        if (mine != theirs)
        {
            return Sign * mine.CompareTo(theirs);
        }
        var (left, right, _) = Align(this, other);
        return left.CompareTo(right);
    }

    /// <summary>The nearest that System.Decimal has.</summary>
    /// <exception cref="OverflowException">It is larger than System.Decimal goes.</exception>
    public decimal ToDecimal()
    {
        if (exponent == 0 && Int128.Abs(coefficient) <= long.MaxValue)
        {
            return (long)coefficient;
        }
        // 28 digits behind the point are the most that System.Decimal has.
        var rounded = exponent < -28 ? RoundTo(28, Rounding.HalfEven)! : this;
        return decimal.Parse(rounded.ToText(), NumberStyles.Float, CultureInfo.InvariantCulture);
    }

    public bool TryToInt64(out long whole)
    {
        whole = unchecked((long)coefficient);
        if (exponent == 0 && whole == coefficient)
        {
            return true;
        }
        whole = 0;
        return false;
    }

    /// <summary>Digits, a point, an exponent, as in the source of expressions; null when it is none, and when it is too large.</summary>
    internal static FeelNumber? Read(string text)
    {
        if (ReadShort(text) is { } number)
        {
            return number;
        }
        var at = text.AsSpan().IndexOfAny('e', 'E');
        var places = 0;
        if (at >= 0 && (!int.TryParse(text.AsSpan(at + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out places) || Math.Abs(places) > 20_000))
        {
            return null;
        }
        var digits = at < 0 ? text : text[..at];
        var point = digits.IndexOf('.', StringComparison.Ordinal);
        places -= point < 0 ? 0 : digits.Length - point - 1;
        digits = point < 0 ? digits : digits.Remove(point, 1);
        return digits.AsSpan().ContainsAnyInRange('0', '9') && BigInteger.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole)
            ? Make(whole, places) as FeelNumber : null;
    }

    /// <summary>Digits that a long has room for, and a point: nearly all that is ever written.</summary>
    private static FeelNumber? ReadShort(string text)
    {
        var (whole, digits, places, hasPoint) = (0L, 0, 0, false);
        foreach (var sign in text)
        {
            if (char.IsAsciiDigit(sign))
            {
                whole = (whole * 10) + sign - '0';
                digits++;
                places -= hasPoint ? 1 : 0;
            }
            else if (sign == '.' && !hasPoint)
            {
                hasPoint = true;
            }
            else
            {
                return null;
            }
            if (digits > 18)
            {
                return null;
            }
        }
        if (digits == 0 || places == 0)
        {
            return digits == 0 ? null : new FeelNumber(whole);
        }
        var (coefficient, exponent) = Tidy(whole, places);
        return new FeelNumber(coefficient, exponent);
    }

    internal static FeelValue FromDouble(double number) =>
        double.IsFinite(number) ? Read(number.ToString("R", CultureInfo.InvariantCulture)) ?? (FeelValue)FeelNull.Because(FeelReason.OutOfRange) : FeelNull.Because(FeelReason.OutOfRange);

    /// <summary>For functions that know no more digits than System.Double.</summary>
    internal double ToDouble() => double.Parse(ToScientific(), CultureInfo.InvariantCulture);

    internal static FeelNumber FromInt128(Int128 whole) => (FeelNumber)Make(whole, 0);

    /// <summary>The value divided by ten to the scale.</summary>
    internal static FeelNumber Scaled(long value, int scale) => scale == 0 ? new FeelNumber(value) : (FeelNumber)Make((Int128)value, -scale);

    /// <summary>The number times ten to the scale, rounded to a whole one, and the nearest that a long has when it is further away.</summary>
    internal long ToScaled(int scale, Rounding rounding) =>
        RoundTo(scale, rounding) is { } rounded && Make((BigInteger)rounded.coefficient, rounded.exponent + scale) is FeelNumber whole && whole.TryToInt64(out var fits)
            ? fits
            : Sign < 0 ? long.MinValue : long.MaxValue;

    /// <summary>Digits behind the point.</summary>
    internal int Scale => Math.Max(0, -exponent);

    /// <summary>The whole part; null where it is beyond Int128.</summary>
    internal Int128? Truncated() => RoundTo(0, Rounding.Down) is { exponent: 0 } whole ? whole.coefficient : null;

    internal FeelValue Add(FeelNumber other)
    {
        if (exponent == other.exponent)
        {
            return Make(coefficient + other.coefficient, exponent);
        }
        if (IsZero || other.IsZero)
        {
            return IsZero ? other : this;
        }
        // The smaller of two that are far apart changes no digit that is kept; at most it settles a tie.
        var (mine, theirs) = (FirstPlace(), other.FirstPlace());
        if (Math.Abs(mine - theirs) > (2 * Precision) + 2)
        {
            return mine > theirs ? this : other;
        }
        var (left, right, smaller) = Align(this, other);
        return Make(left + right, smaller);
    }

    internal FeelValue Subtract(FeelNumber other) => Add(other.Negate());

    internal FeelValue Multiply(FeelNumber other) =>
        IsLong(coefficient) && IsLong(other.coefficient)
            ? Make(coefficient * other.coefficient, exponent + other.exponent)
            : Make((BigInteger)coefficient * other.coefficient, exponent + other.exponent);

    internal FeelValue Divide(FeelNumber other)
    {
        if (other.IsZero)
        {
            return FeelNull.Because(FeelReason.DivisionByZero);
        }
        if (exponent == other.exponent && IsLong(coefficient) && IsLong(other.coefficient) && (long)coefficient % (long)other.coefficient == 0 && other.coefficient != -1)
        {
            return Make((Int128)((long)coefficient / (long)other.coefficient), 0);
        }
        // So many places that the quotient has its 34 digits and one more; what remains keeps a tie from being one.
        var places = Precision + 2 + Math.Max(0, Digits(other.coefficient) - Digits(coefficient));
        var quotient = BigInteger.DivRem((BigInteger)coefficient * PowerOf(places), other.coefficient, out var rest);
        return rest.IsZero
            ? Make(quotient, exponent - other.exponent - places)
            : Make((quotient * 10) + (Sign * other.Sign), exponent - other.exponent - places - 1);
    }

    internal FeelNumber Negate() => new(-coefficient, exponent);

    internal FeelNumber Absolute() => coefficient < 0 ? Negate() : this;

    /// <summary>The remainder that takes the sign of the divisor.</summary>
    internal FeelValue Modulo(FeelNumber divisor)
    {
        if (divisor.IsZero)
        {
            return FeelNull.Because(FeelReason.DivisionByZero);
        }
        var (left, right, smaller) = Align(this, divisor);
        var remainder = BigInteger.Remainder(left, right);
        return Make(!remainder.IsZero && remainder.Sign != right.Sign ? remainder + right : remainder, smaller);
    }

    internal FeelValue Power(FeelNumber power)
    {
        if (!power.TryToInt64(out var times) || times is < -1000 or > 1000)
        {
            return FromDouble(Math.Pow(ToDouble(), power.ToDouble()));
        }
        FeelValue result = new FeelNumber(1L);
        FeelValue square = this;
        for (var rest = Math.Abs(times); rest > 0 && result is FeelNumber product; rest >>= 1)
        {
            if ((rest & 1) == 1)
            {
                result = square is FeelNumber factor ? product.Multiply(factor) : square;
            }
            square = rest > 1 && square is FeelNumber root ? root.Multiply(root) : square;
        }
        return times < 0 && result is FeelNumber whole ? new FeelNumber(1L).Divide(whole) : result;
    }

    internal FeelValue SquareRoot()
    {
        if (coefficient <= 0)
        {
            return IsZero ? this : FeelNull.Because(FeelReason.BadArgument("sqrt", this));
        }
        // An even exponent, and twice the digits of the result.
        var places = (2 * Precision) + 2 - Digits(coefficient);
        places += (exponent - places) % 2 == 0 ? 0 : 1;
        var scaled = (BigInteger)coefficient * PowerOf(places);
        var root = WholeRoot(scaled);
        return root * root == scaled
            ? Make(root, (exponent - places) / 2)
            : Make((root * 10) + 1, ((exponent - places) / 2) - 1);
    }

    /// <summary>So many places behind the point, or zeros before it when there are less than none.</summary>
    internal FeelValue Round(int places, Rounding rounding) => (FeelValue?)RoundTo(places, rounding) ?? FeelNull.Because(FeelReason.OutOfRange);

    /// <summary>Without an exponent.</summary>
    internal string ToText()
    {
        var text = Int128.Abs(coefficient).ToString(CultureInfo.InvariantCulture);
        text = exponent >= 0 ? text + new string('0', exponent) : text.PadLeft(1 - exponent, '0').Insert(Math.Max(1, text.Length + exponent), ".");
        return coefficient < 0 ? "-" + text : text;
    }

    private string ToScientific() => string.Create(CultureInfo.InvariantCulture, $"{coefficient}E{exponent}");

    private FeelNumber? RoundTo(int places, Rounding rounding)
    {
        var dropped = -places - exponent;
        if (dropped <= 0)
        {
            return this;
        }
        var unit = dropped <= Precision ? Small[dropped] : Int128.MaxValue;
        var (whole, rest) = dropped <= Precision ? Int128.DivRem(coefficient, unit) : (0, coefficient);
        var half = dropped <= Precision ? (Int128.Abs(rest) * 2).CompareTo(unit) : -1;
        var away = rest != 0 && rounding switch
        {
            Rounding.Down => false,
            Rounding.Up => true,
            Rounding.Floor => coefficient < 0,
            Rounding.Ceiling => coefficient > 0,
            Rounding.HalfDown => half > 0,
            Rounding.HalfUp => half >= 0,
            _ => half > 0 || (half == 0 && Int128.IsOddInteger(whole)),
        };
        return Make(away ? whole + Sign : whole, -places) as FeelNumber;
    }

    private int FirstPlace() => Digits(coefficient) + exponent;

    private static bool IsLong(Int128 value) => value >= long.MinValue && value <= long.MaxValue;

    private static int Digits(Int128 value)
    {
        value = Int128.Abs(value);
        var digits = 1;
        while (digits <= Precision && value >= Small[digits])
        {
            digits++;
        }
        return digits;
    }

    private static (BigInteger Left, BigInteger Right, int Exponent) Align(FeelNumber left, FeelNumber right)
    {
        var smaller = Math.Min(left.exponent, right.exponent);
        return (left.coefficient * PowerOf(left.exponent - smaller), right.coefficient * PowerOf(right.exponent - smaller), smaller);
    }

    private static FeelValue Make(Int128 coefficient, int exponent)
    {
        if (Int128.Abs(coefficient) >= Limit || exponent is < SmallestExponent or > LargestExponent)
        {
            return Make((BigInteger)coefficient, exponent);
        }
        var (tidy, places) = Tidy(coefficient, exponent);
        return new FeelNumber(tidy, places);
    }

    /// <summary>Rounds to the digits there are.</summary>
    private static FeelValue Make(BigInteger coefficient, int exponent)
    {
        var digits = coefficient.IsZero ? 1 : (int)Math.Floor(BigInteger.Log10(BigInteger.Abs(coefficient))) + 1;
        var dropped = Math.Max(Math.Max(0, digits - Precision - 1), SmallestExponent - exponent);
        // The logarithm may be one off at a power of ten, so the last digit is dropped only where it is one too many.
        for (; ; dropped++)
        {
            var unit = PowerOf(dropped);
            var whole = BigInteger.DivRem(coefficient, unit, out var rest);
            if (BigInteger.Abs(whole) >= (BigInteger)Limit)
            {
                continue;
            }
            var half = (BigInteger.Abs(rest) * 2).CompareTo(unit);
            whole += half > 0 || (half == 0 && !rest.IsZero && !whole.IsEven) ? coefficient.Sign : 0;
            if (BigInteger.Abs(whole) >= (BigInteger)Limit)
            {
                continue;
            }
            var (tidy, places) = Tidy((Int128)whole, exponent + dropped);
            return places > LargestExponent ? FeelNull.Because(FeelReason.OutOfRange) : new FeelNumber(tidy, places);
        }
    }

    private static (Int128 Coefficient, int Exponent) Tidy(Int128 coefficient, int exponent)
    {
        if (coefficient == 0)
        {
            return (0, 0);
        }
        while (exponent < 0 && !IsLong(coefficient) && coefficient % 10 == 0)
        {
            (coefficient, exponent) = (coefficient / 10, exponent + 1);
        }
        if (IsLong(coefficient))
        {
            var small = (long)coefficient;
            for (; exponent < 0 && small % 10 == 0; exponent++)
            {
                small /= 10;
            }
            coefficient = small;
        }
        while (exponent > 0 && Int128.Abs(coefficient) < Limit / 10)
        {
            (coefficient, exponent) = (coefficient * 10, exponent - 1);
        }
        return (coefficient, exponent);
    }

    private static Int128[] SmallPowers()
    {
        var powers = new Int128[Precision + 1];
        powers[0] = 1;
        for (var places = 1; places < powers.Length; places++)
        {
            powers[places] = powers[places - 1] * 10;
        }
        return powers;
    }

    private static BigInteger PowerOf(int places) => BigInteger.Pow(10, places);

    /// <summary>The largest whole number whose square is not larger, by Newton's method.</summary>
    private static BigInteger WholeRoot(BigInteger square)
    {
        // From above, whatever the digits that System.Double lacks.
        var root = (BigInteger)Math.Sqrt((double)square);
        root += (root / 1_000_000) + 1;
        while (true)
        {
            var next = (root + (square / root)) / 2;
            if (next >= root)
            {
                return root * root > square ? root - 1 : root;
            }
            root = next;
        }
    }
}

/// <summary>What becomes of the digits that are dropped.</summary>
internal enum Rounding
{
    HalfEven,
    HalfUp,
    HalfDown,
    Up,
    Down,
    Floor,
    Ceiling,
}
