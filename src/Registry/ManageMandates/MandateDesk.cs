using System.Security.Claims;
using System.Security.Cryptography;
using System.Text.Json;
using Madoguchi.DesignSystem;
using Madoguchi.Kernel;
using Microsoft.AspNetCore.DataProtection;

namespace Madoguchi.Registry;

/// <summary>In whose name mandates are given: a person's own, or the organisation's that they represent.</summary>
/// <param name="Party">Who lets others act.</param>
/// <param name="Representative">The person who says so.</param>
internal sealed record Giver(Party Party, Guid Representative)
{
    public MandateKind Kind => Party.Kind == PartyKind.Organisation ? MandateKind.Delegate : MandateKind.Helper;
}

/// <summary>What an invitation would let somebody do, as it was typed.</summary>
internal sealed record Invited(bool Everything, IReadOnlyList<string> Procedures, int Months, string Basis);

/// <summary>A mandate as both sides read it.</summary>
public sealed record MandateLine(
    Guid Id, string HolderName, string ForName, MandateKind Kind, IReadOnlyList<string>? Procedures, DateOnly From, DateOnly? Until, Localised Basis,
    DateTimeOffset? EndedAt, bool IsOpen);

/// <summary>An invitation that nobody accepted yet; its code is null once it can no longer be read.</summary>
public sealed record InvitationLine(
    Guid Id, Guid For, string ForName, MandateKind Kind, IReadOnlyList<string>? Procedures, DateOnly Until, Localised Basis, DateTimeOffset ExpiresAt,
    string? Code);

