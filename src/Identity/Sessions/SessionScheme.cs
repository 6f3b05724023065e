using System.Text.Encodings.Web;
using Madoguchi.Kernel;
using Madoguchi.Registry;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Madoguchi.Identity;

/// <summary>Signs a request in by its session cookie; leads who is not signed in to the sign-in and back.</summary>
internal sealed class SessionScheme(
    Sessions sessions, IStaffDirectory staff, KeptForms forms, SignInPages pages, IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string Name = "session";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        // The page that says the database is away must not ask it who reads.
        if (DatabaseFault.MeansAway(Context.Features.Get<IExceptionHandlerFeature>()?.Error))
        {
            return AuthenticateResult.NoResult();
        }

        return await sessions.CheckAsync(Context) is { } session && await StillWorksHereAsync(session.Who)
            ? AuthenticateResult.Success(new AuthenticationTicket(session.Principal, Name))
            : AuthenticateResult.NoResult();
    }

    /// <summary>Who is taken off the directory, or out of a role, is out with the next request, not when the session ends.</summary>
    private async Task<bool> StillWorksHereAsync(SessionStart who) =>
        !Roles.Staff.Contains(who.Role) || (await staff.FindAsync(who.ActorId, Context.RequestAborted))?.Roles.Contains(who.Role) == true;

    /// <summary>A page leads to the sign-in and back; a form that was filled in is kept on the way.</summary>
    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        if (HttpMethods.IsGet(Request.Method) || HttpMethods.IsHead(Request.Method))
        {
            Response.Redirect(IdentityModule.SignInPath + QueryString.Create("returnUrl", OriginalPathBase + OriginalPath + Request.QueryString));
            return;
        }

        var kept = await forms.KeepAsync(Request);
        var page = await pages.PageAsync(Context, returnUrl: null, kept, SignInState.SessionEnded);
        await page.ExecuteAsync(Context);
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties)
    {
        Response.StatusCode = StatusCodes.Status403Forbidden;
        return Task.CompletedTask;
    }
}
