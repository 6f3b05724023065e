using System.Security.Claims;
using Madoguchi.Kernel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Madoguchi.Cases;

/// <summary>A case's time of keeping, as its page shows it.</summary>
/// <param name="Hold">What keeps it beyond that time, if anything.</param>
/// <param name="DueOn">The day it is erased, when it is closed.</param>
public sealed record CaseKeeping(Hold? Hold, DateOnly? DueOn);

/// <summary>Keeps a case beyond its time while an objection, a lawsuit or an audit needs it (保留), and ends that.</summary>
internal static class HoldCase
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/staff/cases/{reference}/hold", PostAsync)
        .WithName("HoldCase")
        .RequireAuthorization(Policies.Head);

    public static string RecordOf(Case it) => $"case/{it.Id}";

    public static async Task<CaseKeeping> KeepingAsync(Case it, Holds holds, RetentionPlan plan, CancellationToken cancellationToken) => new(
        await holds.FindAsync(RecordOf(it), cancellationToken),
        it.ClosedAt is { } closed ? plan[EraseCases.Class.Code].DueOn(closed.DateInJapan()) : null);

    private static async Task<IResult> PostAsync(
        string reference, IFormCollection fields, ClaimsPrincipal user, StaffCase staffCase, Holds holds, CancellationToken cancellationToken)
    {
        if (await staffCase.FindAsync(reference, cancellationToken) is not { } it)
        {
            return TypedResults.NotFound();
        }

        var reason = fields["reason"].ToString();
        if (reason.Length == 0)
        {
            await holds.EndAsync(RecordOf(it), user.Actor(), cancellationToken);
        }
        else if (HoldReasons.Names.ContainsKey(reason))
        {
            await holds.SetAsync(RecordOf(it), reason, user.Actor(), cancellationToken);
        }
        else
        {
            return TypedResults.BadRequest();
        }

        return TypedResults.LocalRedirect($"/staff/cases/{it.Reference}#keeping");
    }
}
