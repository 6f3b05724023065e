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
    internal const int MostYen = 100_000_000;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/staff/fees/{reference}/waiver", WaiveAsync).WithName("WaiveFee").RequireAuthorization(Policies.Head).RequireAuthorization(Policies.Fresh);
        routes.MapPost("/staff/fees/{reference}/amount", SetAsync).WithName("SetFee").RequireAuthorization(Policies.Head).RequireAuthorization(Policies.Fresh);
    }

    private static Task<Results<RedirectHttpResult, RazorComponentResult<ViewFeePage>, NotFound>> WaiveAsync(
        string reference, IFormCollection fields, ClaimsPrincipal user, FeeFiles files, FeeDesk desk, CancellationToken cancellationToken)
    {
        var reason = ReasonIn(fields);
        return PostAsync(
            reference, fields, user, files, new TypedFee("waiver", Reason: reason),
            (fee, form) => ActAsync(fee.SubmissionId, reason, form, user.Actor(), desk, cancellationToken), cancellationToken);
    }

    private static Task<Results<RedirectHttpResult, RazorComponentResult<ViewFeePage>, NotFound>> SetAsync(
        string reference, IFormCollection fields, ClaimsPrincipal user, FeeFiles files, FeeDesk desk, CancellationToken cancellationToken)
    {
        var (reason, typed) = (ReasonIn(fields), fields["yen"].ToString());
        var isAmount = long.TryParse(
            JapaneseText.Normalise(typed).Replace(",", "", StringComparison.Ordinal).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var yen)
            && yen is > 0 and <= MostYen;
        return PostAsync(
            reference, fields, user, files, new TypedFee("waiver", Reason: reason, Yen: typed),
            (fee, form) => SetAmountAsync(fee.SubmissionId, isAmount ? yen : 0, reason, form, user.Actor(), desk, cancellationToken), cancellationToken);
    }

    /// <summary>Waives what is open, whoever does it and by whatever edge.</summary>
    public static Task<Result<long>> ActAsync(
        Guid submissionId, string reason, FeeForm form, Actor actor, FeeDesk desk, CancellationToken cancellationToken) => desk.ActAsync(
        submissionId,
        "waive",
        form,
        actor,
        (_, it) => it.Waive(reason).Match<Result<(Fee, IReadOnlyList<FeeEntry>)>>(entry => (it, [entry]), refusal => refusal),
        cancellationToken);

    /// <summary>Sets the amount, whoever does it and by whatever edge.</summary>
    public static Task<Result<long>> SetAmountAsync(
        Guid submissionId, long yen, string reason, FeeForm form, Actor actor, FeeDesk desk, CancellationToken cancellationToken) => desk.ActAsync(
        submissionId,
        "set-amount",
        form,
        actor,
        (_, it) => yen is > 0 and <= MostYen ? it.SetAmount(yen, reason) : new AmountMissing(),
        cancellationToken);

    private static async Task<Results<RedirectHttpResult, RazorComponentResult<ViewFeePage>, NotFound>> PostAsync(
        string reference, IFormCollection fields, ClaimsPrincipal user, FeeFiles files, TypedFee typed,
        Func<Fee, FeeForm, Task<Result<long>>> act, CancellationToken cancellationToken)
    {
        if (await files.FindAsync(reference, cancellationToken) is not { } fee)
        {
            return TypedResults.NotFound();
        }

        var form = FeeFormFields.Read(fields);
        var result = await act(fee, form);
        return result.Refusal is { } refusal
            ? await files.PageAsync(fee, user, form.Key, refusal, typed, cancellationToken)
            : TypedResults.LocalRedirect($"/staff/fees/{fee.Reference}");
    }

    private static string ReasonIn(IFormCollection fields) => JapaneseText.Normalise(fields["reason"].ToString());
}
