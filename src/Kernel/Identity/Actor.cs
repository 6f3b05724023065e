using System.Globalization;
using System.Security.Claims;

namespace Madoguchi.Kernel;

/// <summary>Who acts. Every change and every look at a person's data carries one.</summary>
/// <param name="Id">
/// <c>party:GUID</c>, <c>guest:GUID</c>, <c>staff:CODE</c>, <c>client:CODE</c> or <c>system:NAME</c>; stable, and no personal data in itself.
/// </param>
/// <param name="Party">The actor's own party, when the actor is a resident; of a guest, a party that no register knows.</param>
/// <param name="Role">One of <see cref="Roles"/>.</param>
public sealed record Actor(string Id, Guid? Party, string Role)
{
    /// <summary>The program itself, acting under a name (<c>system:seed</c>, <c>system:outbox</c>).</summary>
    public static Actor System(string name) => new($"system:{name}", null, Roles.System);
}

/// <summary>The roles; a person of staff may hold several, an act is done in one.</summary>
public static class Roles
{
    public const string Resident = "resident";

    /// <summary>Somebody who applies without saying who they are to the city's satisfaction, where a procedure lets them.</summary>
    public const string Guest = "guest";
    public const string Clerk = "clerk";
    public const string Head = "head";
    public const string Officer = "officer";
    public const string Auditor = "auditor";

    /// <summary>Another program, acting by the API within its scopes.</summary>
    public const string Client = "client";
    public const string System = "system";

    public static IReadOnlyList<string> Staff { get; } = [Clerk, Head, Officer, Auditor];
}

/// <summary>Names of the authorisation policies that routes ask for; the host defines each over <see cref="Roles"/>.</summary>
public static class Policies
{
    public const string Resident = "resident";

    /// <summary>Resident or guest: may apply, as far as the procedure's level of assurance lets them.</summary>
    public const string Applicant = "applicant";
    public const string Guest = "guest";
    public const string Staff = "staff";

    /// <summary>Clerk or head: may change a case.</summary>
    public const string Clerk = "clerk";
    public const string Head = "head";
    public const string Officer = "officer";
    public const string Auditor = "auditor";

    /// <summary>Head or officer: may see what reached whom, and what to do about the rest.</summary>
    public const string Delivery = "delivery";

    /// <summary>Clerk, head or auditor: may read cases.</summary>
    public const string CaseReader = "case-reader";

    /// <summary>Proved who they are within <see cref="FreshSignIn.MaxAge"/>; named beside the policy that says who may.</summary>
    public const string Fresh = "fresh";

    /// <summary>Head or auditor: sees what is kept how long and what went.</summary>
    public const string RetentionReader = "retention-reader";
}

/// <summary>Why somebody's data is used; stored with each change and each look.</summary>
/// <param name="Code">Stable and kebab-case; shown to the person in plain words.</param>
public readonly record struct Purpose(string Code)
{
    public static Purpose Apply => new("apply");

    public static Purpose Examine => new("examine");

    public static Purpose Audit => new("audit");

    /// <summary>To hand what was decided to a core system of the city (基幹システム).</summary>
    public static Purpose Export => new("export");

    public static Purpose Maintain => new("maintain");

    /// <summary>To know who somebody is: signing in, a code at the window.</summary>
    public static Purpose Identify => new("identify");

    public static Purpose Seed => new("seed");

    public override string ToString() => Code;
}

/// <summary>The claims a signed-in person carries in the cookie.</summary>
public static class MadoguchiClaims
{
    public const string Party = "party";
    public const string Subject = "subject";
    public const string DisplayName = "name";
    public const string SubjectName = "subject_name";

    /// <summary>How sure the city is of who it is: the name of an <see cref="Kernel.Assurance"/>.</summary>
    public const string Assurance = "assurance";

    /// <summary>When the person last proved who they are: seconds since 1970.</summary>
    public const string SignedInAt = "auth_time";

    /// <summary>The session on the server.</summary>
    public const string Session = "sid";

    /// <summary>What an API client may do; one claim each.</summary>
    public const string Scope = "scope";

    /// <summary>For whom an API client may act: <c>all</c> or <c>own</c>.</summary>
    public const string Reach = "reach";

    /// <summary>In which procedures an API client may act; one claim each, or <c>all</c>.</summary>
    public const string Procedure = "procedure";

    /// <summary>The way in which what an API client submits reached the city.</summary>
    public const string Channel = "channel";
}

/// <summary>How sure the city must be, or is, of who somebody is; in this order (保証レベル).</summary>
public enum Assurance
{
    /// <summary>Nobody was asked: what was typed is all that is known.</summary>
    Guest,

    /// <summary>The same person as last time, not proved to be anybody.</summary>
    Low,

    /// <summary>Proved once at a window or by a code sent to the registered address, and now by something only they have.</summary>
    Substantial,

    /// <summary>Proved now by an identity card read by a national provider.</summary>
    High,
}

public static class PrincipalExtensions
{
    /// <summary>The actor behind a request; a request without one is a bug of the route's policy.</summary>
    public static Actor Actor(this ClaimsPrincipal principal)
    {
        var id = principal.FindFirstValue(ClaimTypes.NameIdentifier)
            ?? throw new InvalidOperationException("The route lets someone in who is not signed in.");
        return new Actor(id, principal.PartyOrNull(), principal.FindFirstValue(ClaimTypes.Role) ?? Roles.Resident);
    }

    /// <summary>The party acted for: oneself, or the organisation or person represented.</summary>
    public static Guid Subject(this ClaimsPrincipal principal) =>
        Guid.TryParse(principal.FindFirstValue(MadoguchiClaims.Subject), out var subject)
            ? subject
            : throw new InvalidOperationException("The route lets someone in who acts for nobody.");

    /// <summary>How sure the city is of who this is; a sign-in that does not say proves nothing.</summary>
    public static Assurance Assurance(this ClaimsPrincipal principal) =>
        Enum.TryParse<Assurance>(principal.FindFirstValue(MadoguchiClaims.Assurance), out var assurance) ? assurance : Kernel.Assurance.Guest;

    /// <summary>When the person last proved who they are; long ago, when the sign-in does not say.</summary>
    public static DateTimeOffset SignedInAt(this ClaimsPrincipal principal) =>
        long.TryParse(principal.FindFirstValue(MadoguchiClaims.SignedInAt), CultureInfo.InvariantCulture, out var seconds)
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : DateTimeOffset.UnixEpoch;

    private static Guid? PartyOrNull(this ClaimsPrincipal principal) =>
        Guid.TryParse(principal.FindFirstValue(MadoguchiClaims.Party), out var party) ? party : null;
}
