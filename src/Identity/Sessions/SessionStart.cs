using System.Globalization;
using System.Security.Claims;
using Madoguchi.Kernel;

namespace Madoguchi.Identity;

/// <summary>Who signed in, for whom they act, and how sure that is.</summary>
internal sealed record SessionStart
{
    public required string ActorId { get; init; }

    /// <summary>One of <see cref="Roles"/>: a person of staff may hold several, a session is in one.</summary>
    public required string Role { get; init; }

    public required string Name { get; init; }

    /// <summary>The person's own party; null for staff.</summary>
    public Guid? Party { get; init; }

    /// <summary>The party acted for; null for staff.</summary>
    public Guid? Subject { get; init; }

    /// <summary>The name of the party acted for, when it is not the person.</summary>
    public string? SubjectName { get; init; }

    public required Assurance Assurance { get; init; }

    /// <summary>One of <see cref="Methods"/>.</summary>
    public required string Method { get; init; }

    /// <summary>When they proved it, where that was not now: to a provider whose own session went on.</summary>
    public DateTimeOffset? ProvedAt { get; init; }

    /// <summary>The account of a resident with passkeys.</summary>
    public Guid? Account { get; init; }

    public Actor Actor => new(ActorId, Party, Role);

    public ClaimsPrincipal ToPrincipal(Guid session, DateTimeOffset signedInAt)
    {
        List<Claim> claims =
        [
            new(ClaimTypes.NameIdentifier, ActorId),
            new(MadoguchiClaims.DisplayName, Name),
            new(ClaimTypes.Role, Role),
            new(MadoguchiClaims.Assurance, Assurance.ToString()),
            new(MadoguchiClaims.SignedInAt, signedInAt.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)),
            new(MadoguchiClaims.Session, session.ToString()),
        ];
        Add(MadoguchiClaims.Party, Party?.ToString());
        Add(MadoguchiClaims.Subject, Subject?.ToString());
        Add(MadoguchiClaims.SubjectName, SubjectName);
        return new ClaimsPrincipal(new ClaimsIdentity(claims, Method, MadoguchiClaims.DisplayName, ClaimTypes.Role));

        void Add(string type, string? value)
        {
            if (value is not null)
            {
                claims.Add(new(type, value));
            }
        }
    }
}

/// <summary>By what somebody proved who they are.</summary>
internal static class Methods
{
    public const string Passkey = "passkey";
    public const string Demo = "demo";
    public const string Guest = "guest";

    /// <summary>An outside provider, by its code in the configuration.</summary>
    public static string Oidc(string provider) => $"oidc:{provider}";
}
