using CsCheck;

namespace Madoguchi.Kernel.Tests;

public sealed class RetentionRuleTests
{
    private static readonly RetentionRule FiveFiscalYears = new(5, 0, RetentionStart.FiscalYear, "");
    private static readonly RetentionRule NinetyDays = new(0, 90, RetentionStart.Day, "");
    private static readonly RetentionRule ThreeYears = new(3, 0, RetentionStart.Day, "");

    [Theory]
    [InlineData("2026-04-01", "2032-04-01")]
    [InlineData("2026-11-02", "2032-04-01")]
    [InlineData("2027-03-31", "2032-04-01")]
    [InlineData("2027-04-01", "2033-04-01")]
    public void Fiscal_years_count_from_the_1_April_after(string began, string due) =>
        FiveFiscalYears.DueOn(IsoDay.Parse(began)).ShouldBe(IsoDay.Parse(due));

    [Theory]
    [InlineData("2026-11-02", "2027-02-01")]
    public void Days_count_from_the_day_and_the_last_one_is_kept(string began, string due) => NinetyDays.DueOn(IsoDay.Parse(began)).ShouldBe(IsoDay.Parse(due));

    [Theory]
    [InlineData("2024-02-29", "2027-03-01")]
    [InlineData("2024-02-28", "2027-03-01")]
    [InlineData("2024-03-01", "2027-03-02")]
    public void Years_from_29_February_end_with_that_February(string began, string due) => ThreeYears.DueOn(IsoDay.Parse(began)).ShouldBe(IsoDay.Parse(due));

    [Fact]
    public void What_the_cutoff_takes_is_what_is_due() => Gen.Select(
        Gen.Int[0, 20_000], Gen.Int[0, 20_000], Gen.Int[0, 20], Gen.Int[0, 400], Gen.Bool).Sample((began, today, years, days, fiscal) =>
    {
        var rule = new RetentionRule(years, days, fiscal ? RetentionStart.FiscalYear : RetentionStart.Day, "");
        var (from, now) = (new DateOnly(2000, 1, 1).AddDays(began), new DateOnly(2030, 1, 1).AddDays(today));

        return rule.DueOn(from) <= now == from < rule.Cutoff(now);
    });
}
