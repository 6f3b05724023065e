namespace Madoguchi.Registry;

/// <summary>
/// 法人番号: thirteen digits, the first a check digit over the other twelve
/// (法人番号の指定等に関する省令 第2条): 9 less the remainder by 9 of the digits, weighted 1 and 2 in turn from the right.
/// </summary>
public static class CorporateNumber
{
    private const int Digits = 13;

    public static bool IsValid(string number) =>
        number.Length == Digits && number.All(char.IsAsciiDigit) && number[0] - '0' == CheckDigit(number.AsSpan(1));

    /// <summary>The check digit of the twelve digits of the 会社法人等番号.</summary>
    public static int CheckDigit(ReadOnlySpan<char> twelve)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(twelve.Length, Digits - 1);
        var sum = 0;
        for (var place = 1; place < Digits; place++)
        {
            sum += (twelve[^place] - '0') * (place % 2 == 1 ? 1 : 2);
        }

        return 9 - (sum % 9);
    }
}
