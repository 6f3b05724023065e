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

    /// <summary>The providers that open somebody's record, the oldest first.</summary>
    public Task<List<ProviderLink>> OfAsync(Guid party, CancellationToken cancellationToken) => database.QueryAsync(
        "select issuer, min(linked_at) as linked_at from identity_provider_link where party_id = @party group by issuer order by 2, 1",
        row => new ProviderLink(row.Text("issuer"), row.Instant("linked_at")),
        cancellationToken,
        ("party", party));

    /// <summary>The first link stays: later sign-ins go by the provider's key alone.</summary>
    /// <returns>Whether it is new.</returns>
    public static bool Keep(Unit unit, string issuer, string subject, Guid party) => unit.Execute(
        """
        insert into identity_provider_link (issuer, subject, party_id, linked_at) values (@issuer, @subject, @party, @at)
        on conflict (issuer, subject) do nothing
        """,
        ("issuer", issuer),
        ("subject", subject),
        ("party", party),
        ("at", unit.Now)) == 1;

    /// <summary>Takes links away: one provider's, or all.</summary>
    /// <returns>The keys by which the providers knew the person.</returns>
    public static IReadOnlyList<string> Remove(Unit unit, Guid party, string? issuer = null) => unit.Query(
        "delete from identity_provider_link where party_id = @party and issuer = coalesce(@issuer, issuer) returning subject",
        row => row.Text("subject"),
        ("party", party),
        ("issuer", issuer));

    /// <summary>From now a session of ours rests on this one of the provider's.</summary>
    public static void Begin(Unit unit, Guid session, Said said, IReadOnlyList<string> roles) => unit.Send(
        """
        insert into identity_provider_session (session_id, issuer, subject, provider_sid, roles) values (@id, @issuer, @subject, @sid, @roles)
        on conflict (session_id) do update set issuer = @issuer, subject = @subject, provider_sid = @sid, roles = @roles
        """,
        ("id", session),
        ("issuer", said.Issuer),
        ("subject", said.Subject),
        ("sid", said.Session),
        ("roles", JsonSerializer.Serialize(roles)));

    /// <summary>Ends the sessions that rest on one of the provider's: all of the person's, where it does not say which.</summary>
    /// <param name="unit">The unit.</param>
    /// <param name="issuer">The provider.</param>
    /// <param name="subject">Whose; null: whoever's session it was.</param>
    /// <param name="session">Which of the provider's sessions; null: all of the person's.</param>
    /// <param name="why">One of <see cref="Happened"/>.</param>
    /// <param name="visit">With what and from where; a provider's notice comes from no device.</param>
    /// <param name="except">The session that asks for it.</param>
    public static void End(Unit unit, string issuer, string? subject, string? session, string why, Visit visit, Guid? except = null)
    {
        var ending = unit.Query(
            """
            select s.id, s.actor from identity_provider_session p join identity_session s on s.id = p.session_id
            where p.issuer = @issuer and p.subject = coalesce(@subject, p.subject) and coalesce(p.provider_sid, '') = coalesce(@sid, p.provider_sid, '')
                and s.ended_at is null and s.id <> @except
            """,
            row => (Id: row.Guid("id"), Actor: row.Text("actor")),
            ("issuer", issuer),
            ("subject", subject),
            ("sid", session),
            ("except", except ?? Guid.Empty));
        foreach (var (id, actor) in ending)
        {
            unit.Send("update identity_session set ended_at = @now, ended_why = @why where id = @id", ("now", unit.Now), ("why", why), ("id", id));
            SignInLog.Add(unit, actor, why, visit, session: id);
        }
    }
}

/// <summary>A provider that opens somebody's record, and since when.</summary>
internal sealed record ProviderLink(string Issuer, DateTimeOffset LinkedAt);
