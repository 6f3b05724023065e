using Madoguchi.Kernel;

namespace Madoguchi.Identity;

/// <summary>Another program that uses the API (連携システム).</summary>
/// <param name="Code">Stable; the client's id in OAuth, and <c>client:CODE</c> as an actor.</param>
/// <param name="Name">The system.</param>
/// <param name="Organisation">Whose system it is.</param>
/// <param name="Purpose">What it uses people's data for, in words; residents read it.</param>
/// <param name="Contact">Whom to call when it misbehaves.</param>
/// <param name="Reach">One of <see cref="ClientReach"/>.</param>
/// <param name="Channel">The way in which what it submits reached the city.</param>
/// <param name="Procedures">Codes; null: all.</param>
/// <param name="Party">The organisation it acts for in the register; whoever gave that a mandate is within reach too.</param>
/// <param name="Scopes">Of <see cref="Kernel.Scopes"/>.</param>
/// <param name="MadeAt">When it was registered.</param>
/// <param name="MadeBy">By whom.</param>
/// <param name="EndedAt">Since when it may do nothing.</param>
/// <param name="Version">Grows with each change.</param>
/// <param name="Secrets">Oldest first, ended ones too.</param>
public sealed record Client(
    string Code, string Name, string Organisation, string Purpose, string Contact, string Reach, string Channel, IReadOnlyList<string>? Procedures, Guid? Party,
    IReadOnlyList<string> Scopes, DateTimeOffset MadeAt, string MadeBy, DateTimeOffset? EndedAt, long Version, IReadOnlyList<ClientSecret> Secrets)
{
    public const int MostSecrets = 2;

    public string ActorId => $"client:{Code}";

    public bool IsEnded => EndedAt is not null;

    public IEnumerable<ClientSecret> ValidSecrets => Secrets.Where(secret => secret.EndedAt is null);

    internal ApiClient AsActor() => new(ActorId, Name, Organisation, Purpose, new(ActorId, Reach == ClientReach.All, Procedures, Channel), Scopes, IsEnded);
}

/// <summary>A secret by its hash; what it was is shown once, to who made it.</summary>
public sealed record ClientSecret(
    Guid Id, string Hash, string Hint, DateTimeOffset MadeAt, string MadeBy, DateTimeOffset? LastUsedAt, DateTimeOffset? EndedAt);

/// <summary>A token that was given out.</summary>
public sealed record GivenToken(DateTimeOffset At, Guid SecretId, string Scopes);

internal sealed record NoSuchClient() : Refusal("no-such-client", RefusalKind.NotFound);

internal sealed record ClientCodeTaken() : Refusal("client-code-taken", RefusalKind.Conflict);

internal sealed record ClientEnded() : Refusal("client-ended", RefusalKind.Gone);

/// <summary>Somebody changed the client since the form was opened.</summary>
internal sealed record ClientChanged() : Refusal("client-changed", RefusalKind.Conflict);

/// <summary>Two secrets hold already: one of them must end first.</summary>
internal sealed record TooManySecrets() : Refusal("too-many-secrets", RefusalKind.Conflict);

internal sealed record NoSuchSecret() : Refusal("no-such-secret", RefusalKind.NotFound);
