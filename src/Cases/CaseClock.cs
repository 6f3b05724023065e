using Madoguchi.Kernel;

namespace Madoguchi.Cases;

/// <summary>
/// How long the city may take: the standard period (標準処理期間, 行政手続法 第6条) in working days of the city, counted from the
/// arrival (行政手続法 第7条) without its first day (民法 第140条). The time in which the applicant corrects (補正, 同法 第7条) is
/// not the city's: the clock stands still meanwhile.
/// </summary>
internal static class CaseClock
{
    /// <summary>The last day of the standard period.</summary>
    public static DateOnly DueOn(LegalCalendar calendar, DateTimeOffset receivedAt, int standardDays) =>
        calendar.AddWorkingDays(receivedAt.DateInJapan(), standardDays);

    /// <summary>Working days after <paramref name="today"/> until the due day, itself included; negative when it has passed.</summary>
    public static int DaysLeft(LegalCalendar calendar, DateOnly today, DateOnly dueOn) => calendar.WorkingDaysBetween(today, dueOn);

    /// <summary>
    /// The due day when the clock goes on: what was left is counted anew from the day the answer came, without that day. A period
    /// that had already run out stays run out: asking back does not mend a delay.
    /// </summary>
    public static DateOnly Resume(LegalCalendar calendar, DateOnly resumedOn, DateOnly dueOn, int daysLeft) => daysLeft switch
    {
        < 0 => dueOn,
        0 => calendar.OnOrAfter(resumedOn),
        _ => calendar.AddWorkingDays(resumedOn, daysLeft),
    };
}
