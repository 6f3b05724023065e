using System.Globalization;
using System.Security.Claims;
using Madoguchi.DesignSystem;
using Madoguchi.Kernel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Madoguchi.Registry;

/// <summary>Who acts for me, and for whom I act (委任). The giver is null for somebody who only acts for another.</summary>
public sealed record MandatesModel(
    string? Giver, bool IsOrganisation, IReadOnlyList<MandateLine> Given, IReadOnlyList<InvitationLine> Invitations, IReadOnlyList<MandateLine> Held,
    IReadOnlyDictionary<string, Localised> Names);

public sealed record InviteModel(
    string Giver, bool IsOrganisation, IReadOnlyList<DelegableProcedure> Procedures, Guid Key, string? Scope, IReadOnlyList<string> Chosen, string? Months,
    string Basis, Refusal? Refusal);

public sealed record AcceptModel(string Code, InvitationLine? Invitation, IReadOnlyDictionary<string, Localised> Names, Refusal? Refusal);

/// <summary>Mandates are invited, accepted and ended here, without paper; who acted under one stays readable.</summary>
internal static class ManageMandates
{
    private const string Home = "/my/mandates";

    public static void Map(IEndpointRouteBuilder my)
    {
        my.MapGet("/mandates", ShowAsync).WithName("ShowMandates");
        my.MapGet("/mandates/invite", InviteFormAsync).WithName("InviteForm").RequireAuthorization(Policies.Fresh);
        my.MapPost("/mandates/invite", InviteAsync).WithName("Invite").RequireAuthorization(Policies.Fresh);
        my.MapGet("/mandates/invitations/{id:guid}", InvitationAsync).WithName("ShowInvitation").RequireAuthorization(Policies.Fresh);
        my.MapPost("/mandates/invitations/{id:guid}/withdraw", WithdrawAsync).WithName("WithdrawInvitation");
        my.MapGet("/mandates/accept", AcceptForm).WithName("AcceptForm");
        my.MapPost("/mandates/accept", AcceptAsync).WithName("AcceptInvitation").RequireRateLimiting("sign-in").RequireAuthorization(Policies.Fresh);
        my.MapPost("/mandates/{id:guid}/end", EndAsync).WithName("EndMandate");
    }

    private static async Task<RazorComponentResult<MandatesPage>> ShowAsync(
        ClaimsPrincipal user, MandateDesk desk, IProcedureNames procedures, CancellationToken cancellationToken)
    {
        var giver = await desk.GiverAsync(user, cancellationToken);
        var held = user.Actor().Party is { } own ? await desk.HeldAsync(own, cancellationToken) : [];
        return new(new
        {
            Model = giver.IsRefused
                ? new MandatesModel(null, false, [], [], held, NamesOf(procedures))
                : new MandatesModel(
                    giver.Value.Party.Name, giver.Value.Party.Kind == PartyKind.Organisation,
                    await desk.GivenAsync(giver.Value.Party.Id, cancellationToken),
                    await desk.InvitationsAsync(giver.Value.Party.Id, cancellationToken),
                    held, NamesOf(procedures)),
        });
    }

    private static async Task<IResult> InviteFormAsync(
        ClaimsPrincipal user, MandateDesk desk, IProcedureNames procedures, TimeProvider time, CancellationToken cancellationToken)
    {
        var giver = await desk.GiverAsync(user, cancellationToken);
        return giver.IsRefused
            ? Refused(giver.Refusal)
            : InvitePage(giver.Value, procedures, Guid.CreateVersion7(time.GetUtcNow()), null, [], null, "", null);
    }

    private static async Task<IResult> InviteAsync(
        IFormCollection form, ClaimsPrincipal user, MandateDesk desk, IProcedureNames procedures, CancellationToken cancellationToken)
    {
        var giver = await desk.GiverAsync(user, cancellationToken);
        if (giver.IsRefused)
        {
            return Refused(giver.Refusal);
        }

        var (scope, months, basis) = (form["scope"].ToString(), form["months"].ToString(), form["basis"].ToString());
        string[] chosen = [.. form["procedure"].OfType<string>()];
        var key = Guid.TryParse(form["key"], out var given) ? given : Guid.Empty;
        var invited = new Invited(
            scope == "all", chosen, int.TryParse(months, CultureInfo.InvariantCulture, out var number) ? number : 0, JapaneseText.Normalise(basis));
        var result = await desk.InviteAsync(giver.Value, invited, key, user.Actor(), cancellationToken);
        return result.IsRefused
            ? InvitePage(giver.Value, procedures, key, scope, chosen, months, basis, result.Refusal)
            : TypedResults.LocalRedirect($"{Home}/invitations/{result.Value}");
    }

