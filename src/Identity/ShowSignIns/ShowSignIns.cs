using System.Security.Claims;
using Madoguchi.DesignSystem;
using Madoguchi.Kernel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Madoguchi.Identity;

/// <summary>One line of the log, in the reader's words.</summary>
/// <param name="At">When.</param>
/// <param name="What">What happened.</param>
/// <param name="IsAlarming">The reader should ask themself whether it was them.</param>
/// <param name="Device">With what; empty when the browser did not say.</param>
/// <param name="Origin">From which network.</param>
public sealed record SignInLine(DateTimeOffset At, string What, bool IsAlarming, string Device, string Origin);

/// <summary>What happened to one's own sign-in: when, how, with what, from where, and what failed.</summary>
internal static class ShowSignIns
{
    /// <summary>The same for who works here.</summary>
    public const string StaffPath = "/staff/sign-ins";

    private const int PageSize = 50;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/my/account/sign-ins", (int? page, ClaimsPrincipal user, Database database, Wording words, CancellationToken token) =>
            ShowAsync(ManageAccount.Path, page, user, database, words, token)).WithName("ShowSignIns").RequireAuthorization(Policies.Resident);
        routes.MapGet(StaffPath, (int? page, ClaimsPrincipal user, Database database, Wording words, CancellationToken token) =>
            ShowAsync(SignIn.HomeOf(user.Actor().Role), page, user, database, words, token)).WithName("ShowStaffSignIns").RequireAuthorization(Policies.Staff);
    }

    private static async Task<RazorComponentResult<SignInsPage>> ShowAsync(
        string back, int? page, ClaimsPrincipal user, Database database, Wording words, CancellationToken cancellationToken)
    {
        var at = Math.Clamp(page ?? 1, 1, 10_000);
        var entries = await SignInLog.ReadAsync(database, user.Actor().Id, (at - 1) * PageSize, PageSize + 1, cancellationToken);
        SignInLine[] lines = [.. entries.Take(PageSize).Select(entry => Line(entry, words))];
        return new RazorComponentResult<SignInsPage>(new { Back = back, Lines = lines, At = at, HasMore = entries.Count > PageSize });
    }

    private static SignInLine Line(SignInEntry entry, Wording words)
    {
        var how = entry.What is Happened.SignedIn or Happened.ProvedAgain && entry.Method is { } method
            ? words.Format("identity.log.how", words[$"identity.method.{method.Split(':')[0]}"])
            : "";
        return new(entry.At, words[$"identity.log.{entry.What}"] + how, Happened.Alarming.Contains(entry.What), entry.Device, entry.Origin);
    }
}
