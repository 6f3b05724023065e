using System.Globalization;
using System.Security.Claims;
using System.Text.Json;
using Madoguchi.Kernel;
using Madoguchi.Registry;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Madoguchi.Identity;

/// <summary>Makes of a genuine answer of a provider a session of ours, or says where the person goes instead.</summary>
internal sealed class OidcEntrance(
    Sessions sessions, OidcLinks links, IPartyIdentification register, IPartyDirectory parties, IStaffDirectory staff, IWriter writer)
{
    /// <returns>Where to go on.</returns>
    public async Task<string> EnterAsync(HttpContext context, Provider provider, ClaimsPrincipal person, string? returnTo, bool isAgain)
    {
        var said = Said.Of(provider, person);
        var who = provider.Settings.Kind == ProviderKind.Staff
            ? await StaffAsync(provider, person, said, context.RequestAborted)
            : await ResidentAsync(provider, person, said, context.RequestAborted);
        if (who is not { } entering)
        {
            return OidcFailed.Address(provider.Settings.Kind == ProviderKind.Staff ? OidcFailure.NoEntry : OidcFailure.NotLinked);
        }

        // The framework answers a provider's callback before it asks who is signed in here.
        if ((await context.AuthenticateAsync()).Principal is { } here)
        {
            context.User = here;
        }

        var returnUrl = RedirectHttpResult.IsLocalUrl(returnTo) ? returnTo! : "/";
        if (isAgain && context.User.Identity?.IsAuthenticated == true
            && context.User.Actor().Id == entering.Start.ActorId)
        {
            await sessions.ProvedAgainAsync(context, said.Assurance, provider.Method, (unit, session) => OidcLinks.Begin(unit, session, said, entering.Roles));
            return returnUrl;
        }

        var session = sessions.Prepare(context, entering.Start);
        await writer.WriteAsync<bool>(
            new Work($"session/{session.Token.Session}", $"session/{session.Token.Session}/oidc", entering.Start.Actor, Purpose.Identify),
            unit =>
            {
                if (entering.Start.Party is { } party && OidcLinks.Keep(unit, said.Issuer, said.Subject, party))
                {
                    SignInLog.Add(unit, entering.Start.ActorId, Happened.ProviderLinked, session.Visit, provider.Method);
                    PasskeyRecords.Tell(unit, party, Happened.ProviderLinked);
                }

                Sessions.Begin(unit, session);
                OidcLinks.Begin(unit, session.Token.Session, said, entering.Roles);
                return true;
            },
            context.RequestAborted);
        context.User = sessions.Enter(context, session);
        return entering.Roles.Count > 1 ? ChooseRole.Address(returnUrl)
            : returnUrl == "/" ? SignIn.HomeOf(entering.Start.Role) : returnUrl;
    }

    /// <summary>By the provider's own key; at the first sign-in by name, birth date and address, when exactly one party has all three.</summary>
    private async Task<Entering?> ResidentAsync(Provider provider, ClaimsPrincipal person, Said said, CancellationToken cancellationToken)
    {
        var known = await links.FindAsync(said.Issuer, said.Subject, cancellationToken) ?? await FirstTimeAsync(person, cancellationToken);
        return known is { } id && await parties.FindAsync(id, cancellationToken) is { Kind: PartyKind.Person } party
            ? new(
                new SessionStart
                {
                    ActorId = $"party:{party.Id}",
                    Role = Roles.Resident,
                    Name = party.Name,
                    Party = party.Id,
                    Subject = party.Id,
                    Assurance = said.Assurance,
                    Method = provider.Method,
                    ProvedAt = said.ProvedAt,
                },
                [])
            : null;
    }

    private async Task<Guid?> FirstTimeAsync(ClaimsPrincipal person, CancellationToken cancellationToken) =>
        person.FindFirstValue("name") is { Length: > 0 } name
        && DateOnly.TryParseExact(
            person.FindFirstValue("birthdate"), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var born)
        && AddressOf(person.FindFirstValue("address")) is { Length: > 0 } address
            ? await register.FindOneAsync(name, born, address, cancellationToken)
            : null;

    /// <summary>The directory decides who works here and in which roles; a claim may only narrow them.</summary>
    private async Task<Entering?> StaffAsync(Provider provider, ClaimsPrincipal person, Said said, CancellationToken cancellationToken)
    {
        var settings = provider.Settings;
        if (person.FindFirstValue(settings.StaffClaim) is not { Length: > 0 } code
            || await staff.FindAsync(code, cancellationToken) is not { } member || member.Code != code)
        {
            return null;
        }

        string[] roles = [.. Roles.Staff.Where(member.Roles.Contains).Where(role => settings.RolesClaim is not { } claim
            || person.FindAll(claim).Any(said => settings.Roles.Any(known => known.Value == said.Value && known.Role == role)))];
        return roles is not [var first, ..]
            ? null
            : new(
                new SessionStart
                {
                    ActorId = member.ActorId,
                    Role = first,
                    Name = member.Name,
                    Assurance = said.Assurance,
                    Method = provider.Method,
                    ProvedAt = said.ProvedAt,
                },
                roles);
    }

    /// <summary>An address is a text, or an object whose <c>formatted</c> says it (OpenID Connect Core, 5.1.1).</summary>
    private static string? AddressOf(string? claim)
    {
        if (claim is null || !claim.StartsWith('{'))
        {
            return claim;
        }

        try
        {
            using var json = JsonDocument.Parse(claim);
            return json.RootElement.TryGetProperty("formatted", out var formatted) ? formatted.GetString() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private sealed record Entering(SessionStart Start, IReadOnlyList<string> Roles);
}

/// <summary>What a provider said of who came.</summary>
/// <param name="Issuer">Which provider.</param>
/// <param name="Subject">Its own key of the person.</param>
/// <param name="Session">Its own session.</param>
/// <param name="Assurance">How sure it is.</param>
/// <param name="ProvedAt">When the person proved it there: its session may be hours old. Long ago, where it does not say.</param>
internal sealed record Said(string Issuer, string Subject, string? Session, Assurance Assurance, DateTimeOffset ProvedAt)
{
    public static Said Of(Provider provider, ClaimsPrincipal person) => new(
        provider.Settings.Authority,
        person.FindFirstValue("sub")!,
        person.FindFirstValue("sid"),
        provider.AssuranceOf(person.FindFirstValue("acr"))!.Value,
        OidcEvents.ProvedAt(person) ?? DateTimeOffset.UnixEpoch);
}
