using System.Security.Claims;
using Madoguchi.Kernel;

namespace Madoguchi.Registry;

/// <summary>
/// Whose data the pages under <c>/my</c> show: the organisation one acts for, otherwise one's own.
/// A mandate to apply for a person is none to read everything the city holds about them, and one that ended is none at all.
/// </summary>
internal static class OwnData
{
    public static async Task<Party?> OfAsync(
        ClaimsPrincipal principal, IPartyDirectory parties, IMandates mandates, TimeProvider time, CancellationToken cancellationToken)
    {
        var subject = await parties.FindAsync(principal.Subject(), cancellationToken);
        if (principal.Actor().Party is not { } own || own == subject?.Id)
        {
            return subject;
        }

        var mayRead = subject?.Kind == PartyKind.Organisation
            && (await mandates.ForHolderAsync(own, time.TodayInJapan(), cancellationToken)).Any(mandate => mandate.For == subject.Id);
        return mayRead ? subject : await parties.FindAsync(own, cancellationToken);
    }
}