/// <summary>
/// Mandates among people: invited by a code, accepted in the holder's own account, ended by either side at any moment. What an office
/// records on paper is another way to the same table.
/// </summary>
internal sealed class MandateDesk(
    Database database, IWriter writer, IPartyDirectory parties, IMandates mandates, IProcedureNames procedures, IDataProtectionProvider protection,
    TimeProvider time)
{
    public const int LongestBasis = 100;

    /// <summary>How long a code can be used, in days.</summary>
    public const int CodeDays = 7;

    /// <summary>The terms offered, in months.</summary>
    public static readonly IReadOnlyList<int> Terms = [1, 6, 12, 36];

    private const string MandateColumns =
        """
        select m.id, h.name as holder, f.name as represented, m.kind, m.procedures, m.valid_from, m.valid_until, m.basis, m.ended_at
        from registry_mandate m join registry_party h on h.id = m.holder_id join registry_party f on f.id = m.for_id
        """;

    private const string OpenInvitations =
        """
        select i.id, i.for_id, p.name as represented, i.kind, i.procedures, i.valid_until, i.basis, i.expires_at, i.sealed_code
        from registry_invitation i join registry_party p on p.id = i.for_id
        where i.accepted_at is null and i.withdrawn_at is null and i.expires_at > @now
        """;

    private readonly IDataProtector sealing = protection.CreateProtector("Madoguchi.Invitation");

    /// <summary>In whose name somebody may give mandates now; who merely acts for somebody else, in nobody's.</summary>
    public async Task<Result<Giver>> GiverAsync(ClaimsPrincipal principal, CancellationToken cancellationToken)
    {
        if (principal.Actor().Party is not { } own || await parties.FindAsync(principal.Subject(), cancellationToken) is not { } subject)
        {
            return new MayNotDelegate();
        }

        return subject.Id == own || await IsRepresentativeAsync(own, subject.Id, cancellationToken)
            ? new Giver(subject, own)
            : new MayNotDelegate();
    }

    public Task<List<MandateLine>> GivenAsync(Guid party, CancellationToken cancellationToken) => database.QueryAsync(
        MandateColumns + " where m.for_id = @party order by m.valid_from desc, m.id", ReadMandate, cancellationToken, ("party", party));

    public Task<List<MandateLine>> HeldAsync(Guid holder, CancellationToken cancellationToken) => database.QueryAsync(
        MandateColumns + " where m.holder_id = @party order by m.valid_from desc, m.id", ReadMandate, cancellationToken, ("party", holder));

    public Task<List<InvitationLine>> InvitationsAsync(Guid party, CancellationToken cancellationToken) => database.QueryAsync(
        OpenInvitations + " and i.for_id = @party order by i.invited_at",
        ReadInvitation,
        cancellationToken,
        ("party", party),
        ("now", time.GetUtcNow()));

    public async Task<InvitationLine?> InvitationAsync(Guid id, Guid party, CancellationToken cancellationToken) =>
        (await InvitationsAsync(party, cancellationToken)).Find(invitation => invitation.Id == id);

    /// <summary>The open invitation with this code, for somebody else than who gave it.</summary>
    public async Task<Result<InvitationLine>> FindAsync(string typed, Guid reader, CancellationToken cancellationToken)
    {
        if (SecretCode.Read(typed) is not { } code)
        {
            return new NoSuchInvitation();
        }

        var found = await database.QueryAsync(
            OpenInvitations + " and i.code_hash = @hash",
            row => (Line: ReadInvitation(row), For: row.Guid("for_id")),
            cancellationToken,
            ("hash", SecretCode.Hash(code)),
            ("now", time.GetUtcNow()));
        return found is not [var invitation] ? new NoSuchInvitation()
            : invitation.For == reader ? new OwnInvitation()
            : invitation.Line;
    }

    /// <returns>The invitation, on whose page the code stands.</returns>
    public async Task<Result<Guid>> InviteAsync(Giver giver, Invited invited, Guid key, Actor actor, CancellationToken cancellationToken)
    {
        if (Wrong(giver, invited) is { } wrong)
        {
            return wrong;
        }

        var code = SecretCode.New();
        var (hash, sealedCode) = (SecretCode.Hash(code), sealing.Protect(code));
        var basis = JsonSerializer.Serialize(new Localised(invited.Basis.Trim()), JsonSerializerOptions.Web);
        var scope = invited.Everything ? null : JsonSerializer.Serialize(invited.Procedures);
        return await writer.WriteAsync<Guid>(
            new Work($"mandates/{giver.Party.Id}", $"invite/{giver.Party.Id}/{key}", actor, Purpose.Maintain),
            unit =>
            {
                if (!MayGive(unit, giver.Representative, giver.Party.Id))
                {
                    return new MayNotDelegate();
                }

                var id = unit.NewId();
                unit.Execute(
                    """
                    insert into registry_invitation
                        (id, for_id, inviter_id, kind, procedures, valid_until, basis, code_hash, sealed_code, invited_at, expires_at)
                    values (@id, @for, @inviter, @kind, @procedures, @until, @basis, @hash, @sealed, @at, @expires)
                    """,
                    ("id", id), ("for", giver.Party.Id), ("inviter", giver.Representative), ("kind", CodeOf(giver.Kind)), ("procedures", scope),
                    ("until", unit.Now.DateInJapan().AddMonths(invited.Months).AddDays(-1)), ("basis", basis), ("hash", hash),
                    ("sealed", sealedCode), ("at", unit.Now), ("expires", unit.Now.AddDays(CodeDays)));
                return id;
            },
            cancellationToken);
    }

    public Task<Result<bool>> WithdrawAsync(Guid invitation, Giver giver, Actor actor, CancellationToken cancellationToken) => writer.WriteAsync<bool>(
        new Work($"mandates/{giver.Party.Id}", $"withdraw-invitation/{invitation}", actor, Purpose.Maintain),
        unit => unit.Execute(
            "update registry_invitation set withdrawn_at = @at where id = @id and for_id = @for and accepted_at is null and withdrawn_at is null",
            ("at", unit.Now), ("id", invitation), ("for", giver.Party.Id)) > 0,
        cancellationToken);

    /// <summary>Makes the mandate, unless whoever invited may no longer speak for the party.</summary>
    public Task<Result<Guid>> AcceptAsync(InvitationLine invitation, Guid holder, Actor actor, CancellationToken cancellationToken) => writer.WriteAsync<Guid>(
        new Work($"mandates/{invitation.For}", $"accept/{invitation.Id}/{holder}", actor, Purpose.Maintain),
        unit => Accept(unit, invitation.Id, holder),
        cancellationToken);

    /// <summary>Ends a mandate now. Whoever gave it may, and whoever holds it.</summary>
    public Task<Result<bool>> EndAsync(Guid mandate, Guid person, Guid? giver, Actor actor, CancellationToken cancellationToken) => writer.WriteAsync<bool>(
        new Work($"mandate/{mandate}", $"end-mandate/{mandate}/{actor.Id}", actor, Purpose.Maintain),
        unit => unit.Execute(
            """
            update registry_mandate set ended_at = @at, ended_by = @actor
            where id = @id and ended_at is null and kind <> 'representative' and (holder_id = @person or for_id = @giver)
            """,
            ("at", unit.Now), ("actor", actor.Id), ("id", mandate), ("person", person), ("giver", giver ?? Guid.Empty)) == 1
            ? true
            : new NoSuchMandate(),
        cancellationToken);

    private static Result<Guid> Accept(Unit unit, Guid invitation, Guid holder)
    {
        var open = unit.Query(
            """
            select for_id, inviter_id, kind, procedures, valid_until, basis from registry_invitation
            where id = @id and accepted_at is null and withdrawn_at is null and expires_at > @now
            """,
            row => (
                For: row.Guid("for_id"), Inviter: row.Guid("inviter_id"), Kind: row.Text("kind"), Procedures: row.TextOrNull("procedures"),
                Until: row.Date("valid_until"), Basis: row.Text("basis")),
            ("id", invitation),
            ("now", unit.Now));
        if (open is not [var it] || !MayGive(unit, it.Inviter, it.For))
        {
            return new NoSuchInvitation();
        }

        var mandate = unit.NewId();
        unit.Execute(
            """
            insert into registry_mandate
                (id, holder_id, for_id, kind, procedures, valid_from, valid_until, basis, recorded_at, recorded_by)
            values (@mandate, @holder, @for, @kind, @procedures, @from, @until, @basis, @at, @by);
            update registry_invitation set accepted_at = @at, mandate_id = @mandate where id = @id
            """,
            ("mandate", mandate), ("holder", holder), ("for", it.For), ("kind", it.Kind), ("procedures", it.Procedures),
            ("from", unit.Now.DateInJapan()), ("until", it.Until), ("basis", it.Basis), ("at", unit.Now), ("by", $"party:{it.Inviter}"),
            ("id", invitation));
        return mandate;
    }

    private Refusal? Wrong(Giver giver, Invited invited)
    {
        var known = procedures.Delegable
            .Where(procedure => giver.Kind == MandateKind.Delegate ? procedure.ForOrganisations : procedure.ForPeople)
            .Select(procedure => procedure.Code).ToHashSet(StringComparer.Ordinal);
        return !invited.Everything && (invited.Procedures.Count == 0 || !invited.Procedures.All(known.Contains)) ? new ScopeMissing()
            : !Terms.Contains(invited.Months) ? new TermMissing()
            : invited.Basis.Trim().Length is 0 or > LongestBasis ? new BasisMissing()
            : null;
    }

    private async Task<bool> IsRepresentativeAsync(Guid person, Guid organisation, CancellationToken cancellationToken) =>
        (await mandates.ForHolderAsync(person, time.TodayInJapan(), cancellationToken))
            .Any(mandate => mandate.For == organisation && mandate.Kind == MandateKind.Representative);

    private static bool MayGive(Unit unit, Guid person, Guid party) => person == party || unit.Scalar(
        """
        select 1 from registry_mandate
        where holder_id = @person and for_id = @party and kind = 'representative' and ended_at is null
            and valid_from <= @day and (valid_until is null or valid_until >= @day)
        """,
        ("person", person),
        ("party", party),
        ("day", unit.Now.DateInJapan())) is not null;

    private MandateLine ReadMandate(Row row)
    {
        var (until, ended, today) = (row.DateOrNull("valid_until"), row.InstantOrNull("ended_at"), time.TodayInJapan());
        return new(
            row.Guid("id"), row.Text("holder"), row.Text("represented"), KindOf(row.Text("kind")), Scope(row), row.Date("valid_from"), until,
            Basis(row), ended, IsOpen: ended is null && (until is not { } last || today <= last));
    }

    private InvitationLine ReadInvitation(Row row) => new(
        row.Guid("id"), row.Guid("for_id"), row.Text("represented"), KindOf(row.Text("kind")), Scope(row), row.Date("valid_until"), Basis(row),
        row.Instant("expires_at"), Opened(row.Text("sealed_code")));

    private string? Opened(string sealedCode)
    {
        try
        {
            return SecretCode.Show(sealing.Unprotect(sealedCode));
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static string[]? Scope(Row row) => row.TextOrNull("procedures") is { } codes ? JsonSerializer.Deserialize<string[]>(codes) : null;

    private static Localised Basis(Row row) => JsonSerializer.Deserialize<Localised>(row.Text("basis"), JsonSerializerOptions.Web)!;

    private static MandateKind KindOf(string code) => Enum.Parse<MandateKind>(code, ignoreCase: true);

    private static string CodeOf(MandateKind kind) => kind == MandateKind.Delegate ? "delegate" : "helper";
}
