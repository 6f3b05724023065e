using System.Security.Claims;
using Madoguchi.Kernel;
using Madoguchi.Registry;

namespace Madoguchi.Cases;

/// <summary>Whether a resident may see a case: it is about them, or they hold a mandate for its procedure today. To anybody else it does not exist.</summary>
internal sealed class MayView(IMandates mandates, TimeProvider time)
{
    public async Task<bool> CheckAsync(ClaimsPrincipal user, Guid subject, string procedureCode, CancellationToken cancellationToken) =>
        user.Actor().Party is { } party
        && (party == subject || await mandates.MayActForAsync(party, subject, procedureCode, time.TodayInJapan(), cancellationToken));
}
