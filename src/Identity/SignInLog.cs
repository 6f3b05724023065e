using Madoguchi.Kernel;

namespace Madoguchi.Identity;

/// <summary>What the log says happened; shown through the text <c>identity.log.CODE</c>.</summary>
internal static class Happened
{
    public const string SignedIn = "signed-in";
    public const string ProvedAgain = "proved-again";
    public const string SignedOut = "signed-out";
    public const string EndedElsewhere = "ended-elsewhere";

    /// <summary>A copied cookie was used; the session ended.</summary>
    public const string Copied = "copied";

    /// <summary>A passkey that is no longer registered was tried.</summary>
    public const string OldPasskey = "old-passkey";
    public const string Refused = "refused";
    public const string PasskeyAdded = "passkey-added";
    public const string PasskeyRemoved = "passkey-removed";
    public const string PasskeysReplaced = "passkeys-replaced";

    /// <summary>A code was used: whatever was open before closed.</summary>
    public const string EndedByCode = "ended-by-code";
    /// <summary>An outside provider opens the record from now on; no longer; ended its own session, and ours with it.</summary>
    public const string ProviderLinked = "provider-linked";
    public const string ProviderRemoved = "provider-removed";
    public const string EndedByProvider = "ended-by-provider";
    public const string CodeIssued = "code-issued";
    public const string CodePosted = "code-posted";
    /// <summary>Somebody who is known asked for more letters than are sent.</summary>
    public const string CodeNotPosted = "code-not-posted";
    public const string CodeUsed = "code-used";
    public const string CodeWrong = "code-wrong";
    public const string Locked = "locked";

    /// <summary>What its owner should look at: it may have been somebody else.</summary>
    public static IReadOnlySet<string> Alarming { get; } = new HashSet<string>(StringComparer.Ordinal)
    {
        Copied, OldPasskey, PasskeysReplaced, CodeWrong, Locked, CodeNotPosted,
    };
}

/// <summary>One line of somebody's sign-in log.</summary>
internal sealed record SignInEntry(DateTimeOffset At, string What, string? Method, string Device, string Origin, Guid? Session);

/// <summary>The sign-in log: written with what it tells of, read by the person themselves.</summary>
internal static class SignInLog
{
    /// <param name="unit">The unit that makes it true.</param>
    /// <param name="actor">Whose log; null when the attempt tells of nobody.</param>
    /// <param name="what">One of <see cref="Happened"/>.</param>
    /// <param name="visit">With what and from where.</param>
    /// <param name="method">By what they proved who they are.</param>
    /// <param name="session">The session it concerns.</param>
    public static void Add(Unit unit, string? actor, string what, Visit visit, string? method = null, Guid? session = null) => unit.Send(
        """
        insert into identity_sign_in (actor, at, what, method, device, origin, session_id)
        values (@actor, @at, @what, @method, @device, @origin, @session)
        """,
        ("actor", actor),
        ("at", unit.Now),
        ("what", what),
        ("method", method),
        ("device", visit.Device),
        ("origin", visit.Origin),
        ("session", session));

    public static Task<List<SignInEntry>> ReadAsync(Database database, string actor, int skip, int take, CancellationToken cancellationToken) => database.QueryAsync(
        """
        select at, what, method, device, origin, session_id from identity_sign_in
        where actor = @actor order by seq desc limit @take offset @skip
        """,
        row => new SignInEntry(
            row.Instant("at"), row.Text("what"), row.TextOrNull("method"), row.Text("device"), row.Text("origin"), row.GuidOrNull("session_id")),
        cancellationToken,
        ("actor", actor),
        ("take", take),
        ("skip", skip));
}
