using System.Security.Claims;
using System.Security.Cryptography;
using Madoguchi.Kernel;
using Microsoft.AspNetCore.Http;

namespace Madoguchi.Identity;

/// <summary>A session that is about to begin: what the unit writes and the cookie carries.</summary>
internal sealed record NewSession(SessionToken Token, SessionStart Who, Visit Visit, Guid? Replaces);

/// <summary>A session as its owner sees it.</summary>
internal sealed record SessionView(Guid Id, string Method, string Device, string Origin, DateTimeOffset StartedAt, DateTimeOffset SeenAt);

/// <summary>
/// Who is signed in lies on the server (ADR 0027): a session can be ended from anywhere, and a copied cookie gives itself away. A request
/// costs a look into memory, and one indexed read every few seconds.
/// </summary>
internal sealed class Sessions(Database database, IWriter writer, SessionCache cache, TimeProvider time, SessionSettings settings)
{
    private const string Cookie = "madoguchi-session";

    /// <summary>Signs somebody in: a new session, a new cookie; the one this browser had ends.</summary>
    public async Task<ClaimsPrincipal> StartAsync(HttpContext context, SessionStart who)
    {
        var session = Prepare(context, who);
        await OpenAsync(session, context.RequestAborted);
        return Enter(context, session);
    }

    /// <summary>For a sign-in that is one unit with something else: a code used up, a challenge answered.</summary>
    public NewSession Prepare(HttpContext context, SessionStart who) => Prepare(who, Visit.Of(context), SessionOf(context.User));

    public NewSession Prepare(SessionStart who, Visit visit, Guid? replaces = null) =>
        new(SessionToken.New(Guid.CreateVersion7(time.GetUtcNow())), who, visit, replaces);

    public static void Begin(Unit unit, NewSession session)
    {
        var (token, who, visit, replaces) = session;
        if (replaces is { } old)
        {
            unit.Send(
                "update identity_session set ended_at = @now, ended_why = @why where id = @id and ended_at is null",
                ("now", unit.Now),
                ("why", Happened.SignedIn),
                ("id", old));
        }

        unit.Send(
            """
            insert into identity_session (id, account_id, actor, role, name, party_id, subject_id, subject_name, assurance, method, device, origin,
                started_at, signed_in_at, seen_at, root_hash, secret_hash, turned_at)
            values (@id, @account, @actor, @role, @name, @party, @subject, @subject_name, @assurance, @method, @device, @origin,
                @now, @proved, @now, @root, @secret, @now)
            """,
            ("id", token.Session),
            ("account", who.Account),
            ("actor", who.ActorId),
            ("role", who.Role),
            ("name", who.Name),
            ("party", who.Party),
            ("subject", who.Subject),
            ("subject_name", who.SubjectName),
            ("assurance", who.Assurance.ToString()),
            ("method", who.Method),
            ("device", visit.Device),
            ("origin", visit.Origin),
            ("root", token.RootHash),
            ("secret", token.SecretHash),
            ("proved", who.ProvedAt ?? unit.Now),
            ("now", unit.Now));
        SignInLog.Add(unit, who.ActorId, Happened.SignedIn, visit, who.Method, token.Session);
    }

    /// <summary>Gives the browser its cookie, once the session is on disk.</summary>
    public ClaimsPrincipal Enter(HttpContext context, NewSession session)
    {
        if (session.Replaces is { } old)
        {
            cache.Forget(old);
        }

        SetCookie(context, session.Token);
        return session.Who.ToPrincipal(session.Token.Session, session.Who.ProvedAt ?? time.GetUtcNow());
    }

    public async Task OpenAsync(NewSession session, CancellationToken cancellationToken) => await writer.WriteAsync<bool>(
        Work(session.Who.Actor, session.Token.Session, "start"),
        unit =>
        {
            Begin(unit, session);
            return true;
        },
        cancellationToken);

    /// <summary>Changes for whom, or in which role, somebody acts; the session and its proof stay.</summary>
    public async Task ChangeAsync(HttpContext context, Func<SessionStart, SessionStart> change)
    {
        var session = await OwnAsync(context);
        var who = change(session.Who);
        await writer.WriteAsync<bool>(
            Work(session.Who.Actor, session.Id, $"change/{Guid.CreateVersion7(time.GetUtcNow())}"),
            unit =>
            {
                unit.Send(
                    "update identity_session set role = @role, subject_id = @subject, subject_name = @subject_name where id = @id and ended_at is null",
                    ("role", who.Role),
                    ("subject", who.Subject),
                    ("subject_name", who.SubjectName),
                    ("id", session.Id));
                return true;
            },
            context.RequestAborted);
        cache.Forget(session.Id);
    }

    /// <summary>Writes down that whoever is signed in has just proved it again; call <see cref="Refresh"/> when it is on disk.</summary>
    public static void ProvedAgain(Unit unit, Guid session, string actor, Assurance assurance, string method, Visit visit)
    {
        unit.Send(
            "update identity_session set signed_in_at = @now, assurance = @assurance, method = @method where id = @id and ended_at is null",
            ("now", unit.Now),
            ("assurance", assurance.ToString()),
            ("method", method),
            ("id", session));
        SignInLog.Add(unit, actor, Happened.ProvedAgain, visit, method, session);
    }

