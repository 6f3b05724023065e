using System.Globalization;
using System.Security.Claims;
using System.Text.Encodings.Web;
using System.Text.Json;
using Madoguchi.Kernel;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Madoguchi.Testing;

/// <summary>Somebody who is signed in: the claims the host's cookie would carry, in a header of each request.</summary>
/// <param name="ActorId"><c>party:GUID</c> or <c>staff:CODE</c>.</param>
/// <param name="Role">One of <see cref="Roles"/>.</param>
/// <param name="Party">The person's own party.</param>
/// <param name="Subject">The party acted for.</param>
/// <param name="Name">The name to show.</param>
/// <param name="SubjectName">The name of the party acted for, when it is somebody else.</param>
/// <param name="Assurance">How sure the city is of who it is.</param>
/// <param name="SignedInAt">When they last proved who they are, in seconds since 1970; far in the future unless given: always fresh.</param>
/// <param name="Scopes">What an API client may do.</param>
/// <param name="Reach">For whom an API client may act.</param>
/// <param name="Procedures">In which procedures.</param>
/// <param name="Channel">The way in which what it submits reached the city.</param>
public sealed record SignedIn(
    string ActorId, string Role, Guid? Party = null, Guid? Subject = null, string Name = "試験 太郎", string? SubjectName = null,
    Assurance Assurance = Assurance.High, long SignedInAt = SignedIn.Always, IReadOnlyList<string>? Scopes = null,
    string? Reach = null, IReadOnlyList<string>? Procedures = null, string? Channel = null)
{
    internal const string Header = "X-Test-Actor";

    private const long Always = 253402300799;
    private static readonly string[] EveryProcedure = [ClientReach.All];

    public Actor Actor => new(ActorId, Party, Role);

    /// <summary>A resident who acts for themself.</summary>
    public static SignedIn Resident(Guid party, string name = "試験 太郎") => new($"party:{party}", Roles.Resident, party, party, name);

    /// <summary>Somebody who applies without signing in, as the guest of one visit.</summary>
    public static SignedIn Guest(Guid party) =>
        new($"guest:{party}", Roles.Guest, party, party, "サインインしていない方", Assurance: Assurance.Guest);

    /// <summary>Somebody who acts for another party.</summary>
    public static SignedIn ActingFor(Guid party, Guid subject, string name = "試験 太郎", string subjectName = "試験 花子") =>
        new($"party:{party}", Roles.Resident, party, subject, name, subjectName);

    public static SignedIn Staff(string code, string role = Roles.Clerk, string? name = null) => new($"staff:{code}", role, Name: name ?? code);

    /// <summary>Another program, with these scopes: one of the city's own systems unless told otherwise.</summary>
    public static SignedIn Client(string code, IReadOnlyList<string> scopes, string reach = ClientReach.All, string channel = "window") =>
        new($"client:{code}", Roles.Client, Name: code, Scopes: scopes, Reach: reach, Procedures: EveryProcedure, Channel: channel);

    /// <summary>ASCII only, as headers must be.</summary>
    internal string ToHeader() => JsonSerializer.Serialize(this);

    internal ClaimsPrincipal ToPrincipal()
    {
        List<Claim> claims = [new(ClaimTypes.NameIdentifier, ActorId), new(ClaimTypes.Role, Role), new(MadoguchiClaims.DisplayName, Name)];
        Add(MadoguchiClaims.Party, Party?.ToString());
        Add(MadoguchiClaims.Subject, Subject?.ToString());
        Add(MadoguchiClaims.SubjectName, SubjectName);
        Add(MadoguchiClaims.Assurance, Assurance.ToString());
        Add(MadoguchiClaims.SignedInAt, SignedInAt.ToString(CultureInfo.InvariantCulture));
        Add(MadoguchiClaims.Reach, Reach);
        Add(MadoguchiClaims.Channel, Channel);
        foreach (var scope in Scopes ?? [])
        {
            Add(MadoguchiClaims.Scope, scope);
        }

        foreach (var procedure in Procedures ?? [])
        {
            Add(MadoguchiClaims.Procedure, procedure);
        }

        return new ClaimsPrincipal(new ClaimsIdentity(claims, TestAuthentication.Scheme));

        void Add(string type, string? value)
        {
            if (value is not null)
            {
                claims.Add(new Claim(type, value));
            }
        }
    }
}

internal sealed class TestAuthentication(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public new const string Scheme = "Test";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Request.Headers[SignedIn.Header].FirstOrDefault() is not { } header)
        {
            return Task.FromResult(AuthenticateResult.NoResult());
        }

        var signedIn = JsonSerializer.Deserialize<SignedIn>(header)!;
        return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(signedIn.ToPrincipal(), Scheme)));
    }
}

internal static class TestAuthorisation
{
    public static IServiceCollection AddTestAuthorisation(this IServiceCollection services)
    {
        services.AddAuthentication(TestAuthentication.Scheme)
            .AddScheme<AuthenticationSchemeOptions, TestAuthentication>(TestAuthentication.Scheme, null);
        services.PostConfigure<AuthenticationOptions>(authentication =>
        {
            // Where Identity is under test it brings its own.
            if (!authentication.SchemeMap.ContainsKey(Scopes.Scheme))
            {
                authentication.AddScheme<TestAuthentication>(Scopes.Scheme, null);
            }
        });
        services.AddAuthorizationBuilder().AddPolicies();
        return services;
    }
}
