using Madoguchi.DesignSystem;
using Madoguchi.Kernel;
using Madoguchi.Registry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Madoguchi.Identity;

/// <summary>The form of the code as it stands.</summary>
public sealed record EnrolModel(string Code, DateParts BirthDate, IReadOnlyList<FieldError> Errors);

/// <summary>
/// A code from the window or a letter, together with the day of birth, registers a passkey. Whatever opened the account before ends with
/// it: a lost device, a copied session.
/// </summary>
internal static class Enrol
{
    private const string Path = "/account/enrol";
    private const string PasskeyPath = "/account/enrol/passkey";
    private const string Purpose = "enrol";
    private const string Cookie = "madoguchi-enrol";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(Path, () => Page(new EnrolModel("", new DateParts(), []))).WithName("Enrol").AllowAnonymous().RequireRateLimiting("public");
        routes.MapPost(Path, ShowCodeAsync).WithName("ShowCode").AllowAnonymous().RequireRateLimiting("sign-in");
        routes.MapGet(PasskeyPath, PasskeyAsync).WithName("EnrolPasskey").AllowAnonymous().RequireRateLimiting("public");
        routes.MapPost(PasskeyPath, RegisterAsync).WithName("RegisterPasskey").AllowAnonymous().RequireRateLimiting("sign-in");
    }

    private static async Task<IResult> ShowCodeAsync(
        IFormCollection form, HttpContext context, Codes codes, Sealed seals, Wording words, CancellationToken cancellationToken)
    {
        var typed = form["code"].ToString();
        var birthDate = BirthDay.Read(form, "birthDate");
        List<FieldError> errors = [];
        if (!AccessCode.TryRead(typed.Length <= 100 ? typed : "", out var code))
        {
            errors.Add(new("code", words[typed.Trim().Length == 0 ? "identity.enrol.code.missing" : "identity.enrol.code.mistyped"]));
        }

        if (birthDate.Day is null)
        {
            errors.Add(new("birthDate", words["identity.enrol.birthDate.wrong"]));
        }

        if (errors.Count == 0)
        {
            var shown = await codes.ShowAsync(code, birthDate.Day!.Value, Visit.Of(context), cancellationToken);
            if (!shown.IsRefused)
            {
                context.Response.Cookies.Append(Cookie, seals.Close(shown.Value.Id.ToString(), Codes.ToFinish, Purpose), CookieOptions(context));
                return TypedResults.LocalRedirect(PasskeyPath);
            }

            errors.Add(new("code", words["identity.enrol.code.wrong"]));
        }

        return Page(new EnrolModel(typed.Length <= 100 ? typed : "", birthDate.Typed, errors));
    }

    private static async Task<IResult> PasskeyAsync(
        HttpContext context, Codes codes, Sealed seals, AccountStore accounts, IPartyDirectory parties, Passkeys passkeys, TimeProvider time,
        CancellationToken cancellationToken) =>
        await ShownAsync(context, codes, seals, parties, cancellationToken) is var (code, person)
            ? await PasskeyPageAsync(context, code, person, accounts, passkeys, time, failed: false, cancellationToken)
            : TypedResults.LocalRedirect(Path);

    private static async Task<IResult> RegisterAsync(
        IFormCollection form, HttpContext context, Codes codes, Sealed seals, AccountStore accounts, IPartyDirectory parties, Passkeys passkeys,
        Sessions sessions, Wording words, IWriter writer, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await ShownAsync(context, codes, seals, parties, cancellationToken) is not var (code, person))
        {
            return TypedResults.LocalRedirect(Path);
        }

        var made = await passkeys.ReadMadeAsync(context, form, Purpose, code.Id.ToString());
        var known = await accounts.FindByPartyAsync(person.Id, cancellationToken);
        if (made.IsRefused || (known is not null && known.Id != made.Value.Account))
        {
            return await PasskeyPageAsync(context, code, person, accounts, passkeys, time, failed: true, cancellationToken);
        }

        var account = new Account(made.Value.Account, person.Id);
        var session = sessions.Prepare(context, SignIn.As(account, person));
        var registered = await writer.WriteAsync<Guid>(
            new Work($"account/{account.Id}", $"enrol/{code.Id}/{made.Value.Challenge.Key}", session.Who.Actor, Kernel.Purpose.Identify),
            unit => RegisterIn(unit, code, account, isNew: known is null, made.Value, session, words.Format("identity.passkey.on", DeviceOf(session.Visit, words))),
            cancellationToken);
        context.Response.Cookies.Delete(Cookie, CookieOptions(context));
        if (registered.IsRefused)
        {
            return Page(new EnrolModel("", new DateParts(), [new("code", words["identity.enrol.code.wrong"])]));
        }

        if (registered.Value != session.Token.Session)
        {
            // The same form again: the first one signed in, and nobody else does by it.
            return TypedResults.LocalRedirect("/my/account");
        }

        sessions.RefreshAll();
        context.User = sessions.Enter(context, session);
        return TypedResults.LocalRedirect("/my/account?done=registered");
    }

    internal static Result<Guid> RegisterIn(Unit unit, StoredCode code, Account account, bool isNew, MadePasskey made, NewSession session, string name)
    {
        if (!Codes.Use(unit, code.Id) || !PasskeyRecords.Answer(unit, made.Challenge))
        {
            return new CodeNotValid();
        }

        if (isNew)
        {
            PasskeyRecords.AddAccount(unit, account);
        }

        var replaced = PasskeyRecords.RemoveAll(unit, account.Id);
        if (OidcLinks.Remove(unit, account.Party).Count > 0)
        {
            SignInLog.Add(unit, account.Actor, Happened.ProviderRemoved, session.Visit);
        }

        PasskeyRecords.Add(unit, account, made.Passkey, name);
        Codes.Void(unit, account.Party);
        Brake.Release(unit, Brake.Of(account.Party));
        SignInLog.Add(unit, account.Actor, Happened.CodeUsed, session.Visit, code.Way);
        if (replaced > 0)
        {
            SignInLog.Add(unit, account.Actor, Happened.PasskeysReplaced, session.Visit);
        }

        Sessions.EndAllOf(unit, account.Actor, Happened.EndedByCode, session.Visit);
        Sessions.Begin(unit, session);
        PasskeyRecords.Tell(unit, account.Party, replaced > 0 ? Happened.PasskeysReplaced : Happened.PasskeyAdded);
        return session.Token.Session;
    }

    /// <summary>What the passkey is called until its owner calls it otherwise.</summary>
    internal static string DeviceOf(Visit visit, Wording words) => visit.Device.Length > 0 ? visit.Device : words.Plain("identity.device.unknown");

    /// <summary>The code this browser has shown, while it still holds.</summary>
    private static async Task<(StoredCode Code, Party Person)?> ShownAsync(
        HttpContext context, Codes codes, Sealed seals, IPartyDirectory parties, CancellationToken cancellationToken) =>
        Guid.TryParse(seals.Open(context.Request.Cookies[Cookie], Purpose), out var id)
        && await codes.FindAsync(id, cancellationToken) is { IsSpent: false } code
        && await parties.FindAsync(code.Party, cancellationToken) is { } person
            ? (code, person)
            : null;

    private static async Task<IResult> PasskeyPageAsync(
        HttpContext context, StoredCode code, Party person, AccountStore accounts, Passkeys passkeys, TimeProvider time, bool failed,
        CancellationToken cancellationToken)
    {
        var known = await accounts.FindByPartyAsync(person.Id, cancellationToken);
        var ceremony = await passkeys.OfferToMakeAsync(context, known?.Id ?? Guid.CreateVersion7(time.GetUtcNow()), person.Name, Purpose, code.Id.ToString());
        return new RazorComponentResult<EnrolPasskeyPage>(new { person.Name, Ceremony = ceremony, Replaces = known is not null, Failed = failed })
        {
            StatusCode = failed ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK,
        };
    }

    private static RazorComponentResult<EnrolPage> Page(EnrolModel model) =>
        new(new { Model = model }) { StatusCode = model.Errors.Count > 0 ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK };

    private static CookieOptions CookieOptions(HttpContext context) => new()
    {
        HttpOnly = true,
        IsEssential = true,
        Path = Path,
        SameSite = SameSiteMode.Strict,
        Secure = context.Request.IsHttps,
    };
}
