using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Madoguchi.Identity;

/// <summary>How long somebody stays signed in: <c>Identity:Sessions</c>.</summary>
internal sealed class SessionSettings
{
    [Description("nothing done for so long ends a session")]
    [Range(typeof(TimeSpan), "00:05:00", "1.00:00:00")]
    public TimeSpan Idle { get; init; } = TimeSpan.FromMinutes(60);

    [Description("so long after signing in a session ends, whatever was done")]
    [Range(typeof(TimeSpan), "00:15:00", "2.00:00:00")]
    public TimeSpan Absolute { get; init; } = TimeSpan.FromHours(12);

    [Description("how often the secret in the cookie is turned")]
    [Range(typeof(TimeSpan), "00:01:00", "01:00:00")]
    public TimeSpan Turn { get; init; } = TimeSpan.FromMinutes(5);

    [Description("how long the secret before still holds for requests under way; used later it is a copied cookie, and the session ends")]
    [Range(typeof(TimeSpan), "00:00:10", "00:05:00")]
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(60);

    [Description("how long one of several hosts believes what it read of a session; a session ended at another host lives on for so long")]
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan Believed { get; init; } = TimeSpan.FromSeconds(5);
}
