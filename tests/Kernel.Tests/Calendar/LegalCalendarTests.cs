using CsCheck;

namespace Madoguchi.Kernel.Tests.Calendar;

public sealed class LegalCalendarTests
{
    private static readonly LegalCalendar Calendar = new([ClosedDays.Parse("12-29..01-03")]);

    [Theory]
    [InlineData("2026-11-20", true)]
    [InlineData("2026-11-21", false)] // Saturday
    [InlineData("2026-11-23", false)] // 勤労感謝の日
    [InlineData("2026-05-06", false)] // 振替休日 (国民の祝日に関する法律 第3条第2項)
    [InlineData("2026-09-22", false)] // 国民の休日 (第3条第3項)
    [InlineData("2026-12-28", true)]
    [InlineData("2026-12-29", false)] // the city's closed days
    [InlineData("2027-01-01", false)]
    [InlineData("2027-01-03", false)]
    [InlineData("2027-01-04", true)]
    public void Offices_are_open(string day, bool open) => Calendar.IsWorkingDay(Day(day)).ShouldBe(open);

    [Theory]
    [InlineData("2026-11-20", 0, "2026-11-20")]
    [InlineData("2026-11-20", 1, "2026-11-24")] // 民法 第140条: the first day does not count; then Sat, Sun, 勤労感謝の日
    [InlineData("2026-11-21", 1, "2026-11-24")] // received on a closed day
    [InlineData("2026-12-28", 1, "2027-01-04")] // over the new year
    [InlineData("2026-04-28", 3, "2026-05-07")] // the golden week
    [InlineData("2026-09-18", 2, "2026-09-25")] // 敬老の日, 国民の休日, 秋分の日
    [InlineData("2026-11-24", 15, "2026-12-15")]
    public void A_period_of_working_days_ends(string from, int days, string until) =>
        Calendar.AddWorkingDays(Day(from), days).ShouldBe(Day(until));

    [Theory]
    [InlineData("2026-11-20", "2026-11-24", 1)]
    [InlineData("2026-11-24", "2026-11-24", 0)]
    [InlineData("2026-11-24", "2026-11-20", -1)] // overdue by a working day
    [InlineData("2026-11-21", "2026-11-23", 0)]
    public void Working_days_between_two_days_are_counted(string from, string to, int days) =>
        Calendar.WorkingDaysBetween(Day(from), Day(to)).ShouldBe(days);

    [Theory]
    [InlineData("2026-11-20", "2026-11-20")]
    [InlineData("2026-11-21", "2026-11-24")] // 民法 第142条
    public void A_period_that_ends_on_a_closed_day_ends_on_the_next_open_one(string day, string end) =>
        Calendar.OnOrAfter(Day(day)).ShouldBe(Day(end));

    [Fact]
    public void Counting_undoes_adding() => Gen.Select(Gen.Int[new DateOnly(2025, 1, 1).DayNumber, new DateOnly(2026, 12, 31).DayNumber], Gen.Int[0, 200])
        .Sample((number, days) =>
        {
            var from = DateOnly.FromDayNumber(number);
            var until = Calendar.AddWorkingDays(from, days);
            return Calendar.WorkingDaysBetween(from, until) == days && (days == 0 || Calendar.IsWorkingDay(until));
        });

    [Fact]
    public void A_day_beyond_the_data_is_an_error_never_a_guess()
    {
        Should.Throw<LegalCalendarEndsException>(() => Calendar.IsWorkingDay(Calendar.CoversUntil.AddDays(1)));
        Should.Throw<LegalCalendarEndsException>(() => Calendar.IsWorkingDay(Calendar.CoversFrom.AddDays(-1)));
        Should.Throw<LegalCalendarEndsException>(() => Calendar.AddWorkingDays(Calendar.CoversUntil.AddDays(-7), 30))
            .CoversUntil.ShouldBe(Calendar.CoversUntil);
        Should.Throw<LegalCalendarEndsException>(() => Calendar.WorkingDaysBetween(new(2026, 1, 1), Calendar.CoversUntil.AddYears(1)));
    }

    [Theory]
    [InlineData("12-29..01-03", "2026-12-31", true)]
    [InlineData("12-29..01-03", "2026-01-04", false)]
    [InlineData("08-13..08-15", "2026-08-14", true)]
    [InlineData("08-13..08-15", "2026-08-16", false)]
    [InlineData("02-29", "2028-02-29", true)]
    [InlineData("04-01", "2026-04-01", true)]
    public void Closed_days_are_a_range_of_every_year(string range, string day, bool closed) =>
        ClosedDays.Parse(range).Contain(Day(day)).ShouldBe(closed);

    [Theory]
    [InlineData("")]
    [InlineData("13-01")]
    [InlineData("12-29..")]
    [InlineData("12-29..01-01..01-03")]
    public void A_range_that_is_none_is_refused(string range) => Should.Throw<FormatException>(() => ClosedDays.Parse(range));

    [Fact]
    public void A_holiday_has_a_name() => Calendar.HolidayName(new(2026, 11, 3)).ShouldBe("文化の日");

    [Fact]
    public void Computed_holidays_are_told_from_announced_ones() =>
        Calendar.ConfirmedUntil.ShouldBeInRange(new(2027, 12, 31), Calendar.CoversUntil);

    private static DateOnly Day(string iso) => DateOnly.ParseExact(iso, "yyyy-MM-dd");
}
