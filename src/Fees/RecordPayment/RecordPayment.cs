using System.Security.Claims;
using Madoguchi.Kernel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Madoguchi.Fees;

/// <summary>A clerk took the money at a window, or saw a payment slip come in (収納).</summary>
internal static class RecordPayment
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/staff/fees/{reference}/payments", PostAsync)
        .WithName("RecordPayment")
        .RequireAuthorization(Policies.Clerk);

    private static async Task<Results<RedirectHttpResult, RazorComponentResult<ViewFeePage>, NotFound>> PostAsync(
        string reference, IFormCollection fields, ClaimsPrincipal user, FeeFiles files, FeeDesk desk, CancellationToken cancellationToken)
    {
        if (await files.FindAsync(reference, cancellationToken) is not { } fee)
        {
            return TypedResults.NotFound();
        }

        var form = FeeFormFields.Read(fields);
        var (way, receipt) = (fields["way"].ToString(), JapaneseText.Normalise(fields["receipt"].ToString()).Trim());
        var result = await ActAsync(fee.SubmissionId, way, receipt, form, user.Actor(), desk, cancellationToken);
        return result.Refusal is { } refusal
            ? await files.PageAsync(fee, user, form.Key, refusal, new TypedFee("payment", way, receipt), cancellationToken)
            : TypedResults.LocalRedirect($"/staff/fees/{fee.Reference}");
    }

    /// <summary>Records it, whoever does it and by whatever edge.</summary>
    public static Task<Result<long>> ActAsync(
        Guid submissionId, string way, string receipt, FeeForm form, Actor actor, FeeDesk desk, CancellationToken cancellationToken) => desk.ActAsync(
        submissionId,
        "record-payment",
        form,
        actor,
        (_, it) => it.PayInPerson(way, receipt).Match<Result<(Fee, IReadOnlyList<FeeEntry>)>>(entry => (it, [entry]), refusal => refusal),
        cancellationToken);
}
