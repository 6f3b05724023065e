using System.Globalization;
using Madoguchi.Kernel;

namespace Madoguchi.Delivery;

/// <summary>
/// The hours in Japan in which nobody is disturbed (既定は21時から8時). What waits goes when they end; the days of a legal deadline run
/// from the letter, not from the mail that tells of it.
/// </summary>
internal sealed record QuietHours(TimeOnly From, TimeOnly Until)
{
    /// <summary>How an hour is written.</summary>
    public const string Pattern = "([01][0-9]|2[0-3]):[0-5][0-9]";

    private const string Form = "HH:mm";

    /// <summary>As it is stored; null when it is no hour.</summary>
    public static QuietHours? Read(string from, string until) =>
        TimeOnly.TryParseExact(from, Form, CultureInfo.InvariantCulture, DateTimeStyles.None, out var begins)
        && TimeOnly.TryParseExact(until, Form, CultureInfo.InvariantCulture, DateTimeStyles.None, out var ends)
            ? new(begins, ends)
            : null;

    /// <summary>The first moment, from this one on, in which somebody may be disturbed.</summary>
    public DateTimeOffset EndOf(DateTimeOffset at)
    {
        var local = at.InJapan();
        var time = TimeOnly.FromTimeSpan(local.TimeOfDay);
        return From == Until || !time.IsBetween(From, Until)
            ? at
            : local - local.TimeOfDay + Until.ToTimeSpan() + (time < Until ? TimeSpan.Zero : TimeSpan.FromDays(1));
    }
}
