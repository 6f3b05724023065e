using Madoguchi.Kernel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Madoguchi.Identity;

/// <summary>Proving once more who one is, before something that must not be done by whoever happens to sit at the screen.</summary>
internal static class SignInAgain
{
    public const string Path = "/sign-in/again";
    public const string Purpose = "sign-in-again";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(Path, ShowAsync).WithName("SignInAgain").RequireAuthorization();
        routes.MapPost("/sign-in/again/passkey", ProveAsync).WithName("ProveAgainByPasskey").RequireAuthorization(Policies.Resident).RequireRateLimiting("sign-in");
    }

    private static Task<RazorComponentResult<SignInAgainPage>> ShowAsync(string? returnUrl, SignInPages pages, HttpContext context) =>
        pages.AgainAsync(context, returnUrl, kept: null);

    private static async Task<IResult> ProveAsync(
        IFormCollection form, HttpContext context, Passkeys passkeys, Sessions sessions, SignInPages pages, KeptForms forms, IWriter writer,
        CancellationToken cancellationToken)
    {
        var (returnUrl, kept) = (form["returnUrl"].ToString(), form["kept"].ToString());
        var actor = context.User.Actor();
        var used = await passkeys.ReadUsedAsync(context, form, Purpose, actor.Id);
        if (used.IsRefused || used.Value.Account.Actor != actor.Id || Sessions.SessionOf(context.User) is not { } session)
        {
            return await pages.AgainAsync(context, returnUrl, kept, failed: true);
        }

        var (account, passkey, challenge) = used.Value;
        var proved = await writer.WriteAsync<bool>(
            new Work($"account/{account.Id}", $"sign-in-again/{challenge.Key}/{session}", actor, Kernel.Purpose.Identify),
            unit =>
            {
                if (!PasskeyRecords.Answer(unit, challenge) || !PasskeyRecords.Used(unit, passkey))
                {
                    return new PasskeyRefused();
                }

                Sessions.ProvedAgain(unit, session, actor.Id, Assurance.Substantial, Methods.Passkey, Visit.Of(context));
                return true;
            },
            cancellationToken);
        if (proved.IsRefused)
        {
            return await pages.AgainAsync(context, returnUrl, kept, failed: true);
        }

        sessions.Refresh(session);
        return await SignIn.GoOnAsync(context, forms, kept, returnUrl);
    }
}
