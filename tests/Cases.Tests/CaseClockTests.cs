using System.Globalization;
using CsCheck;
using Madoguchi.Kernel;

namespace Madoguchi.Cases.Tests;

public sealed class CaseClockTests
{
    private static readonly LegalCalendar Calendar = new([ClosedDays.Parse("12-29..01-03")]);

    [Theory]
    [InlineData("2026-11-24T10:00+09:00", 15, "2026-12-15", "an ordinary month; 民法 第140条: the day of arrival does not count")]
    [InlineData("2026-12-25T16:00+09:00", 5, "2027-01-07", "the year end: closed from 29 December to 3 January")]
    [InlineData("2026-04-28T09:00+09:00", 5, "2026-05-11", "Golden Week with a substitute holiday on 6 May")]
    [InlineData("2028-02-28T09:00+09:00", 1, "2028-02-29", "29 February is a day like others")]
    [InlineData("2028-02-29T09:00+09:00", 1, "2028-03-01", "an arrival on 29 February")]
    [InlineData("2026-11-09T23:30+09:00", 1, "2026-11-10", "23:30 in Japan is still that day")]
    [InlineData("2026-11-09T15:30+00:00", 1, "2026-11-11", "half past midnight in Japan is the next day, whatever UTC says")]
    [InlineData("2026-11-21T12:00+09:00", 1, "2026-11-24", "a Saturday before a holiday on Monday")]
    public void The_standard_period_ends_on(string receivedAt, int standardDays, string dueOn, string because) =>
        CaseClock.DueOn(Calendar, DateTimeOffset.Parse(receivedAt, CultureInfo.InvariantCulture), standardDays)
            .ShouldBe(Day(dueOn), because);

    [Theory]
    [InlineData("2026-12-15", "2026-12-01", "2026-12-10", 10, "2026-12-24", "what was left is counted anew from the answer")]
    [InlineData("2026-12-15", "2026-12-15", "2026-12-19", 0, "2026-12-21", "asked on the last day, answered on a Saturday: 民法 第142条")]
    [InlineData("2026-12-15", "2026-12-17", "2027-01-20", -2, "2026-12-15", "a period that had run out stays run out")]
    [InlineData("2026-12-28", "2026-12-28", "2027-01-02", 0, "2027-01-04", "answered while the offices are closed")]
    public void After_a_correction_the_period_ends_on(string dueOn, string asked, string answered, int left, string resumed, string because)
    {
        CaseClock.DaysLeft(Calendar, Day(asked), Day(dueOn)).ShouldBe(left);

        CaseClock.Resume(Calendar, Day(answered), Day(dueOn), left).ShouldBe(Day(resumed), because);
    }

    [Fact]
    public void Stopping_the_clock_never_shortens_the_period_and_never_gives_the_city_more_days()
    {
        var day = Gen.Int[0, 3000].Select(offset => new DateOnly(2020, 1, 6).AddDays(offset));
        Gen.Select(day, Gen.Int[1, 60], Gen.Int[0, 90], Gen.Int[0, 90]).Sample((received, standard, untilAsked, untilAnswered) =>
        {
            var due = Calendar.AddWorkingDays(received, standard);
            var asked = received.AddDays(untilAsked);
            var answered = asked.AddDays(untilAnswered);

            var left = CaseClock.DaysLeft(Calendar, asked, due);
            var resumed = CaseClock.Resume(Calendar, answered, due, left);

            resumed.ShouldBeGreaterThanOrEqualTo(due);
            Calendar.IsWorkingDay(resumed).ShouldBeTrue();
            if (left > 0)
            {
                var spent = Calendar.WorkingDaysBetween(received, asked) + Calendar.WorkingDaysBetween(answered, resumed);
                spent.ShouldBe(standard);
            }
        });
    }

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);
}
