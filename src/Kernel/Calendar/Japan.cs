using System.Globalization;

namespace Madoguchi.Kernel;

/// <summary>Legal days are days in Japan, whatever the clock of the machine or the engine says.</summary>
public static class Japan
{
    /// <summary>Japan has had one zone and no summer time since 1952, so an offset says it without a zone database.</summary>
    private static readonly TimeSpan Offset = TimeSpan.FromHours(9);

    public static DateOnly TodayInJapan(this TimeProvider time) => time.GetUtcNow().DateInJapan();

    public static DateOnly DateInJapan(this DateTimeOffset instant) => DateOnly.FromDateTime(instant.InJapan().DateTime);

    public static DateTimeOffset InJapan(this DateTimeOffset instant) => instant.ToOffset(Offset);

    /// <summary>The instant at which a legal day begins.</summary>
    public static DateTimeOffset StartsAt(this DateOnly day) => new(day, TimeOnly.MinValue, Offset);

    /// <summary>令和8年11月23日 21時05分</summary>
    public static string ShownInJapan(this DateTimeOffset instant)
    {
        var local = instant.InJapan();
        return Wareki.Format(DateOnly.FromDateTime(local.DateTime)) + local.ToString(" H時mm分", CultureInfo.InvariantCulture);
    }

    /// <summary>2026-11-23T21:05:00+09:00, for a <c>datetime</c> attribute and for exports.</summary>
    public static string IsoInJapan(this DateTimeOffset instant) =>
        instant.InJapan().ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);
}
