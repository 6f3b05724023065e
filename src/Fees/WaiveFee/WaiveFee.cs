using System.Globalization;
using System.Security.Claims;
using Madoguchi.Kernel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Madoguchi.Fees;

/// <summary>The head waives a fee (減免), or sets one that the answers do not tell; either with a reason.</summary>
internal static class WaiveFee
{
    private const long MostYen = 100_000_000;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/staff/fees/{reference}/waiver", WaiveAsync).WithName("WaiveFee").RequireAuthorization(Policies.Head);
        routes.MapPost("/staff/fees/{reference}/amount", SetAsync).WithName("SetFee").RequireAuthorization(Policies.Head);
    }

    private static Task<Results<RedirectHttpResult, RazorComponentResult<ViewFeePage>, NotFound>> WaiveAsync(
        string reference, IFormCollection fields, ClaimsPrincipal user, FeeFiles files, FeeDesk desk, CancellationToken cancellationToken)
    {
        var reason = ReasonIn(fields);
        return ActAsync(
            reference, "waive", fields, user, files, desk, new TypedFee("waiver", Reason: reason),
            fee => fee.Waive(reason).Match<Result<(Fee, IReadOnlyList<FeeEntry>)>>(entry => (fee, [entry]), refusal => refusal),
            cancellationToken);
    }

    private static Task<Results<RedirectHttpResult, RazorComponentResult<ViewFeePage>, NotFound>> SetAsync(
        string reference, IFormCollection fields, ClaimsPrincipal user, FeeFiles files, FeeDesk desk, CancellationToken cancellationToken)
    {
        var (reason, typed) = (ReasonIn(fields), fields["yen"].ToString());
        var isAmount = long.TryParse(
            JapaneseText.Normalise(typed).Replace(",", "", StringComparison.Ordinal).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var yen)
            && yen is > 0 and <= MostYen;
        return ActAsync(
            reference, "set-amount", fields, user, files, desk, new TypedFee("waiver", Reason: reason, Yen: typed),
            fee => !isAmount
                ? new AmountMissing()
                : fee.SetAmount(yen, reason).Match<Result<(Fee, IReadOnlyList<FeeEntry>)>>(entry => (fee with { IsUnclear = false }, [entry]), refusal => refusal),
            cancellationToken);
    }

    private static async Task<Results<RedirectHttpResult, RazorComponentResult<ViewFeePage>, NotFound>> ActAsync(
        string reference, string act, IFormCollection fields, ClaimsPrincipal user, FeeFiles files, FeeDesk desk, TypedFee typed,
        Func<Fee, Result<(Fee, IReadOnlyList<FeeEntry>)>> decide, CancellationToken cancellationToken)
    {
        if (await files.FindAsync(reference, cancellationToken) is not { } fee)
        {
            return TypedResults.NotFound();
        }

        var form = FeeFormFields.Read(fields);
        var result = await desk.ActAsync(fee.SubmissionId, act, form, user.Actor(), (_, it) => decide(it), cancellationToken);
        return result.Refusal is { } refusal
            ? await files.PageAsync(fee, user, form.Key, refusal, typed, cancellationToken)
            : TypedResults.LocalRedirect($"/staff/fees/{fee.Reference}");
    }

    private static string ReasonIn(IFormCollection fields) => JapaneseText.Normalise(fields["reason"].ToString());
}