    /// <param name="context">The request.</param>
    /// <param name="assurance">How sure the proof is.</param>
    /// <param name="method">One of <see cref="Methods"/>.</param>
    /// <param name="also">What is true of the session from now on, in the same unit.</param>
    public async Task ProvedAgainAsync(HttpContext context, Assurance assurance, string method, Action<Unit, Guid> also)
    {
        var session = await OwnAsync(context);
        await writer.WriteAsync<bool>(
            Work(session.Who.Actor, session.Id, $"proved/{Guid.CreateVersion7(time.GetUtcNow())}"),
            unit =>
            {
                ProvedAgain(unit, session.Id, session.Who.ActorId, assurance, method, Visit.Of(context));
                also(unit, session.Id);
                return true;
            },
            context.RequestAborted);
        Refresh(session.Id);
    }

    /// <summary>The next request reads the session anew.</summary>
    public void Refresh(Guid session) => cache.Forget(session);

    public void RefreshAll() => cache.ForgetAll();

    /// <summary>Signs out: the session ends on the server, whoever else holds its cookie.</summary>
    public async Task EndAsync(HttpContext context)
    {
        if (SessionOf(context.User) is { } id)
        {
            await EndAsync(context.User.Actor(), Visit.Of(context), id, Happened.SignedOut, context.RequestAborted);
        }

        context.Response.Cookies.Delete(NameOf(context.Request), CookieOptions(context));
    }

    /// <summary>Ends one of one's own sessions from another.</summary>
    public Task EndAsync(HttpContext context, Guid session) =>
        EndAsync(context.User.Actor(), Visit.Of(context), session, Happened.EndedElsewhere, context.RequestAborted);

    /// <summary>Ends all one's sessions but this.</summary>
    public async Task EndOthersAsync(HttpContext context)
    {
        var (actor, visit) = (context.User.Actor(), Visit.Of(context));
        await writer.WriteAsync<bool>(
            new Work($"sessions/{actor.Id}", $"end-others/{Guid.CreateVersion7(time.GetUtcNow())}", actor, Purpose.Identify),
            unit =>
            {
                EndAllOf(unit, actor.Id, Happened.EndedElsewhere, visit, except: SessionOf(context.User));
                return true;
            },
            context.RequestAborted);
        cache.ForgetAll();
    }

    /// <summary>Ends all sessions of somebody within a unit; call <see cref="RefreshAll"/> when it is on disk.</summary>
    public static void EndAllOf(Unit unit, string actor, string why, Visit visit, Guid? except = null)
    {
        var ended = unit.Execute(
            "update identity_session set ended_at = @now, ended_why = @why where actor = @actor and ended_at is null and id <> @except",
            ("now", unit.Now),
            ("why", why),
            ("actor", actor),
            ("except", except ?? Guid.Empty));
        if (ended > 0)
        {
            SignInLog.Add(unit, actor, why, visit);
        }
    }

    /// <summary>Where somebody is signed in now, the newest first.</summary>
    public async Task<IReadOnlyList<SessionView>> OfAsync(string actor, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var sessions = await database.QueryAsync(
            $"select {StoredSession.Columns} from identity_session where actor = @actor and started_at > @since and ended_at is null order by started_at desc",
            StoredSession.Read,
            cancellationToken,
            ("actor", actor),
            ("since", now - settings.Absolute));
        return
        [
            .. from session in sessions
               where !session.IsOver(now, settings)
               select new SessionView(session.Id, session.Who.Method, session.Device, session.Origin, session.StartedAt, session.SeenAt),
        ];
    }

    /// <summary>The session behind a request's cookie; null when it has none that holds.</summary>
    public async Task<StoredSession?> CheckAsync(HttpContext context)
    {
        if (SessionToken.Parse(context.Request.Cookies[NameOf(context.Request)]) is not { } token)
        {
            return null;
        }

        var now = time.GetUtcNow();
        var session = cache.Find(token.Session, now);
        var standing = session?.StandingOf(token, now, settings);
        if (standing is null or Standing.Next or Standing.Old || session!.IsOver(now, settings) || (standing is Standing.Current && IsDue(session, now)))
        {
            session = await ReadAsync(token.Session, context.RequestAborted);
            if (session is null)
            {
                return null;
            }

            standing = session.StandingOf(token, now, settings);
            session = standing switch
            {
                Standing.Foreign => session,
                _ when session.IsOver(now, settings) => session,
                Standing.Old => await CopiedAsync(context, session),
                Standing.Next => await TurnAsync(context, session),
                Standing.Current when IsDue(session, now) => await OfferAsync(context, session, token),
                _ => session,
            };
            cache.Keep(session, now);
        }

        if (standing is Standing.Foreign or Standing.Old || session.IsOver(now, settings))
        {
            return null;
        }

        if (standing is Standing.Current && session.NextSeed is { } seed)
        {
            SetCookie(context, token.Next(seed));
        }

        return session;
    }

