using System.Security.Claims;
using Madoguchi.Kernel;

namespace Madoguchi.Registry;

/// <summary>
/// Whose data the pages under <c>/my</c> show: the organisation one acts for, otherwise one's own.
/// A mandate to apply for a person is none to read everything the city holds about them.
/// </summary>
internal static class OwnData
{
    public static async Task<Party?> OfAsync(ClaimsPrincipal principal, IPartyDirectory parties, CancellationToken cancellationToken)
    {
        var subject = await parties.FindAsync(principal.Subject(), cancellationToken);
        return subject?.Kind == PartyKind.Organisation || principal.Actor().Party is not { } own || own == subject?.Id
            ? subject
            : await parties.FindAsync(own, cancellationToken);
    }
}
