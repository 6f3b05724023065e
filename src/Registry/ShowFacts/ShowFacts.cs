using System.Security.Claims;
using Madoguchi.DesignSystem;
using Madoguchi.Kernel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Madoguchi.Registry;

/// <summary>One fact as its person reads it.</summary>
public sealed record FactLine(Localised Label, string Value, string Source);

/// <summary>What the city knows about me (個人情報の保護に関する法律 第76条 gives the right to ask; here it is a page).</summary>
internal static class ShowFacts
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/facts", ShowAsync)
        .WithName("ShowFacts");

    private static async Task<Results<RazorComponentResult<ShowFactsPage>, NotFound>> ShowAsync(
        ClaimsPrincipal principal, IPartyDirectory parties, IMandates mandates, IFacts facts, IFactCatalogue catalogue, Wording words, TimeProvider time,
        CancellationToken cancellationToken)
    {
        if (await OwnData.OfAsync(principal, parties, mandates, time, cancellationToken) is not { } party)
        {
            return TypedResults.NotFound();
        }

        var asked = catalogue.All.Where(fact => fact.Subject == party.Kind && fact.Derived is null).ToList();
        var held = await facts.HeldAsync(party.Id, [.. asked.Select(fact => fact.Code)], time.TodayInJapan(), cancellationToken);
        FactLine[] lines = [.. asked.Where(fact => held.ContainsKey(fact.Code)).Select(fact => Line(fact, held[fact.Code], words))];
        return new RazorComponentResult<ShowFactsPage>(new { Name = party.Name, Lines = lines });
    }

    private static FactLine Line(FactDefinition fact, HeldFact held, Wording words)
    {
        var since = words.Display.Day(held.AsOf);
        var source = held.Basis is null
            ? words.Format("registry.facts.source", words.Of(held.Source.Label), since)
            : words.Format("registry.facts.basis", words.Of(held.Source.Label), since, held.Basis);
        return new FactLine(fact.Label, FactText.Of(fact, held.Json, words), source);
    }
}
