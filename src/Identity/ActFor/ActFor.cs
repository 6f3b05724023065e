using Madoguchi.Kernel;
using Madoguchi.Registry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Madoguchi.Identity;

/// <summary>
/// Somebody with mandates says for whom they act from now on; every page then says it. Choosing gives no right: each act asks the
/// register again.
/// </summary>
internal static class ActFor
{
    private const string Path = "/my/acting-for";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(Path, ShowAsync).WithName("ActForForm").RequireAuthorization(Policies.Resident);
        routes.MapPost(Path, ChooseAsync).WithName("ActFor").RequireAuthorization(Policies.Resident);
    }

    private static async Task<RazorComponentResult<ActForPage>> ShowAsync(
        HttpContext context, IMandates mandates, IPartyDirectory parties, TimeProvider time, CancellationToken cancellationToken)
    {
        var own = OwnParty(context);
        var self = await parties.FindAsync(own, cancellationToken);
        return new(new
        {
            Self = own,
            SelfName = self?.Name ?? "",
            Now = context.User.Subject(),
            Others = await OthersAsync(own, mandates, time, cancellationToken),
        });
    }

    private static async Task<Results<RedirectHttpResult, ForbidHttpResult>> ChooseAsync(
        [FromForm] Guid subject, HttpContext context, IMandates mandates, Sessions sessions, TimeProvider time, CancellationToken cancellationToken)
    {
        var own = OwnParty(context);
        if (subject == own)
        {
            await sessions.ChangeAsync(context, who => who with { Subject = own, SubjectName = null });
            return TypedResults.LocalRedirect("/my");
        }

        if ((await OthersAsync(own, mandates, time, cancellationToken)).FirstOrDefault(other => other.For == subject) is not { } mandate)
        {
            return TypedResults.Forbid();
        }

        await sessions.ChangeAsync(context, who => who with { Subject = subject, SubjectName = mandate.ForName });
        return TypedResults.LocalRedirect("/my");
    }

    private static async Task<IReadOnlyList<Mandate>> OthersAsync(
        Guid own, IMandates mandates, TimeProvider time, CancellationToken cancellationToken) =>
        [.. (await mandates.ForHolderAsync(own, time.TodayInJapan(), cancellationToken)).DistinctBy(mandate => mandate.For)];

    private static Guid OwnParty(HttpContext context) =>
        context.User.Actor().Party ?? throw new InvalidOperationException("The route lets in somebody who is nobody.");
}
