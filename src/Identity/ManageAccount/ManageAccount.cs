using Madoguchi.DesignSystem;
using Madoguchi.Kernel;
using Madoguchi.Registry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Madoguchi.Identity;

/// <summary>Where somebody is signed in, as the page shows it.</summary>
/// <param name="Id">The session.</param>
/// <param name="IsThis">The one that looks.</param>
/// <param name="Device">System and browser.</param>
/// <param name="Origin">From which network.</param>
/// <param name="StartedAt">When they signed in.</param>
/// <param name="SeenAt">When they were last here, to some minutes.</param>
public sealed record SessionLine(Guid Id, bool IsThis, string Device, string Origin, DateTimeOffset StartedAt, DateTimeOffset SeenAt);

/// <param name="Passkeys">Their passkeys; null for somebody who signs in by another way.</param>
/// <param name="Sessions">Where they are signed in.</param>
/// <param name="Done">What they have just done.</param>
/// <param name="Refused">Why something was not done.</param>
public sealed record AccountModel(IReadOnlyList<PasskeyView>? Passkeys, IReadOnlyList<SessionLine> Sessions, string? Done, string? Refused);

internal sealed record LastPasskey() : Refusal("last-passkey", RefusalKind.Conflict);

internal sealed record PasskeyNotFound() : Refusal("passkey-not-found", RefusalKind.NotFound);

/// <summary>One's own passkeys and sessions: looked at, named, added, removed, ended.</summary>
internal static class ManageAccount
{
    public const string Path = "/my/account";

