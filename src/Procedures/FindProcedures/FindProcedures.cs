using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Madoguchi.Procedures;

/// <summary>Finds a procedure by word, by what happened in somebody's life, or by category.</summary>
internal static class FindProcedures
{
    private const int MaxWords = 100;

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/", Show).WithName("FindProcedures");

    private static RazorComponentResult<FindProceduresPage> Show(IProcedureCatalogue catalogue, string? q, string? category, string? @event, string? @for)
    {
        var words = q is { Length: > 0 } typed ? typed.Length > MaxWords ? typed[..MaxWords] : typed : null;
        var query = new ProcedureQuery(
            string.IsNullOrWhiteSpace(words) ? null : words.Trim(),
            Known(category, catalogue.Categories)?.Code,
            Known(@event, catalogue.LifeEvents)?.Code,
            @for switch { "person" => Audience.Person, "organisation" => Audience.Organisation, _ => null });
        return new RazorComponentResult<FindProceduresPage>(new
        {
            Query = query,
            Chosen = Known(category, catalogue.Categories)?.Label ?? Known(@event, catalogue.LifeEvents)?.Label,
            Found = catalogue.Search(query),
            catalogue.Categories,
            catalogue.LifeEvents,
        });
    }

    private static Classification? Known(string? code, IReadOnlyList<Classification> among) => among.FirstOrDefault(one => one.Code == code);
}
