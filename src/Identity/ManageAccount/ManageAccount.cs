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

/// <summary>An outside provider that opens somebody's record, as the page shows it.</summary>
/// <param name="Issuer">Its issuer.</param>
/// <param name="Label">What its button says; the issuer, where the city no longer knows it.</param>
/// <param name="LinkedAt">Since when.</param>
public sealed record ProviderLine(string Issuer, string Label, DateTimeOffset LinkedAt);

/// <param name="Passkeys">Their passkeys; null for somebody who signs in by another way.</param>
/// <param name="Providers">The outside providers that open their record.</param>
/// <param name="Sessions">Where they are signed in.</param>
/// <param name="Done">What they have just done.</param>
/// <param name="Refused">Why something was not done.</param>
public sealed record AccountModel(
    IReadOnlyList<PasskeyView>? Passkeys, IReadOnlyList<ProviderLine> Providers, IReadOnlyList<SessionLine> Sessions, string? Done, string? Refused);

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
        account.MapPost("/providers/remove", UnlinkAsync).WithName("UnlinkProvider").RequireAuthorization(Policies.Fresh);
    }

    private static Task<RazorComponentResult<AccountPage>> ShowAsync(
        string? done, HttpContext context, AccountPages pages, CancellationToken cancellationToken) =>
        pages.ShowAsync(context, done, refused: null, cancellationToken);

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
        Guid id, [FromForm] string? _, HttpContext context, AccountStore accounts, AccountPages pages, IWriter writer, CancellationToken cancellationToken)
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
            var refusal => await pages.ShowAsync(context, done: null, refusal, cancellationToken),
        };
    }

    /// <summary>Takes away all that a provider opened: its link, and the other sessions that began with it.</summary>
    private static async Task<RedirectHttpResult> UnlinkAsync(
        [FromForm] string? issuer, HttpContext context, Sessions sessions, OidcLinks links, IWriter writer, TimeProvider time, CancellationToken cancellationToken)
    {
        var actor = context.User.Actor();
        if (actor.Party is not { } party || (await links.OfAsync(party, cancellationToken)).Find(link => link.Issuer == issuer) is not { } link)
        {
            return TypedResults.LocalRedirect(Path);
        }

        await writer.WriteAsync<bool>(
            new Work($"party/{party}", $"unlink/{party}/{Guid.CreateVersion7(time.GetUtcNow())}", actor, Kernel.Purpose.Identify),
            unit =>
            {
                var (visit, here) = (Visit.Of(context), Sessions.SessionOf(context.User));
                foreach (var subject in OidcLinks.Remove(unit, party, link.Issuer))
                {
                    OidcLinks.End(unit, link.Issuer, subject, session: null, Happened.EndedElsewhere, visit, except: here);
                }

                SignInLog.Add(unit, actor.Id, Happened.ProviderRemoved, visit, session: here);
                PasskeyRecords.Tell(unit, party, Happened.ProviderRemoved);
                return true;
            },
            cancellationToken);
        sessions.RefreshAll();
        return TypedResults.LocalRedirect($"{Path}?done=unlinked");
    }

    private static async Task<Account?> AccountOfAsync(Actor actor, AccountStore accounts, CancellationToken cancellationToken) =>
        actor.Party is { } party ? await accounts.FindByPartyAsync(party, cancellationToken) : null;
}

/// <summary>The page of one's own account, as it stands.</summary>
internal sealed class AccountPages(AccountStore accounts, Sessions sessions, OidcLinks links, Providers providers)
{
    public async Task<RazorComponentResult<AccountPage>> ShowAsync(HttpContext context, string? done, Refusal? refused, CancellationToken cancellationToken)
    {
        var actor = context.User.Actor();
        var account = actor.Party is { } own ? await accounts.FindByPartyAsync(own, cancellationToken) : null;
        var passkeys = account is null ? null : await accounts.PasskeysOfAsync(account.Id, cancellationToken);
        var linked = actor.Party is { } party ? await links.OfAsync(party, cancellationToken) : [];
        ProviderLine[] open = [.. linked.Select(link => new ProviderLine(link.Issuer, providers.OfIssuer(link.Issuer)?.Settings.Label ?? link.Issuer, link.LinkedAt))];
        var here = Sessions.SessionOf(context.User);
        SessionLine[] lines =
        [
            .. from session in await sessions.OfAsync(actor.Id, cancellationToken)
               select new SessionLine(session.Id, session.Id == here, session.Device, session.Origin, session.StartedAt, session.SeenAt),
        ];
        return new(new { Model = new AccountModel(passkeys, open, lines, done, refused?.Code) })
        {
            StatusCode = refused?.StatusCode() ?? StatusCodes.Status200OK,
        };
    }
}
