using Microsoft.AspNetCore.Http;

namespace Madoguchi.Kernel;

/// <summary>
/// Lets in somebody who does not sign in. Whoever decides that they may (a procedure for guests, a receipt's code) asks whoever keeps
/// the sessions.
/// </summary>
public interface IGuestSessions
{
    /// <summary>Begins a guest's session in this browser, for a party that no register knows.</summary>
    Task StartAsync(HttpContext context, Guid party);
}
