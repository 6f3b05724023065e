using Madoguchi.DesignSystem;
using Madoguchi.Feel;
using Madoguchi.Kernel;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Madoguchi.Rules;

/// <summary>What came of a decision, and why.</summary>
public sealed record Tried(DmnDecision Decision, DmnProof Proof, string Sentences);

/// <summary>What the page of a try shows.</summary>
public sealed record TryView(
    string Code, DecisionModel Model, string? Draft, string? Table, string? Begun, string? Reason, IReadOnlyList<ExamplePerson> People, Guid? Person,
    IReadOnlyList<TypedInput> Inputs, IReadOnlyList<Tried> Results);

/// <summary>
/// Tries the version in force, or a draft that its editor carries along, with an example resident or with typed values. What was typed
/// goes nowhere: neither into an address nor into the database.
/// </summary>
internal static class TryDecision
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/{code}/try", ShowAsync).WithName("TryDecisionForm");
        routes.MapPost("/{code}/try", PostAsync).WithName("TryDecision");
    }

    private static async Task<Results<RazorComponentResult<TryDecisionPage>, NotFound>> ShowAsync(
        string code, DecisionCatalogue catalogue, ExamplePeople people, CancellationToken cancellationToken) =>
        catalogue.Find(code) is { } served
            ? Page(new(code, served.Model, null, null, null, null, await people.AllAsync(cancellationToken), null, TypedInput.Of(served.Model, _ => null), []))
            : TypedResults.NotFound();

    private static async Task<IResult> PostAsync(
        string code, HttpContext context, IAntiforgery antiforgery, DecisionCatalogue catalogue, ExamplePeople people, TimeProvider time,
        Wording words, CancellationToken cancellationToken)
    {
        var (form, refused) = await PostedForm.ReadAsync(context, antiforgery);
        if (form is null)
        {
            return TypedResults.StatusCode(refused);
        }

        if (catalogue.Find(code) is not { } served)
        {
            return TypedResults.NotFound();
        }

        DecisionModel model;
        try
        {
            model = form["content"].ToString() is { Length: > 0 } draft
                ? EditedTable.Apply(DecisionModel.Read(draft.ReplaceLineEndings("\n"), catalogue.Others(code)), form["table"].ToString(), form, catalogue.Others(code))
                : served.Model;
        }
        catch (DmnException)
        {
            return TypedResults.BadRequest();
        }

        Guid? person = Guid.TryParse(form["person"].ToString(), out var chosen) ? chosen : null;
        var inputs = TypedInput.Of(model, field => form[field]);
        if (form["do"] == "fill" && person is { } party && await people.FactsOfAsync(party, cancellationToken) is { } known)
        {
            inputs = [.. inputs.Select(input => known.TryGetValue(input.Name, out var value) ? input.With(value) : input.With(null))];
        }

        // A draft comes from its editor before anything was typed: then there is nothing to decide yet.
        var asks = form["do"] == "fill" || form["do"] == "decide";
        var wrong = inputs.Any(input => input.Error is not null);
        var results = asks && !wrong ? Decide(model, inputs, time, words.Display.Language) : [];
        return Page(
            new(code, model, form.ContainsKey("content") ? model.Content : null, form["table"], form["begun"], form["reason"], await people.AllAsync(cancellationToken), person, inputs, results),
            wrong ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK);
    }

    private static Tried[] Decide(DecisionModel model, IReadOnlyList<TypedInput> inputs, TimeProvider time, Language language)
    {
        var known = inputs.Where(input => input.Value is not null).ToDictionary(input => input.Name, input => input.Value!, StringComparer.Ordinal);
        var context = new FeelContext(FeelFacts.Of(known), time.GetUtcNow().InJapan());
        var told = language switch
        {
            Language.Easy => ProofLanguage.Easy,
            Language.En => ProofLanguage.English,
            _ => ProofLanguage.Japanese,
        };
        return
        [
            .. model.Model.Decisions.Where(decision => decision.Logic is not null).Select(decision =>
            {
                var proof = model.Decisions.Explain(decision.Name, context);
                return new Tried(decision, proof, proof.Tell(told));
            }),
        ];
    }

    private static RazorComponentResult<TryDecisionPage> Page(TryView view, int status = StatusCodes.Status200OK) =>
        new(new { View = view }) { StatusCode = status };
}
