using System.Security.Claims;
using Madoguchi.Kernel;
using Madoguchi.Registry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Madoguchi.Cases;

/// <summary>Takes a case, gives it to a colleague, or gives it back.</summary>
internal static class AssignCase
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/staff/cases/{reference}/assignee", PostAsync)
        .WithName("AssignCase")
        .RequireAuthorization(Policies.Clerk);

    private static async Task<IResult> PostAsync(
        string reference, IFormCollection fields, ClaimsPrincipal user, StaffCase staffCase, IStaffDirectory staff, CaseDesk desk,
        CancellationToken cancellationToken)
    {
        if (await staffCase.FindAsync(reference, cancellationToken) is not { } it)
        {
            return TypedResults.NotFound();
        }

        var actor = user.Actor();
        var form = CaseFormFields.Read(fields);
        var chosen = fields["assignee"].ToString();
        var assignee = chosen switch
        {
            "" => null,
            "me" => actor.Id,
            _ => $"staff:{chosen}",
        };
        var result = await ActAsync(it.Id, assignee, form, actor, staff, desk, cancellationToken);
        return result.Refusal is { } refusal
            ? await ViewCase.RefusedAsync(it, user, staffCase, staff, refusal, form, null, cancellationToken)
            : TypedResults.LocalRedirect($"/staff/cases/{it.Reference}");
    }

    /// <summary>Gives the case to somebody who may hold one, whoever does it and by whatever edge.</summary>
    public static async Task<Result<long>> ActAsync(
        Guid caseId, string? assignee, CaseForm form, Actor actor, IStaffDirectory staff, CaseDesk desk, CancellationToken cancellationToken)
    {
        var known = assignee is null || assignee == actor.Id || await staff.FindAsync(assignee, cancellationToken) is { } member && ListCases.CanHold(member);
        return known
            ? await desk.ActAsync(caseId, "assign", form, actor, Purpose.Examine, (_, current) => current.Assign(actor, assignee), null, cancellationToken)
            : new NoSuchClerk(assignee!);
    }
}
