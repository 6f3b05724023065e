using Madoguchi.Kernel;
using Madoguchi.Registry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Madoguchi.Identity;

/// <summary>The page that offers the ways to sign in; by a passkey, without a name; what happens after each way; and signing out.</summary>
internal static class SignIn
{
    public const string Purpose = "sign-in";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(IdentityModule.SignInPath, ShowAsync).WithName("SignIn").AllowAnonymous().RequireRateLimiting("public");
        routes.MapPost("/sign-in/passkey", EnterAsync).WithName("SignInByPasskey").AllowAnonymous().RequireRateLimiting("sign-in");
        routes.MapPost("/sign-out", (Delegate)LeaveAsync).RequireAuthorization();
    }

    /// <summary>
    /// Where somebody goes on who has just signed in: what was typed before the session ended, with one press of a button; else where
    /// they came from; else where their role begins.
    /// </summary>
    public static async Task<IResult> GoOnAsync(HttpContext context, KeptForms forms, string? kept, string? returnUrl)
    {
        if (await forms.OpenAsync(kept, context.User, context) is { } form)
        {
            return ContinuePage.Of(form);
        }

        return TypedResults.LocalRedirect(
            RedirectHttpResult.IsLocalUrl(returnUrl) && returnUrl != "/" ? returnUrl! : HomeOf(context.User.Actor().Role));
    }

    /// <summary>A resident who proved by their own passkey that they are who the city looked at once.</summary>
    public static SessionStart As(Account account, Party person) => new()
    {
        ActorId = account.Actor,
        Role = Roles.Resident,
        Name = person.Name,
        Party = person.Id,
        Subject = person.Id,
        Assurance = Assurance.Substantial,
        Method = Methods.Passkey,
        Account = account.Id,
    };

    public static string HomeOf(string role) => role switch
    {
        Roles.Clerk or Roles.Head => "/staff/cases",
        Roles.Officer => "/staff/procedures",
        Roles.Auditor => "/staff/audit",
        _ => "/my",
    };

    private static Task<RazorComponentResult<SignInPage>> ShowAsync(string? returnUrl, SignInPages pages, HttpContext context) =>
        pages.PageAsync(context, returnUrl, kept: null);

    private static async Task<IResult> EnterAsync(
        IFormCollection form, HttpContext context, Passkeys passkeys, AccountStore accounts, IPartyDirectory parties, Sessions sessions, SignInPages pages,
        KeptForms forms, IWriter writer, TimeProvider time, CancellationToken cancellationToken)
    {
        var (returnUrl, kept) = (form["returnUrl"].ToString(), form["kept"].ToString());
        var used = await passkeys.ReadUsedAsync(context, form, Purpose);
        if (used.IsRefused || await parties.FindAsync(used.Value.Account.Party, cancellationToken) is not { } person)
        {
            await NoteTryAsync(form, context, accounts, writer, time, cancellationToken);
            return await pages.PageAsync(context, returnUrl, kept, SignInState.Failed);
        }

        var (account, passkey, challenge) = used.Value;
        var session = sessions.Prepare(context, As(account, person));
        var entered = await writer.WriteAsync<Guid>(
            new Work($"account/{account.Id}", $"sign-in/{challenge.Key}/{session.Token.Session}", session.Who.Actor, Kernel.Purpose.Identify),
            unit =>
            {
                if (!PasskeyRecords.Answer(unit, challenge) || !PasskeyRecords.Used(unit, passkey))
                {
                    return new PasskeyRefused();
                }

                Sessions.Begin(unit, session);
                return session.Token.Session;
            },
            cancellationToken);
        if (entered.IsRefused)
        {
            return await pages.PageAsync(context, returnUrl, kept, SignInState.Failed);
        }

        context.User = sessions.Enter(context, session);
        return await GoOnAsync(context, forms, kept, returnUrl);
    }

    /// <summary>A passkey that was removed tells its owner that somebody still tries it.</summary>
    private static async Task NoteTryAsync(
        IFormCollection form, HttpContext context, AccountStore accounts, IWriter writer, TimeProvider time, CancellationToken cancellationToken)
    {
        var credential = Passkeys.TriedCredential(form);
        var removed = credential is null ? null : await accounts.FindByRemovedAsync(credential, cancellationToken);
        var visit = Visit.Of(context);
        await writer.WriteAsync<bool>(
            new Work("sign-in", $"sign-in/refused/{Guid.CreateVersion7(time.GetUtcNow())}", Actor.System("sign-in"), Kernel.Purpose.Identify),
            unit =>
            {
                SignInLog.Add(unit, removed?.Actor, removed is null ? Happened.Refused : Happened.OldPasskey, visit, Methods.Passkey);
                return true;
            },
            cancellationToken);
    }

    /// <summary>The field is never sent: asking for a form is what makes the form's token be checked.</summary>
    private static async Task<IResult> LeaveAsync([FromForm] string? _, HttpContext context, Sessions sessions, Providers providers)
    {
        var provider = providers.OfMethod(context.User.Identity?.AuthenticationType);
        await sessions.EndAsync(context);
        if (provider is null)
        {
            return TypedResults.LocalRedirect("/");
        }

        // By a link: our pages may send forms to nobody else, and the next person at this screen must not meet an open provider.
        context.User = new();
        return new RazorComponentResult<SignedOutPage>(new { provider.Settings.Label, LeaveAddress = $"/sign-out/oidc/{provider.Name}" });
    }
}
