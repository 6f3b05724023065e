using System.Security.Claims;

namespace Madoguchi.Kernel;

/// <summary>For whom and in what a client may act, beside its scopes. It comes with each request, as its city last wrote it.</summary>
/// <param name="Client">The actor's id, <c>client:CODE</c>.</param>
/// <param name="IsForAll">The city's own systems act for everybody; all others only in what they submitted themselves.</param>
/// <param name="Procedures">The procedures' codes; null: all.</param>
/// <param name="Channel">The way in which what it submits reached the city (<c>web</c>, <c>paper</c>, <c>window</c>, <c>phone</c>).</param>
public sealed record ClientGrant(string Client, bool IsForAll, IReadOnlyList<string>? Procedures, string Channel)
{
    /// <summary>Whether something of that procedure, submitted by that actor, is within the grant.</summary>
    public bool Covers(string procedureCode, string submittedBy) => CoversProcedure(procedureCode) && (IsForAll || submittedBy == Client);

    public bool CoversProcedure(string procedureCode) => Procedures is null || Procedures.Contains(procedureCode);
}

public static class ClientGrantExtensions
{
    private const string LeastChannel = "web";

    /// <summary>The grant behind a request by the API; what its token does not say is not granted.</summary>
    public static ClientGrant Grant(this ClaimsPrincipal principal) => new(
        principal.Actor().Id,
        principal.HasClaim(MadoguchiClaims.Reach, ClientReach.All),
        principal.HasClaim(MadoguchiClaims.Procedure, ClientReach.All)
            ? null
            : [.. principal.FindAll(MadoguchiClaims.Procedure).Select(claim => claim.Value)],
        principal.FindFirstValue(MadoguchiClaims.Channel) ?? LeastChannel);
}

/// <summary>Values of <see cref="MadoguchiClaims.Reach"/>.</summary>
public static class ClientReach
{
    /// <summary>Everybody's; among procedures: all of them.</summary>
    public const string All = "all";

    /// <summary>Only what the client submitted itself.</summary>
    public const string Own = "own";
}

/// <summary>Another program that uses the API, as others name it.</summary>
/// <param name="ActorId"><c>client:CODE</c>.</param>
/// <param name="Name">The system.</param>
/// <param name="Organisation">Whose system it is.</param>
/// <param name="Purpose">What it is used for, in words.</param>
/// <param name="Grant">For whom and in what it may act.</param>
/// <param name="Scopes">What it may do.</param>
/// <param name="IsEnded">It may do nothing any more.</param>
public sealed record ApiClient(
    string ActorId, string Name, string Organisation, string Purpose, ClientGrant Grant, IReadOnlyList<string> Scopes, bool IsEnded);

/// <summary>The programs that use the API. <c>Identity</c> keeps them; every module may ask who stands behind <c>client:CODE</c>.</summary>
public interface IApiClients
{
    Task<ApiClient?> FindAsync(string actorId, CancellationToken cancellationToken);

    /// <summary>All, ended ones too, by code.</summary>
    Task<IReadOnlyList<ApiClient>> AllAsync(CancellationToken cancellationToken);
}

/// <summary>A program without the module that keeps clients has none.</summary>
internal sealed class NoApiClients : IApiClients
{
    public Task<ApiClient?> FindAsync(string actorId, CancellationToken cancellationToken) => Task.FromResult<ApiClient?>(null);

    public Task<IReadOnlyList<ApiClient>> AllAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<ApiClient>>([]);
}
