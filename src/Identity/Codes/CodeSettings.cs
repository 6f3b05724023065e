using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Madoguchi.Identity;

/// <summary>One-time codes: <c>Identity:Codes</c>.</summary>
internal sealed class CodeSettings
{
    [Description("how long a code given at a window holds")]
    [Range(typeof(TimeSpan), "00:05:00", "01:00:00")]
    public TimeSpan Window { get; init; } = TimeSpan.FromMinutes(15);

    [Description("how long a code sent by post holds")]
    [Range(typeof(TimeSpan), "3.00:00:00", "30.00:00:00")]
    public TimeSpan Post { get; init; } = TimeSpan.FromDays(14);

    [Description("whether codes are sent by post at all")]
    public bool ByPost { get; init; } = true;

    [Description("letters with a code one person may ask for in 30 days")]
    [Range(1, 10)]
    public int LettersPerMonth { get; init; } = 3;

    [Description("wrong tries after which a person's codes are void and none holds for a while")]
    [Range(3, 20)]
    public int TriesPerPerson { get; init; } = 5;

    [Description("how long a person's codes do not hold after too many wrong tries")]
    [Range(typeof(TimeSpan), "00:15:00", "7.00:00:00")]
    public TimeSpan Locked { get; init; } = TimeSpan.FromHours(24);
}
