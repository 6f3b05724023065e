using Madoguchi.Kernel;
using Microsoft.AspNetCore.Http;

namespace Madoguchi.Identity;

/// <summary>A guest's session: of nobody in the register, sure of nothing, and as short as any other.</summary>
internal sealed class GuestSessions(Sessions sessions) : IGuestSessions
{
    public async Task StartAsync(HttpContext context, Guid party) => context.User = await sessions.StartAsync(context, As(party));

    public static SessionStart As(Guid party) => new()
    {
        ActorId = $"guest:{party}",
        Role = Roles.Guest,
        Name = "",
        Party = party,
        Subject = party,
        Assurance = Assurance.Guest,
        Method = Methods.Guest,
    };
}
