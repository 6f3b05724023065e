using System.Security.Claims;

namespace Madoguchi.Kernel;

/// <summary>Who acts. Every change and every look at a person's data carries one.</summary>
/// <param name="Id"><c>party:GUID</c>, <c>staff:CODE</c> or <c>system:NAME</c>; stable, and no personal data in itself.</param>
/// <param name="Party">The actor's own party, when the actor is a resident.</param>
/// <param name="Role">One of <see cref="Roles"/>.</param>
public sealed record Actor(string Id, Guid? Party, string Role)
{
    /// <summary>The program itself, acting under a name (<c>system:seed</c>, <c>system:outbox</c>).</summary>
    public static Actor System(string name) => new($"system:{name}", null, Roles.System);
}

/// <summary>The roles of the first counter; a person of staff may hold several, an act is done in one.</summary>
public static class Roles
{
    public const string Resident = "resident";
    public const string Clerk = "clerk";
    public const string Head = "head";
    public const string Officer = "officer";
    public const string Auditor = "auditor";
    public const string System = "system";

    public static IReadOnlyList<string> Staff { get; } = [Clerk, Head, Officer, Auditor];
}

/// <summary>Names of the authorisation policies that routes ask for; the host defines each over <see cref="Roles"/>.</summary>
public static class Policies
{
    public const string Resident = "resident";
    public const string Staff = "staff";

    /// <summary>Clerk or head: may change a case.</summary>
    public const string Clerk = "clerk";
    public const string Head = "head";
    public const string Officer = "officer";
    public const string Auditor = "auditor";

    /// <summary>Clerk, head or auditor: may read cases.</summary>
    public const string CaseReader = "case-reader";
}

/// <summary>Why somebody's data is used; stored with each change and each look.</summary>
/// <param name="Code">Stable and kebab-case; shown to the person in plain words.</param>
public readonly record struct Purpose(string Code)
{
    public static Purpose Apply => new("apply");

    public static Purpose Examine => new("examine");

    public static Purpose Audit => new("audit");

    public static Purpose Maintain => new("maintain");

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

    private static Guid? PartyOrNull(this ClaimsPrincipal principal) =>
        Guid.TryParse(principal.FindFirstValue(MadoguchiClaims.Party), out var party) ? party : null;
}
