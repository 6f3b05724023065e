using System.Globalization;
using CsCheck;

namespace Madoguchi.Kernel.Tests.Calendar;

public sealed class IsoDayTests
{
    [Fact]
    public void Every_day_is_read_as_it_is_written() => Gen.DateOnly.Sample(day =>
        IsoDay.Parse(day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)) == day);

    [Theory]
    [InlineData("2026-02-30")]
    [InlineData("2026-2-3")]
    [InlineData("2026/02/03")]
    [InlineData("２０２６-02-03")]
    [InlineData("0000-01-01")]
    [InlineData("")]
    public void Nothing_else_is_a_stored_day(string text) => IsoDay.TryParse(text, out _).ShouldBeFalse();
}
