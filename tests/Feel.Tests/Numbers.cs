using System.Globalization;
using System.Numerics;
using CsCheck;

namespace Madoguchi.Feel.Tests;

/// <summary>Numbers have 34 digits, and the last of them is right.</summary>
public sealed class Numbers
{
    private const int Precision = 34;

    private static readonly Gen<(BigInteger Whole, int Places)> Number =
        from digits in Gen.Int[1, Precision]
        from text in Gen.Char['0', '9'].Array[digits]
        from minus in Gen.Bool
        from places in Gen.Int[0, 40]
        select (BigInteger.Parse(new string(text), CultureInfo.InvariantCulture) * (minus ? -1 : 1), places);

    [Theory]
    [InlineData("1 / 3", "0.3333333333333333333333333333333333")]
    [InlineData("2 / 3", "0.6666666666666666666666666666666667")]
    [InlineData("0.1 + 0.2 = 0.3", "true")]
    [InlineData("1234567890123456789012345678901234 + 1", "1234567890123456789012345678901235")]
    [InlineData("9999999999999999999999999999999999 + 1", "10000000000000000000000000000000000")]
    [InlineData("sqrt(2)", "1.414213562373095048801688724209698")]
    [InlineData("sqrt(16)", "4")]
    [InlineData("10 ** 40 / 10 ** 40", "1")]
    [InlineData("1e-6176 / 10", "0")]
    [InlineData("decimal(2.5, 0)", "2")]
    [InlineData("round half up(-2.5, 0)", "-3")]
    [InlineData("round down(1234567890123456789012345678.91, 1)", "1234567890123456789012345678.9")]
    [InlineData("floor(-0.0000000000000000000000000000000000001)", "-1")]
    [InlineData("modulo(-12, 5)", "3")]
    [InlineData("1.50", "1.5")]
    [InlineData("number(\"1,234.5\", \",\", \".\")", "1234.5")]
    public void A_number_is_exact_to_its_last_digit(string source, string expected) =>
        FeelExpression.Parse(source).Value.Evaluate(FeelContext.Empty).ToString().ShouldBe(expected);

    [Fact]
    public void Sums_and_products_are_those_of_whole_numbers_rounded_once() =>
        Gen.Select(Number, Number).Sample((left, right) =>
        {
            var places = Math.Max(left.Places, right.Places);
            var sum = (left.Whole * BigInteger.Pow(10, places - left.Places)) + (right.Whole * BigInteger.Pow(10, places - right.Places));
            return Evaluate(left, "+", right) == Rounded(sum, places)
                && Evaluate(left, "*", right) == Rounded(left.Whole * right.Whole, left.Places + right.Places);
        });

    [Fact]
    public void A_quotient_is_the_nearest_there_is() =>
        Gen.Select(Number, Number).Where(pair => !pair.Item2.Whole.IsZero).Sample((left, right) =>
        {
            // Sixty places more than the quotient keeps, and a last digit that says that something remains.
            var quotient = BigInteger.DivRem(left.Whole * BigInteger.Pow(10, 120), right.Whole, out var rest) * 10;
            quotient += rest.IsZero ? 0 : left.Whole.Sign * right.Whole.Sign;
            return Evaluate(left, "/", right) == Rounded(quotient, left.Places - right.Places + 121);
        });

    [Fact]
    public void Order_is_that_of_the_numbers() =>
        Gen.Select(Number, Number).Sample((left, right) =>
        {
            var places = Math.Max(left.Places, right.Places);
            var order = (left.Whole * BigInteger.Pow(10, places - left.Places)).CompareTo(right.Whole * BigInteger.Pow(10, places - right.Places));
            return Evaluate(left, "<", right) == (order < 0 ? "true" : "false") && Evaluate(left, "=", right) == (order == 0 ? "true" : "false");
        });

    private static string Evaluate((BigInteger Whole, int Places) left, string sign, (BigInteger Whole, int Places) right) =>
        FeelExpression.Parse($"({Text(left)}) {sign} ({Text(right)})").Value.Evaluate(FeelContext.Empty).ToString();

    private static string Text((BigInteger Whole, int Places) number)
    {
        var digits = BigInteger.Abs(number.Whole).ToString(CultureInfo.InvariantCulture).PadLeft(number.Places + 1, '0');
        return $"{(number.Whole.Sign < 0 ? "-" : "")}{digits[..^number.Places]}{(number.Places > 0 ? "." : "")}{digits[^number.Places..]}";
    }

    /// <summary>Half to even, without the zeros at the end: written by the rule, not by the code under test.</summary>
    private static string Rounded(BigInteger whole, int places)
    {
        var magnitude = BigInteger.Abs(whole);
        var dropped = Math.Max(0, magnitude.ToString(CultureInfo.InvariantCulture).Length - Precision);
        var kept = BigInteger.DivRem(magnitude, BigInteger.Pow(10, dropped), out var rest);
        var half = (rest * 2).CompareTo(BigInteger.Pow(10, dropped));
        kept += half > 0 || (half == 0 && !kept.IsEven) ? 1 : 0;
        places -= dropped;
        if (places < 0)
        {
            (kept, places) = (kept * BigInteger.Pow(10, -places), 0);
        }

        var text = Text((kept, places));
        text = text.Contains('.', StringComparison.Ordinal) ? text.TrimEnd('0').TrimEnd('.') : text;
        return whole.Sign < 0 && text != "0" ? "-" + text : text;
    }
}
