using System.Security.Claims;
using Madoguchi.DesignSystem;
using Madoguchi.Kernel;
using Madoguchi.Registry;

namespace Madoguchi.Cases;

/// <summary>Opens the file of a case for staff and records the look; every staff page on one case goes through here.</summary>
internal sealed class StaffCase(CaseFiles files, Exports exports, IAccessLog access)
{
    public Task<Case?> FindAsync(string reference, CancellationToken cancellationToken) => files.FindAsync(reference, cancellationToken);

    public async Task<CaseFile> OpenAsync(Case it, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        var actor = user.Actor();
        await access.RecordAsync(actor, CasePurpose.Of(actor), it.Subject, "case", cancellationToken);
        var file = await files.OpenAsync(it, Language.Ja, cancellationToken);
        return it.Status == CaseStatus.Decided ? file with { Exported = await exports.OfCaseAsync(it.Id, cancellationToken) } : file;
    }
}
