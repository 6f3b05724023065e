namespace Madoguchi.Identity;

/// <summary>How long somebody stays signed in; <c>Identity:Sessions</c> in the configuration.</summary>
internal sealed class SessionOptions
{
    public const string Section = "Identity:Sessions";

    /// <summary>Nothing done for so long ends it.</summary>
    public TimeSpan Idle { get; set; } = TimeSpan.FromMinutes(60);

    /// <summary>So long after signing in it ends whatever was done.</summary>
    public TimeSpan Absolute { get; set; } = TimeSpan.FromHours(12);

    /// <summary>The cookie's secret is turned this often.</summary>
    public TimeSpan Turn { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>The secret before it still holds for requests that were under way.</summary>
    public TimeSpan Grace { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>What one host knows of a session it believes for so long; then it asks the database again.</summary>
    public TimeSpan Believed { get; set; } = TimeSpan.FromSeconds(5);
}