    private const string Purpose = "add-passkey";
    private const int LongestName = 40;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var account = routes.MapGroup(Path).RequireAuthorization(Policies.Resident);
        account.MapGet("", ShowAsync).WithName("ShowAccount");
        account.MapPost("/sessions/end-others", (Delegate)EndOthersAsync).WithName("EndOtherSessions");
        account.MapPost("/sessions/{id:guid}/end", EndAsync).WithName("EndSession");
        account.MapPost("/passkeys/{id:guid}/name", NameAsync).WithName("NamePasskey");
        account.MapGet("/passkeys/new", NewAsync).WithName("NewPasskey").RequireAuthorization(Policies.Fresh);
        account.MapPost("/passkeys/new", AddAsync).WithName("AddPasskey").RequireAuthorization(Policies.Fresh);
        account.MapGet("/passkeys/{id:guid}/remove", AskToRemoveAsync).WithName("AskToRemovePasskey").RequireAuthorization(Policies.Fresh);
        account.MapPost("/passkeys/{id:guid}/remove", RemoveAsync).WithName("RemovePasskey").RequireAuthorization(Policies.Fresh);
    }

    private static Task<RazorComponentResult<AccountPage>> ShowAsync(
        string? done, HttpContext context, AccountStore accounts, Sessions sessions, CancellationToken cancellationToken) =>
        PageAsync(context, accounts, sessions, done, refused: null, cancellationToken);

    private static async Task<RazorComponentResult<AccountPage>> PageAsync(
        HttpContext context, AccountStore accounts, Sessions sessions, string? done, Refusal? refused, CancellationToken cancellationToken)
    {
        var actor = context.User.Actor();
        var account = await AccountOfAsync(actor, accounts, cancellationToken);
        var passkeys = account is null ? null : await accounts.PasskeysOfAsync(account.Id, cancellationToken);
        var here = Sessions.SessionOf(context.User);
        var open = await sessions.OfAsync(actor.Id, cancellationToken);
        SessionLine[] lines =
            [.. open.Select(session => new SessionLine(session.Id, session.Id == here, session.Device, session.Origin, session.StartedAt, session.SeenAt))];
        return new(new { Model = new AccountModel(passkeys, lines, done, refused?.Code) }) { StatusCode = refused?.StatusCode() ?? StatusCodes.Status200OK };
    }

    /// <summary>The field is never sent: asking for a form is what makes the form's token be checked.</summary>
    private static async Task<RedirectHttpResult> EndOthersAsync([FromForm] string? _, HttpContext context, Sessions sessions)
    {
        await sessions.EndOthersAsync(context);
        return TypedResults.LocalRedirect($"{Path}?done=ended");
    }

    private static async Task<RedirectHttpResult> EndAsync(Guid id, [FromForm] string? _, HttpContext context, Sessions sessions)
    {
        await sessions.EndAsync(context, id);
        return TypedResults.LocalRedirect($"{Path}?done=ended");
    }

    private static async Task<IResult> NameAsync(
        Guid id, [FromForm] string? name, HttpContext context, AccountStore accounts, IWriter writer, TimeProvider time, CancellationToken cancellationToken)
    {
        var actor = context.User.Actor();
        var called = JapaneseText.Normalise(name ?? "");
        called = called.Length > LongestName ? called[..LongestName] : called;
        if (called.Length == 0 || await AccountOfAsync(actor, accounts, cancellationToken) is not { } account)
        {
            return TypedResults.LocalRedirect(Path);
        }

        await writer.WriteAsync<bool>(
            new Work($"account/{account.Id}", $"passkey/{id}/name/{Guid.CreateVersion7(time.GetUtcNow())}", actor, Kernel.Purpose.Identify),
            unit => unit.Execute(
                "update identity_passkey set name = @name where id = @id and account_id = @account and removed_at is null",
                ("name", called),
                ("id", id),
                ("account", account.Id)) == 1,
            cancellationToken);
        return TypedResults.LocalRedirect($"{Path}?done=named");
    }

    private static async Task<IResult> NewAsync(
        HttpContext context, AccountStore accounts, IPartyDirectory parties, Passkeys passkeys, CancellationToken cancellationToken) =>
        await NewPageAsync(context, accounts, parties, passkeys, failed: false, cancellationToken);

    private static async Task<IResult> NewPageAsync(
        HttpContext context, AccountStore accounts, IPartyDirectory parties, Passkeys passkeys, bool failed, CancellationToken cancellationToken)
    {
        var actor = context.User.Actor();
        if (await AccountOfAsync(actor, accounts, cancellationToken) is not { } account
            || await parties.FindAsync(account.Party, cancellationToken) is not { } person)
        {
            return TypedResults.NotFound();
        }

        var ceremony = await passkeys.OfferToMakeAsync(context, account.Id, person.Name, Purpose, actor.Id);
        return new RazorComponentResult<AddPasskeyPage>(new { Ceremony = ceremony, Failed = failed })
        {
            StatusCode = failed ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK,
        };
    }

    private static async Task<IResult> AddAsync(
        IFormCollection form, HttpContext context, AccountStore accounts, IPartyDirectory parties, Passkeys passkeys, Wording words, IWriter writer,
        CancellationToken cancellationToken)
    {
        var actor = context.User.Actor();
        var made = await passkeys.ReadMadeAsync(context, form, Purpose, actor.Id);
        if (made.IsRefused || await AccountOfAsync(actor, accounts, cancellationToken) is not { } account || account.Id != made.Value.Account)
        {
            return await NewPageAsync(context, accounts, parties, passkeys, failed: true, cancellationToken);
        }

        var visit = Visit.Of(context);
        var name = words.Format("identity.passkey.on", Enrol.DeviceOf(visit, words));
        var added = await writer.WriteAsync<bool>(
            new Work($"account/{account.Id}", $"passkey/add/{made.Value.Challenge.Key}", actor, Kernel.Purpose.Identify),
            unit =>
            {
                if (!PasskeyRecords.Answer(unit, made.Value.Challenge))
                {
                    return new PasskeyRefused();
                }

                PasskeyRecords.Add(unit, account, made.Value.Passkey, name);
                SignInLog.Add(unit, actor.Id, Happened.PasskeyAdded, visit, session: Sessions.SessionOf(context.User));
                PasskeyRecords.Tell(unit, account.Party, Happened.PasskeyAdded);
                return true;
            },
            cancellationToken);
        return added.IsRefused
            ? await NewPageAsync(context, accounts, parties, passkeys, failed: true, cancellationToken)
            : TypedResults.LocalRedirect($"{Path}?done=added");
    }

    private static async Task<IResult> AskToRemoveAsync(Guid id, HttpContext context, AccountStore accounts, CancellationToken cancellationToken) =>
        await AccountOfAsync(context.User.Actor(), accounts, cancellationToken) is { } account
        && (await accounts.PasskeysOfAsync(account.Id, cancellationToken)).Find(passkey => passkey.Id == id) is { } passkey
            ? new RazorComponentResult<RemovePasskeyPage>(new { Passkey = passkey })
            : TypedResults.NotFound();

    /// <summary>The last one stays: without it the account would open only at a window. Whoever lost it asks there, and it ends.</summary>
    private static async Task<IResult> RemoveAsync(
        Guid id, [FromForm] string? _, HttpContext context, AccountStore accounts, Sessions sessions, IWriter writer, CancellationToken cancellationToken)
    {
        var actor = context.User.Actor();
        if (await AccountOfAsync(actor, accounts, cancellationToken) is not { } account)
        {
            return TypedResults.NotFound();
        }

        var removed = await writer.WriteAsync<bool>(
            new Work($"account/{account.Id}", $"passkey/{id}/remove/{actor.Id}", actor, Kernel.Purpose.Identify),
            unit =>
            {
                var left = unit.Query(
                    "select id from identity_passkey where account_id = @account and removed_at is null", row => row.Guid("id"), ("account", account.Id));
                if (!left.Contains(id))
                {
                    return new PasskeyNotFound();
                }

                if (left.Count == 1)
                {
                    return new LastPasskey();
                }

                PasskeyRecords.Remove(unit, account.Id, id);
                SignInLog.Add(unit, actor.Id, Happened.PasskeyRemoved, Visit.Of(context), session: Sessions.SessionOf(context.User));
                PasskeyRecords.Tell(unit, account.Party, Happened.PasskeyRemoved);
                return true;
            },
            cancellationToken);
        return removed.Refusal switch
        {
            null => TypedResults.LocalRedirect($"{Path}?done=removed"),
            PasskeyNotFound => TypedResults.NotFound(),
            var refusal => await PageAsync(context, accounts, sessions, done: null, refusal, cancellationToken),
        };
    }

    private static async Task<Account?> AccountOfAsync(Actor actor, AccountStore accounts, CancellationToken cancellationToken) =>
        actor.Party is { } party ? await accounts.FindByPartyAsync(party, cancellationToken) : null;
}
