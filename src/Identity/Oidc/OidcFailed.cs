using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Madoguchi.Identity;

/// <summary>How a sign-in at a provider can fail, as the person is told.</summary>
internal enum OidcFailure
{
    /// <summary>The person went back.</summary>
    Cancelled,

    /// <summary>The provider cannot be reached.</summary>
    Away,

    /// <summary>The clocks of both sides differ, or the person waited too long.</summary>
    Clock,

    /// <summary>What the provider said cannot be believed, or proves too little.</summary>
    Refused,

    /// <summary>Genuine, but no party of the register can be said to be this person.</summary>
    NotLinked,

    /// <summary>Genuine, but nobody who works for the city.</summary>
    NoEntry,
}

/// <summary>The page after a sign-in that did not succeed: what happened, and every other way in.</summary>
internal static class OidcFailed
{
    private const string Path = "/sign-in/failed";

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet(Path, Show).WithName("SignInFailed").AllowAnonymous().RequireRateLimiting("public");

    public static string Address(OidcFailure failure) => $"{Path}?why={CodeOf(failure)}";

    /// <summary>Nobody but the person sees it; what failed is theirs to mend, so the page is no error of ours.</summary>
    private static RazorComponentResult<OidcFailedPage> Show(string? why)
    {
        var failure = Enum.GetValues<OidcFailure>().FirstOrDefault(known => CodeOf(known) == why, OidcFailure.Refused);
        return new(new { Code = CodeOf(failure) })
        {
            StatusCode = failure is OidcFailure.Away ? StatusCodes.Status503ServiceUnavailable
                : failure is OidcFailure.Cancelled ? StatusCodes.Status200OK : StatusCodes.Status403Forbidden,
        };
    }

    private static string CodeOf(OidcFailure failure) => failure switch
    {
        OidcFailure.Cancelled => "cancelled",
        OidcFailure.Away => "away",
        OidcFailure.Clock => "clock",
        OidcFailure.NotLinked => "not-linked",
        OidcFailure.NoEntry => "no-entry",
        _ => "refused",
    };
}