    public static Guid? SessionOf(ClaimsPrincipal user) => Guid.TryParse(user.FindFirstValue(MadoguchiClaims.Session), out var id) ? id : null;

    private bool IsDue(StoredSession session, DateTimeOffset now) => session.NextSeed is null && now - session.TurnedAt >= settings.Turn;

    /// <summary>Offers the next secret. The present one holds until the browser comes with the new: a reply that was lost costs nothing.</summary>
    private async Task<StoredSession> OfferAsync(HttpContext context, StoredSession session, SessionToken token)
    {
        var seed = RandomNumberGenerator.GetBytes(32);
        var next = token.Next(seed).SecretHash;
        return await WriteAsync(context, session, $"offer/{Convert.ToHexStringLower(next)}", unit => unit.Execute(
            """
            update identity_session set next_seed = @seed, next_hash = @next, seen_at = @now
            where id = @id and secret_hash = @secret and next_seed is null and ended_at is null
            """,
            ("seed", seed),
            ("next", next),
            ("now", unit.Now),
            ("id", session.Id),
            ("secret", session.SecretHash)));
    }

    /// <summary>The browser came with the offered secret: from now it is the secret.</summary>
    private Task<StoredSession> TurnAsync(HttpContext context, StoredSession session) =>
        WriteAsync(context, session, $"turn/{Convert.ToHexStringLower(session.NextHash!)}", unit => unit.Execute(
            """
            update identity_session
            set previous_hash = secret_hash, secret_hash = next_hash, next_hash = null, next_seed = null, turned_at = @now, seen_at = @now
            where id = @id and next_hash = @next and ended_at is null
            """,
            ("now", unit.Now),
            ("id", session.Id),
            ("next", session.NextHash)));

    /// <summary>Two browsers use one session: nobody can tell which is the thief's, so it ends for both, and its owner reads why.</summary>
    private Task<StoredSession> CopiedAsync(HttpContext context, StoredSession session) =>
        WriteAsync(context, session, "copied", unit =>
        {
            var ended = unit.Execute(
                "update identity_session set ended_at = @now, ended_why = @why where id = @id and ended_at is null",
                ("now", unit.Now),
                ("why", Happened.Copied),
                ("id", session.Id));
            if (ended == 1)
            {
                SignInLog.Add(unit, session.Who.ActorId, Happened.Copied, Visit.Of(context), session.Who.Method, session.Id);
            }

            return ended;
        });

    /// <summary>Changes the session's secrets and reads it again: another request may have been quicker.</summary>
    private async Task<StoredSession> WriteAsync(HttpContext context, StoredSession session, string key, Func<Unit, int> change)
    {
        try
        {
            await writer.WriteAsync<int>(Work(session.Who.Actor, session.Id, key), unit => change(unit), context.RequestAborted);
        }
        catch (WriteFailedException)
        {
            // The disk is full: who is signed in may go on reading, and the secret is turned later.
            return session;
        }

        return await ReadAsync(session.Id, context.RequestAborted) ?? session;
    }

    private Task<StoredSession?> ReadAsync(Guid id, CancellationToken cancellationToken) => database.FirstAsync(
        $"select {StoredSession.Columns} from identity_session where id = @id", StoredSession.Read, cancellationToken, ("id", id));

    private async Task<StoredSession> OwnAsync(HttpContext context) =>
        SessionOf(context.User) is { } id && await ReadAsync(id, context.RequestAborted) is { } session
            ? session
            : throw new InvalidOperationException("The route lets someone in who has no session.");

    private async Task EndAsync(Actor actor, Visit visit, Guid session, string why, CancellationToken cancellationToken)
    {
        await writer.WriteAsync<bool>(
            Work(actor, session, $"end/{actor.Id}"),
            unit =>
            {
                var ended = unit.Execute(
                    "update identity_session set ended_at = @now, ended_why = @why where id = @id and actor = @actor and ended_at is null",
                    ("now", unit.Now),
                    ("why", why),
                    ("id", session),
                    ("actor", actor.Id));
                if (ended == 1)
                {
                    SignInLog.Add(unit, actor.Id, why, visit, session: session);
                }

                return true;
            },
            cancellationToken);
        cache.Forget(session);
    }

    private static Work Work(Actor actor, Guid session, string key) => new($"session/{session}", $"session/{session}/{key}", actor, Purpose.Identify);

    private static void SetCookie(HttpContext context, SessionToken token) =>
        context.Response.Cookies.Append(NameOf(context.Request), token.ToString(), CookieOptions(context));

    /// <summary>Where the site is reached by HTTPS the browser itself sees to it that no neighbour and no plain page sets this cookie.</summary>
    private static string NameOf(HttpRequest request) => request.IsHttps ? $"__Host-{Cookie}" : Cookie;

    private static CookieOptions CookieOptions(HttpContext context) => new()
    {
        HttpOnly = true,
        IsEssential = true,
        Path = "/",
        SameSite = SameSiteMode.Lax,
        Secure = context.Request.IsHttps,
    };
}
