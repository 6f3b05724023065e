namespace Madoguchi.Kernel.Tests.Calendar;

public sealed class JapanTests
{
    [Theory]
    [InlineData("2028-02-28T14:59:59Z", "2028-02-28")]
    [InlineData("2028-02-28T15:00:00Z", "2028-02-29")] // midnight in Japan
    [InlineData("2026-12-31T14:30:00Z", "2026-12-31")] // 23:30 in Japan
    [InlineData("2026-12-31T23:00:00-05:00", "2027-01-01")]
    public void A_legal_day_is_the_day_in_Japan(string instant, string day) =>
        DateTimeOffset.Parse(instant, null).DateInJapan().ShouldBe(DateOnly.ParseExact(day, "yyyy-MM-dd"));

    [Fact]
    public void An_instant_is_shown_by_the_clock_on_the_wall()
    {
        var instant = DateTimeOffset.Parse("2026-11-23T00:05:00Z", null);

        instant.ShownInJapan().ShouldBe("令和8年11月23日 9時05分");
        instant.IsoInJapan().ShouldBe("2026-11-23T09:05:00+09:00");
    }

    [Fact]
    public void A_day_starts_at_midnight_in_Japan() =>
        new DateOnly(2026, 11, 23).StartsAt().UtcDateTime.ShouldBe(new DateTime(2026, 11, 22, 15, 0, 0, DateTimeKind.Utc));
}
