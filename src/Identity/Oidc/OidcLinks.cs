using System.Text.Json;
using Madoguchi.Kernel;

namespace Madoguchi.Identity;

/// <summary>Which person of the register a provider's key means, and which of its sessions ours rest on.</summary>
internal sealed class OidcLinks(Database database)
{
    public async Task<Guid?> FindAsync(string issuer, string subject, CancellationToken cancellationToken)
    {
        var found = await database.QueryAsync(
            "select party_id from identity_provider_link where issuer = @issuer and subject = @subject",
            row => row.Guid("party_id"),
            cancellationToken,
            ("issuer", issuer),
            ("subject", subject));
        return found is [var party] ? party : null;
    }

    /// <summary>The roles this session may act in; none for a session of another kind.</summary>
    public async Task<IReadOnlyList<string>> RolesAsync(Guid session, CancellationToken cancellationToken)
    {
        var found = await database.QueryAsync(
            "select roles from identity_provider_session where session_id = @id", row => row.Text("roles"), cancellationToken, ("id", session));
        return found is [var roles] ? JsonSerializer.Deserialize<string[]>(roles)! : [];
    }

    /// <summary>The first link stays: later sign-ins go by the provider's key alone.</summary>
    public static void Keep(Unit unit, string issuer, string subject, Guid party) => unit.Send(
        """
        insert into identity_provider_link (issuer, subject, party_id, linked_at) values (@issuer, @subject, @party, @at)
        on conflict (issuer, subject) do nothing
        """,
        ("issuer", issuer),
        ("subject", subject),
        ("party", party),
        ("at", unit.Now));

    public static void Begin(Unit unit, Guid session, Said said, IReadOnlyList<string> roles) => unit.Send(
        """
        insert into identity_provider_session (session_id, issuer, subject, provider_sid, roles) values (@id, @issuer, @subject, @sid, @roles)
        """,
        ("id", session),
        ("issuer", said.Issuer),
        ("subject", said.Subject),
        ("sid", said.Session),
        ("roles", JsonSerializer.Serialize(roles)));

    /// <summary>Ends the sessions that rest on one of the provider's: all of the person's, where it does not say which.</summary>
    /// <returns>How many ended.</returns>
    public static int End(Unit unit, string issuer, string? subject, string? session) => unit.Execute(
        """
        update identity_session set ended_at = @now, ended_why = @why
        where ended_at is null and id in (
            select session_id from identity_provider_session
            where issuer = @issuer and (@subject is null or subject = @subject) and (@sid is null or provider_sid = @sid))
        """,
        ("now", unit.Now),
        ("why", Happened.EndedElsewhere),
        ("issuer", issuer),
        ("subject", subject),
        ("sid", session));
}
