using System.Globalization;
using CsCheck;

namespace Madoguchi.Registry.Tests;

public sealed class CorporateNumberTests
{
    private static readonly Gen<string> Numbers = Gen.Long[0, 999_999_999_999].Select(number =>
    {
        var twelve = number.ToString("D12", CultureInfo.InvariantCulture);
        return $"{CorporateNumber.CheckDigit(twelve)}{twelve}";
    });

    [Theory]
    [InlineData("7000012050002")] // 国税庁
    [InlineData("8000012010038")] // デジタル庁
    [InlineData("7999901000001")] // the demo city's restaurant
    public void Published_numbers_are_valid(string number) => CorporateNumber.IsValid(number).ShouldBeTrue();

    [Theory]
    [InlineData("7000012050003")]
    [InlineData("0000012050002")]
    [InlineData("700001205000")]
    [InlineData("70000120500022")]
    [InlineData("７000012050002")]
    [InlineData("")]
    public void Others_are_not(string number) => CorporateNumber.IsValid(number).ShouldBeFalse();

    [Fact]
    public void The_check_digit_is_never_zero() => Numbers.Sample(number => number[0] is >= '1' and <= '9' && CorporateNumber.IsValid(number));

    [Fact]
    public void A_wrong_digit_is_noticed_unless_it_is_a_nine_for_a_zero() =>
        Gen.Select(Numbers, Gen.Int[1, 12], Gen.Int[1, 9]).Sample((number, at, shift) =>
        {
            var digits = number.ToCharArray();
            var was = digits[at] - '0';
            var now = (was + shift) % 10;
            digits[at] = (char)('0' + now);
            return CorporateNumber.IsValid(new string(digits)) == (Math.Abs(was - now) == 9);
        });
}