    private static async Task<Results<RazorComponentResult<InvitationPage>, NotFound>> InvitationAsync(
        Guid id, ClaimsPrincipal user, MandateDesk desk, IProcedureNames procedures, CancellationToken cancellationToken)
    {
        var giver = await desk.GiverAsync(user, cancellationToken);
        return !giver.IsRefused && await desk.InvitationAsync(id, giver.Value.Party.Id, cancellationToken) is { } invitation
            ? new RazorComponentResult<InvitationPage>(new { Invitation = invitation, Names = NamesOf(procedures) })
            : TypedResults.NotFound();
    }

    /// <summary>The field is never sent; declaring a form makes the token required.</summary>
    private static async Task<IResult> WithdrawAsync(
        Guid id, [FromForm] string? _, ClaimsPrincipal user, MandateDesk desk, CancellationToken cancellationToken)
    {
        var giver = await desk.GiverAsync(user, cancellationToken);
        if (giver.IsRefused)
        {
            return Refused(giver.Refusal);
        }

        await desk.WithdrawAsync(id, giver.Value, user.Actor(), cancellationToken);
        return TypedResults.LocalRedirect(Home);
    }

    private static RazorComponentResult<AcceptPage> AcceptForm(IProcedureNames procedures) =>
        AcceptPage(new AcceptModel("", null, NamesOf(procedures), null));

    /// <summary>First the code, then what it would mean, then the yes: nobody takes on what they have not read.</summary>
    private static async Task<IResult> AcceptAsync(
        IFormCollection form, ClaimsPrincipal user, MandateDesk desk, IProcedureNames procedures, CancellationToken cancellationToken)
    {
        var code = form["code"].ToString();
        var own = user.Actor().Party ?? throw new InvalidOperationException("The route lets in somebody who is nobody.");
        var found = await desk.FindAsync(code, own, cancellationToken);
        if (found.IsRefused)
        {
            return AcceptPage(new AcceptModel(code, null, NamesOf(procedures), found.Refusal));
        }

        if (form["accept"] != "yes")
        {
            return AcceptPage(new AcceptModel(code, found.Value, NamesOf(procedures), null));
        }

        var accepted = await desk.AcceptAsync(found.Value, own, user.Actor(), cancellationToken);
        return accepted.IsRefused
            ? AcceptPage(new AcceptModel(code, null, NamesOf(procedures), accepted.Refusal))
            : TypedResults.LocalRedirect(Home);
    }

    private static async Task<IResult> EndAsync(
        Guid id, [FromForm] string? _, ClaimsPrincipal user, MandateDesk desk, CancellationToken cancellationToken)
    {
        var own = user.Actor().Party ?? throw new InvalidOperationException("The route lets in somebody who is nobody.");
        var giver = await desk.GiverAsync(user, cancellationToken);
        var ended = await desk.EndAsync(id, own, giver.IsRefused ? null : giver.Value.Party.Id, user.Actor(), cancellationToken);
        return ended.IsRefused ? Refused(ended.Refusal) : TypedResults.LocalRedirect(Home);
    }

    private static RazorComponentResult<InvitePage> InvitePage(
        Giver giver, IProcedureNames procedures, Guid key, string? scope, IReadOnlyList<string> chosen, string? months, string basis, Refusal? refusal) =>
        new(new
        {
            Model = new InviteModel(
                giver.Party.Name, giver.Kind == MandateKind.Delegate,
                [.. procedures.Delegable.Where(procedure => giver.Kind == MandateKind.Delegate ? procedure.ForOrganisations : procedure.ForPeople)],
                key, scope, chosen, months, basis, refusal),
        })
        { StatusCode = refusal?.StatusCode() ?? StatusCodes.Status200OK };

    private static RazorComponentResult<AcceptPage> AcceptPage(AcceptModel model) =>
        new(new { Model = model }) { StatusCode = model.Refusal?.StatusCode() ?? StatusCodes.Status200OK };

    private static RazorComponentResult<MandateRefusedPage> Refused(Refusal refusal) =>
        new(new { refusal.Code }) { StatusCode = refusal.StatusCode() };

    private static Dictionary<string, Localised> NamesOf(IProcedureNames procedures) =>
        procedures.Delegable.ToDictionary(procedure => procedure.Code, procedure => procedure.Name, StringComparer.Ordinal);
}
