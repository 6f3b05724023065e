using System.Security.Claims;
using Madoguchi.DesignSystem;
using Madoguchi.Kernel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Madoguchi.Registry;

/// <summary>One look as the person whose data it was reads it.</summary>
public sealed record AccessLine(DateTimeOffset At, string Who, string Why, string What);

/// <summary>Who looked at my data (だれが見たか).</summary>
internal static class ShowAccess
{
    private const int PageSize = 50;

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/access", ShowAsync)
        .WithName("ShowAccess");

    private static async Task<Results<RazorComponentResult<ShowAccessPage>, NotFound>> ShowAsync(
        string? page, ClaimsPrincipal principal, IPartyDirectory parties, IMandates mandates, IApiClients clients, TimeProvider time, RegistryDb db, Wording words, Texts texts,
        CancellationToken cancellationToken)
    {
        if (await OwnData.OfAsync(principal, parties, mandates, time, cancellationToken) is not { } party)
        {
            return TypedResults.NotFound();
        }

        var looks = db.Accesses.Where(look => look.PartyId == party.Id);
        var pages = (await looks.CountAsync(cancellationToken) + PageSize - 1) / PageSize;
        var at = int.TryParse(page, out var asked) ? Math.Clamp(asked, 1, Math.Max(pages, 1)) : 1;
        var rows = await looks
            .OrderByDescending(look => look.At).ThenByDescending(look => look.Id)
            .Skip((at - 1) * PageSize).Take(PageSize)
            .ToListAsync(cancellationToken);
        var helpers = await parties.FindAllAsync(
            [.. rows.Select(row => PartyOf(row.Actor)).OfType<Guid>()], cancellationToken);
        var programs = rows.Exists(row => row.Role == Roles.Client)
            ? (await clients.AllAsync(cancellationToken)).ToDictionary(client => client.ActorId, StringComparer.Ordinal)
            : [];
        AccessLine[] lines =
        [
            .. rows.Select(row => new AccessLine(
                row.At, Who(row, helpers, programs, words), Word("access.purpose", row.Purpose, words, texts), Word("access.what", row.What, words, texts))),
        ];
        return new RazorComponentResult<ShowAccessPage>(new { Lines = lines, At = at, Pages = pages });
    }

    private static string Who(AccessRow row, IReadOnlyDictionary<Guid, Party> helpers, Dictionary<string, ApiClient> programs, Wording words) => row.Role switch
    {
        Roles.System => words["registry.access.program"],
        Roles.Resident => PartyOf(row.Actor) is { } id && helpers.TryGetValue(id, out var helper)
            ? words.Format("registry.access.helper", helper.Name)
            : words["registry.access.someone"],
        Roles.Client => programs.TryGetValue(row.Actor, out var program)
            ? words.Format("registry.access.client", program.Name, program.Organisation, program.Purpose)
            : words["registry.access.someClient"],
        _ => words.Format("registry.access.staff", row.Department ?? words["registry.access.cityHall"], words[$"registry.access.role.{row.Role}"]),
    };

    private static Guid? PartyOf(string actor) =>
        actor.StartsWith("party:", StringComparison.Ordinal) && Guid.TryParse(actor.AsSpan("party:".Length), out var id) ? id : null;

    private static string Word(string prefix, string code, Wording words, Texts texts) =>
        words[texts.Contains($"{prefix}.{code}") ? $"{prefix}.{code}" : $"{prefix}.other"];
}
