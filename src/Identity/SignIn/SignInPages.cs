using Madoguchi.Kernel;
using Madoguchi.Registry;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Madoguchi.Identity;

/// <summary>Why somebody stands before the sign-in.</summary>
public enum SignInState
{
    /// <summary>They came by themselves, or from a page that asks who they are.</summary>
    Asked,

    /// <summary>Their session ended while they filled in a form.</summary>
    SessionEnded,

    /// <summary>What they tried did not work.</summary>
    Failed,
}

/// <summary>The ways to sign in that this city offers, here and now.</summary>
/// <param name="Passkey">Asks the browser for a passkey.</param>
/// <param name="People">The demo's people; none outside Development.</param>
/// <param name="ReturnUrl">Where to go on.</param>
/// <param name="Kept">A form to go on with.</param>
/// <param name="State">Why the page is shown.</param>
public sealed record SignInModel(Ceremony Passkey, IReadOnlyList<DemoPerson> People, string? ReturnUrl, string? Kept, SignInState State);

/// <summary>Makes the page of the sign-in, wherever a request ends at it.</summary>
internal sealed class SignInPages(DemoGate gate, Passkeys passkeys, AccountStore accounts)
{
    public async Task<RazorComponentResult<SignInPage>> PageAsync(HttpContext context, string? returnUrl, string? kept, SignInState state = SignInState.Asked) =>
        new(new
        {
            Model = new SignInModel(
                await passkeys.OfferToUseAsync(context, account: null, SignIn.Purpose), await gate.PeopleAsync(context), returnUrl, kept, state),
        })
        {
            StatusCode = state switch
            {
                SignInState.SessionEnded => StatusCodes.Status401Unauthorized,
                SignInState.Failed => StatusCodes.Status422UnprocessableEntity,
                _ => StatusCodes.Status200OK,
            },
        };

    public async Task<RazorComponentResult<SignInAgainPage>> AgainAsync(HttpContext context, string? returnUrl, string? kept, bool failed = false)
    {
        var actor = context.User.Actor();
        var account = actor.Party is { } party ? await accounts.FindByPartyAsync(party, context.RequestAborted) : null;
        var passkey = account is null ? null : await passkeys.OfferToUseAsync(context, account, SignInAgain.Purpose, actor.Id);
        var people = await gate.PeopleAsync(context);
        return new(new
        {
            Passkey = passkey,
            People = people.Where(person => person.ActorId == actor.Id && person.Role == actor.Role).ToList(),
            ReturnUrl = returnUrl,
            Kept = kept,
            Failed = failed,
        })
        { StatusCode = failed ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK };
    }
}
